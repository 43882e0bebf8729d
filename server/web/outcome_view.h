// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "view_parts.h"

namespace whatworks {

// A measured outcome of a record's front matter as a row of a table shows it; `data` is the same for programs, as the row's data attributes.
Json outcome_view(const ViewContext& context, const Json& outcome);

// Whether the outcome has a place on an axis: a number, of a measure that knows which number means no difference.
bool can_be_drawn(const Json& outcome_view);

}  // namespace whatworks
