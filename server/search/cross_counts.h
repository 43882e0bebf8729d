// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "answer.h"
#include "interpretation.h"
#include "search/map.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// The facets that records are counted by.
struct CrossFacets {
  const Facet& rows;
  const Facet* columns;  // null: by rows alone
  const Facet& effect;
  const Facet& strength;
};

struct YearRange {
  int first = 0;  // 0 where there are no records
  int last = 0;
};

// How many records have which values of two facets, by effect, and their best strength. A facet's values are those of its vocabulary in their order, or
// all years of a range; then comes kMissingValue. The place after it stands for all records, so that rows, columns and the whole are cells like others.
class CrossCounts {
 public:
  CrossCounts(const Schemas& schemas, const CrossFacets& facets, YearRange years);

  [[nodiscard]] const std::vector<std::string>& rows() const noexcept { return rows_; }
  [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return columns_; }  // none where no columns are asked for
  [[nodiscard]] const std::vector<std::string>& effects() const noexcept { return effects_; }
  [[nodiscard]] std::size_t all_rows() const noexcept { return rows_.size(); }
  [[nodiscard]] std::size_t all_columns() const noexcept { return columns_.size(); }

  void count(std::size_t row, std::size_t column, std::size_t effect, std::uint32_t records) noexcept {
    counts_[cell(row, column) * effects_.size() + effect] += records;
  }
  // The cell holds a record of this strength.
  void rate(std::size_t row, std::size_t column, int strength) noexcept {
    auto& best = strongest_[cell(row, column)];
    best = std::max(best, static_cast<std::int8_t>(strength));
  }
  void add(const CrossCounts& other);  // of the same values

  // `by_effect` in the order of effects().
  [[nodiscard]] Tally tally(std::size_t row, std::size_t column) const;

 private:
  [[nodiscard]] std::size_t cell(std::size_t row, std::size_t column) const noexcept { return row * (columns_.size() + 1) + column; }

  std::vector<std::string> rows_;
  std::vector<std::string> columns_;
  std::vector<std::string> effects_;
  std::vector<std::uint32_t> counts_;   // by cell and effect
  std::vector<std::int8_t> strongest_;  // by cell; -1 where there are no records
};

// A search that was counted, and how its words were taken.
struct CountedAcross {
  CrossCounts counts;
  Interpretation interpreted;
};

// Walks what matches once, all shards side by side. Throws Xapian::Error.
CountedAcross count_across(const AnswerContext& context, const SearchRequest& request, const CrossFacets& facets);

}  // namespace whatworks
