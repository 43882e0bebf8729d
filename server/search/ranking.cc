// SPDX-License-Identifier: GPL-3.0-or-later
#include "ranking.h"

#include <algorithm>
#include <cmath>

#include "evaluate.h"

namespace whatworks {
namespace {

// As Xapian::BM25Weight does it: below 2 the odds are drawn towards 1, so that a word in most of the documents does not count against one.
double term_weight(double records, double frequency, unsigned repeats, double factor) {
  double odds = (records - frequency + 0.5) / (frequency + 0.5);
  if (odds < 2) {
    odds = odds * 0.5 + 1;
  }
  return std::log(odds) * (kBm25K3 + 1) * repeats / (kBm25K3 + repeats) * (kBm25K1 + 1) * factor;
}

// Of documents that hold any of several words, taking the words to be independent, as Xapian does.
double joint_frequency(double records, const std::vector<double>& frequencies) {
  double without = 1;
  for (const auto frequency : frequencies) {
    without *= 1 - std::min(frequency / std::max(records, 1.0), 1.0);
  }
  return std::round(records * (1 - without));
}

// The lists of several words as one, with their counts added up.
Postings join_lists(const std::vector<std::shared_ptr<const Postings>>& lists, Xapian::docid last) {
  std::vector<SharedDocs> sets;
  sets.reserve(lists.size());
  for (const auto& list : lists) {
    sets.push_back(list->documents);
  }
  auto documents = std::make_shared<const DocSet>(unite(sets, last));
  Postings joint{documents, std::vector<std::uint16_t>(documents->size())};
  for (const auto& list : lists) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < list->documents->size(); ++i) {
      at = find_from(*documents, at, (*list->documents)[i]);
      const auto sum = std::uint32_t{joint.counts[at]} + list->counts[i];
      joint.counts[at] = static_cast<std::uint16_t>(std::min<std::uint32_t>(sum, 0xFFFF));
    }
  }
  return joint;
}

// Adds what one list is worth to the scores of the matches that it holds.
class Adder {
 public:
  Adder(const Collection& collection, const ShardColumns& columns, const SharedDocs& matched, std::vector<double>& scores)
      : lengths_(columns.lengths.data()), per_length_(collection.average_length > 0 ? 1 / collection.average_length : 0), matched_(matched), scores_(scores) {}

  void add(const Postings& list, double weight, const DocSet* only) {
    const auto& documents = *list.documents;
    const auto& matched = *matched_;
    if (only != nullptr) {
      add_where(list, weight, *only);
    } else if (list.documents == matched_) {
      for (std::size_t i = 0; i < matched.size(); ++i) {
        scores_[i] += worth(matched[i], list.counts[i], weight);
      }
    } else if (documents.size() * kWorthLeaping < matched.size()) {
      std::size_t at = 0;
      for (std::size_t i = 0; i < documents.size() && at < matched.size(); ++i) {
        at = find_from(matched, at, documents[i]);
        if (at < matched.size() && matched[at] == documents[i]) {
          scores_[at] += worth(documents[i], list.counts[i], weight);
        }
      }
    } else if (matched.size() * kWorthLeaping < documents.size()) {
      std::size_t at = 0;
      for (std::size_t i = 0; i < matched.size() && at < documents.size(); ++i) {
        at = find_from(documents, at, matched[i]);
        if (at < documents.size() && documents[at] == matched[i]) {
          scores_[i] += worth(matched[i], list.counts[at], weight);
        }
      }
    } else {
      add_side_by_side(list, weight);
    }
  }

 private:
  // Both are walked from end to end; which of the two moves on is computed, since nothing could guess it.
  void add_side_by_side(const Postings& list, double weight) {
    const auto& documents = *list.documents;
    const auto& matched = *matched_;
    std::size_t i = 0;
    std::size_t at = 0;
    while (i < matched.size() && at < documents.size()) {
      const auto here = matched[i];
      const auto there = documents[at];
      if (here == there) {
        scores_[i] += worth(here, list.counts[at], weight);
      }
      i += here <= there ? 1U : 0U;
      at += there <= here ? 1U : 0U;
    }
  }

  void add_where(const Postings& list, double weight, const DocSet& only) {
    std::size_t at = 0;
    std::size_t place = 0;
    for (const auto document : only) {
      at = find_from(*list.documents, at, document);
      place = find_from(*matched_, place, document);
      if (at == list.documents->size() || place == matched_->size()) {
        return;
      }
      if ((*list.documents)[at] == document && (*matched_)[place] == document) {
        scores_[place] += worth(document, list.counts[at], weight);
      }
    }
  }

  [[nodiscard]] double worth(Xapian::docid document, double count, double weight) const noexcept {
    const double length = std::max(lengths_[document] * per_length_, kBm25MinimumLength);
    return weight * count / (length * (kBm25K1 * kBm25B) + (kBm25K1 * (1 - kBm25B) + count));
  }

  const std::uint32_t* lengths_;
  double per_length_;
  const SharedDocs& matched_;
  std::vector<double>& scores_;
};

}  // namespace

Xapian::BM25Weight bm25_weight() { return {kBm25K1, /*k2=*/0, kBm25K3, kBm25B, kBm25MinimumLength}; }

ShardScoring gather(const QueryPlan& plan, const OpenShard& shard) {
  ShardScoring scoring;
  for (const auto& part : plan.scoring) {
    ShardScoring::Part lists;
    for (const auto& term : part.terms) {
      lists.lists.push_back(shard.memory->postings(shard.database, term));
    }
    if (part.kind == ScoringPart::Kind::phrase) {
      lists.only = shard.memory->matches(shard.database, part.query);
    }
    scoring.parts.push_back(std::move(lists));
  }
  return scoring;
}

TermWeights::TermWeights(const QueryPlan& plan, const std::vector<ShardScoring>& shards, const Collection& collection) {
  for (std::size_t i = 0; i < plan.scoring.size(); ++i) {
    const auto& part = plan.scoring[i];
    std::vector<double> frequencies(part.terms.size());
    for (const auto& shard : shards) {
      for (std::size_t term = 0; term < frequencies.size(); ++term) {
        frequencies[term] += static_cast<double>(shard.parts[i].lists[term]->documents->size());
      }
    }
    if (part.kind == ScoringPart::Kind::synonym) {
      frequencies = {joint_frequency(collection.records, frequencies)};
    }
    for (auto& frequency : frequencies) {
      frequency = term_weight(collection.records, frequency, part.repeats, part.factor);
    }
    weights_.push_back(std::move(frequencies));
  }
}

std::vector<double> score(const QueryPlan& plan, const ShardScoring& scoring, const TermWeights& weights, const Collection& collection,
                          const ShardColumns& columns, const SharedDocs& matched) {
  std::vector<double> scores(matched->size());
  Adder adder(collection, columns, matched, scores);
  for (std::size_t i = 0; i < plan.scoring.size(); ++i) {
    const auto& lists = scoring.parts[i].lists;
    if (plan.scoring[i].kind == ScoringPart::Kind::synonym) {
      adder.add(join_lists(lists, columns.last), weights.of(i).front(), nullptr);
      continue;
    }
    for (std::size_t term = 0; term < lists.size(); ++term) {
      adder.add(*lists[term], weights.of(i)[term], scoring.parts[i].only.get());
    }
  }
  return scores;
}

}  // namespace whatworks
