// SPDX-License-Identifier: GPL-3.0-or-later
#include "interchange/csv.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/text.h"

namespace whatworks {
namespace {

// What spreadsheets calculate: "=", "+", "-", "@", also in their wide forms, and what they skip before them.
constexpr auto kFormulaStarts =
    std::to_array<std::string_view>({"=", "+", "-", "@", "\t", "\r", "\n", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"});

// Also with a semicolon: where that is a spreadsheet's list separator, it splits there unless there are quotes.
constexpr std::string_view kNeedsQuotes = "\",;\r\n\t";

// "-61" begins like a formula and is none: with an apostrophe it would be a text, and could not be added up.
bool is_number(std::string_view field) noexcept {
  double value = 0;
  const auto* end = field.data() + field.size();
  const auto [rest, problem] = std::from_chars(field.data(), end, value);
  return problem == std::errc() && rest == end && field.find_first_not_of("0123456789.eE+-") == std::string_view::npos;
}

bool is_formula(std::string_view field) noexcept {
  const bool starts_like_one = std::any_of(kFormulaStarts.begin(), kFormulaStarts.end(), [&](std::string_view start) { return field.starts_with(start); });
  return starts_like_one && !is_number(field);
}

void append_field(std::string& out, const std::string& field) {
  const auto text = (is_formula(field) ? "'" : "") + clean_utf8(field);
  if (text.find_first_of(kNeedsQuotes) == std::string::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') {
      out += '"';
    }
    out += c;
  }
  out += '"';
}

}  // namespace

std::string csv_row(const std::vector<std::string>& fields) {
  std::string out;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) {
      out += ',';
    }
    append_field(out, fields[i]);
  }
  return out += "\r\n";
}

}  // namespace whatworks
