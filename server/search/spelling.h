// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <functional>
#include <optional>
#include <string>

namespace whatworks {

// What was typed with each misspelt word corrected from the words of `database`, or nothing where there is nothing to correct. `is_known` tells
// whether a folded word is right as it is. Leaves alone what is quoted, excluded or in capitals, what holds digits, field names and short words.
std::optional<std::string> correct_spelling(const std::string& typed, const Xapian::Database& database,
                                            const std::function<bool(const std::string& folded)>& is_known);

}  // namespace whatworks
