// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

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

// Throws Xapian::Error.
SearchResults answer(const AnswerContext& context, const SearchRequest& request);

// How the request is understood and what its words weigh, for people who tune.
std::string explain_answer(const AnswerContext& context, const SearchRequest& request);

}  // namespace whatworks
