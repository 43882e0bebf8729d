// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "search/map.h"
#include "search/search.h"
#include "web/views.h"

// The pages that count: the evidence map, the stages of the criminal business, the world, the years. Pure functions like those of views.h; the words, the
// addresses and the facets that the map begins with stand under "maps" in site/content.json.
namespace whatworks {

// The evidence map. `map` is null where `parsed` names no two facets that can be mapped: then the page says what to choose.
nlohmann::ordered_json map_view(const ViewContext& context, const ParsedMapRequest& parsed, const EvidenceMap* map);

// The stages of the criminal business. `strongest`: for each row of the map, records with the strongest evidence first, of which the page names the first few
// different interventions.
nlohmann::ordered_json stages_view(const ViewContext& context, const ParsedMapRequest& parsed, const EvidenceMap& map,
                                   std::span<const std::vector<ResultCard>> strongest);

// A list of what a map's rows are, with the numbers of each: `page` is "world" or "years".
nlohmann::ordered_json counts_view(const ViewContext& context, std::string_view page, const ParsedMapRequest& parsed, const EvidenceMap& map);

// A line per cell, also for empty ones; or per row, where the map has no columns. RFC 4180 with a line of headings.
std::string map_csv(const Schemas& schemas, const EvidenceMap& map);

}  // namespace whatworks
