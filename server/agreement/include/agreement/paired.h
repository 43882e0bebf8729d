// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

// Whether the same people answer differently after something than before.
namespace whatworks {

struct PairedAnswer {
  double before, after;
};

struct SignedRanks {
  double positive = 0;        // W+: the sum of the ranks of those who went up
  double negative = 0;        // W-: of those who went down
  std::size_t changed = 0;    // pairs that differ: what the test rests on
  std::size_t unchanged = 0;  // pairs that do not: they count for nothing
  double p = 1;               // two-sided: how often chance alone would bring sums as unequal as these, or more so
  bool exact = false;         // by counting all ways to give the ranks signs; otherwise by normal approximation
};

// Wilcoxon's signed-rank test: the differences after - before that are not 0 are ranked by their size, those of equal size at their mean rank, and the ranks
// of either sign are summed. F. Wilcoxon, Biometrics Bulletin 1 (1945), 80-83. Up to 25 changed pairs p is exact, also with ties. Above, it is that of
// z = (|W+ - n(n + 1)/4| - 1/2) / sqrt(n(n + 1)(2n + 1)/24 - sum(t^3 - t)/48), for t differences of a size: M. Hollander, D. A. Wolfe and E. Chicken,
// Nonparametric Statistical Methods, 3rd ed., Wiley, 2014, section 3.1. Answers are finite numbers. Nothing where no pair differs.
std::optional<SignedRanks> wilcoxon_signed_rank(const std::vector<PairedAnswer>& answers);

}  // namespace whatworks
