// SPDX-License-Identifier: GPL-3.0-or-later
#include "blending.h"

#include <string>

namespace whatworks {

std::vector<float> dense_query(const std::optional<DenseReader>& dense, const QueryPlan& plan) {
  if (!dense) {
    return {};
  }
  StemCounts stems;
  for (const auto& part : plan.scoring) {
    for (const auto& term : part.terms) {
      const auto stem = general_stem(term);
      if (stem && std::none_of(stems.begin(), stems.end(), [&](const StemCount& known) { return known.stem == *stem; })) {
        stems.push_back({std::string(*stem), part.repeats});
      }
    }
  }
  const auto folded = dense->fold(stems);
  return folded ? *folded : std::vector<float>();
}

std::vector<Placed> blended_order(std::span<const Candidate> candidates, const std::optional<DenseReader>& dense, const QueryPlan& plan) {
  Blend how;
  how.gate = dense ? dense->gate() : 0;
  const auto scores = blend(candidates, dense_query(dense, plan), how);
  std::vector<Placed> order;
  order.reserve(scores.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    order.push_back({i, scores[i]});
  }
  std::stable_sort(order.begin(), order.end(), [](const Placed& a, const Placed& b) { return a.score > b.score; });
  return order;
}

}  // namespace whatworks
