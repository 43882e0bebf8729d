// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answer.h"
#include "cross_counts.h"

namespace whatworks {

// As answer(), where shards lie on other machines behind Xapian's own server: their posting lists stay there, and they are asked to match, count and rank
// with what that server can do. Totals, counts and order are those of the same records in one place. Throws Xapian::Error.
SearchResults answer_remotely(const AnswerContext& context, const SearchRequest& request);

// The data of the next `count` documents for a batch, in the order of their ids; `total` becomes the number of all that match. Throws Xapian::Error.
std::vector<std::string> next_documents_remotely(const AnswerContext& context, const BatchRequest& request, std::size_t count, std::uint32_t& total);

// As count_across(), with some ten searches that only count for each value of the facet that has fewer. Throws Xapian::Error.
CountedAcross count_across_remotely(const AnswerContext& context, const SearchRequest& request, const CrossFacets& facets);

}  // namespace whatworks
