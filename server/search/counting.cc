// SPDX-License-Identifier: GPL-3.0-or-later
#include "counting.h"

#include <algorithm>

namespace whatworks {
namespace {

constexpr std::size_t kNoFacet = static_cast<std::size_t>(-1);
constexpr std::size_t kSeveralFacets = static_cast<std::size_t>(-2);

// What was chosen of one facet, as a table over the value ids of one shard.
struct Test {
  std::size_t facet;
  bool wants_any = false;      // whether one of `included` must be there
  std::vector<char> included;  // by value id
  std::vector<char> excluded;

  Test(const FacetChoice& choice, const FacetColumn& column) : facet(choice.order), wants_any(!choice.include.empty()) {
    const auto mark = [&column](const std::vector<std::string>& chosen) {
      std::vector<char> table(column.values().size());
      for (std::size_t id = 0; id < table.size(); ++id) {
        table[id] = std::find(chosen.begin(), chosen.end(), column.values()[id]) != chosen.end() ? 1 : 0;
      }
      return table;
    };
    included = mark(choice.include);
    excluded = mark(choice.exclude);
  }

  [[nodiscard]] bool passes(std::span<const ValueId> values) const noexcept {
    bool any = !wants_any;
    for (const auto id : values) {
      if (excluded[id] != 0) {
        return false;
      }
      any = any || included[id] != 0;
    }
    return any;
  }
};

}  // namespace

FacetCounter::FacetCounter(const Schemas& schemas, const SearchRequest& request) : schemas_(schemas), request_(request) {
  for (const auto& facet : schemas.facets()) {
    const bool by_default = facet.type != FacetType::year && facet.show != FacetShow::hidden;
    const bool named = request.facets && std::find(request.facets->begin(), request.facets->end(), facet.name) != request.facets->end();
    if (request.facets ? named : by_default) {
      wanted_.push_back({&facet, {}});
    }
  }
}

void FacetCounter::count(const ShardColumns& columns, const std::vector<Xapian::docid>& documents) {
  std::vector<Test> tests;
  for (const auto& choice : request_.choices) {
    tests.emplace_back(choice, columns.facets[choice.order]);
  }
  const auto year_facet = std::find_if(schemas_.facets().begin(), schemas_.facets().end(), [](const Facet& facet) { return facet.type == FacetType::year; });
  const std::size_t year_index = year_facet == schemas_.facets().end() ? kNoFacet : year_facet->index;
  const int year_from = request_.year_from.value_or(0);
  const int year_to = request_.year_to.value_or(9999);

  std::vector<std::vector<std::uint32_t>> counts;
  for (const auto& wanted : wanted_) {
    counts.emplace_back(columns.facets[wanted.facet->index].values().size());
  }
  for (const auto document : documents) {
    std::size_t failed = kNoFacet;
    const int year = columns.years[document];
    if (year < year_from || year > year_to) {
      failed = year_index;
    }
    for (const auto& test : tests) {
      if (!test.passes(columns.facets[test.facet].of(document))) {
        failed = failed == kNoFacet ? test.facet : kSeveralFacets;
      }
    }
    if (failed == kSeveralFacets) {
      continue;
    }
    total_ += failed == kNoFacet ? 1 : 0;
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      if (failed == kNoFacet || failed == wanted_[i].facet->index) {
        for (const auto id : columns.facets[wanted_[i].facet->index].of(document)) {
          ++counts[i][id];
        }
      }
    }
  }
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    const auto& values = columns.facets[wanted_[i].facet->index].values();
    auto& sums = wanted_[i].counts;
    for (std::size_t id = 0; id < values.size(); ++id) {
      const auto found = std::find_if(sums.begin(), sums.end(), [&](const auto& entry) { return entry.first == values[id]; });
      if (found != sums.end()) {
        found->second += counts[i][id];
      } else {
        sums.emplace_back(values[id], counts[i][id]);
      }
    }
  }
}

FacetCounts FacetCounter::present(const Wanted& wanted) const {
  const auto& facet = *wanted.facet;
  const auto* vocabulary = schemas_.vocabulary_of(facet);
  const auto* choice = request_.choice(facet.name);
  const auto chosen = [](const std::vector<std::string>& list, const std::string& value) { return std::find(list.begin(), list.end(), value) != list.end(); };
  FacetCounts presented{facet.name, facet.label, {}};
  const auto add = [&](const std::string& value, std::uint32_t count) {
    const auto* entry = vocabulary == nullptr ? nullptr : vocabulary->find(value);
    const bool selected = choice != nullptr && chosen(choice->include, value);
    const bool excluded = choice != nullptr && chosen(choice->exclude, value);
    if (count != 0 || selected || excluded) {
      presented.values.push_back({value, schemas_.label_of(facet, value), count, selected, excluded, entry == nullptr ? std::string() : entry->broader});
    }
  };
  for (const auto& [value, count] : wanted.counts) {
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

std::vector<FacetCounts> FacetCounter::facets() const {
  std::vector<FacetCounts> all;
  for (const auto& wanted : wanted_) {
    all.push_back(present(wanted));
  }
  return all;
}

}  // namespace whatworks
