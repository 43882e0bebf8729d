// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "doc_set.h"
#include "plan.h"
#include "text_query.h"

namespace whatworks {

// What matches a plan, before any filter.
struct Matches {
  std::vector<SharedDocs> by_shard = {};  // empty where the shards are on other machines
  std::size_t size = 0;
};

// What was typed, as it is answered: corrected or relaxed where the words as typed find nothing, or too little.
struct Interpretation {
  Xapian::Query query;
  QueryPlan plan;
  Matches matched;
  std::optional<std::string> did_you_mean;
  bool corrected = false;
  bool relaxed = false;
};

// The best way to take what was typed: as it is, with its slips put right, or with any of its words instead of all. `match` finds what a plan matches;
// `database` holds the records that the asker may see.
Interpretation interpret(const QueryBuilder& queries, const Xapian::Database& database, const std::string& typed,
                         const std::function<Matches(const PlanNode&)>& match);

}  // namespace whatworks
