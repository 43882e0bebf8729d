// SPDX-License-Identifier: GPL-3.0-or-later
#include "search/map.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.h"

namespace whatworks {
namespace {

constexpr std::array<std::string_view, 4> kNotOfAMap{"sort", "page", "per_page", "facets"};

const Facet* find_shown(const Schemas& schemas, std::string_view name) {
  const auto* facet = schemas.find_facet(name);
  return facet == nullptr || facet->show == FacetShow::hidden ? nullptr : facet;
}

// What is wrong with the name of one axis taken by itself.
std::optional<ParameterProblem> check_axis(const Schemas& schemas, const std::string& parameter, const std::string& name) {
  if (find_shown(schemas, name) != nullptr) {
    return std::nullopt;
  }
  std::vector<std::string> names;
  for (const auto& facet : schemas.facets()) {
    if (can_be_mapped(facet)) {
      names.push_back(facet.name);
    }
  }
  const auto close = nearest(name, names);
  return ParameterProblem{parameter, name,
                          fmt::format("{} must be one of {}{}", parameter, join(names, ", "), close ? "; did you mean \"" + *close + "\"?" : "")};
}

}  // namespace

bool can_be_mapped(const Facet& facet) noexcept { return facet.show != FacetShow::hidden && facet.type != FacetType::year; }

std::vector<ParameterProblem> check_axes(const Schemas& schemas, const MapRequest& request) {
  std::vector<ParameterProblem> problems;
  if (auto problem = check_axis(schemas, "rows", request.rows)) {
    problems.push_back(*std::move(problem));
  }
  if (request.columns.empty()) {
    return problems;
  }
  if (auto problem = check_axis(schemas, "columns", request.columns)) {
    problems.push_back(*std::move(problem));
  }
  if (!problems.empty()) {
    return problems;
  }
  if (request.rows == request.columns) {
    problems.push_back({"columns", request.columns, "columns must be another facet than rows"});
  }
  for (const auto& [parameter, name] : {std::pair<std::string, std::string>{"rows", request.rows}, {"columns", request.columns}}) {
    if (!can_be_mapped(*schemas.find_facet(name))) {
      problems.push_back(
          {parameter, name, fmt::format("{} is counted alone, since a map has no room for so many: ask for rows={} without columns", name, name)});
    }
  }
  return problems;
}

ParsedMapRequest parse_map_request(const Schemas& schemas, const Parameters& parameters) {
  MapRequest request;
  std::vector<ParameterProblem> problems;
  Parameters of_search;
  for (const auto& [name, value] : parameters) {
    if (name == "rows") {
      request.rows = value;
    } else if (name == "columns") {
      request.columns = value;
    } else if (std::find(kNotOfAMap.begin(), kNotOfAMap.end(), name) != kNotOfAMap.end()) {
      problems.push_back({name, value, "A map has no " + name, true});
    } else {
      of_search.emplace_back(name, value);
    }
  }
  auto search = parse_search_request(schemas, of_search);
  request.search = std::move(search.request);
  auto axes = check_axes(schemas, request);
  problems.insert(problems.begin(), axes.begin(), axes.end());
  problems.insert(problems.end(), search.problems.begin(), search.problems.end());
  return {std::move(request), std::move(problems)};
}

Parameters to_parameters(const MapRequest& request) {
  Parameters parameters{{"rows", request.rows}};
  if (!request.columns.empty()) {
    parameters.emplace_back("columns", request.columns);
  }
  for (auto& parameter : to_parameters(request.search)) {
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

SearchRequest search_of_cell(const Schemas& schemas, const MapRequest& request, const std::string& row, const std::string& column) {
  auto search = request.search;
  for (const auto& [name, value] : {std::pair(&request.rows, &row), {&request.columns, &column}}) {
    if (const auto* facet = schemas.find_facet(*name); facet != nullptr && !value->empty()) {
      search = search.narrowed(*facet, *value);
    }
  }
  return search;
}

}  // namespace whatworks
