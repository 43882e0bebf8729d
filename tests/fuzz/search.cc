// SPDX-License-Identifier: GPL-3.0-or-later
// A whole search, from the parameters of an address to the answer of a small index.
#include "search/search.h"

#include <algorithm>

#include "core/text.h"
#include "fuzz.h"
#include "markup.h"
#include "sample_site.h"
#include "web/http.h"

using namespace whatworks;
using fuzz::demand;

namespace {

constexpr std::uint32_t kSeenByAll = 3;  // records of the sample that everyone may see

bool holds_unseen(const std::string& text) { return fold(text).find(fuzz::kUnseenWord) != std::string::npos; }

void check_answer(const SearchRequest& request) {
  const auto found = fuzz::service().search(request, Audience::everyone());
  demand(found.has_value(), "a search does not fail for what was typed");
  demand(found->total <= kSeenByAll && found->results.size() <= found->total, "nothing is found that may not be seen");
  for (const auto& card : found->results) {
    demand(card.circulation == "public", "what is found is public");
    fuzz::demand_harmless(card.snippet, {"mark"});
  }
  for (const auto& facet : found->facets) {
    for (const auto& value : facet.values) {
      demand(value.count <= kSeenByAll, "nothing is counted that may not be seen");
    }
  }
  if (found->did_you_mean) {
    demand(!found->did_you_mean->empty() && fuzz::is_clean(*found->did_you_mean), "a correction is clean text");
    demand(holds_unseen(request.q) || !holds_unseen(*found->did_you_mean), "no correction is a word of what may not be seen");
  }
  const auto batch = fuzz::service().batch({request, {}, 100, {}, {}}, Audience::everyone());
  demand(batch.has_value(), "the records of a search are given whatever was typed");
  if (!found->corrected && request.page == 1) {
    demand(batch->total == found->total, "a search taken whole has as many records as it says");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto target = parse_target("/search?" + std::string(fuzz::text_of(data, size)));
  if (!target) {
    return 0;
  }
  const auto request = parse_search_request(fuzz::schemas(), target->parameters).request;
  check_answer(request);
  demand(fuzz::service().explain(request, Audience::everyone()).has_value(), "every search can be explained");
  const auto suggested = fuzz::service().suggest(request.q, Audience::everyone());
  demand(suggested && suggested->size() <= kMostSuggestions, "what is typed is completed by a few");
  for (const auto& suggestion : *suggested) {
    demand(!holds_unseen(suggestion.text), "nothing is suggested that may not be seen");
  }
  const auto map = parse_map_request(fuzz::schemas(), target->parameters);
  const auto counted = fuzz::service().map(map.request, Audience::everyone());
  if (check_axes(fuzz::schemas(), map.request).empty()) {
    demand(counted.has_value() && counted->all.records <= kSeenByAll, "a map counts what may be seen");
    demand(counted->columns.values.empty() || counted->cells.size() == counted->rows.values.size() * counted->columns.values.size(),
           "a map has a cell for each pair");
  } else {
    demand(!counted && counted.error().code == ErrorCode::bad_parameter, "a map of facets that there are none of is refused");
  }
  return 0;
}
