// SPDX-License-Identifier: GPL-3.0-or-later
// The pages that count, and the same as CSV and JSON.
#include <algorithm>

#include "site_implementation.h"
#include "web/api.h"
#include "web/map_views.h"

namespace whatworks {
namespace {

constexpr int kRecordsPerStage = 10;  // several may be about the same intervention

bool is_axis(std::string_view parameter) { return parameter == "rows" || parameter == "columns"; }

bool has_axis_problem(const ParsedMapRequest& parsed) {
  return std::any_of(parsed.problems.begin(), parsed.problems.end(), [](const auto& problem) { return is_axis(problem.parameter); });
}

}  // namespace

// Rows and columns of the evidence map, of which those that are not given are those that it begins with.
ParsedMapRequest Site::Implementation::read_map(const Parameters& parameters) const {
  const auto& words = words_.at("maps");
  const auto usual_rows = words.at("rows").get<std::string>();
  const auto usual_columns = words.at("columns").get<std::string>();
  auto all = parameters;
  if (value_of(all, "rows").empty()) {
    all.emplace_back("rows", value_of(all, "columns") == usual_rows ? usual_columns : usual_rows);
  }
  if (value_of(all, "columns").empty()) {
    all.emplace_back("columns", value_of(all, "rows") == usual_columns ? usual_rows : usual_columns);
  }
  return parse_map_request(schemas_, all);
}

// The words and filters of an address, counted by one facet.
ParsedMapRequest Site::Implementation::read_list(const Parameters& parameters, std::string_view facet) const {
  Parameters all{{"rows", std::string(facet)}};
  std::copy_if(parameters.begin(), parameters.end(), std::back_inserter(all), [](const auto& parameter) { return !is_axis(parameter.first); });
  return parse_map_request(schemas_, all);
}

Response Site::Implementation::map_page(const Call& call) const {
  const auto parsed = read_map(call.target.parameters);
  if (has_axis_problem(parsed)) {
    return page("map", map_view(context(), parsed, nullptr));
  }
  if (has_empty_parameter(call.target.parameters)) {
    return redirect_to("/map" + to_query_string(to_parameters(parsed.request)));
  }
  const auto map = call.evidence.map(parsed.request);
  return map ? page("map", map_view(context(), parsed, &*map)) : refusal(call, map.error());
}

Response Site::Implementation::stages_page(const Call& call) const {
  const auto parsed = read_list(call.target.parameters, "stage");
  if (has_empty_parameter(call.target.parameters)) {
    return redirect_to("/map/stages" + to_query_string(parsed.request.search));
  }
  const auto map = call.evidence.map(parsed.request);
  if (!map) {
    return refusal(call, map.error());
  }
  std::vector<std::vector<ResultCard>> strongest;
  for (const auto& stage : map->rows.values) {
    auto& records = strongest.emplace_back();
    if (stage.all.records == 0 || stage.value == kMissingValue) {
      continue;
    }
    auto request = search_of_cell(schemas_, map->request, stage.value, {});
    request.sort = Sort::strength;
    request.per_page = kRecordsPerStage;
    request.facets.emplace();
    auto found = call.evidence.search(request);
    if (!found) {
      return refusal(call, found.error());
    }
    records = std::move(found->results);
  }
  return page("stages", stages_view(context(), parsed, *map, strongest));
}

Response Site::Implementation::counts_page(const Call& call, std::string_view name, std::string_view facet) const {
  const auto parsed = read_list(call.target.parameters, facet);
  const auto map = call.evidence.map(parsed.request);
  return map ? page("counts", counts_view(context(), name, parsed, *map)) : refusal(call, map.error());
}

Response Site::Implementation::world_page(const Call& call) const { return counts_page(call, "world", "country"); }

Response Site::Implementation::years_page(const Call& call) const { return counts_page(call, "years", "year"); }

Response Site::Implementation::map_csv_file(const Call& call) const {
  const auto parsed = parse_map_request(schemas_, call.target.parameters);
  if (!parsed.problems.empty()) {
    return error_response(ErrorCode::bad_parameter, 400, summary_of(parsed.problems), call.target.path, parsed.problems);
  }
  const auto map = call.evidence.map(parsed.request);
  if (!map) {
    return refusal(call, map.error());
  }
  Response response;
  response.content_type = "text/csv; charset=utf-8; header=present";
  response.headers.emplace_back("content-disposition", "attachment; filename=\"evidence-map.csv\"");
  response.body = map_csv(schemas_, *map);
  return response;
}

Response Site::Implementation::map_api(const Call& call) const {
  const auto parsed = parse_map_request(schemas_, call.target.parameters);
  if (!parsed.problems.empty()) {
    return error_response(ErrorCode::bad_parameter, 400, summary_of(parsed.problems), call.target.path, parsed.problems);
  }
  const auto map = call.evidence.map(parsed.request);
  return map ? json_response(map_json(schemas_, *map)) : refusal(call, map.error());
}

}  // namespace whatworks
