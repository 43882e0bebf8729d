// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "columns.h"
#include "filters.h"
#include "search/search.h"
#include "shard_memory.h"

namespace whatworks {

// The facets that a request wants counted, in the order of the catalogue.
std::vector<const Facet*> wanted_facets(const Schemas& schemas, const SearchRequest& request);

// Counts the values of facets in one shard: over what passes all filters, and over what fails the facet's own choice alone, so that its other choices
// keep their counts. Holds references to both; used by one thread.
class ValueCounter {
 public:
  ValueCounter(const ShardColumns& columns, const Filtered& filtered) : columns_(columns), filtered_(filtered) {}

  [[nodiscard]] ValueCounts count(const Facet& facet);

 private:
  [[nodiscard]] std::vector<std::uint32_t> count_sets(const Facet& facet);

  const ShardColumns& columns_;
  const Filtered& filtered_;
  DocSet rest_;  // what did not pass, once it was needed
};

// Counts as a reader sees them: labelled, in order, chosen values always there.
FacetCounts present_counts(const Schemas& schemas, const SearchRequest& request, const Facet& facet, const ValueCounts& counts);

}  // namespace whatworks
