// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "search/request.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// A search whose records are counted by the values of one facet, or of two at once. The first gives a list (countries, years, stages), the second an
// evidence map.
struct MapRequest {
  SearchRequest search;  // words and filters; its order, page and facets do not matter
  std::string rows;      // name of a facet
  std::string columns;   // name of another, or empty

  bool operator==(const MapRequest&) const = default;
};

struct ParsedMapRequest {
  MapRequest request;
  std::vector<ParameterProblem> problems;
};

// Whether a facet can be the rows or the columns of a map. Every facet that is shown can, but for the year, which is counted alone.
bool can_be_mapped(const Facet& facet) noexcept;

// What is wrong with the rows and columns, each under the name of its parameter: none, unknown, hidden, equal, or years in a map of two facets.
std::vector<ParameterProblem> check_axes(const Schemas& schemas, const MapRequest& request);

// Reads rows, columns, and what parse_search_request() reads but for order, page and facets. Problems are those of check_axes() and of the search.
ParsedMapRequest parse_map_request(const Schemas& schemas, const Parameters& parameters);

// Rows, columns, then the words and filters.
Parameters to_parameters(const MapRequest& request);

// The search that finds the records of one cell, and those alone: each value takes the place of what was chosen of its facet. An empty value, or one of
// no facet, narrows nothing.
SearchRequest search_of_cell(const Schemas& schemas, const MapRequest& request, const std::string& row, const std::string& column);

// What is known from a set of records.
struct Tally {
  std::uint32_t records = 0;
  std::vector<std::uint32_t> by_effect;  // in the order of EvidenceMap::effects
  std::optional<int> strongest;          // the best strength of evidence among them, 0 to 4; nothing where there are no records
};

struct MapValue {
  std::string value;  // a code, a year or kMissingValue
  std::string label;
  std::string broader;  // the value of the same axis under which its records count too, or empty
  Tally all;            // of the records that have it, whatever they have of the other facet
};

struct MapAxis {
  std::string facet;
  std::string label;
  // Vocabularies are complete and in their order, so that gaps show; of countries and regions there are those that occur, countries by their number of
  // records; years are all from the first to the last. Where the facet itself is filtered, only what was chosen and what is narrower. Last, where it
  // occurs, kMissingValue.
  std::vector<MapValue> values;
};

// A record with several values counts in each of their cells, so that cells add up to more than the tallies of rows, columns and all.
struct EvidenceMap {
  MapRequest request;                // as it was answered
  std::vector<std::string> effects;  // codes in the order of the vocabulary; kMissingValue last, where a record states none
  Tally all;                         // of all records that match
  MapAxis rows;
  MapAxis columns;                          // no values where only rows were asked for
  std::vector<Tally> cells;                 // row by row
  std::optional<std::string> did_you_mean;  // this and the following as in SearchResults
  bool corrected = false;
  bool relaxed = false;
  bool incomplete = false;
  double took_ms = 0;

  [[nodiscard]] const Tally& cell(std::size_t row, std::size_t column) const { return cells[row * columns.values.size() + column]; }
};

}  // namespace whatworks
