// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/text.h"

// How what SQLite has no type for lies in a column.
namespace whatworks {

// Short names without commas, such as codes and groups, with commas between.
inline std::string list_column(const std::vector<std::string>& names) { return join(names, ","); }
inline std::vector<std::string> list_of_column(const std::string& column) { return column.empty() ? std::vector<std::string>{} : split(column, ','); }

}  // namespace whatworks
