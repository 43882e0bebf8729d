// SPDX-License-Identifier: GPL-3.0-or-later
#include "doc_set.h"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace whatworks {
namespace {

constexpr std::size_t kBits = 64;

// Where the sets together hold less than one document in this many, sorting them beats a bitmap over all numbers.
constexpr std::size_t kSparse = 64;

}  // namespace

std::size_t find_from(DocView documents, std::size_t from, Xapian::docid document) noexcept {
  if (from >= documents.size() || documents[from] >= document) {
    return from;
  }
  std::size_t step = 1;
  while (from + step < documents.size() && documents[from + step] < document) {
    from += step;
    step *= 2;
  }
  const auto end = std::min(documents.size(), from + step + 1);
  const auto begin = documents.begin();
  return static_cast<std::size_t>(std::lower_bound(begin + static_cast<std::ptrdiff_t>(from), begin + static_cast<std::ptrdiff_t>(end), document) - begin);
}

DocSet intersect(DocView a, DocView b) {
  if (a.size() > b.size()) {
    std::swap(a, b);
  }
  DocSet both;
  if (a.size() * kWorthLeaping < b.size()) {
    both.reserve(a.size());
    std::size_t at = 0;
    for (const auto document : a) {
      at = find_from(b, at, document);
      if (at == b.size()) {
        break;
      }
      if (b[at] == document) {
        both.push_back(document);
      }
    }
  } else {
    // Which of the two moves on is computed, since nothing could guess it.
    both.resize(a.size());
    std::size_t i = 0;
    std::size_t j = 0;
    std::size_t found = 0;
    while (i < a.size() && j < b.size()) {
      const auto here = a[i];
      const auto there = b[j];
      both[found] = here;
      found += here == there ? 1U : 0U;
      i += here <= there ? 1U : 0U;
      j += there <= here ? 1U : 0U;
    }
    both.resize(found);
  }
  return both;
}

DocSet subtract(DocView from, DocView what) {
  DocSet rest;
  rest.reserve(from.size());
  std::set_difference(from.begin(), from.end(), what.begin(), what.end(), std::back_inserter(rest));
  return rest;
}

DocSet unite(std::span<const SharedDocs> sets, Xapian::docid last) {
  std::size_t total = 0;
  for (const auto& set : sets) {
    total += set->size();
  }
  DocSet all;
  if (total * kSparse < last) {
    all.reserve(total);
    for (const auto& set : sets) {
      all.insert(all.end(), set->begin(), set->end());
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  }
  std::vector<std::uint64_t> bits(last / kBits + 1);
  for (const auto& set : sets) {
    for (const auto document : *set) {
      bits[document / kBits] |= std::uint64_t{1} << (document % kBits);
    }
  }
  std::size_t count = 0;
  for (const auto word : bits) {
    count += static_cast<std::size_t>(std::popcount(word));
  }
  all.reserve(count);
  for (std::size_t i = 0; i < bits.size(); ++i) {
    for (auto word = bits[i]; word != 0; word &= word - 1) {
      all.push_back(static_cast<Xapian::docid>(i * kBits + static_cast<std::size_t>(std::countr_zero(word))));
    }
  }
  return all;
}

}  // namespace whatworks
