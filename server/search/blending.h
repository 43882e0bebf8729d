// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "dense_ranking.h"
#include "index/dense.h"
#include "plan.h"

namespace whatworks {

// So many of the best by their words are put in order by the dense view and the strength of evidence too.
inline constexpr std::size_t kBlended = 300;

// The query in the dense view; empty where there is no view or none of its words is in it.
std::vector<float> dense_query(const std::optional<DenseReader>& dense, const QueryPlan& plan);

// A candidate in its new place.
struct Placed {
  std::size_t candidate = 0;  // its place before, by words
  double score = 0;
};

// The order of the candidates, which come best first by words, by all that counts.
std::vector<Placed> blended_order(std::span<const Candidate> candidates, const std::optional<DenseReader>& dense, const QueryPlan& plan);

// Puts the first hits into the order of `placed`. The rest follow by their words alone, with scores below the last of these. A Hit has a `score`.
template <typename Hit>
void reorder_hits(std::vector<Hit>& hits, const std::vector<Placed>& placed) {
  std::vector<Hit> first;
  first.reserve(placed.size());
  for (const auto& [candidate, score] : placed) {
    first.push_back(hits[candidate]);
    first.back().score = score;
  }
  const auto rest = std::move(first.begin(), first.end(), hits.begin());
  if (rest != hits.begin() && rest != hits.end()) {
    const double drop = std::max(0.0, rest->score - std::prev(rest)->score);
    std::for_each(rest, hits.end(), [drop](Hit& hit) { hit.score -= drop; });
  }
}

}  // namespace whatworks
