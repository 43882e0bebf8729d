// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "doc_set.h"
#include "hits.h"
#include "reader.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// Puts first what editors chose for exactly these words, in their order, of what matches and passed the filters: nothing is found that would not be
// found without, and no count changes. A record that is not among `hits` joins them; `hits` may so become longer. Throws Xapian::Error.
void lift_best_bets(const Schemas& schemas, std::string_view typed, const OpenIndex& index, std::span<const SharedDocs> passed, std::vector<Hit>& hits);

}  // namespace whatworks
