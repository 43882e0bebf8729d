// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "interchange/csv.h"
#include "web/map_views.h"

namespace whatworks {
namespace {

using Line = std::vector<std::string>;

// "no-effect" as the heading of a column: "no_effect".
std::string heading(std::string_view code) {
  std::string out(code);
  std::replace(out.begin(), out.end(), '-', '_');
  return out;
}

std::string label_of_strength(const Schemas& schemas, const Tally& tally) {
  const auto* facet = schemas.find_facet("strength");
  return facet == nullptr || !tally.strongest ? std::string() : schemas.label_of(*facet, std::to_string(*tally.strongest));
}

std::string line_of(const Schemas& schemas, Line line, const Tally& tally) {
  line.push_back(std::to_string(tally.records));
  for (const auto records : tally.by_effect) {
    line.push_back(std::to_string(records));
  }
  line.push_back(tally.strongest ? std::to_string(*tally.strongest) : std::string());
  line.push_back(label_of_strength(schemas, tally));
  return csv_row(line);
}

}  // namespace

std::string map_csv(const Schemas& schemas, const EvidenceMap& map) {
  const bool two = !map.request.columns.empty();
  Line headings{heading(map.rows.facet), heading(map.rows.facet) + "_label"};
  if (two) {
    headings.push_back(heading(map.columns.facet));
    headings.push_back(heading(map.columns.facet) + "_label");
  }
  headings.emplace_back("records");
  for (const auto& effect : map.effects) {
    headings.push_back(heading(effect));
  }
  headings.emplace_back("strongest");
  headings.emplace_back("strongest_label");
  auto out = csv_row(headings);
  for (std::size_t row = 0; row < map.rows.values.size(); ++row) {
    const auto& value = map.rows.values[row];
    if (!two) {
      out += line_of(schemas, {value.value, value.label}, value.all);
    }
    for (std::size_t column = 0; column < map.columns.values.size(); ++column) {
      const auto& other = map.columns.values[column];
      out += line_of(schemas, {value.value, value.label, other.value, other.label}, map.cell(row, column));
    }
  }
  return out;
}

}  // namespace whatworks
