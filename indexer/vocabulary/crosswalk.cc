// SPDX-License-Identifier: GPL-3.0-or-later
#include "vocabulary/crosswalk.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace whatworks {
namespace {

std::string as_text(const nlohmann::ordered_json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

bool holds(const CrosswalkRule& rule, const nlohmann::ordered_json& front_matter) {
  return std::all_of(rule.when.begin(), rule.when.end(), [&](const auto& condition) {
    const auto found = front_matter.find(condition.first);
    return found != front_matter.end() && std::find(condition.second.begin(), condition.second.end(), as_text(*found)) != condition.second.end();
  });
}

}  // namespace

CrosswalkReadings read_across(const Crosswalk& crosswalk, const nlohmann::ordered_json& front_matter) {
  CrosswalkReadings readings{crosswalk.note, {}};
  for (const auto& body : crosswalk.bodies) {
    const auto rule = std::find_if(body.rules.begin(), body.rules.end(), [&](const CrosswalkRule& entry) { return holds(entry, front_matter); });
    if (rule != body.rules.end()) {
      readings.bodies.push_back({body.name, body.url, body.about, rule->says});
    }
  }
  return readings;
}

}  // namespace whatworks
