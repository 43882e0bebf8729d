// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/text.h"
#include "interchange/csv.h"
#include "site_implementation.h"
#include "web/compare.h"
#include "web/shortlist_views.h"

namespace whatworks {
namespace {

constexpr std::size_t kMostIdsLookedUp = 12;
constexpr std::size_t kLongestIdShown = 100;  // code points

}  // namespace

Result<Comparison> Site::Implementation::look_up_comparison(const Call& call) const {
  Comparison out;
  out.only_differences = value_of(call.target.parameters, "show") == "differences";
  std::vector<std::string> seen;
  for (const auto& [name, id] : call.target.parameters) {
    if (name != "id" || id.empty() || seen.size() == kMostIdsLookedUp) {
      continue;
    }
    const bool again = std::find(seen.begin(), seen.end(), id) != seen.end();
    const auto known =
        std::find_if(out.records.begin(), out.records.end(), [&, wanted = std::string_view(id)](const auto& record) { return record.card.id == wanted; });
    if (again) {
      if (known != out.records.end() && std::find(out.repeated.begin(), out.repeated.end(), known->card.title) == out.repeated.end()) {
        out.repeated.push_back(known->card.title);
      }
      continue;
    }
    seen.push_back(id);
    auto record = call.evidence.record(id);
    if (!record && record.error().code != ErrorCode::not_found) {
      return failure(record.error());
    }
    if (!record) {
      out.not_found.push_back(shorten(id, kLongestIdShown));
    } else if (out.records.size() == kMostCompared) {
      out.left_out.push_back(std::move(record->card));
    } else {
      out.records.push_back(std::move(*record));
    }
  }
  return out;
}

Response Site::Implementation::compare_page(const Call& call) const {
  const auto comparison = look_up_comparison(call);
  if (!comparison) {
    return refusal(call, comparison.error());
  }
  const bool enough = comparison->records.size() >= kFewestCompared;
  std::vector<SimilarRecord> similar;
  if (comparison->records.size() == 1) {
    auto found = call.evidence.similar(comparison->records.front().card.id);
    if (!found) {
      return refusal(call, found.error());
    }
    similar = std::move(*found);
  }
  auto view = enough ? compare_view(context(), *comparison) : compare_choice_view(context(), *comparison, similar);
  add_shortlist_state(view, own_shortlist(call.request), call.target.address);
  return page(enough ? "compare" : "compare_choice", std::move(view));
}

Response Site::Implementation::compare_csv_file(const Call& call) const {
  const auto comparison = look_up_comparison(call);
  if (!comparison) {
    return refusal(call, comparison.error());
  }
  if (comparison->records.size() < kFewestCompared) {
    return refusal(call, Error{ErrorCode::bad_parameter, "Name two to four records to compare, as in /compare.csv?id=one&id=another", {}});
  }
  Response response;
  response.content_type = kCsvMediaType;
  response.body = compare_csv(context(), *comparison);
  response.headers.emplace_back("content-disposition", "attachment; filename=\"comparison.csv\"");
  return response;
}

}  // namespace whatworks
