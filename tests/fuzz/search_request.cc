// SPDX-License-Identifier: GPL-3.0-or-later
#include "search/request.h"

#include <algorithm>

#include "fuzz.h"
#include "sample_site.h"
#include "search/map.h"
#include "web/http.h"

using namespace whatworks;
using fuzz::demand;

namespace {

Parameters read_back(const Parameters& parameters) {
  const auto target = parse_target("/search" + to_query_string(parameters));
  demand(target.has_value(), "a search's address can be read");
  return target->parameters;
}

void check_request(const SearchRequest& request) {
  demand(request.q.size() <= kMaximumQueryBytes && fuzz::is_clean(request.q), "the words are clean text and not too long");
  demand(request.page >= 1 && request.page <= kMaximumPage && request.per_page >= 1 && request.per_page <= kMaximumPerPage,
         "the page is one that there can be");
  demand(std::is_sorted(request.choices.begin(), request.choices.end(), [](const auto& a, const auto& b) { return a.order < b.order; }),
         "choices are in the order of the catalogue");
  std::size_t chosen = 0;
  for (const auto& choice : request.choices) {
    demand(!choice.include.empty() || !choice.exclude.empty(), "no choice is empty");
    chosen += choice.include.size() + choice.exclude.size();
  }
  demand(chosen <= static_cast<std::size_t>(kMaximumChoices), "no more values are chosen than can be");
  demand(parse_search_request(fuzz::schemas(), read_back(to_parameters(request))).request == request, "a search written as an address is read as the same");
}

// The links of a page for one facet: each changes one thing, and the way back leads back.
void check_links(const SearchRequest& request, const Facet& facet) {
  const std::string value(kMissingValue);
  if (facet.type != FacetType::year && request.choice(facet.name) == nullptr) {
    const auto first_page = request.at_page(1);
    demand(request.with(facet, value).without(facet.name, value) == first_page, "a value that is added and taken away changes nothing");
    demand(request.with_exclusion(facet, value).without_exclusion(facet.name, value) == first_page, "nor does one that is excluded");
    demand(request.narrowed(facet, value).choice(facet.name) != nullptr, "a search is narrowed by what is chosen");
  }
  demand(!request.without_filters().has_filters(), "a search without filters has none");
}

void check_problems(const std::vector<ParameterProblem>& problems) {
  for (const auto& problem : problems) {
    demand(!problem.parameter.empty() || problem.unknown_parameter, "a problem names its parameter");
    demand(!problem.message.empty() && fuzz::is_clean(problem.message, "\t\n\r"), "a problem is said in clean text");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto target = parse_target("/search?" + std::string(fuzz::text_of(data, size)));
  if (!target) {
    return 0;
  }
  const auto parsed = parse_search_request(fuzz::schemas(), target->parameters);
  check_request(parsed.request);
  check_problems(parsed.problems);
  const auto& facets = fuzz::schemas().facets();
  check_links(parsed.request, facets[size % facets.size()]);
  const auto map = parse_map_request(fuzz::schemas(), target->parameters);
  check_problems(map.problems);
  demand(parse_map_request(fuzz::schemas(), read_back(to_parameters(map.request))).request == map.request, "a map written as an address is read as the same");
  check_request(search_of_cell(fuzz::schemas(), map.request, "drugs", "GB"));
  return 0;
}
