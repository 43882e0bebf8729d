// SPDX-License-Identifier: GPL-3.0-or-later
#include "counting.h"

#include <algorithm>
#include <functional>
#include <tuple>

namespace whatworks {
std::vector<const Facet*> wanted_facets(const Schemas& schemas, const SearchRequest& request) {
  std::vector<const Facet*> wanted;
  for (const auto& facet : schemas.facets()) {
    const bool by_default = facet.type != FacetType::year && facet.show != FacetShow::hidden;
    const bool named = request.facets && std::find(request.facets->begin(), request.facets->end(), facet.name) != request.facets->end();
    if (request.facets ? named : by_default) {
      wanted.push_back(&facet);
    }
  }
  return wanted;
}

// How many of the documents that passed have each set of values. Where they are most of the shard, the rest is counted and taken away from the whole.
std::vector<std::uint32_t> ValueCounter::count_sets(const Facet& facet) {
  const auto& column = columns_.facets[facet.index];
  const auto& whole = columns_.whole[facet.index];
  const auto& all = *columns_.documents;
  const auto& passed = *filtered_.passed;
  if (passed.size() == all.size()) {
    return whole;
  }
  std::vector<std::uint32_t> counts(whole.size());
  if (passed.size() * 2 < all.size()) {
    column.count(passed, counts);
    return counts;
  }
  if (rest_.empty()) {
    rest_ = subtract(all, passed);
  }
  column.count(rest_, counts);
  std::transform(whole.begin(), whole.end(), counts.begin(), counts.begin(), std::minus<>());
  return counts;
}

ValueCounts ValueCounter::count(const Facet& facet) {
  const auto& column = columns_.facets[facet.index];
  auto by_set = count_sets(facet);
  if (const auto alone = filtered_.failed_one.find(facet.index); alone != filtered_.failed_one.end()) {
    column.count(alone->second, by_set);
  }
  std::vector<std::uint32_t> by_value(column.values().size());
  for (std::size_t set = 0; set < by_set.size(); ++set) {
    if (by_set[set] != 0) {
      for (const auto value : column.sets()[set]) {
        by_value[value] += by_set[set];
      }
    }
  }
  ValueCounts counts;
  for (std::size_t value = 0; value < by_value.size(); ++value) {
    if (by_value[value] != 0) {
      counts.emplace(column.values()[value], by_value[value]);
    }
  }
  return counts;
}

FacetCounts present_counts(const Schemas& schemas, const SearchRequest& request, const Facet& facet, const ValueCounts& counts) {
  const auto* vocabulary = schemas.vocabulary_of(facet);
  const auto* choice = request.choice(facet.name);
  const auto chosen = [](const std::vector<std::string>& list, const std::string& value) { return std::find(list.begin(), list.end(), value) != list.end(); };
  FacetCounts presented{facet.name, facet.label, {}};
  const auto add = [&](const std::string& value, std::uint32_t count) {
    const auto* entry = vocabulary == nullptr ? nullptr : vocabulary->find(value);
    const bool selected = choice != nullptr && chosen(choice->include, value);
    const bool excluded = choice != nullptr && chosen(choice->exclude, value);
    if (count != 0 || selected || excluded) {
      presented.values.push_back({value, schemas.label_of(facet, value), count, selected, excluded, entry == nullptr ? std::string() : entry->broader});
    }
  };
  for (const auto& [value, count] : counts) {
    add(value, count);
  }
  if (choice != nullptr) {  // chosen values that no record here has
    for (const auto* list : {&choice->include, &choice->exclude}) {
      for (const auto& value : *list) {
        if (std::none_of(presented.values.begin(), presented.values.end(), [&](const FacetValueCount& shown) { return shown.value == value; })) {
          add(value, 0);
        }
      }
    }
  }
  const bool by_vocabulary = vocabulary != nullptr && vocabulary->ordered();
  std::sort(presented.values.begin(), presented.values.end(), [&](const FacetValueCount& a, const FacetValueCount& b) {
    if ((a.value == kMissingValue) != (b.value == kMissingValue)) {
      return b.value == kMissingValue;
    }
    if (by_vocabulary && vocabulary->position(a.value) != vocabulary->position(b.value)) {
      return vocabulary->position(a.value) < vocabulary->position(b.value);
    }
    if (facet.type == FacetType::year) {
      return a.value < b.value;
    }
    return a.count != b.count ? a.count > b.count : std::tie(a.label, a.value) < std::tie(b.label, b.value);
  });
  return presented;
}

}  // namespace whatworks
