// SPDX-License-Identifier: GPL-3.0-or-later
#include "best_bets.h"

#include <algorithm>
#include <optional>

#include "core/text.h"
#include "index/layout.h"
#include "index/words.h"

namespace whatworks {
namespace {

bool same_words(std::string_view a, std::string_view b) {
  const auto text = [](const TextWord& word) -> const std::string& { return word.text; };
  return std::ranges::equal(split_words(fold(a)), split_words(fold(b)), {}, text, text);
}

// The ids chosen for the words, the best first.
std::vector<std::string> chosen_for(const Schemas& schemas, std::string_view typed) {
  std::vector<std::string> out;
  for (const auto& bet : schemas.best_bets()) {
    if (std::ranges::any_of(bet.typed, [&](const std::string& words) { return same_words(words, typed); })) {
      out.insert(out.end(), bet.records.begin(), bet.records.end());
    }
  }
  return out;
}

std::optional<Hit> find_among(const OpenIndex& index, std::span<const SharedDocs> passed, const std::string& id) {
  const auto term = layout::id_term(id);
  for (std::size_t i = 0; i < index.shards.size(); ++i) {
    const auto& database = index.shards[i].database;
    const auto posting = database.postlist_begin(term);
    if (posting != database.postlist_end(term) && std::ranges::binary_search(*passed[i], *posting)) {
      return Hit{i, *posting, 0, 0};
    }
  }
  return std::nullopt;
}

}  // namespace

void lift_best_bets(const Schemas& schemas, std::string_view typed, const OpenIndex& index, std::span<const SharedDocs> passed, std::vector<Hit>& hits) {
  std::size_t lifted = 0;
  for (const auto& id : chosen_for(schemas, typed)) {
    auto hit = find_among(index, passed, id);
    if (!hit) {
      continue;
    }
    const auto own = std::ranges::find_if(hits, [&](const Hit& other) { return other.shard == hit->shard && other.document == hit->document; });
    if (own != hits.end()) {
      hit = *own;
      hits.erase(own);
    }
    // Who sorts by the score must find it first, too.
    hit->score = std::max(hit->score, lifted < hits.size() ? hits[lifted].score : 0);
    hits.insert(hits.begin() + static_cast<std::ptrdiff_t>(lifted++), *hit);
  }
}

}  // namespace whatworks
