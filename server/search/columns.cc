// SPDX-License-Identifier: GPL-3.0-or-later
#include "columns.h"

#include <algorithm>
#include <limits>

#include "core/text.h"
#include "index/layout.h"

namespace whatworks {
namespace {

constexpr std::size_t kNarrowSets = std::numeric_limits<std::uint16_t>::max();

// Several tables in turn: an addition need not wait for the one before where neighbours fall into the same place.
constexpr std::size_t kTables = 4;
constexpr std::size_t kWorthTables = 4096;  // documents

template <typename Set>
void count_sets(const Set* set_of, DocView documents, std::vector<std::uint32_t>& counts) {
  if (documents.size() < kWorthTables || counts.size() > kWorthTables) {
    for (const auto document : documents) {
      ++counts[set_of[document]];
    }
    return;
  }
  const auto sets = counts.size();
  std::vector<std::uint32_t> tables(sets * kTables);
  std::uint32_t* const first = tables.data();
  std::uint32_t* const second = first + sets;
  std::uint32_t* const third = second + sets;
  std::uint32_t* const fourth = third + sets;
  std::size_t i = 0;
  for (; i + kTables <= documents.size(); i += kTables) {
    ++first[set_of[documents[i]]];
    ++second[set_of[documents[i + 1]]];
    ++third[set_of[documents[i + 2]]];
    ++fourth[set_of[documents[i + 3]]];
  }
  for (; i < documents.size(); ++i) {
    ++first[set_of[documents[i]]];
  }
  for (std::size_t set = 0; set < sets; ++set) {
    counts[set] += first[set] + second[set] + third[set] + fourth[set];
  }
}

}  // namespace

FacetColumn::FacetColumn() : values_{std::string(kMissingValue)}, sets_{{0}} {}

void FacetColumn::count(DocView documents, std::vector<std::uint32_t>& counts) const {
  with_sets([&](const auto* set_of) { count_sets(set_of, documents, counts); });
}

void FacetColumn::make_room(Xapian::docid last) {
  if (wide_.empty()) {
    narrow_.resize(std::size_t{last} + 1);
  } else {
    wide_.resize(std::size_t{last} + 1);
  }
}

SetId FacetColumn::set_number(const std::string& packed) {
  if (packed == last_packed_ && last_set_ != 0) {
    return last_set_;
  }
  const auto [known, fresh] = known_sets_.emplace(packed, static_cast<SetId>(sets_.size()));
  if (fresh) {
    std::vector<ValueId> set;
    for (auto& value : split(packed, layout::kValueSeparator)) {
      const auto [entry, added] = known_values_.emplace(value, static_cast<ValueId>(values_.size()));
      if (added) {
        if (values_.size() > std::numeric_limits<ValueId>::max()) {
          throw Xapian::DatabaseCorruptError("a facet has more than 65,535 values");
        }
        values_.push_back(std::move(value));
      }
      set.push_back(entry->second);
    }
    sets_.push_back(std::move(set));
  }
  last_packed_ = packed;
  last_set_ = known->second;
  return last_set_;
}

void FacetColumn::put(Xapian::docid document, const std::string& packed) {
  const auto set = set_number(packed);
  if (set > kNarrowSets && wide_.empty()) {
    wide_.assign(narrow_.begin(), narrow_.end());
    narrow_ = {};
  }
  if (wide_.empty()) {
    narrow_[document] = static_cast<std::uint16_t>(set);
  } else {
    wide_[document] = set;
  }
}

namespace {

// Calls `use` with the number and value of every document from `first` on that has something in the slot.
template <typename Use>
void for_each_value(const Xapian::Database& shard, std::uint32_t slot, Xapian::docid first, const Use& use) {
  const auto end = shard.valuestream_end(slot);
  auto value = shard.valuestream_begin(slot);
  if (value != end) {
    value.skip_to(first);
  }
  for (; value != end; ++value) {
    use(value.get_docid(), *value);
  }
}

void read_documents(const Xapian::Database& shard, ShardColumns& columns) {
  auto documents = std::make_shared<DocSet>();
  documents->reserve(shard.get_doccount());
  const auto end = shard.postlist_end({});
  for (auto posting = shard.postlist_begin({}); posting != end; ++posting) {
    documents->push_back(*posting);
    columns.lengths[*posting] = posting.get_doclength();
  }
  columns.documents = std::move(documents);
}

void sum_up(const Schemas& schemas, ShardColumns& columns) {
  columns.whole.clear();
  for (const auto& facet : schemas.facets()) {
    const auto& column = columns.facets[facet.index];
    columns.whole.emplace_back(column.sets().size());
    column.count(*columns.documents, columns.whole.back());
  }
  columns.first_year = 0;
  columns.last_year = 0;
  for (const auto document : *columns.documents) {
    const int year = columns.year_of(document);
    if (year != 0) {
      columns.first_year = columns.first_year == 0 ? year : std::min(columns.first_year, year);
      columns.last_year = std::max(columns.last_year, year);
    }
  }
}

}  // namespace

std::shared_ptr<const ShardColumns> read_columns(const Schemas& schemas, const Xapian::Database& shard, const ShardColumns* earlier) {
  auto columns = earlier == nullptr ? std::make_shared<ShardColumns>() : std::make_shared<ShardColumns>(*earlier);
  const auto first = columns->last + 1;
  columns->last = shard.get_lastdocid();
  const auto places = std::size_t{columns->last} + 1;
  columns->lengths.resize(places);
  columns->orders.resize(places);
  columns->updated.resize(places);
  columns->facets.resize(schemas.facets().size());
  read_documents(shard, *columns);
  for_each_value(shard, layout::kSlotByStrength, first, [&](Xapian::docid document, const std::string& key) {
    columns->orders[document] = ShardColumns::order_number(layout::read_strength_key(key));
  });
  for_each_value(shard, layout::kSlotByUpdated, first,
                 [&](Xapian::docid document, const std::string& key) { columns->updated[document] = layout::read_updated_key(key); });
  for_each_value(shard, layout::kSlotVector, first, [&](Xapian::docid document, const std::string& vector) { columns->vectors.put(document, vector); });
  for (const auto& facet : schemas.facets()) {
    auto& column = columns->facets[facet.index];
    column.make_room(columns->last);
    for_each_value(shard, layout::facet_slot(facet), first, [&](Xapian::docid document, const std::string& packed) { column.put(document, packed); });
  }
  sum_up(schemas, *columns);
  return columns;
}

}  // namespace whatworks
