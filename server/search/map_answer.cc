// SPDX-License-Identifier: GPL-3.0-or-later
#include "map_answer.h"

#include <algorithm>
#include <string>
#include <utility>

#include "cross_counts.h"
#include "remote_answer.h"

namespace whatworks {
namespace {

// Puts counts in the form in which they are read: what occurs or could occur, with labels, in order.
class MapPresenter {
 public:
  MapPresenter(const Schemas& schemas, const SearchRequest& request, const CrossCounts& counts) : schemas_(schemas), request_(request), counts_(counts) {
    const auto all = counts.tally(counts.all_rows(), counts.all_columns());
    effects_ = counts.effects().size() - (all.by_effect.back() == 0 ? 1 : 0);  // the last is the missing value, shown where it occurs
  }

  [[nodiscard]] EvidenceMap present(const Facet& rows, const Facet* columns) const {
    const auto all_rows = counts_.all_rows();
    const auto all_columns = counts_.all_columns();
    EvidenceMap map;
    map.effects.assign(counts_.effects().begin(), counts_.effects().begin() + static_cast<std::ptrdiff_t>(effects_));
    map.all = tally(all_rows, all_columns);
    const auto row_places = present_axis(
        rows, counts_.rows(), [&](std::size_t place) { return tally(place, all_columns); }, map.rows);
    if (columns == nullptr) {
      return map;
    }
    const auto column_places = present_axis(
        *columns, counts_.columns(), [&](std::size_t place) { return tally(all_rows, place); }, map.columns);
    for (const auto row : row_places) {
      for (const auto column : column_places) {
        map.cells.push_back(tally(row, column));
      }
    }
    return map;
  }

 private:
  // Fills `axis` and returns the places of its values in the counts.
  template <typename TallyOf>
  std::vector<std::size_t> present_axis(const Facet& facet, const std::vector<std::string>& values, const TallyOf& tally_of, MapAxis& axis) const {
    std::vector<std::pair<MapValue, std::size_t>> shown;
    for (std::size_t place = 0; place < values.size(); ++place) {
      auto tally = tally_of(place);
      if (is_shown(facet, values[place], tally)) {
        shown.push_back({MapValue{values[place], schemas_.label_of(facet, values[place]), broader(facet, values[place]), std::move(tally)}, place});
      }
    }
    if (facet.type == FacetType::country) {
      const auto end = shown.end() - (!shown.empty() && shown.back().first.value == kMissingValue ? 1 : 0);
      std::stable_sort(shown.begin(), end, [](const auto& a, const auto& b) {
        return a.first.all.records != b.first.all.records ? a.first.all.records > b.first.all.records : a.first.label < b.first.label;
      });
    }
    if (facet.type == FacetType::year) {
      trim_years(shown);
    }
    axis = MapAxis{facet.name, facet.label, {}};
    std::vector<std::size_t> places;
    for (auto& [value, place] : shown) {
      axis.values.push_back(std::move(value));
      places.push_back(place);
    }
    return places;
  }

  // Years without records stand between others, not before the first or after the last.
  static void trim_years(std::vector<std::pair<MapValue, std::size_t>>& shown) {
    const auto holds = [](const auto& entry) { return entry.first.all.records != 0; };
    shown.erase(shown.begin(), std::find_if(shown.begin(), shown.end(), holds));
    while (!shown.empty() && !holds(shown.back())) {
      shown.pop_back();
    }
  }

  [[nodiscard]] bool is_shown(const Facet& facet, const std::string& value, const Tally& tally) const {
    const bool complete = facet.type != FacetType::country && facet.type != FacetType::region && value != kMissingValue;
    return (complete || tally.records != 0) && is_wanted(facet, value);
  }

  // Of a facet that is filtered, what was chosen and what is narrower: of other values that the records also have it would tell only a part.
  [[nodiscard]] bool is_wanted(const Facet& facet, const std::string& value) const {
    const auto* choice = request_.choice(facet.name);
    if (choice == nullptr) {
      return true;
    }
    const auto* vocabulary = schemas_.vocabulary_of(facet);
    const auto chain = vocabulary == nullptr || value == kMissingValue ? std::vector<std::string>{value} : vocabulary->with_ancestors(value);
    const auto any_in = [&](const std::vector<std::string>& list) {
      return std::find_first_of(chain.begin(), chain.end(), list.begin(), list.end()) != chain.end();
    };
    return (choice->include.empty() || any_in(choice->include)) && !any_in(choice->exclude);
  }

  // The value above it, where that is shown too.
  [[nodiscard]] std::string broader(const Facet& facet, const std::string& value) const {
    const auto* vocabulary = schemas_.vocabulary_of(facet);
    const auto* entry = vocabulary == nullptr ? nullptr : vocabulary->find(value);
    return entry != nullptr && !entry->broader.empty() && is_wanted(facet, entry->broader) ? entry->broader : std::string();
  }

  [[nodiscard]] Tally tally(std::size_t row, std::size_t column) const {
    auto counted = counts_.tally(row, column);
    counted.by_effect.resize(effects_);
    return counted;
  }

  const Schemas& schemas_;
  const SearchRequest& request_;
  const CrossCounts& counts_;
  std::size_t effects_ = 0;  // how many are shown
};

}  // namespace

Result<EvidenceMap> answer_map(const AnswerContext& context, const MapRequest& request) {
  const auto& schemas = context.schemas;
  if (const auto problems = check_axes(schemas, request); !problems.empty()) {
    return failure(ErrorCode::bad_parameter, problems.front().message);
  }
  const auto* effect = schemas.find_facet("effect");
  const auto* strength = schemas.find_facet("strength");
  if (effect == nullptr || strength == nullptr) {
    return failure(ErrorCode::bad_input, "the facet catalogue has no effect or no strength to count by");
  }
  const CrossFacets facets{*schemas.find_facet(request.rows), request.columns.empty() ? nullptr : schemas.find_facet(request.columns), *effect, *strength};
  auto [counts, interpreted] = context.index.remote ? count_across_remotely(context, request.search, facets) : count_across(context, request.search, facets);
  auto map = MapPresenter(schemas, request.search, counts).present(facets.rows, facets.columns);
  map.request = request;
  map.did_you_mean = std::move(interpreted.did_you_mean);
  map.corrected = interpreted.corrected;
  map.relaxed = interpreted.relaxed;
  map.incomplete = context.index.incomplete;
  return map;
}

}  // namespace whatworks
