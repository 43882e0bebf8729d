// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "search/search.h"

namespace whatworks {

// The card of a record from the first part of its document data. An empty card where it is malformed.
ResultCard read_card(std::string_view json);

// The same of a record that is not in the index.
ResultCard card_of(const Record& record);

}  // namespace whatworks
