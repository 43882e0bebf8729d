// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "doc_set.h"
#include "plan.h"
#include "reader.h"

namespace whatworks {

// The documents of a shard that a plan matches, before any filter. Posting lists are joined, met and subtracted as a whole; Xapian's matcher is asked
// only for what has no posting list. Throws Xapian::Error.
SharedDocs evaluate(const PlanNode& node, const OpenShard& shard);

}  // namespace whatworks
