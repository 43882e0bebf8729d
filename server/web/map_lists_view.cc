// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "map_parts.h"

namespace whatworks {
namespace {

constexpr std::size_t kInterventionsShown = 3;

// The search for one row of a map without columns; with an effect, for those of its records alone.
std::string address(const ViewContext& context, const EvidenceMap& map, const std::string& row, const std::string& effect = {}) {
  auto search = search_of_cell(context.schemas, map.request, row, {});
  if (const auto* facet = context.schemas.find_facet("effect"); facet != nullptr && !effect.empty()) {
    search = search.narrowed(*facet, effect);
  }
  return "/search" + to_query_string(search);
}

Json row_view(const ViewContext& context, const TallyView& tallies, const EvidenceMap& map, const MapValue& value) {
  auto view = tallies.of(value.all);
  view["value"] = value.value;
  view["label"] = value.label;
  view["href"] = value.all.records == 0 ? Json(nullptr) : Json(address(context, map, value.value));
  return view;
}

// How often each effect was found, with the search for those records.
Json found_effects(const ViewContext& context, const TallyView& tallies, const EvidenceMap& map, const MapValue& value) {
  auto found = Json::array();
  for (std::size_t i = 0; i < map.effects.size(); ++i) {
    if (value.all.by_effect[i] != 0) {
      found.push_back({{"code", map.effects[i]},
                       {"label", tallies.effects().at(i).at("label")},
                       {"count", with_commas(value.all.by_effect[i])},
                       {"href", address(context, map, value.value, map.effects[i])}});
    }
  }
  return found;
}

// The first few different interventions of records that stand in order.
Json interventions(const ViewContext& context, const std::vector<ResultCard>& records) {
  const auto* effect = context.schemas.find_facet("effect");
  const auto* strength = context.schemas.find_facet("strength");
  auto out = Json::array();
  std::vector<std::string> named;
  for (const auto& record : records) {
    if (named.size() == kInterventionsShown) {
      break;
    }
    if (std::find(named.begin(), named.end(), record.intervention) == named.end()) {
      named.push_back(record.intervention);
      out.push_back({{"name", record.intervention},
                     {"href", "/records/" + record.id},
                     {"effect", effect == nullptr ? "" : value_label(context, *effect, record.effect)},
                     {"effect_code", record.effect},
                     {"strength", strength == nullptr ? "" : value_label(context, *strength, std::to_string(record.strength))}});
    }
  }
  return out;
}

// The values of a facet to choose one from.
Json choices_of(const ViewContext& context, const Facet& facet, const SearchRequest& request) {
  const auto* choice = request.choice(facet.name);
  const auto* vocabulary = context.schemas.vocabulary_of(facet);
  auto options = Json::array();
  if (vocabulary != nullptr) {
    for (const auto& entry : vocabulary->concepts()) {
      options.push_back(
          {{"value", entry.code}, {"label", entry.label}, {"selected", choice != nullptr && choice->include == std::vector<std::string>{entry.code}}});
    }
  }
  return options;
}

}  // namespace

Json stages_view(const ViewContext& context, const ParsedMapRequest& parsed, const EvidenceMap& map, std::span<const std::vector<ResultCard>> strongest) {
  const auto& search = parsed.request.search;
  auto view = map_frame(context, "stages", parsed, &map);
  const TallyView tallies(context, map.effects);
  const bool gaps = shows_gaps(context, map.request);
  const auto* facet = context.schemas.find_facet(map.rows.facet);
  const auto* vocabulary = facet == nullptr ? nullptr : context.schemas.vocabulary_of(*facet);
  auto rows = Json::array();
  std::size_t empty = 0;
  view["unstated"] = nullptr;
  for (std::size_t i = 0; i < map.rows.values.size(); ++i) {
    const auto& value = map.rows.values[i];
    auto row = row_view(context, tallies, map, value);
    if (value.value == kMissingValue) {
      view["unstated"] = std::move(row);
      continue;
    }
    const auto* entry = vocabulary == nullptr ? nullptr : vocabulary->find(value.value);
    row["number"] = rows.size() + 1;
    row["definition"] = entry == nullptr ? "" : entry->definition;
    row["effects"] = found_effects(context, tallies, map, value);
    row["interventions"] = i < strongest.size() ? interventions(context, strongest[i]) : Json::array();
    row["gap"] = gaps;
    empty += value.all.records == 0 ? 1 : 0;
    rows.push_back(std::move(row));
  }
  view["gaps"] = gaps && empty != 0 ? Json{{"text", gap_count(empty, rows.size(), "stage", "stages")}} : Json(nullptr);
  view["rows"] = std::move(rows);
  const auto* crime = context.schemas.find_facet("crime");
  view["crimes"] =
      crime == nullptr ? Json(nullptr) : Json{{"parameter", crime->name}, {"label", crime->label}, {"options", choices_of(context, *crime, search)}};
  auto hidden = Json::array();
  for (const auto& [name, value] : to_parameters(search)) {
    if (crime == nullptr || name != crime->name) {
      hidden.push_back({{"name", name}, {"value", value}});
    }
  }
  view["hidden"] = std::move(hidden);
  return view;
}

Json counts_view(const ViewContext& context, std::string_view page, const ParsedMapRequest& parsed, const EvidenceMap& map) {
  auto view = map_frame(context, page, parsed, &map);
  const TallyView tallies(context, map.effects);
  const auto* countries = context.schemas.find_vocabulary("country");
  const auto* region = context.schemas.find_facet("region");
  const bool world = page == "world";
  auto rows = Json::array();
  for (const auto& value : map.rows.values) {
    auto row = row_view(context, tallies, map, value);
    const auto* country = world && countries != nullptr ? countries->find(value.value) : nullptr;
    row["region"] = country == nullptr || region == nullptr ? std::string() : value_label(context, *region, country->region);
    rows.push_back(std::move(row));
  }
  if (!world) {
    std::reverse(rows.begin(), rows.end());  // the newest first
  }
  view["page"] = page;
  view["attribute"] = map.rows.facet;
  view["rows_label"] = map.rows.label;
  view["region_label"] = world && region != nullptr ? Json(region->label) : Json(nullptr);
  view["effects"] = tallies.effects();
  view["caption"] = map_page(context, page).at("caption");
  view["note"] = map_page(context, page).at("note");
  view["rows"] = std::move(rows);
  view["all"] = tallies.of(map.all);
  return view;
}

}  // namespace whatworks
