// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "schema.h"

namespace whatworks {

// A key of the front matter with its value, as lines of YAML: "title: Closing lines\n".
std::string yaml_entry(const std::string& key, const Json& value);

}  // namespace whatworks
