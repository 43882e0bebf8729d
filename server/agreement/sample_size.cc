// SPDX-License-Identifier: GPL-3.0-or-later
#include "agreement/sample_size.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "agreement/normal.h"

namespace whatworks {
namespace {

// Neither may be NaN, which compares with nothing.
bool is_share(double value) { return value > 0 && value < 1; }

auto bad(std::string message, std::string hint) { return failure(ErrorCode::bad_parameter, std::move(message), std::move(hint)); }

// The two normal quantiles that both formulas are made of.
struct Quantiles {
  double significance, power;
};

Result<Quantiles> quantiles_for(double alpha, double power) {
  if (!is_share(alpha)) {
    return bad("The significance level has to be more than 0 and less than 1", "0.05 is usual");
  }
  if (!is_share(power)) {
    return bad("The power has to be more than 0 and less than 1", "0.8 and 0.9 are usual");
  }
  if (power <= alpha) {
    return bad("The power has to be more than the significance level", "0.8 and 0.05 are usual");
  }
  const auto lower_tail = normal_quantile(alpha / 2);  // 1 - alpha/2 would round to 1 for a small alpha
  if (!lower_tail) {
    return bad("The significance level is too small to be worked with", "0.05 is usual");
  }
  return Quantiles{.significance = -*lower_tail, .power = *normal_quantile(power)};
}

Result<long long> rounded_up(double number) {
  constexpr double kMost = 1e15;
  constexpr double kRounding = 1e-12;  // of the arithmetic, so that a whole number stays one
  if (!(number <= kMost)) {
    return bad("The difference is too small to be found by any trial", "plan for a larger difference");
  }
  return std::max(1LL, static_cast<long long>(std::ceil(number * (1 - kRounding))));
}

double square(double value) { return value * value; }

}  // namespace

Result<long long> per_group_for_proportions(double p1, double p2, double alpha, double power) {
  if (!is_share(p1)) {
    return bad("The first share has to be more than 0 and less than 1", "give 25% as 0.25");
  }
  if (!is_share(p2)) {
    return bad("The second share has to be more than 0 and less than 1", "give 25% as 0.25");
  }
  if (p1 == p2) {
    return bad("The two shares are the same", "give the shares that are expected with and without the intervention");
  }
  return quantiles_for(alpha, power).and_then([&](const Quantiles& z) {
    const double mean = (p1 + p2) / 2;
    const double alike = std::sqrt(2 * mean * (1 - mean));
    const double apart = std::sqrt(p1 * (1 - p1) + p2 * (1 - p2));
    return rounded_up(square((z.significance * alike + z.power * apart) / (p1 - p2)));
  });
}

Result<long long> per_group_for_means(double difference, double standard_deviation, double alpha, double power) {
  if (!std::isfinite(difference) || difference == 0) {
    return bad("The difference has to be a number other than 0", "give the smallest difference that would matter");
  }
  if (!std::isfinite(standard_deviation) || standard_deviation <= 0) {
    return bad("The standard deviation has to be more than 0", "take it from records of the past, in the unit of the difference");
  }
  return quantiles_for(alpha, power).and_then([&](const Quantiles& z) {
    return rounded_up(2 * square((z.significance + z.power) * (standard_deviation / difference)));
  });
}

double design_effect(double cluster_size, double icc) noexcept { return 1 + (cluster_size - 1) * icc; }

}  // namespace whatworks
