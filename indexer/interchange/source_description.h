// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "record/record.h"

namespace whatworks {

// A source with all that a record says of it: "article: Doe, J.; Roe, R. (2019) Closing lines, Journal of Examples 12(3), doi:10.1000/example.12"
std::string describe_source(const nlohmann::ordered_json& source);

// Who wrote a record: "Ann Example (https://orcid.org/0000-0002-1825-0097)"
std::string describe_contributor(const Contributor& contributor);

}  // namespace whatworks
