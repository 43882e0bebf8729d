// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "reader.h"
#include "record/record.h"
#include "search/search.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// Codes for a text by those of its nearest neighbours and by what it says itself; see SearchService::suggest_codes(). Throws Xapian::Error.
std::vector<CodeSuggestion> suggested_codes(const Schemas& schemas, const OpenIndex& index, const Record& draft);

}  // namespace whatworks
