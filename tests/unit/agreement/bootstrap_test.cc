// SPDX-License-Identifier: GPL-3.0-or-later
#include "agreement/bootstrap.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>

#include "agreement/spread.h"

using namespace whatworks;

namespace {

// Four interventions judged by up to three raters.
const std::vector<UnitRatings> kFour{{1, 2, 1}, {4, 4, 5}, {2, std::nullopt, 4}, {7, 6, 6}};

// Scores in steps of five by twenty raters who see twenty interventions alike but for some noise.
std::vector<UnitRatings> large_panel() {
  std::vector<UnitRatings> units(20);
  unsigned state = 12345;
  for (unsigned u = 0; u < units.size(); ++u) {
    for (int rater = 0; rater < 20; ++rater) {
      state = state * 1664525U + 1013904223U;
      units[u].emplace_back(std::min(100U, 4 * u + 5 * (state >> 29)));
    }
  }
  return units;
}

// The alphas of all 256 ways to draw four of four units, in order, each by the coefficient itself.
std::vector<double> alphas_of_all_draws(MeasurementLevel level) {
  std::vector<double> alphas;
  for (std::size_t draw = 0; draw < 256; ++draw) {
    const auto alpha = krippendorff_alpha({kFour[draw % 4], kFour[draw / 4 % 4], kFour[draw / 16 % 4], kFour[draw / 64]}, level);
    if (alpha.value && !alpha.all_alike) {
      alphas.push_back(*alpha.value);
    }
  }
  return alphas;
}

}  // namespace

TEST_CASE("the interval is that of all possible draws of units, at each level of measurement") {
  using enum MeasurementLevel;
  const auto level = GENERATE(nominal, ordinal, interval, ratio);
  const auto all = alphas_of_all_draws(level);
  const auto found = alpha_interval(kFour, level, {.resamples = 40000, .level = 0.8});
  REQUIRE(found);
  // Draws come out with some luck: each end is between the neighbouring percentiles of what is possible.
  CHECK(found->low >= *quantile(all, 0.09) - 1e-9);
  CHECK(found->low <= *quantile(all, 0.11) + 1e-9);
  CHECK(found->high >= *quantile(all, 0.89) - 1e-9);
  CHECK(found->high <= *quantile(all, 0.91) + 1e-9);
}

TEST_CASE("the interval of a large panel holds its alpha, is wider where more confidence is asked for, and comes in a moment") {
  const auto units = large_panel();
  const auto begin = std::chrono::steady_clock::now();
  const auto found = alpha_interval(units, MeasurementLevel::ordinal);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(500));
  REQUIRE(found);
  const auto alpha = *krippendorff_alpha(units, MeasurementLevel::ordinal).value;
  CHECK(found->low < alpha);
  CHECK(found->high > alpha);
  CHECK(found->high <= 1);
  const auto wider = alpha_interval(units, MeasurementLevel::ordinal, {.level = 0.99});
  REQUIRE(wider);
  CHECK(wider->low < found->low);
  CHECK(wider->high > found->high);
}

TEST_CASE("the same seed gives the same interval, another seed nearly so") {
  const auto units = large_panel();
  const auto first = alpha_interval(units, MeasurementLevel::interval);
  const auto again = alpha_interval(units, MeasurementLevel::interval);
  const auto other = alpha_interval(units, MeasurementLevel::interval, {.seed = 2});
  REQUIRE((first && again && other));
  CHECK(first->low == again->low);
  CHECK(first->high == again->high);
  CHECK(first->low != other->low);
  CHECK(first->low == Approx(other->low).margin(0.05));
}

TEST_CASE("two units that were judged twice are too few for an interval") {
  CHECK_FALSE(alpha_interval({{1, 2}, {3, 4}, {5, std::nullopt}}, MeasurementLevel::interval));
  CHECK(alpha_interval({{1, 2}, {3, 4}, {5, 6}}, MeasurementLevel::interval));
  CHECK_FALSE(alpha_interval({}, MeasurementLevel::nominal));
}

TEST_CASE("there is no interval where ratings are all alike, or alike in too many draws") {
  CHECK_FALSE(alpha_interval({{1, 1}, {1, 1}, {1, 1}, {1, 1}}, MeasurementLevel::nominal));
  // A third of all draws of ten leave the one unit out that differs.
  std::vector<UnitRatings> nearly(10, UnitRatings{1, 1});
  nearly[4] = {1, 2};
  CHECK_FALSE(alpha_interval(nearly, MeasurementLevel::nominal));
  // With three of them, 0.7 to the tenth power: 3 draws in a hundred.
  nearly[5] = nearly[6] = {2, 2};
  CHECK(alpha_interval(nearly, MeasurementLevel::nominal));
}

TEST_CASE("options that mean nothing give no interval") {
  CHECK_FALSE(alpha_interval(kFour, MeasurementLevel::ordinal, {.resamples = 0}));
  CHECK_FALSE(alpha_interval(kFour, MeasurementLevel::ordinal, {.level = 0}));
  CHECK_FALSE(alpha_interval(kFour, MeasurementLevel::ordinal, {.level = 1}));
}
