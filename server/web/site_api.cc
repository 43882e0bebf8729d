// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/text.h"
#include "site_implementation.h"
#include "web/api.h"
#include "web/skos.h"

namespace whatworks {
namespace {

constexpr std::string_view kLinkedData = "application/ld+json";

// For addresses that take no parameters.
std::vector<ParameterProblem> all_unknown(const Parameters& parameters) {
  std::vector<ParameterProblem> out;
  for (const auto& [name, value] : parameters) {
    out.push_back({name, value, "There is no such parameter here; this address takes none", true});
  }
  return out;
}

}  // namespace

std::string summary_of(const std::vector<ParameterProblem>& problems) {
  std::string out;
  for (const auto& problem : problems) {
    out += (out.empty() ? "" : " ") + problem.parameter + ": " + problem.message + ".";
  }
  return out;
}

Response Site::Implementation::search_api(const Call& call) const {
  auto parsed = parse_search_request(schemas_, call.target.parameters);
  // Whatever is typed gets an answer: a query that had to be cut is no mistake of the caller.
  std::erase_if(parsed.problems, [](const auto& problem) { return problem.parameter == "q"; });
  if (!parsed.problems.empty()) {
    return error_response(ErrorCode::bad_parameter, 400, summary_of(parsed.problems), call.target.path, parsed.problems);
  }
  const auto results = call.evidence.search(parsed.request);
  return results ? json_response(search_json(*results)) : refusal(call, results.error());
}

Response Site::Implementation::suggest_api(const Call& call) const {
  std::string typed;
  std::vector<ParameterProblem> problems;
  for (const auto& [name, value] : call.target.parameters) {
    if (name == "q") {
      typed = clean_utf8(value.substr(0, kMaximumQueryBytes));
    } else {
      problems.push_back({name, value, "There is no such parameter here; this address takes q", true});
    }
  }
  if (!problems.empty()) {
    return error_response(ErrorCode::bad_parameter, 400, summary_of(problems), call.target.path, problems);
  }
  const auto suggestions = call.evidence.suggest(typed);
  return suggestions ? json_response(suggestions_json(schemas_, typed, *suggestions)) : refusal(call, suggestions.error());
}

Response Site::Implementation::record_api(const Call& call) const {
  if (const auto problems = all_unknown(call.target.parameters); !problems.empty()) {
    return error_response(ErrorCode::bad_parameter, 400, summary_of(problems), call.target.path, problems);
  }
  const auto record = call.evidence.record(call.id);
  return record ? json_response(record_json(*record)) : record_refusal(call, record.error());
}

Response Site::Implementation::similar_api(const Call& call) const {
  if (const auto problems = all_unknown(call.target.parameters); !problems.empty()) {
    return error_response(ErrorCode::bad_parameter, 400, summary_of(problems), call.target.path, problems);
  }
  const auto similar = call.evidence.similar(call.id);
  return similar ? json_response(similar_json(call.id, *similar)) : record_refusal(call, similar.error());
}

Response Site::Implementation::vocabularies_api(const Call& call) const {
  if (const auto problems = all_unknown(call.target.parameters); !problems.empty()) {
    return error_response(ErrorCode::bad_parameter, 400, summary_of(problems), call.target.path, problems);
  }
  return json_response(vocabularies_json(schemas_));
}

Response Site::Implementation::vocabulary_api(const Call& call) const {
  if (const auto problems = all_unknown(call.target.parameters); !problems.empty()) {
    return error_response(ErrorCode::bad_parameter, 400, summary_of(problems), call.target.path, problems);
  }
  const auto* vocabulary = schemas_.find_vocabulary(call.id);
  if (vocabulary == nullptr) {
    return refusal(call, Error{ErrorCode::not_found, "There is no such vocabulary; /api/v1/vocabularies lists all", {}});
  }
  const auto accept = call.request.header("accept");
  const bool linked = !accept.empty() && accept_quality(accept, kLinkedData) > accept_quality(accept, "application/json");
  auto response =
      linked ? json_response(vocabulary_skos(*vocabulary, base(call.request)), std::string(kLinkedData)) : json_response(vocabulary_json(*vocabulary));
  response.headers.emplace_back("vary", "Accept, Accept-Encoding");
  return response;
}

Response Site::Implementation::healthz(const Call&) const { return json_response(Json{{"status", "pass"}}); }

Response Site::Implementation::readyz(const Call&) const {
  const auto state = open_to_all().state();
  const auto* status = state.ready ? "pass" : "fail";
  auto response = json_response(Json{{"status", status}, {"checks", {{"index", {{"status", status}, {"records", state.records}}}}}});
  if (!state.ready) {
    response.status = 503;
    response.kind = ResponseKind::live;
  }
  return response;
}

Response Site::Implementation::asset(const Call& call) const {
  const auto* found = assets_.find(call.id);
  if (found == nullptr) {
    return error_response(ErrorCode::not_found, 404, "There is nothing at this address.", call.target.path);
  }
  Response response;
  response.content_type = found->content_type;
  response.body = found->body;
  return response;
}

}  // namespace whatworks
