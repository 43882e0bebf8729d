// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/dense.h"

#include <string>
#include <unordered_set>

#include "core/text.h"
#include "dense_codec.h"
#include "index/stop_words.h"
#include "index/xapian_error.h"

namespace whatworks {
namespace {

constexpr char kStemMark = 'Z';
constexpr std::size_t kLongestStem = 200;  // bytes; a key of the metadata holds 245, and this many bytes are no word

const std::unordered_set<std::string>& stop_stems() {
  static const auto stems = [] {
    const Xapian::Stem stemmer("en");
    std::unordered_set<std::string> made;
    for (const auto& word : split(kStopWords, ' ')) {
      made.insert(stemmer(word));
    }
    return made;
  }();
  return stems;
}

std::string stem_key(const std::string& stem) { return std::string(dense::kStemPrefix) + stem; }

Error malformed() { return {ErrorCode::index_corrupt, "the dense view in the index is malformed", "build the index again with --full"}; }

void remove_model(Xapian::WritableDatabase& database) {
  std::vector<std::string> keys;
  for (auto key = database.metadata_keys_begin(std::string(dense::kStemPrefix)); key != database.metadata_keys_end(); ++key) {
    keys.push_back(*key);
  }
  for (const auto& key : keys) {
    database.set_metadata(key, {});
  }
}

}  // namespace

std::optional<std::string_view> general_stem(std::string_view term) {
  if (term.size() < 2 || term[0] != kStemMark || (term[1] >= 'A' && term[1] <= 'Z')) {
    return std::nullopt;
  }
  const auto stem = term.substr(1);
  return stop_stems().contains(std::string(stem)) ? std::nullopt : std::optional(stem);
}

StemCounts stem_counts(const Xapian::Document& document) {
  StemCounts counts;
  auto term = document.termlist_begin();
  term.skip_to(std::string(1, kStemMark));
  for (; term != document.termlist_end(); ++term) {
    const auto text = *term;
    if (text[0] != kStemMark) {
      break;
    }
    if (const auto stem = general_stem(text)) {
      counts.push_back({std::string(*stem), term.get_wdf()});
    }
  }
  return counts;
}

void DenseSample::add(const StemCounts& record) {
  starts_.push_back(entries_.size());
  for (const auto& [stem, count] : record) {
    if (stem.empty() || stem.size() > kLongestStem) {
      continue;
    }
    const auto number = numbers_.try_emplace(stem, static_cast<std::uint32_t>(numbers_.size())).first->second;
    entries_.push_back({number, count});
  }
}

std::vector<float> DenseModel::fold(const StemCounts& text) const {
  const auto size = dense::encoded_size(dimensions_);
  std::vector<float> sum(dimensions_);
  for (const auto& [stem, count] : text) {
    if (const auto number = numbers_.find(stem); number != numbers_.end()) {
      dense::add_stem(std::string_view(encoded_).substr(number->second * size, size), count, sum);
    }
  }
  return dense::to_unit(std::move(sum));
}

Status DenseModel::save(Xapian::WritableDatabase& database) const {
  return guard_xapian([&]() -> Status {
    remove_model(database);
    const auto size = dense::encoded_size(dimensions_);
    for (const auto& [stem, number] : numbers_) {
      database.set_metadata(stem_key(stem), encoded_.substr(number * size, size));
    }
    database.set_metadata(dense::kHeaderKey, dense::encode_header({dimensions_, records_, gate_}));
    return {};
  });
}

Result<DenseReader> DenseReader::open(Xapian::Database database) {
  return guard_xapian([&]() -> Result<DenseReader> {
    DenseReader reader(std::move(database));
    const auto text = reader.database_.get_metadata(dense::kHeaderKey);
    if (text.empty()) {
      return reader;
    }
    const auto header = dense::decode_header(text);
    if (!header) {
      return failure(malformed());
    }
    reader.dimensions_ = header->dimensions;
    reader.gate_ = header->gate;
    return reader;
  });
}

Result<std::vector<float>> DenseReader::fold(const StemCounts& text) const {
  return guard_xapian([&]() -> Result<std::vector<float>> {
    std::vector<float> sum(dimensions_);
    if (!present()) {
      return sum;
    }
    for (const auto& [stem, count] : text) {
      const auto encoded = stem.size() > kLongestStem ? std::string() : database_.get_metadata(stem_key(stem));
      if (!encoded.empty() && !dense::add_stem(encoded, count, sum)) {
        return failure(malformed());
      }
    }
    return dense::to_unit(std::move(sum));
  });
}

}  // namespace whatworks
