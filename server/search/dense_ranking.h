// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "index/dense.h"

namespace whatworks {

// The best matches by their words, as the dense view sees them.
struct Candidate {
  double words = 0;         // score by words
  std::string_view vector;  // packed; empty where the record has none
  int strength = 0;         // of its evidence
};

// How far the dense view and the strength of evidence change the order by words. In standard deviations of the scores; docs/relevance.md has the trials.
struct Blend {
  double gate = 0;          // of the dense view, between 0 and 1; 0 leaves the words alone
  double first = 0.7;       // of likeness to the query, while the best are looked for that the query is then moved towards
  double second = 1.0;      // of likeness to the moved query
  double moved = 0.6;       // how far it is moved
  double neighbours = 0.5;  // of the scores of the nearest among the best
  double strength = 0.02;   // for each level: breaks near-ties and no more
};

// Scores for the order of the candidates, in the measure of their scores by words. `query`: its dense vector, empty where there is none.
std::vector<double> blend(std::span<const Candidate> candidates, std::span<const float> query, const Blend& how);

}  // namespace whatworks
