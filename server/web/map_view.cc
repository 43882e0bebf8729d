// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "map_parts.h"

namespace whatworks {
namespace {

Json axis_options(const ViewContext& context, const std::string& chosen) {
  auto options = Json::array();
  for (const auto& facet : context.schemas.facets()) {
    if (can_be_mapped(facet)) {
      options.push_back({{"value", facet.name}, {"label", facet.label}, {"selected", facet.name == chosen}});
    }
  }
  return options;
}

// What the form of rows and columns says of a choice that cannot be mapped.
Json axis_errors(const ViewContext& context, const ParsedMapRequest& parsed) {
  const auto& words = context.words.at("maps").at("errors");
  auto errors = Json::array();
  for (const auto& problem : parsed.problems) {
    if (problem.parameter == "rows" || problem.parameter == "columns") {
      const bool equal = parsed.request.rows == parsed.request.columns;
      errors.push_back({{"href", "#" + problem.parameter}, {"text", words.at(equal ? "equal" : problem.parameter)}});
    }
  }
  return errors;
}

std::string broader_label(const MapAxis& axis, const MapValue& value) {
  const auto above = std::find_if(axis.values.begin(), axis.values.end(), [&](const MapValue& other) { return other.value == value.broader; });
  return value.broader.empty() || above == axis.values.end() ? std::string() : above->label;
}

class TableView {
 public:
  TableView(const ViewContext& context, const EvidenceMap& map)
      : context_(context), map_(map), tallies_(context, map.effects), gaps_(shows_gaps(context, map.request)) {}

  [[nodiscard]] Json view() {
    auto columns = Json::array();
    for (const auto& column : map_.columns.values) {
      columns.push_back({{"label", column.label}, {"broader", broader_label(map_.columns, column)}, {"all", all_view({}, column.value, column.all)}});
    }
    auto rows = Json::array();
    for (std::size_t row = 0; row < map_.rows.values.size(); ++row) {
      const auto& value = map_.rows.values[row];
      auto cells = Json::array();
      for (std::size_t column = 0; column < map_.columns.values.size(); ++column) {
        cells.push_back(cell_view(value, map_.columns.values[column], map_.cell(row, column)));
      }
      rows.push_back({{"row", value.value},
                      {"row_label", value.label},
                      {"broader", broader_label(map_.rows, value)},
                      {"cells", std::move(cells)},
                      {"all", all_view(value.value, {}, value.all)}});
    }
    return Json{{"rows_label", map_.rows.label},
                {"columns_label", map_.columns.label},
                {"columns", std::move(columns)},
                {"width", map_.columns.values.size()},
                {"rows", std::move(rows)},
                {"all", all_view({}, {}, map_.all)},
                {"gaps", gaps_ && empty_ != 0 ? Json{{"text", gap_count(empty_, cells_, "combination", "combinations")}} : Json(nullptr)}};
  }

 private:
  // The same search narrowed to the records of a cell, a row or a column.
  [[nodiscard]] std::string address(const std::string& row, const std::string& column) const {
    return "/search" + to_query_string(search_of_cell(context_.schemas, map_.request, row, column));
  }

  [[nodiscard]] Json all_view(const std::string& row, const std::string& column, const Tally& tally) const {
    auto view = tallies_.of(tally);
    view["href"] = tally.records == 0 ? Json(nullptr) : Json(address(row, column));
    return view;
  }

  Json cell_view(const MapValue& row, const MapValue& column, const Tally& tally) {
    auto view = all_view(row.value, column.value, tally);
    const bool stated = row.value != kMissingValue && column.value != kMissingValue;
    cells_ += stated ? 1 : 0;
    empty_ += stated && tally.records == 0 ? 1 : 0;
    view["column"] = column.value;
    view["column_label"] = column.label;
    view["gap"] = gaps_ && stated;
    return view;
  }

  const ViewContext& context_;
  const EvidenceMap& map_;
  TallyView tallies_;
  bool gaps_;
  std::size_t cells_ = 0;  // that stand for something that could be tested
  std::size_t empty_ = 0;
};

// The same map of strong evidence alone, or of all again where that is what is shown.
Json strong_link(const ViewContext& context, const MapRequest& request) {
  const auto* facet = context.schemas.find_facet("strength");
  if (facet == nullptr || request.search.choice(facet->name) != nullptr || request.rows == facet->name || request.columns == facet->name) {
    return nullptr;
  }
  auto strong = request;
  for (const auto& level : context.words.at("maps").at("strong")) {
    strong.search = strong.search.with(*facet, level.get<std::string>());
  }
  return map_address(context, "map", strong);
}

}  // namespace

Json map_view(const ViewContext& context, const ParsedMapRequest& parsed, const EvidenceMap* map) {
  const auto& request = parsed.request;
  auto view = map_frame(context, "map", parsed, map);
  auto errors = axis_errors(context, parsed);
  auto hidden = Json::array();
  for (const auto& [name, value] : to_parameters(request.search)) {
    hidden.push_back({{"name", name}, {"value", value}});
  }
  if (!errors.empty()) {
    view["title"] = "Error: " + view.at("title").get<std::string>();
  }
  view["errors"] = errors.empty() ? Json(nullptr) : Json{{"list", std::move(errors)}};
  view["rows_options"] = axis_options(context, request.rows);
  view["columns_options"] = axis_options(context, request.columns);
  view["hidden"] = std::move(hidden);
  view["strong_href"] = map == nullptr ? Json(nullptr) : strong_link(context, request);
  view["table"] = map == nullptr ? Json(nullptr) : TableView(context, *map).view();
  if (map != nullptr) {
    view["title"] =
        view.at("heading").get<std::string>() + ": " + map->rows.label + " by " + map->columns.label + ", " + view.at("total_text").get<std::string>();
  }
  return view;
}

}  // namespace whatworks
