// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>

#include "columns.h"
#include "doc_set.h"
#include "search/request.h"

namespace whatworks {

// What the chosen filters leave of the documents that match the words.
struct Filtered {
  SharedDocs passed;                         // every filter
  std::map<std::size_t, DocSet> failed_one;  // by facet: those that fail this facet's choice and no other
};

// `year_facet`: the place in the catalogue of the facet that the years belong to.
Filtered apply_filters(const SearchRequest& request, std::size_t year_facet, const ShardColumns& columns, const SharedDocs& matched);

}  // namespace whatworks
