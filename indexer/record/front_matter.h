// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

#include "report.h"
#include "schema.h"

namespace whatworks {

// What stands between the --- lines, typed by the schema: a text stays as it is written (`NO`, `2019` and `yes` are texts where the
// schema wants a text), a number is a number only where the schema wants one and it is written as a plain decimal.
struct FrontMatter {
  Json value;
  PositionMap positions;
};

// How deep lists and mappings may lie in each other; a record needs four.
inline constexpr std::size_t kDeepestFrontMatter = 12;

// `first_line` is the line of the file on which `yaml` starts. Nothing where it cannot be read as one mapping; why is in the report.
// Keys that stand twice are reported and the first one kept.
std::optional<FrontMatter> parse_yaml(std::string_view yaml, int first_line, const RecordSchema& schema, Report& report);

// A line of a bulk load, {"record": {…}, "body": "…"}.
struct JsonLine {
  FrontMatter front_matter;
  std::string body;
};

// `line` is where all its problems are reported.
std::optional<JsonLine> parse_json_line(std::string_view text, int line, Report& report);

}  // namespace whatworks
