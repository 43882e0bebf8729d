// SPDX-License-Identifier: GPL-3.0-or-later
#include "agreement/sample_size.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>

using namespace whatworks;

namespace {

// What a planner is told.
std::string problem(const Result<long long>& result) {
  REQUIRE_FALSE(result);
  CHECK(result.error().code == ErrorCode::bad_parameter);
  CHECK_FALSE(result.error().hint.empty());
  return result.error().message;
}

const double kNan = std::numeric_limits<double>::quiet_NaN();
const double kInfinite = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("numbers to tell two shares apart") {
  // 0.6 and 0.4: (1.959964 sqrt(0.5) + 0.841621 sqrt(0.48))^2 / 0.04 = (1.385904 + 0.583092)^2 / 0.04 = 96.92
  CHECK(per_group_for_proportions(0.6, 0.4, 0.05, 0.8) == 97);
  // 0.5 and 0.25: (1.959964 sqrt(0.46875) + 0.841621 sqrt(0.4375))^2 / 0.0625 = (1.341896 + 0.556681)^2 / 0.0625 = 57.67
  CHECK(per_group_for_proportions(0.5, 0.25, 0.05, 0.8) == 58);
  CHECK(per_group_for_proportions(0.5, 0.25, 0.05, 0.9) == 77);   // 76.71
  CHECK(per_group_for_proportions(0.1, 0.05, 0.05, 0.8) == 435);  // 434.43
}

TEST_CASE("which share is named first makes no difference, nor whether things happening or not happening are counted") {
  CHECK(per_group_for_proportions(0.25, 0.5, 0.05, 0.8) == 58);
  CHECK(per_group_for_proportions(0.75, 0.5, 0.05, 0.8) == 58);
}

TEST_CASE("numbers to tell two means apart") {
  // Half a standard deviation: 2 (1.959964 + 0.841621)^2 / 0.25 = 2 * 7.848880 * 4 = 62.79
  CHECK(per_group_for_means(0.5, 1, 0.05, 0.8) == 63);
  CHECK(per_group_for_means(-5, 10, 0.05, 0.8) == 63);
  CHECK(per_group_for_means(0.5, 1, 0.05, 0.9) == 85);   // 84.06
  CHECK(per_group_for_means(0.2, 1, 0.05, 0.8) == 393);  // 392.44
  CHECK(per_group_for_means(0.5, 1, 0.01, 0.8) == 94);   // 93.43
}

TEST_CASE("a difference that cannot be missed still needs somebody in each group") { CHECK(per_group_for_means(1000, 1, 0.05, 0.8) == 1); }

TEST_CASE("shares from which nothing can be planned are named") {
  CHECK(problem(per_group_for_proportions(0, 0.5, 0.05, 0.8)) == "The first share has to be more than 0 and less than 1");
  CHECK(problem(per_group_for_proportions(25, 0.5, 0.05, 0.8)) == "The first share has to be more than 0 and less than 1");
  CHECK(problem(per_group_for_proportions(0.5, 1, 0.05, 0.8)) == "The second share has to be more than 0 and less than 1");
  CHECK(problem(per_group_for_proportions(0.5, kNan, 0.05, 0.8)) == "The second share has to be more than 0 and less than 1");
  CHECK(problem(per_group_for_proportions(0.3, 0.3, 0.05, 0.8)) == "The two shares are the same");
}

TEST_CASE("differences and standard deviations from which nothing can be planned are named") {
  CHECK(problem(per_group_for_means(0, 1, 0.05, 0.8)) == "The difference has to be a number other than 0");
  CHECK(problem(per_group_for_means(kNan, 1, 0.05, 0.8)) == "The difference has to be a number other than 0");
  CHECK(problem(per_group_for_means(1, 0, 0.05, 0.8)) == "The standard deviation has to be more than 0");
  CHECK(problem(per_group_for_means(1, -2, 0.05, 0.8)) == "The standard deviation has to be more than 0");
  CHECK(problem(per_group_for_means(1, kInfinite, 0.05, 0.8)) == "The standard deviation has to be more than 0");
}

TEST_CASE("levels and powers from which nothing can be planned are named, for shares and for means") {
  const auto [alpha, power, message] = GENERATE(table<double, double, std::string>({
      {0, 0.8, "The significance level has to be more than 0 and less than 1"},
      {5, 0.8, "The significance level has to be more than 0 and less than 1"},
      {0.05, 1, "The power has to be more than 0 and less than 1"},
      {0.05, 80, "The power has to be more than 0 and less than 1"},
      {0.05, 0.05, "The power has to be more than the significance level"},
      {std::numeric_limits<double>::denorm_min(), 0.8, "The significance level is too small to be worked with"},
  }));
  CHECK(problem(per_group_for_proportions(0.5, 0.25, alpha, power)) == message);
  CHECK(problem(per_group_for_means(0.5, 1, alpha, power)) == message);
}

TEST_CASE("a difference too small for any trial is an error, not a number that has run over") {
  CHECK(problem(per_group_for_means(1e-200, 1, 0.05, 0.8)) == "The difference is too small to be found by any trial");
  CHECK(problem(per_group_for_proportions(0.5, std::nextafter(0.5, 1), 0.05, 0.8)) == "The difference is too small to be found by any trial");
}

TEST_CASE("clusters whose members are alike need more in all") {
  CHECK(design_effect(1, 0.3) == 1);
  CHECK(design_effect(20, 0) == 1);
  CHECK(design_effect(21, 0.05) == Approx(2));
  CHECK(design_effect(10, 1) == 10);
}
