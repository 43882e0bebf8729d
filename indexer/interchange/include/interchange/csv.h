// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace whatworks {

inline constexpr std::string_view kCsvMediaType = "text/csv; charset=utf-8; header=present";

// A line of a table for spreadsheets, by RFC 4180, with its line end: `csv_row({"a", "b, c"})` is "a,\"b, c\"\r\n". What is not UTF-8 is replaced.
// A field that a spreadsheet would take for a formula gets an apostrophe before it; a negative number is none.
std::string csv_row(const std::vector<std::string>& fields);

}  // namespace whatworks
