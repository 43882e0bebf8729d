// SPDX-License-Identifier: GPL-3.0-or-later
#include "vocabulary/crosswalk.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace whatworks;

namespace {

std::string says(const std::string& body, const nlohmann::ordered_json& front_matter) {
  static const Schemas schemas = load_schemas(fs::path(WHATWORKS_SOURCE_DIR) / "schemas").value();
  const auto readings = read_across(schemas.crosswalk(), front_matter).bodies;
  const auto found = std::find_if(readings.begin(), readings.end(), [&](const CrosswalkReading& reading) { return reading.body.starts_with(body); });
  return found == readings.end() ? "" : found->says;
}

}  // namespace

TEST_CASE("ratings are worded as other bodies would, by rules that stand in the schemas") {
  const nlohmann::ordered_json trial{{"kind", "study"}, {"effect", "reduces"}, {"strength", 3}, {"sms_level", 5}};
  CHECK(says("CrimeSolutions", trial) == "Effective");
  CHECK(says("GRADE", trial) == "Moderate");
  CHECK(says("Maryland", trial).starts_with("Level 5"));
  CHECK(says("College of Policing", trial).starts_with("Not listed"));
  const nlohmann::ordered_json backfire{{"kind", "review"}, {"effect", "increases"}, {"strength", 2}};
  CHECK(says("CrimeSolutions", backfire) == "Negative Effects");
  CHECK(says("College of Policing", backfire) == "Overall increase");
  CHECK(says("Youth Endowment Fund", backfire) == "Harmful");
  CHECK(says("Maryland", backfire).starts_with("Not on the scale"));
}

TEST_CASE("weak evidence is never called effective") {
  for (const int strength : {0, 1}) {
    CHECK(says("CrimeSolutions", {{"kind", "exemplar"}, {"effect", "reduces"}, {"strength", strength}}) == "Inconclusive");
  }
}

TEST_CASE("every combination of ratings has a reading from every body, marked as ours") {
  const Schemas schemas = load_schemas(fs::path(WHATWORKS_SOURCE_DIR) / "schemas").value();
  REQUIRE(schemas.crosswalk().bodies.size() >= 5);
  CHECK(schemas.crosswalk().note.find("Our reading") != std::string::npos);
  for (const auto& effect : schemas.find_vocabulary("effect")->codes()) {
    for (int strength = 0; strength <= 4; ++strength) {
      const auto readings = read_across(schemas.crosswalk(), {{"kind", "review"}, {"effect", effect}, {"strength", strength}});
      CHECK(readings.bodies.size() == schemas.crosswalk().bodies.size());
    }
  }
}
