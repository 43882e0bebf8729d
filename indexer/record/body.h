// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "body_nodes.h"
#include "record/record.h"
#include "report.h"

namespace whatworks {

// One of the fixed headings of a record.
struct HeadingRow {
  std::string_view heading;
  bool required = false;
  std::string_view prompt;  // what belongs there, for `new`
};

// All of them, in the order in which they stand.
std::span<const HeadingRow> headings() noexcept;

struct Body {
  std::vector<Section> sections;
  std::vector<int> heading_lines;  // of the sections, by their number in the body
  std::vector<ProseLine> prose;    // of all of it, for the checks that look at words
};

// Reads the Markdown below the front matter. Its problems' paths are "#" and the section's slug.
Body read_body(std::string_view markdown, const BodyLines& lines, Report& report);

}  // namespace whatworks
