// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "body_nodes.h"
#include "front_matter.h"

namespace whatworks {

// A number in digits in a text.
struct Figure {
  std::string text;                // as written: "1,200", "61%" without its sign
  std::vector<std::string> forms;  // what it may stand as in the front matter: "1200"; with "million" behind it also the product
  bool in_name = false;            // part of a name or reference ("Modern Slavery Act 2015", "section 28", "5G") and so no figure
};

// All numbers of a text, from left to right. Signs do not count, thousands separators are dropped, "2016-18" gives 2016 and 2018.
std::vector<Figure> find_figures(std::string_view text);

// Warns of numbers in title, summary and body that nothing else in the front matter carries; each number once, where it first stands.
// `front_matter_lines` are the lines of the front matter, for the column in a folded summary.
void check_figures(const FrontMatter& front_matter, const BodyLines& front_matter_lines, const std::vector<ProseLine>& prose, const BodyLines& body_lines,
                   Report& report);

}  // namespace whatworks
