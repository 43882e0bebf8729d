// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vocabulary/schemas.h"

namespace whatworks {

enum class Sort { relevance, strength, newest, oldest, title, updated };

// "relevance", "strength", …: as in addresses.
std::string_view sort_name(Sort sort) noexcept;

// All of them, in the order of the enumeration.
std::vector<std::string_view> sort_names();

// What a searcher chose of one facet: records carry any of `include` (if it names any) and none of `exclude`.
struct FacetChoice {
  std::string facet;  // name in the catalogue
  std::vector<std::string> include;
  std::vector<std::string> exclude;
  std::size_t order = 0;  // the facet's place in the catalogue

  bool operator==(const FacetChoice&) const = default;
};

inline constexpr int kDefaultPerPage = 20;
inline constexpr int kMaximumPerPage = 100;
inline constexpr int kMaximumPage = 100'000;
inline constexpr std::size_t kMaximumQueryBytes = 2'000;  // what is longer is cut at a word and said so
inline constexpr int kMaximumChoices = 200;               // values over all facets

// A search as it was asked for: a plain value that can be compared, changed and written back as an address.
struct SearchRequest {
  std::string q;                                   // clean UTF-8, trimmed; empty means all records
  std::vector<FacetChoice> choices;                // at most one per facet, in the order of the catalogue, none empty
  std::optional<int> year_from;                    // inclusive
  std::optional<int> year_to;                      // inclusive
  std::optional<Sort> sort;                        // nothing: relevance with a query, strength without
  int page = 1;                                    // from 1
  int per_page = kDefaultPerPage;                  // 1 to kMaximumPerPage
  std::optional<std::vector<std::string>> facets;  // which to count; nothing means all that the catalogue shows

  [[nodiscard]] Sort effective_sort() const noexcept;
  [[nodiscard]] const FacetChoice* choice(std::string_view facet) const noexcept;  // null where nothing is chosen
  [[nodiscard]] bool has_filters() const noexcept;

  // Copies with one thing changed, as links on a page need them; all go back to page 1.
  [[nodiscard]] SearchRequest with(const Facet& facet, const std::string& value) const;                 // in include
  [[nodiscard]] SearchRequest with_exclusion(const Facet& facet, const std::string& value) const;       // in exclude
  [[nodiscard]] SearchRequest without(std::string_view facet, std::string_view value) const;            // of include
  [[nodiscard]] SearchRequest without_exclusion(std::string_view facet, std::string_view value) const;  // of exclude
  [[nodiscard]] SearchRequest narrowed(const Facet& facet, const std::string& value) const;  // with this value in place of the chosen ones; also of the year
  [[nodiscard]] SearchRequest without_filters() const;                                       // keeps q and sort
  [[nodiscard]] SearchRequest at_page(int number) const;

  bool operator==(const SearchRequest&) const = default;
};

using Parameters = std::vector<std::pair<std::string, std::string>>;  // decoded, in the order of the address

// A parameter that is not as it should be. The API answers 400 with all of them; pages show those about years and go on without the rest.
struct ParameterProblem {
  std::string parameter;
  std::string value;
  std::string message;  // a sentence that says what is allowed
  bool unknown_parameter = false;
};

struct ParsedRequest {
  SearchRequest request;  // what could be understood; an unknown value of a known facet is kept, so that a page can show it with count 0
  std::vector<ParameterProblem> problems;
};

// Reads q, the facets by name, not.FACET, year_from, year_to, sort, page, per_page and facets. Empty values count as not given.
ParsedRequest parse_search_request(const Schemas& schemas, const Parameters& parameters);

// The parameters of a search in a fixed order, defaults left out; parse_search_request() of them gives an equal request.
Parameters to_parameters(const SearchRequest& request);

// "?q=phone+lines&country=GB", or empty where nothing is asked. Percent-encoded.
std::string to_query_string(const Parameters& parameters);
std::string to_query_string(const SearchRequest& request);

}  // namespace whatworks
