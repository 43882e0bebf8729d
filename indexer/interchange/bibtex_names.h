// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace whatworks {

// The parts of a field between separators that stand in no braces: "and" between spaces, or one character such as ",".
std::vector<std::string_view> split_outside_braces(std::string_view text, std::string_view separator);

// A name in LaTeX as "Last, First" or "Last, First, Jr": from "First von Last", "von Last, First" or "von Last, Jr, First". What stands in braces as a whole,
// and what sounds like a body, stays as it is.
std::string bibtex_name(std::string_view name);

}  // namespace whatworks
