// SPDX-License-Identifier: GPL-3.0-or-later
#include "telling.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "cards.h"
#include "core/text.h"
#include "index/layout.h"
#include "index/stop_words.h"
#include "index/words.h"
#include "ranking.h"

namespace whatworks {
namespace {

constexpr std::size_t kTellingTerms = 16;  // of a text: enough to find its neighbours, few enough to be quick
constexpr std::size_t kCandidates = 60;    // found by them

bool is_stop_word(const std::string& word) {
  static const auto words = [] {
    const auto list = split(kStopWords, ' ');
    return std::set<std::string>(list.begin(), list.end());
  }();
  return words.contains(word);
}

double length_of(const Telling& telling) {
  double squares = 0;
  for (const auto& [word, weight] : telling) {
    squares += weight * weight;
  }
  return std::sqrt(squares);
}

}  // namespace

Telling Weigher::weigh(std::string_view text) {
  std::unordered_map<std::string, unsigned> counts;
  for (const auto& word : split_words(fold(text))) {
    if (has_stem(word.text) && !is_stop_word(word.text)) {
      ++counts[word.text];
    }
  }
  Telling telling;
  for (const auto& [word, count] : counts) {
    telling[word] = std::log(1.0 + count) * rarity(word);
  }
  return telling;
}

double Weigher::rarity(const std::string& word) {
  const auto [known, fresh] = known_.emplace(word, 0);
  if (fresh) {
    double records = 0;
    for (const auto& shard : index_.shards) {
      records += shard.database.get_termfreq(word);
    }
    known->second = std::max(0.0, std::log((index_.collection.records + 1) / (records + 0.5)));
  }
  return known->second;
}

double likeness(const Telling& a, const Telling& b) {
  double sum = 0;
  for (const auto& [word, weight] : a) {
    if (const auto other = b.find(word); other != b.end()) {
      sum += weight * other->second;
    }
  }
  const double both = length_of(a) * length_of(b);
  return both > 0 ? sum / both : 0;
}

std::string whole_text(const Record& record) {
  auto text = record.title + ' ' + record.intervention + ' ' + record.summary;
  for (const auto& section : record.sections) {
    text += ' ' + section.text;
  }
  return text;
}

std::vector<StoredRecord> candidates(const OpenIndex& index, std::string_view id, const Telling& telling, std::size_t most) {
  std::vector<std::pair<double, std::string>> order;
  for (const auto& [word, weight] : telling) {
    order.emplace_back(-weight, word);
  }
  std::sort(order.begin(), order.end());
  std::vector<Xapian::Query> words;
  for (std::size_t i = 0; i < std::min(order.size(), kTellingTerms); ++i) {
    words.emplace_back(order[i].second);
  }
  if (words.empty()) {
    return {};
  }
  Xapian::Enquire enquire(index.all);
  enquire.set_query(Xapian::Query(Xapian::Query::OP_OR, words.begin(), words.end()));
  enquire.set_weighting_scheme(bm25_weight());
  enquire.set_sort_by_relevance_then_value(layout::kSlotByStrength, false);
  const auto found = enquire.get_mset(0, kCandidates);
  std::vector<StoredRecord> records;
  for (auto hit = found.begin(); hit != found.end() && records.size() < most; ++hit) {
    const auto data = hit.get_document().get_data();
    const auto parts = layout::split_document(data);
    auto other = layout::decode_record(parts.record);
    if (other && other->id != id) {
      records.push_back({read_card(parts.card), *std::move(other)});
    }
  }
  return records;
}

}  // namespace whatworks
