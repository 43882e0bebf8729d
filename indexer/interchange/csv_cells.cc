// SPDX-License-Identifier: GPL-3.0-or-later
#include "csv_cells.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/text.h"

namespace whatworks {
namespace {

// What spreadsheets calculate: "=", "+", "-", "@", also in their wide forms, and what they skip before them.
constexpr auto kFormulaStarts =
    std::to_array<std::string_view>({"=", "+", "-", "@", "\t", "\r", "\n", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"});

}  // namespace

std::string csv_text(std::string_view text) {
  const bool is_formula = std::any_of(kFormulaStarts.begin(), kFormulaStarts.end(), [&](std::string_view start) { return text.starts_with(start); });
  return (is_formula ? "'" : "") + clean_utf8(text);
}

std::string csv_number(const nlohmann::ordered_json& value) { return value.is_number() ? value.dump() : std::string(); }

std::string csv_row(std::span<const std::string> cells) {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    out += i == 0 ? "" : ",";
    const auto& cell = cells[i];
    // Also with a semicolon in it: where the list separator is one, a spreadsheet splits there unless there are quotes.
    if (cell.find_first_of("\",;\r\n\t") == std::string::npos) {
      out += cell;
      continue;
    }
    out += '"';
    for (const char c : cell) {
      out += c == '"' ? "\"\"" : std::string(1, c);
    }
    out += '"';
  }
  return out + "\r\n";
}

}  // namespace whatworks
