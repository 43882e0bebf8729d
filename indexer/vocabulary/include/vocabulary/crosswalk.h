// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "vocabulary/schemas.h"

namespace whatworks {

// What one other body would say of a record, by our reading.
struct CrosswalkReading {
  std::string body;
  std::string url;
  std::string about;
  std::string says;
};

struct CrosswalkReadings {
  std::string note;  // to be shown with them: that they are ours
  std::vector<CrosswalkReading> bodies;
};

// One reading per body of the crosswalk, in its order; a body none of whose rules holds is left out. Pure.
CrosswalkReadings read_across(const Crosswalk& crosswalk, const nlohmann::ordered_json& front_matter);

}  // namespace whatworks
