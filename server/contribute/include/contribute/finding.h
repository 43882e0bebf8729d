// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "record/record.h"
#include "search/request.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// Searches that would find a record once it is published, the likeliest first: for what was done, in its own words, and by its codes. Each of them matches the
// record whatever else there is; none where the text has too little yet.
std::vector<SearchRequest> searches_that_find(const Record& record, const Schemas& schemas);

}  // namespace whatworks
