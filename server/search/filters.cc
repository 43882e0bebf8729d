// SPDX-License-Identifier: GPL-3.0-or-later
#include "filters.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace whatworks {
namespace {

bool holds(const std::vector<std::string>& list, const std::string& value) { return std::find(list.begin(), list.end(), value) != list.end(); }

// Whether a facet's choice lets each set of values pass: any of those chosen, if any are, and none of those excluded.
std::vector<char> allowed_sets(const FacetChoice& choice, const FacetColumn& column) {
  std::vector<char> chosen;
  std::vector<char> excluded;
  for (const auto& value : column.values()) {
    chosen.push_back(holds(choice.include, value) ? 1 : 0);
    excluded.push_back(holds(choice.exclude, value) ? 1 : 0);
  }
  std::vector<char> allowed;
  for (const auto& set : column.sets()) {
    const bool any = choice.include.empty() || std::any_of(set.begin(), set.end(), [&](ValueId id) { return chosen[id] != 0; });
    const bool none = std::none_of(set.begin(), set.end(), [&](ValueId id) { return excluded[id] != 0; });
    allowed.push_back(any && none ? 1 : 0);
  }
  return allowed;
}

// For every document the filter that it fails.
class Failures {
 public:
  explicit Failures(const DocSet& documents) : documents_(documents), failed_(documents.size(), kNone) {}

  // `passes` tells of a document number whether the filter of this facet lets it pass.
  template <typename Passes>
  void test(std::size_t facet, const Passes& passes) {
    const auto number = static_cast<std::uint16_t>(facet);
    for (std::size_t i = 0; i < documents_.size(); ++i) {
      if (!passes(documents_[i])) {
        failed_[i] = failed_[i] == kNone ? number : kSeveral;
      }
    }
  }

  [[nodiscard]] Filtered sort_out() const {
    Filtered outcome;
    DocSet passed;
    for (std::size_t i = 0; i < documents_.size(); ++i) {
      if (failed_[i] == kNone) {
        passed.push_back(documents_[i]);
      } else if (failed_[i] != kSeveral) {
        outcome.failed_one[failed_[i]].push_back(documents_[i]);
      }
    }
    outcome.passed = std::make_shared<const DocSet>(std::move(passed));
    return outcome;
  }

 private:
  static constexpr std::uint16_t kNone = std::numeric_limits<std::uint16_t>::max();
  static constexpr std::uint16_t kSeveral = kNone - 1;
  const DocSet& documents_;
  std::vector<std::uint16_t> failed_;
};

}  // namespace

Filtered apply_filters(const SearchRequest& request, std::size_t year_facet, const ShardColumns& columns, const SharedDocs& matched) {
  if (!request.has_filters()) {
    return {matched, {}};
  }
  Failures failures(*matched);
  for (const auto& choice : request.choices) {
    const auto& column = columns.facets[choice.order];
    const auto allowed = allowed_sets(choice, column);
    column.with_sets([&](const auto* set_of) { failures.test(choice.order, [&](Xapian::docid document) { return allowed[set_of[document]] != 0; }); });
  }
  if (request.year_from || request.year_to) {
    const int from = request.year_from.value_or(0);
    const int to = request.year_to.value_or(std::numeric_limits<int>::max());
    failures.test(year_facet, [&](Xapian::docid document) { return columns.year_of(document) >= from && columns.year_of(document) <= to; });
  }
  return failures.sort_out();
}

}  // namespace whatworks
