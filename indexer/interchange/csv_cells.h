// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>

namespace whatworks {

// A cell's content. Numbers stay numbers; a text that a spreadsheet would take for a formula gets an apostrophe before it.
std::string csv_text(std::string_view text);
std::string csv_number(const nlohmann::ordered_json& value);  // empty where it is no number

// A row by RFC 4180, with its end. `cells` come from the two above.
std::string csv_row(std::span<const std::string> cells);

}  // namespace whatworks
