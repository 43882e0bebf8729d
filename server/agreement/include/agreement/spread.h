// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

// Where the judgements of a panel lie and whether they lie apart. Values are finite numbers, in any order.
namespace whatworks {

// The value below which the share `p` (0 to 1) of the values lies: type 7 of R. J. Hyndman and Y. Fan, The American Statistician 50 (1996), 361-365, which
// goes straight from one value to the next at h = (n - 1)p. p = 0.5 gives the median. Nothing where there are no values or `p` is outside 0 to 1.
std::optional<double> quantile(std::vector<double> values, double p);

// The five numbers that a box plot draws, and how many values are behind them.
struct Spread {
  std::size_t count;
  double minimum, lower_quartile, median, upper_quartile, maximum;
};

// Quartiles are those of quantile(). Nothing where there are no values.
std::optional<Spread> spread_of(const std::vector<double>& values);

// Whether a panel disagrees, by the interpercentile range adjusted for symmetry.
struct Ipras {
  double p30, p70;
  double range;       // IPR = P70 - P30
  double threshold;   // IPRAS = 2.35 + 1.5 AI, where AI = |5 - (P30 + P70)/2|: ratings that lean to one end may be further apart before that is disagreement
  bool disagreement;  // IPR > IPRAS
};

// K. Fitch and others, The RAND/UCLA Appropriateness Method User's Manual, RAND, 2001. Some reprints give 2.5 for the constant; their worked result of 6.1
// needs 2.35. Ratings lie between 1 and 9. Nothing where there are none; one rating never disagrees.
std::optional<Ipras> ipras(const std::vector<double>& ratings_1_to_9);

// A score between 0 and 100 on the scale that ipras() is made for: 1 + 8 score/100.
double on_nine_points(double score_0_to_100) noexcept;

}  // namespace whatworks
