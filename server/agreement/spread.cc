// SPDX-License-Identifier: GPL-3.0-or-later
#include "agreement/spread.h"

#include <algorithm>
#include <cmath>

namespace whatworks {
namespace {

double quantile_of_sorted(const std::vector<double>& sorted, double p) {
  const double place = static_cast<double>(sorted.size() - 1) * p;
  const auto below = static_cast<std::size_t>(place);
  const auto above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - std::floor(place)) * (sorted[above] - sorted[below]);
}

}  // namespace

std::optional<double> quantile(std::vector<double> values, double p) {
  if (values.empty() || !(p >= 0 && p <= 1)) {
    return std::nullopt;
  }
  std::sort(values.begin(), values.end());
  return quantile_of_sorted(values, p);
}

std::optional<Spread> spread_of(const std::vector<double>& values) {
  if (values.empty()) {
    return std::nullopt;
  }
  auto sorted = values;
  std::sort(sorted.begin(), sorted.end());
  return Spread{.count = sorted.size(),
                .minimum = sorted.front(),
                .lower_quartile = quantile_of_sorted(sorted, 0.25),
                .median = quantile_of_sorted(sorted, 0.5),
                .upper_quartile = quantile_of_sorted(sorted, 0.75),
                .maximum = sorted.back()};
}

std::optional<Ipras> ipras(const std::vector<double>& ratings_1_to_9) {
  const auto p30 = quantile(ratings_1_to_9, 0.3);
  const auto p70 = quantile(ratings_1_to_9, 0.7);
  if (!p30 || !p70) {
    return std::nullopt;
  }
  constexpr double kMiddleOfScale = 5;
  const double asymmetry = std::abs(kMiddleOfScale - (*p30 + *p70) / 2);
  const double range = *p70 - *p30;
  const double threshold = 2.35 + 1.5 * asymmetry;
  return Ipras{.p30 = *p30, .p70 = *p70, .range = range, .threshold = threshold, .disagreement = range > threshold};
}

double on_nine_points(double score_0_to_100) noexcept { return 1 + 8 * score_0_to_100 / 100; }

}  // namespace whatworks
