// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace whatworks {

// A source with all that a record says of it: "article: Doe, J.; Roe, R. (2019) Closing lines, Journal of Examples 12(3), doi:10.1000/example.12"
std::string describe_source(const nlohmann::ordered_json& source);

}  // namespace whatworks
