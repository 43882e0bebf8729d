// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "search/search.h"
#include "vocabulary/schemas.h"
#include "web/site.h"

// The real schemas and templates over an index of a few invented records, made once in a program.
namespace whatworks::fuzz {

// A word of a record that nobody who is not signed in may see, and of nothing else.
inline constexpr std::string_view kUnseenWord = "xylophonium";

const Schemas& schemas();
const SearchService& service();
const Site& site();

}  // namespace whatworks::fuzz
