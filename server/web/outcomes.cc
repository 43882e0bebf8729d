// SPDX-License-Identifier: GPL-3.0-or-later
#include "interchange/csv.h"
#include "site_implementation.h"

namespace whatworks {

// The first records of a search, as many as one page of it may hold, each whole.
Result<Site::Implementation::FoundRecords> Site::Implementation::find_records(const Call& call, SearchRequest request) const {
  request.page = 1;
  request.per_page = kMaximumPerPage;
  request.facets.emplace();
  auto results = call.evidence.search(request);
  if (!results) {
    return failure(results.error());
  }
  std::vector<std::string> ids;
  for (const auto& card : results->results) {
    ids.push_back(card.id);
  }
  auto records = call.evidence.records(ids);
  if (!records) {
    return failure(records.error());
  }
  return FoundRecords{std::move(*results), std::move(*records)};
}

Response Site::Implementation::outcomes_page(const Call& call) const {
  const auto parsed = parse_search_request(schemas_, call.target.parameters);
  const auto found = find_records(call, parsed.request);
  return found ? page("outcomes", outcomes_view(context(), parsed, found->results, found->records)) : refusal(call, found.error());
}

Response Site::Implementation::outcomes_csv_file(const Call& call) const {
  const auto found = find_records(call, parse_search_request(schemas_, call.target.parameters).request);
  if (!found) {
    return refusal(call, found.error());
  }
  Response response;
  response.content_type = kCsvMediaType;
  response.body = outcomes_csv(context(), found->records);
  response.headers.emplace_back("content-disposition", "attachment; filename=\"outcomes.csv\"");
  return response;
}

}  // namespace whatworks
