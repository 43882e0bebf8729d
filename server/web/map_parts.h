// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "view_parts.h"
#include "web/map_views.h"

// What the pages that count share.
namespace whatworks {

// The entry of one of the pages in the words: its code, path, label, heading and lead.
const Json& map_page(const ViewContext& context, std::string_view page);

// The address of a page with the words and filters of a search, and on the evidence map with its rows and columns.
std::string map_address(const ViewContext& context, std::string_view page, const MapRequest& request);

// Heading, links between the pages, filters in force, notices, and the addresses of the same as a list, as CSV and as JSON. `map` may be null.
Json map_frame(const ViewContext& context, std::string_view page, const ParsedMapRequest& parsed, const EvidenceMap* map);

// Whether an empty cell means that nobody has tested something: neither the axes nor the filters look at what came out, when, or how well it was tested.
bool shows_gaps(const ViewContext& context, const MapRequest& request);

// How many of the places on a page are empty: "4 of 6 combinations have no record."
std::string gap_count(std::size_t empty, std::size_t all, std::string_view one, std::string_view many);

// Puts tallies into numbers and words.
class TallyView {
 public:
  TallyView(const ViewContext& context, const std::vector<std::string>& effects);

  // count, count_text, numbers (code and count of every effect, and whether there are any), told (code and text, such as "2 reduce harm", of those that there
  // are), strength (code, label, marks) or null.
  [[nodiscard]] Json of(const Tally& tally) const;

  [[nodiscard]] const Json& effects() const noexcept { return effects_; }  // code and label of each

 private:
  Json effects_ = Json::array();
  std::vector<Json> strengths_;  // from 0
  const Json& words_;            // how each effect is told of records
};

}  // namespace whatworks
