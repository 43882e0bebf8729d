// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "search/search.h"
#include "workshop/planning.h"

namespace whatworks {

// Records as items for an agenda, in their order. Members of a panel have no accounts, so that only what everybody may read can be judged: others, and ids of
// no record, are left out. Fails with bad_input where nothing remains, and as SearchService::records().
Result<std::vector<AgendaItem>> agenda_items(const SearchService& service, const std::vector<std::string>& ids);

}  // namespace whatworks
