// SPDX-License-Identifier: GPL-3.0-or-later
#include "agreement/agreement.h"

#include <catch2/catch.hpp>
#include <sstream>

using namespace whatworks;

namespace {

// A line of ratings per rater, "." where one did not judge a unit.
std::vector<UnitRatings> units_of(const std::vector<std::string>& raters) {
  std::vector<UnitRatings> units;
  for (const auto& line : raters) {
    std::istringstream words(line);
    std::size_t unit = 0;
    for (std::string word; words >> word; ++unit) {
      if (units.size() <= unit) {
        units.emplace_back();
      }
      units[unit].push_back(word == "." ? std::nullopt : std::optional(std::stod(word)));
    }
  }
  return units;
}

// Four coders and twelve units, of Krippendorff's own paper.
const auto kPublished = units_of({"1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."});

}  // namespace

TEST_CASE("alpha is that of the published example, at each level of measurement") {
  using enum MeasurementLevel;
  const auto [level, value] = GENERATE(table<MeasurementLevel, double>({{nominal, 0.743}, {ordinal, 0.815}, {interval, 0.849}, {ratio, 0.797}}));
  const auto alpha = krippendorff_alpha(kPublished, level);
  REQUIRE(alpha.value);
  CHECK(*alpha.value == Approx(value).margin(0.0005));
  CHECK(alpha.units == 11);  // the twelfth was judged once
  CHECK(alpha.ratings == 40);
}

TEST_CASE("where all ratings are alike, that is said instead of a coefficient that is not defined") {
  const auto alpha = krippendorff_alpha(units_of({"1 1 1", "1 1 1"}), MeasurementLevel::nominal);
  CHECK(alpha.all_alike);
  CHECK(alpha.value == 1.0);
}

TEST_CASE("one rater agrees with nobody") {
  CHECK_FALSE(krippendorff_alpha(units_of({"1 2 3"}), MeasurementLevel::nominal).value);
  CHECK_FALSE(krippendorff_alpha({}, MeasurementLevel::ordinal).value);
  CHECK_FALSE(raw_agreement(units_of({"1 2 3"})).value);
}

TEST_CASE("two who always disagree are below chance") { CHECK(*krippendorff_alpha(units_of({"0 1 0 1", "1 0 1 0"}), MeasurementLevel::nominal).value < 0); }

TEST_CASE("raw agreement is the share of pairs that are the same") {
  CHECK(*raw_agreement(units_of({"1 1 0 0", "1 0 0 0"})).value == Approx(0.75));
  CHECK(*raw_agreement(units_of({"1", "1", "0"})).value == Approx(1.0 / 3));
  CHECK(raw_agreement(units_of({"1 0", "1 0"})).all_alike);
}

TEST_CASE("bands of agreement end where Landis and Koch end them") {
  CHECK(agreement_in_words(-0.01) == "poor");
  CHECK(agreement_in_words(0.2) == "slight");
  CHECK(agreement_in_words(0.21) == "fair");
  CHECK(agreement_in_words(0.8) == "substantial");
  CHECK(agreement_in_words(0.81) == "almost perfect");
}
