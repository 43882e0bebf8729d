// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop/scheme.h"

#include <catch2/catch.hpp>

using namespace whatworks;

namespace {

AssessmentScheme shipped() { return load_scheme(fs::path(WHATWORKS_SOURCE_DIR) / "schemas" / "assessment.json").value(); }

}  // namespace

TEST_CASE("the scheme that ships asks for effect, certainty and harms from 0 to 100, and for what can be done") {
  const auto scheme = shipped();
  CHECK(scheme.fewest_answers == 5);
  for (const auto* name : {"effect", "certainty", "harms"}) {
    REQUIRE(scheme.find(name) != nullptr);
    CHECK(scheme.find(name)->is_needed());
    CHECK(scheme.find(name)->takes(0));
    CHECK(scheme.find(name)->takes(37));
    CHECK(scheme.find(name)->takes(100));
    CHECK_FALSE(scheme.find(name)->takes(101));
    CHECK_FALSE(scheme.find(name)->takes(12.5));
  }
  const auto* cost = scheme.find("cost");
  REQUIRE(cost != nullptr);
  CHECK(cost->takes(4));
  CHECK_FALSE(cost->takes(5));
  CHECK_FALSE(cost->is_needed());
}

TEST_CASE("a scheme is read as it was written") {
  const auto scheme = shipped();
  const auto again = parse_scheme(write_scheme(scheme));
  REQUIRE(again);
  CHECK(again->criteria == scheme.criteria);
  CHECK(again->fewest_answers == scheme.fewest_answers);
  CHECK(again->threshold_source == scheme.threshold_source);
}

TEST_CASE("a scheme without what the category is made from, or with scales that cannot be used, is refused with the criterion's name") {
  auto without = shipped();
  without.criteria.erase(without.criteria.begin());
  CHECK(check_scheme(without).error().message == "The criterion \"effect\" is missing");

  auto twice = shipped();
  twice.criteria.push_back(twice.criteria.back());
  CHECK(check_scheme(twice).error().message.find("\"Cost\"") != std::string::npos);

  auto mixed = shipped();
  std::swap(mixed.criteria[0].points[0], mixed.criteria[0].points[1]);
  CHECK(check_scheme(mixed).error().message.find("\"Effect here\" has points that are not in order") != std::string::npos);

  auto mute = shipped();
  mute.criteria[3].points[1].label = " ";
  CHECK_FALSE(check_scheme(mute));

  CHECK_FALSE(parse_scheme("{}"));
  CHECK_FALSE(parse_scheme("no JSON"));
}
