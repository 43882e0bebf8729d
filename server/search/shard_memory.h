// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bounded_cache.h"
#include "columns.h"
#include "plan.h"
#include "postings.h"
#include "search/search.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// What a list shows of a document, and the text that its snippet is cut from.
struct StoredCard {
  ResultCard card;
  std::string text;
};

// The counts of one facet's values, by value.
using ValueCounts = std::unordered_map<std::string, std::uint32_t>;

// A plan as text, different for different plans.
std::string describe(const PlanNode& plan);

// What is kept in memory of one revision of one shard: its columns, and what was asked for lately. Free to share between threads.
class ShardMemory {
 public:
  explicit ShardMemory(std::shared_ptr<const ShardColumns> columns);

  [[nodiscard]] const ShardColumns& columns() const noexcept { return *columns_; }
  [[nodiscard]] const std::shared_ptr<const ShardColumns>& shared_columns() const noexcept { return columns_; }

  // The calls below read from `shard`, open at this revision, what is not in memory yet. To walk a posting list out of the B-tree takes some 18 ns a
  // posting, out of memory 1.
  std::shared_ptr<const Postings> postings(const Xapian::Database& shard, const std::string& term) const;

  // The documents that Xapian's matcher finds for a serialised query.
  SharedDocs matches(const Xapian::Database& shard, const std::string& query) const;

  // What a plan was found to match, or else what `find` finds now.
  SharedDocs found(const PlanNode& plan, const std::function<SharedDocs()>& find) const;

  // The counts of facets for a search, one after the other: those that were made lately, or else what `count` gives now. `search` says which documents and
  // which facets. Whoever turns the page or changes the order asks for the same ones again.
  std::shared_ptr<const std::vector<ValueCounts>> counts(const std::string& search, const std::function<std::vector<ValueCounts>()>& count) const;

  std::shared_ptr<const StoredCard> card(const Xapian::Database& shard, Xapian::docid document) const;

  // The place of every document in the order of titles, by document number. Made when first asked for: a million titles take about a second.
  const std::vector<std::uint32_t>& title_order(const Xapian::Database& shard) const;

  // All documents in the order of their ids. Made when first asked for, likewise.
  const DocSet& by_id(const Xapian::Database& shard) const;

 private:
  std::shared_ptr<const ShardColumns> columns_;
  mutable BoundedCache<std::string, Postings> postings_;
  mutable BoundedCache<std::string, DocSet> matches_;    // by serialised query
  mutable BoundedCache<std::string, SharedDocs> found_;  // by plan
  mutable BoundedCache<std::string, std::vector<ValueCounts>> counts_;
  mutable BoundedCache<Xapian::docid, StoredCard> cards_;
  mutable std::once_flag titles_once_;
  mutable std::vector<std::uint32_t> titles_;
  mutable std::once_flag ids_once_;
  mutable DocSet ids_;
};

// The memory of all shards in use, made once for each revision and shared by all readers. Locks itself.
class ShardStore {
 public:
  explicit ShardStore(const Schemas& schemas) : schemas_(schemas) {}

  // Of the revision that `shard` is open at; those who ask meanwhile wait for the one that reads.
  std::shared_ptr<const ShardMemory> of(const Xapian::Database& shard);

 private:
  const Schemas& schemas_;
  std::mutex mutex_;
  std::map<std::pair<std::string, Xapian::rev>, std::weak_ptr<const ShardMemory>> memories_;  // by uuid and revision
};

}  // namespace whatworks
