// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "doc_set.h"
#include "plan.h"
#include "postings.h"
#include "reader.h"

namespace whatworks {

// Okapi BM25, as Xapian::BM25Weight computes it with k3 = 1 and k2 = 0. docs/relevance.md says where the numbers come from.
inline constexpr double kBm25K1 = 1.4;
inline constexpr double kBm25K3 = 1;
inline constexpr double kBm25B = 0.7;
inline constexpr double kBm25MinimumLength = 0.5;  // of the average: shorter documents gain no more from being short
Xapian::BM25Weight bm25_weight();

// The posting lists that score a plan's matches in one shard.
struct ShardScoring {
  struct Part {
    std::vector<std::shared_ptr<const Postings>> lists;  // one for each of the part's terms
    SharedDocs only;                                     // where it applies; null: everywhere
  };
  std::vector<Part> parts;  // as QueryPlan::scoring
};

ShardScoring gather(const QueryPlan& plan, const OpenShard& shard);

// How much each term of each part weighs, from its frequency over all shards.
class TermWeights {
 public:
  TermWeights(const QueryPlan& plan, const std::vector<ShardScoring>& shards, const Collection& collection);

  [[nodiscard]] const std::vector<double>& of(std::size_t part) const noexcept { return weights_[part]; }  // a synonym has one weight for all its terms

 private:
  std::vector<std::vector<double>> weights_;
};

// The scores of `matched`, which hold nothing but matches of the plan, in their order.
std::vector<double> score(const QueryPlan& plan, const ShardScoring& scoring, const TermWeights& weights, const Collection& collection,
                          const ShardColumns& columns, const SharedDocs& matched);

}  // namespace whatworks
