// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

namespace whatworks::fuzz {

// Demands that HTML from a stranger's text is harmless: every "<" begins or ends one of `elements`, none is left open, attributes are none but `href`,
// `start`, `class` and `id`, and links lead to http, https, mailto or our own addresses.
void demand_harmless(std::string_view html, const std::vector<std::string_view>& elements);

}  // namespace whatworks::fuzz
