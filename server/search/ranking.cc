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

// Calls `use` with the place in each of two sets of every document that both hold.
template <typename Use>
void for_each_common(const DocSet& a, const DocSet& b, const Use& use) {
  std::size_t i = 0;
  std::size_t at = 0;
  if (b.size() * kWorthLeaping < a.size()) {
    for (; at < b.size() && i < a.size(); ++at) {
      i = find_from(a, i, b[at]);
      if (i < a.size() && a[i] == b[at]) {
        use(i, at);
      }
    }
  } else if (a.size() * kWorthLeaping < b.size()) {
    for (; i < a.size() && at < b.size(); ++i) {
      at = find_from(b, at, a[i]);
      if (at < b.size() && b[at] == a[i]) {
        use(i, at);
      }
    }
  } else {
    // Both are walked from end to end; which of the two moves on is computed, since nothing could guess it.
    while (i < a.size() && at < b.size()) {
      const auto here = a[i];
      const auto there = b[at];
      if (here == there) {
        use(i, at);
      }
      i += here <= there ? 1U : 0U;
      at += there <= here ? 1U : 0U;
    }
  }
}

// Adds what one list is worth to the scores of the matches that it holds.
class Adder {
 public:
  Adder(const Collection& collection, const ShardColumns& columns, const SharedDocs& matched, std::vector<double>& scores)
      : lengths_(columns.lengths.data()), per_length_(collection.average_length > 0 ? 1 / collection.average_length : 0), matched_(matched), scores_(scores) {}

  void add(const Postings& list, double weight, const DocSet* only) {
    const auto& matched = *matched_;
    if (only != nullptr) {
      add_where(list, weight, *only);
    } else if (list.documents == matched_) {
      for (std::size_t i = 0; i < matched.size(); ++i) {
        scores_[i] += worth(matched[i], list.counts[i], weight);
      }
    } else {
      for_each_common(matched, *list.documents, [&](std::size_t i, std::size_t at) { scores_[i] += worth(matched[i], list.counts[at], weight); });
    }
  }

  // Several lists as if they were one, with their counts added up. Only the matches are looked at: the lists together may be many times as long.
  void add_joined(const std::vector<std::shared_ptr<const Postings>>& lists, double weight) {
    const auto& matched = *matched_;
    std::vector<std::uint32_t> counts(matched.size());
    for (const auto& list : lists) {
      for_each_common(matched, *list->documents, [&](std::size_t i, std::size_t at) { counts[i] += list->counts[at]; });
    }
    for (std::size_t i = 0; i < matched.size(); ++i) {
      if (counts[i] != 0) {
        scores_[i] += worth(matched[i], counts[i], weight);
      }
    }
  }

 private:
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
      adder.add_joined(lists, weights.of(i).front());
      continue;
    }
    for (std::size_t term = 0; term < lists.size(); ++term) {
      adder.add(*lists[term], weights.of(i)[term], scoring.parts[i].only.get());
    }
  }
  return scores;
}

}  // namespace whatworks
