// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "front_matter.h"

namespace whatworks {

// What the rule table of docs/records.md gives for a record, and why.
struct RuledStrength {
  int strength = 0;
  std::string reason;  // "a quasi-experiment at sms_level 3"
};

// Nothing where the design is none of those in the table.
std::optional<RuledStrength> strength_by_rule(const Json& front_matter);

// Checks keys against each other. `stem` is the file's name without .md and `folder` the name of its folder; both empty where there is no file.
// A value that has an error already is left alone.
void check_content(const FrontMatter& front_matter, std::string_view stem, std::string_view folder, Report& report);

}  // namespace whatworks
