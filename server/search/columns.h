// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "vocabulary/schemas.h"

namespace whatworks {

using ValueId = std::uint16_t;  // place of a value in FacetColumn::values

// The values of one facet for all records of a shard, by document number. A facet with at most one value a record is a flat array;
// one with several has offsets into a list.
class FacetColumn {
 public:
  [[nodiscard]] const std::vector<std::string>& values() const noexcept { return values_; }  // values()[0] is kMissingValue

  // The values of a record, never empty: where it states none, the id of kMissingValue.
  [[nodiscard]] std::span<const ValueId> of(Xapian::docid document) const noexcept {
    if (offsets_.empty()) {
      return {&ids_[document], 1};
    }
    return {&ids_[offsets_[document]], offsets_[document + 1] - offsets_[document]};
  }

 private:
  friend class ColumnReader;
  std::vector<std::string> values_;
  std::vector<std::uint32_t> offsets_;  // empty where no record has more than one value
  std::vector<ValueId> ids_;
};

// What counting needs of a shard, in memory, as of one revision. Immutable once made, free to share between threads.
struct ShardColumns {
  std::vector<Xapian::docid> documents;  // that exist, ascending
  std::vector<FacetColumn> facets;       // by the facet's place in the catalogue
  std::vector<std::uint16_t> years;      // by document number; 0 where there is none
  int first_year = 0;                    // 0 where there are no records
  int last_year = 0;
};

// Reads the columns of one shard from its value slots. Throws Xapian::Error.
std::shared_ptr<const ShardColumns> read_columns(const Schemas& schemas, const Xapian::Database& shard);

// The columns of all shards in use, made once for each revision of a shard and shared by all readers. Locks itself.
class ColumnStore {
 public:
  explicit ColumnStore(const Schemas& schemas) : schemas_(schemas) {}

  // Of the revision that `shard` is open at; those who ask meanwhile wait for the one that reads.
  std::shared_ptr<const ShardColumns> of(const Xapian::Database& shard);

 private:
  const Schemas& schemas_;
  std::mutex mutex_;
  std::map<std::pair<std::string, Xapian::rev>, std::weak_ptr<const ShardColumns>> columns_;  // by uuid and revision
};

}  // namespace whatworks
