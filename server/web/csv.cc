// SPDX-License-Identifier: GPL-3.0-or-later
#include "csv.h"

#include <algorithm>
#include <charconv>

namespace whatworks {
namespace {

constexpr std::string_view kFormulaStarts = "=+-@\t\r";
constexpr std::string_view kNeedsQuotes = ",\"\r\n";

// "-61" begins like a formula and is none: with an apostrophe it would be a text, and could not be added up.
bool is_number(const std::string& field) {
  double value = 0;
  const auto* end = field.data() + field.size();
  const auto [rest, problem] = std::from_chars(field.data(), end, value);
  return problem == std::errc() && rest == end;
}

void append_field(std::string& out, const std::string& field) {
  const bool quoted = field.find_first_of(kNeedsQuotes) != std::string::npos;
  if (quoted) {
    out += '"';
  }
  if (!field.empty() && kFormulaStarts.find(field.front()) != std::string_view::npos && !is_number(field)) {
    out += '\'';
  }
  for (const char c : field) {
    if (c == '"') {
      out += '"';
    }
    out += c;
  }
  if (quoted) {
    out += '"';
  }
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

std::string csv_heading(std::string_view code) {
  std::string heading(code);
  std::replace(heading.begin(), heading.end(), '-', '_');
  return heading;
}

}  // namespace whatworks
