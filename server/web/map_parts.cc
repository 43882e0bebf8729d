// SPDX-License-Identifier: GPL-3.0-or-later
#include "map_parts.h"

#include <algorithm>

namespace whatworks {
namespace {

Json chips_view(const ViewContext& context, std::string_view page, const MapRequest& request) {
  auto chips = Json::array();
  const auto address = [&](SearchRequest search) { return map_address(context, page, {std::move(search), request.rows, request.columns}); };
  for (auto& filter : narrowings(context, request.search)) {
    chips.push_back({{"facet", filter.facet}, {"value", filter.value}, {"excluded", filter.excluded}, {"href", address(std::move(filter.without))}});
  }
  return chips.empty() ? Json(nullptr) : Json{{"list", std::move(chips)}, {"clear_href", address(request.search.without_filters())}};
}

Json links_between_pages(const ViewContext& context, std::string_view page, const MapRequest& request) {
  auto links = Json::array();
  for (const auto& entry : context.words.at("maps").at("pages")) {
    const auto code = entry.at("code").get<std::string>();
    // The way back to the evidence map leads to the one it begins with: what its rows and columns were is not known elsewhere.
    const bool current = code == page;
    links.push_back({{"label", entry.at("label")},
                     {"href", current ? map_address(context, code, request) : entry.at("path").get<std::string>() + to_query_string(request.search)},
                     {"current", current}});
  }
  return links;
}

// What was wrong in the address, but for what pages pass over and for what the form itself says.
Json complaints(const ParsedMapRequest& parsed) {
  auto out = Json::array();
  for (const auto& problem : parsed.problems) {
    if (!problem.unknown_parameter && problem.parameter != "rows" && problem.parameter != "columns") {
      out.push_back(problem.message);
    }
  }
  return out;
}

Json correction(const ViewContext& context, std::string_view page, const EvidenceMap& map) {
  if (!map.did_you_mean || map.corrected) {
    return nullptr;
  }
  auto corrected = map.request;
  corrected.search.q = *map.did_you_mean;
  return Json{{"words", *map.did_you_mean}, {"href", map_address(context, page, corrected)}};
}

}  // namespace

const Json& map_page(const ViewContext& context, std::string_view page) {
  const auto& pages = context.words.at("maps").at("pages");
  return *std::find_if(pages.begin(), pages.end(), [&](const Json& entry) { return entry.at("code") == page; });
}

std::string map_address(const ViewContext& context, std::string_view page, const MapRequest& request) {
  const auto path = map_page(context, page).at("path").get<std::string>();
  return path + (request.columns.empty() ? to_query_string(request.search) : to_query_string(to_parameters(request)));
}

Json map_frame(const ViewContext& context, std::string_view page, const ParsedMapRequest& parsed, const EvidenceMap* map) {
  const auto& request = parsed.request;
  const auto& words = map_page(context, page);
  const auto parameters = to_query_string(to_parameters(request));
  const auto total = map == nullptr ? std::string() : count_of(map->all.records, "record", "records");
  auto notices = complaints(parsed);
  return Json{{"title", words.at("heading").get<std::string>() + (total.empty() ? "" : ": " + total)},
              {"section", "map"},
              {"heading", words.at("heading")},
              {"lead", words.at("lead")},
              {"pages", links_between_pages(context, page, request)},
              {"q", request.search.q},
              {"chips", chips_view(context, page, request)},
              {"complaints", std::move(notices)},
              {"total_text", total},
              {"found", map != nullptr && map->all.records != 0},
              {"did_you_mean", map == nullptr ? Json(nullptr) : correction(context, page, *map)},
              {"corrected", map != nullptr && map->corrected ? Json{{"words", *map->did_you_mean}, {"typed", request.search.q}} : Json(nullptr)},
              {"relaxed", map != nullptr && map->relaxed && map->all.records != 0},
              {"incomplete", map != nullptr && map->incomplete},
              {"list_href", "/search" + to_query_string(request.search)},
              {"csv_href", map == nullptr ? Json(nullptr) : Json("/map.csv" + parameters)},
              {"json_href", map == nullptr ? Json(nullptr) : Json("/api/v1/map" + parameters)}};
}

bool shows_gaps(const ViewContext& context, const MapRequest& request) {
  const auto& facets = context.words.at("maps").at("gap_facets");
  const auto of_content = [&](const std::string& name) { return std::find(facets.begin(), facets.end(), Json(name)) != facets.end(); };
  const auto& search = request.search;
  return search.q.empty() && !search.year_from && !search.year_to && of_content(request.rows) && (request.columns.empty() || of_content(request.columns)) &&
         std::all_of(search.choices.begin(), search.choices.end(), [&](const FacetChoice& choice) { return of_content(choice.facet); });
}

std::string gap_count(std::size_t empty, std::size_t all, std::string_view one, std::string_view many) {
  return with_commas(empty) + " of " + count_of(all, one, many) + (empty == 1 ? " has" : " have") + " no record.";
}

TallyView::TallyView(const ViewContext& context, const std::vector<std::string>& effects) : words_(context.words.at("maps").at("effects")) {
  if (const auto* effect = context.schemas.find_facet("effect")) {
    for (const auto& code : effects) {
      effects_.push_back({{"code", code}, {"label", value_label(context, *effect, code)}});
    }
  }
  if (const auto* strength = context.schemas.find_facet("strength")) {
    const auto levels = context.schemas.vocabulary_of(*strength)->concepts().size();
    for (std::size_t level = 0; level < levels; ++level) {
      auto rating = rating_view(context, *strength, std::to_string(level));
      strengths_.push_back({{"code", rating.at("code")}, {"label", rating.at("label")}, {"marks", rating.at("marks")}});
    }
  }
}

Json TallyView::of(const Tally& tally) const {
  auto numbers = Json::array();
  auto told = Json::array();
  for (std::size_t i = 0; i < effects_.size() && i < tally.by_effect.size(); ++i) {
    const auto& effect = effects_[i];
    const auto count = tally.by_effect[i];
    numbers.push_back({{"code", effect.at("code")}, {"count", count}, {"any", count != 0}});
    if (count != 0) {
      const auto words = words_.find(effect.at("code").get<std::string>());
      told.push_back({{"code", effect.at("code")},
                      {"text", words == words_.end() ? with_commas(count) + " " + effect.at("label").get<std::string>()
                                                     : count_of(count, words->at("one").get<std::string>(), words->at("many").get<std::string>())}});
    }
  }
  const auto level = static_cast<std::size_t>(tally.strongest.value_or(0));
  return Json{{"count", tally.records},
              {"count_text", count_of(tally.records, "record", "records")},
              {"numbers", std::move(numbers)},
              {"told", std::move(told)},
              {"strength", tally.strongest && level < strengths_.size() ? strengths_[level] : Json(nullptr)}};
}

}  // namespace whatworks
