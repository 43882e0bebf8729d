// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "search/request.h"

// Titles of works, as they are looked up among the records.
namespace whatworks {

// A title as words to search for, without anything that the query language would take for more.
std::string as_words(std::string_view title);

// The search for records of a work with this title, or one that is nearly the same; nothing where the title has no word, or is still to be filled in.
std::optional<SearchRequest> search_for_title(std::string_view title);

}  // namespace whatworks
