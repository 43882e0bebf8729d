// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>

#include "core/time.h"
#include "site_implementation.h"
#include "web/oai.h"

namespace whatworks {
namespace {

constexpr std::string_view kXml = "text/xml; charset=utf-8";
constexpr std::uint32_t kCheaplySorted = 100'000;    // records
constexpr std::string_view kLongAgo = "1970-01-01";  // before any record can have been added

}  // namespace

// A lower bound of all datestamps: the exact one where it is cheap to find.
std::string Site::Implementation::earliest_datestamp() const {
  SearchRequest search;
  search.facets.emplace();
  search.sort = Sort::updated;
  search.per_page = 1;
  const auto all = open_to_all().search(search);
  if (!all || all->total == 0 || all->total > kCheaplySorted) {
    return std::string(kLongAgo);
  }
  const auto last = open_to_all().search(search.at_page(static_cast<int>(all->total)));
  return last && !last->results.empty() ? last->results.front().updated() : std::string(kLongAgo);
}

Response Site::Implementation::oai(const Call& call) const {
  Parameters arguments = call.target.parameters;
  arguments.insert(arguments.end(), call.form.begin(), call.form.end());
  const auto view = context();
  const OaiContext about{view, base(call.request), format_instant(std::chrono::system_clock::now())};
  const auto parsed = parse_oai_request(schemas_, arguments, host_of(about.base));
  const auto answer = [&](const Json& filled) {
    auto response = rendered("oai", kXml, filled);
    response.kind = ResponseKind::live;  // it tells when it was made
    return response;
  };
  const auto error = [&](std::string code, std::string message) {
    return answer(oai_errors(about, parsed, std::vector{OaiError{std::move(code), std::move(message)}}));
  };
  if (!parsed.request) {
    return answer(oai_errors(about, parsed, parsed.errors));
  }
  const auto& request = *parsed.request;
  if (!request.id.empty()) {
    auto records = open_to_all().records({request.id});
    if (!records) {
      return refusal(call, records.error());
    }
    if (records->empty()) {
      return error("idDoesNotExist", "There is no such record, or not any more");
    }
    return request.verb == OaiVerb::get_record ? answer(oai_records(about, parsed, {std::move(*records), false, 1})) : answer(oai_formats(about, parsed));
  }
  switch (request.verb) {
    case OaiVerb::identify: return answer(oai_identify(about, parsed, earliest_datestamp()));
    case OaiVerb::list_metadata_formats: return answer(oai_formats(about, parsed));
    case OaiVerb::list_sets: return answer(oai_sets(about, parsed));
    default: break;
  }
  const auto batch = open_to_all().batch(request.batch);
  if (!batch) {
    return refusal(call, batch.error());
  }
  if (batch->records.empty() && request.cursor == 0) {
    return error("noRecordsMatch", "No record has this set and these datestamps");
  }
  return answer(oai_records(about, parsed, *batch));
}

}  // namespace whatworks
