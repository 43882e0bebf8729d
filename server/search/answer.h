// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "interpretation.h"
#include "reader.h"
#include "search/search.h"
#include "vocabulary/schemas.h"
#include "workers.h"

namespace whatworks {

// What a search is answered with. All of it is used by one thread at a time.
struct AnswerContext {
  const Schemas& schemas;
  Workers& workers;
  const QueryBuilder& queries;
  const OpenIndex& index;
};

// How what was typed is taken, with what it matches; for shards that are in memory. Throws Xapian::Error.
Interpretation interpret_here(const AnswerContext& context, const std::string& typed);

// The place in the catalogue of the facet that years belong to; its size where there is none.
std::size_t year_facet(const Schemas& schemas);

// Throws Xapian::Error.
SearchResults answer(const AnswerContext& context, const SearchRequest& request);

// How the request is understood and what its words weigh, for people who tune.
std::string explain_answer(const AnswerContext& context, const SearchRequest& request);

}  // namespace whatworks
