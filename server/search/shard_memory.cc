// SPDX-License-Identifier: GPL-3.0-or-later
#include "shard_memory.h"

#include <algorithm>
#include <numeric>

#include "cards.h"
#include "index/layout.h"

namespace whatworks {
namespace {

// Bounds of memory for each shard. Those for lists of documents grow with the shard, as the lists do: what holds the words of one day's searches at 100,000
// records must hold them at a million, or each search pushes out what the next one needs.
constexpr std::size_t kLeastPostingBytes = std::size_t{96} << 20;
constexpr std::size_t kPostingBytesPerRecord = 700;
constexpr std::size_t kLeastMatchBytes = std::size_t{32} << 20;
constexpr std::size_t kMatchBytesPerRecord = 100;
constexpr std::size_t kCardBytes = std::size_t{32} << 20;
constexpr std::size_t kCountBytes = std::size_t{32} << 20;
constexpr std::size_t kBytesOfCount = 100;  // of one value, about

std::size_t posting_bytes(const ShardColumns& columns) { return std::max(kLeastPostingBytes, kPostingBytesPerRecord * columns.documents->size()); }
std::size_t match_bytes(const ShardColumns& columns) { return std::max(kLeastMatchBytes, kMatchBytesPerRecord * columns.documents->size()); }

// Keeps the number of every document that the matcher shows it.
class DocumentCollector : public Xapian::MatchSpy {
 public:
  void operator()(const Xapian::Document& document, double /*weight*/) override { documents.push_back(document.get_docid()); }
  DocSet documents;
};

}  // namespace

ShardMemory::ShardMemory(std::shared_ptr<const ShardColumns> columns)
    : columns_(std::move(columns)),
      postings_(posting_bytes(*columns_)),
      matches_(match_bytes(*columns_)),
      found_(match_bytes(*columns_)),
      counts_(kCountBytes),
      cards_(kCardBytes) {}

std::shared_ptr<const Postings> ShardMemory::postings(const Xapian::Database& shard, const std::string& term) const {
  return postings_.get(
      term, [&] { return read_postings(shard, term); },
      [](const Postings& postings) { return postings.documents->size() * (sizeof(Xapian::docid) + sizeof(std::uint16_t)); });
}

SharedDocs ShardMemory::matches(const Xapian::Database& shard, const std::string& query) const {
  const auto read = [&] {
    DocumentCollector collector;
    Xapian::Enquire enquire(shard);
    enquire.set_query(Xapian::Query::unserialise(query));
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.add_matchspy(&collector);
    enquire.get_mset(0, 0, shard.get_doccount());
    std::sort(collector.documents.begin(), collector.documents.end());
    return std::make_shared<const DocSet>(std::move(collector.documents));
  };
  return matches_.get(query, read, [](const DocSet& documents) { return documents.size() * sizeof(Xapian::docid); });
}

namespace {

void describe(const PlanNode& node, std::string& out) {
  out += static_cast<char>('a' + static_cast<int>(node.kind));
  out += std::to_string(node.text.size()) + ':' + node.text + '(';
  for (const auto& child : node.children) {
    describe(child, out);
  }
  out += ')';
}

// The documents of a shard in the order of what they have in a slot.
DocSet in_order_of(const Xapian::Database& shard, std::uint32_t slot) {
  std::vector<std::pair<std::string, Xapian::docid>> values;
  values.reserve(shard.get_doccount());
  const auto end = shard.valuestream_end(slot);
  for (auto value = shard.valuestream_begin(slot); value != end; ++value) {
    values.emplace_back(*value, value.get_docid());
  }
  std::sort(values.begin(), values.end());
  DocSet documents;
  documents.reserve(values.size());
  for (const auto& value : values) {
    documents.push_back(value.second);
  }
  return documents;
}

}  // namespace

std::string describe(const PlanNode& plan) {
  std::string text;
  describe(plan, text);
  return text;
}

SharedDocs ShardMemory::found(const PlanNode& plan, const std::function<SharedDocs()>& find) const {
  return *found_.get(
      describe(plan), [&] { return std::make_shared<const SharedDocs>(find()); },
      [](const SharedDocs& documents) { return documents->size() * sizeof(Xapian::docid); });
}

std::shared_ptr<const std::vector<ValueCounts>> ShardMemory::counts(const std::string& search, const std::function<std::vector<ValueCounts>()>& count) const {
  return counts_.get(
      search, [&] { return std::make_shared<const std::vector<ValueCounts>>(count()); },
      [](const std::vector<ValueCounts>& facets) {
        std::size_t values = 0;
        for (const auto& facet : facets) {
          values += facet.size();
        }
        return values * kBytesOfCount;
      });
}

std::shared_ptr<const StoredCard> ShardMemory::card(const Xapian::Database& shard, Xapian::docid document) const {
  const auto read = [&] {
    const auto data = shard.get_document(document).get_data();
    const auto parts = layout::split_document(data);
    return std::make_shared<const StoredCard>(StoredCard{read_card(parts.card), std::string(parts.text)});
  };
  return cards_.get(document, read, [](const StoredCard& stored) { return sizeof(StoredCard) + 2 * stored.card.summary.size() + stored.text.size(); });
}

const std::vector<std::uint32_t>& ShardMemory::title_order(const Xapian::Database& shard) const {
  std::call_once(titles_once_, [&] {
    const auto documents = in_order_of(shard, layout::kSlotByTitle);
    std::vector<std::uint32_t> order(std::size_t{columns_->last} + 1);
    for (std::size_t place = 0; place < documents.size(); ++place) {
      order[documents[place]] = static_cast<std::uint32_t>(place);
    }
    titles_ = std::move(order);
  });
  return titles_;
}

const DocSet& ShardMemory::by_id(const Xapian::Database& shard) const {
  std::call_once(ids_once_, [&] { ids_ = in_order_of(shard, layout::kSlotId); });
  return ids_;
}

std::shared_ptr<const ShardMemory> ShardStore::of(const Xapian::Database& shard) {
  const std::lock_guard lock(mutex_);
  const auto uuid = shard.get_uuid();
  const auto revision = shard.get_revision();
  std::erase_if(memories_, [](const auto& entry) { return entry.second.expired(); });
  auto& slot = memories_[{uuid, revision}];
  auto memory = slot.lock();
  if (!memory) {
    std::shared_ptr<const ShardMemory> earlier;  // the latest before this one
    for (auto known = memories_.lower_bound({uuid, 0}); known != memories_.end() && known->first.first == uuid && known->first.second < revision; ++known) {
      if (auto held = known->second.lock()) {
        earlier = std::move(held);
      }
    }
    memory = std::make_shared<ShardMemory>(read_columns(schemas_, shard, earlier ? &earlier->columns() : nullptr));
    slot = memory;
  }
  return memory;
}

}  // namespace whatworks
