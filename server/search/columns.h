// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "doc_set.h"
#include "index/layout.h"
#include "vectors.h"
#include "vocabulary/schemas.h"

namespace whatworks {

using ValueId = std::uint16_t;  // place of a value in FacetColumn::values()
using SetId = std::uint32_t;    // place of a set of values in FacetColumn::sets()

// The values of one facet for all documents of a shard. Documents repeat the same few combinations of values over and over, so each document has the
// number of its set of values: a facet with several values a record costs as much to count as one with a single value.
class FacetColumn {
 public:
  FacetColumn();

  [[nodiscard]] const std::vector<std::string>& values() const noexcept { return values_; }       // [0] is kMissingValue
  [[nodiscard]] const std::vector<std::vector<ValueId>>& sets() const noexcept { return sets_; }  // [0] is the set of the missing value alone
  [[nodiscard]] SetId set_of(Xapian::docid document) const noexcept { return wide_.empty() ? narrow_[document] : wide_[document]; }

  // For each set, how many of the documents have it. `counts` has a place for each set and is added to.
  void count(DocView documents, std::vector<std::uint32_t>& counts) const;

  // Calls `work` with the array of set numbers by document number, whatever its width.
  template <typename Work>
  auto with_sets(Work&& work) const {
    return wide_.empty() ? work(narrow_.data()) : work(wide_.data());
  }

  // While it is filled: room for documents up to `last`, none of which states anything yet; and what a document states, packed as in its value slot.
  void make_room(Xapian::docid last);
  void put(Xapian::docid document, const std::string& packed);

 private:
  SetId set_number(const std::string& packed);

  std::vector<std::string> values_;
  std::vector<std::vector<ValueId>> sets_;
  std::vector<std::uint16_t> narrow_;  // by document number; moves into `wide_` where there are more sets than it can number
  std::vector<std::uint32_t> wide_;
  std::unordered_map<std::string, ValueId> known_values_;
  std::unordered_map<std::string, SetId> known_sets_;  // by the packed form
  std::string last_packed_;                            // neighbours often state the same
  SetId last_set_ = 0;
};

// What counting and ordering need of a shard, in memory, as of one revision. Immutable once made, free to share between threads. Some 50 bytes a record.
struct ShardColumns {
  SharedDocs documents;                           // that exist
  Xapian::docid last = 0;                         // the highest number that was ever given
  std::vector<FacetColumn> facets;                // by the facet's place in the catalogue
  std::vector<std::vector<std::uint32_t>> whole;  // for each facet, how many documents have each set: the counts of an open search
  std::vector<std::uint32_t> lengths;             // by document number: how many words it holds, for BM25
  std::vector<std::uint64_t> orders;              // by document number: sorts as the slot by strength does; see order_number()
  std::vector<std::uint32_t> updated;             // by document number: the day on which it was last added or reviewed, such as 20261124
  VectorColumn vectors;                           // of the dense view; another 200 bytes a record
  int first_year = 0;                             // 0 where there are no records
  int last_year = 0;

  [[nodiscard]] int strength_of(Xapian::docid document) const noexcept { return static_cast<int>(kHighestStrength - (orders[document] >> kStrengthShift)); }
  [[nodiscard]] int year_of(Xapian::docid document) const noexcept {  // 0 where there is none
    return static_cast<int>(kHighestYear - ((orders[document] >> kYearShift) & kHighestYear));
  }

  // Strongest first, then newest, then a fixed order without meaning; a smaller number comes first.
  static std::uint64_t order_number(const layout::StrengthKey& key) noexcept {
    return (kHighestStrength - key.strength) << kStrengthShift | (kHighestYear - key.year) << kYearShift | key.tie_break;
  }
  // The same for newest first and oldest first, from the number by strength.
  static std::uint64_t newest_first(std::uint64_t order) noexcept { return order & ((std::uint64_t{1} << kStrengthShift) - 1); }
  static std::uint64_t oldest_first(std::uint64_t order) noexcept { return newest_first(order) ^ (kHighestYear << kYearShift); }

  // The last updated first, then the fixed order; a smaller number comes first.
  [[nodiscard]] std::uint64_t updated_first(Xapian::docid document) const noexcept {
    return std::uint64_t{~updated[document]} << kYearShift | (orders[document] & ((std::uint64_t{1} << kYearShift) - 1));
  }

 private:
  static constexpr unsigned kYearShift = 32;
  static constexpr unsigned kStrengthShift = 48;
  static constexpr std::uint64_t kHighestYear = 0xFFFF;
  static constexpr std::uint64_t kHighestStrength = 0xFF;
};

// Reads the columns of one shard from its value slots. Where those of an earlier revision of the same database are at hand, only documents that came
// since are read: a number is never given to another document. Throws Xapian::Error.
std::shared_ptr<const ShardColumns> read_columns(const Schemas& schemas, const Xapian::Database& shard, const ShardColumns* earlier);

}  // namespace whatworks
