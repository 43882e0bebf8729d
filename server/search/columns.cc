// SPDX-License-Identifier: GPL-3.0-or-later
#include "columns.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "core/text.h"
#include "index/layout.h"
#include "search/request.h"

namespace whatworks {

// Fills one column, document by document in ascending order.
class ColumnReader {
 public:
  explicit ColumnReader(Xapian::docid last) : last_(last) {
    column_.values_.emplace_back(kMissingValue);
    starts_.reserve(last_ + 2);
  }

  void add(Xapian::docid document, const std::string& packed) {
    leave_out_before(document);
    starts_.push_back(static_cast<std::uint32_t>(column_.ids_.size()));
    for (const auto& value : split(packed, layout::kValueSeparator)) {
      column_.ids_.push_back(id_of(value));
    }
    several_ = several_ || column_.ids_.size() - starts_.back() > 1;
  }

  FacetColumn finish() {
    leave_out_before(last_ + 1);
    starts_.push_back(static_cast<std::uint32_t>(column_.ids_.size()));
    if (several_) {
      column_.offsets_ = std::move(starts_);
    }
    column_.ids_.shrink_to_fit();
    return std::move(column_);
  }

 private:
  // Documents up to here have no value: they get the missing one.
  void leave_out_before(Xapian::docid document) {
    while (starts_.size() < document) {
      starts_.push_back(static_cast<std::uint32_t>(column_.ids_.size()));
      column_.ids_.push_back(0);
    }
  }

  ValueId id_of(const std::string& value) {
    const auto [entry, fresh] = known_.emplace(value, static_cast<ValueId>(column_.values_.size()));
    if (fresh) {
      if (column_.values_.size() > std::numeric_limits<ValueId>::max()) {
        throw Xapian::DatabaseCorruptError("a facet has more than 65,535 values");
      }
      column_.values_.push_back(value);
    }
    return entry->second;
  }

  Xapian::docid last_;
  FacetColumn column_;
  std::vector<std::uint32_t> starts_;
  std::unordered_map<std::string, ValueId> known_;
  bool several_ = false;
};

std::shared_ptr<const ShardColumns> read_columns(const Schemas& schemas, const Xapian::Database& shard) {
  auto columns = std::make_shared<ShardColumns>();
  const auto last = shard.get_lastdocid();
  for (auto id = shard.valuestream_begin(layout::kSlotId); id != shard.valuestream_end(layout::kSlotId); ++id) {
    columns->documents.push_back(id.get_docid());
  }
  columns->years.resize(last + 1);
  for (const auto& facet : schemas.facets()) {
    ColumnReader reader(last);
    const auto slot = layout::facet_slot(facet);
    for (auto value = shard.valuestream_begin(slot); value != shard.valuestream_end(slot); ++value) {
      reader.add(value.get_docid(), *value);
      if (facet.type == FacetType::year) {
        columns->years[value.get_docid()] = static_cast<std::uint16_t>(parse_integer(*value).value_or(0));
      }
    }
    columns->facets.push_back(reader.finish());
  }
  for (const auto document : columns->documents) {
    const int year = columns->years[document];
    if (year != 0) {
      columns->first_year = columns->first_year == 0 ? year : std::min(columns->first_year, year);
      columns->last_year = std::max(columns->last_year, year);
    }
  }
  return columns;
}

std::shared_ptr<const ShardColumns> ColumnStore::of(const Xapian::Database& shard) {
  const std::lock_guard lock(mutex_);
  std::erase_if(columns_, [](const auto& entry) { return entry.second.expired(); });
  auto& slot = columns_[{shard.get_uuid(), shard.get_revision()}];
  auto columns = slot.lock();
  if (!columns) {
    columns = read_columns(schemas_, shard);
    slot = columns;
  }
  return columns;
}

}  // namespace whatworks
