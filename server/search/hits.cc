// SPDX-License-Identifier: GPL-3.0-or-later
#include "hits.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "index/layout.h"

namespace whatworks {
namespace {

bool before(const Hit& a, const Hit& b) noexcept {
  return a.score != b.score ? a.score > b.score : std::tie(a.order, a.shard, a.document) < std::tie(b.order, b.shard, b.document);
}

// Keeps the first few of many, without sorting the many: from time to time what is not among them is dropped.
class FirstFew {
 public:
  explicit FirstFew(std::size_t count) : count_(std::max<std::size_t>(count, 1)) {}

  void offer(const Hit& hit) {
    if (full_ && !before(hit, last_)) {
      return;
    }
    hits_.push_back(hit);
    if (hits_.size() >= 2 * count_ + kSlack) {
      drop();
    }
  }

  std::vector<Hit> take() {
    if (hits_.size() > count_) {
      drop();
    }
    std::sort(hits_.begin(), hits_.end(), before);
    return std::move(hits_);
  }

 private:
  static constexpr std::size_t kSlack = 64;

  void drop() {
    std::nth_element(hits_.begin(), hits_.begin() + static_cast<std::ptrdiff_t>(count_ - 1), hits_.end(), before);
    hits_.resize(count_);
    last_ = hits_.back();
    full_ = true;
  }

  std::size_t count_;
  std::vector<Hit> hits_;
  Hit last_;  // of the first few, once there are more than that
  bool full_ = false;
};

std::uint64_t order_for(Sort sort, const ShardColumns& columns, Xapian::docid document) noexcept {
  const auto by_strength = columns.orders[document];
  switch (sort) {
    case Sort::newest: return ShardColumns::newest_first(by_strength);
    case Sort::oldest: return ShardColumns::oldest_first(by_strength);
    case Sort::updated: return columns.updated_first(document);
    default: return by_strength;
  }
}

template <typename Before>
std::vector<Hit> merge(std::vector<std::vector<Hit>> by_shard, std::size_t count, const Before& comes_before) {
  if (by_shard.size() == 1) {
    return std::move(by_shard.front());
  }
  std::vector<Hit> all;
  for (const auto& hits : by_shard) {
    all.insert(all.end(), hits.begin(), hits.end());
  }
  std::sort(all.begin(), all.end(), comes_before);
  all.resize(std::min(all.size(), count));
  return all;
}

}  // namespace

std::vector<Hit> HitFinder::by_words(const QueryPlan& plan, std::size_t count) const {
  std::vector<ShardScoring> scoring(index_.shards.size());
  workers_.run(scoring.size(), [&](std::size_t i) { scoring[i] = gather(plan, index_.shards[i]); });
  const TermWeights weights(plan, scoring, index_.collection);
  std::vector<std::vector<Hit>> best(scoring.size());
  workers_.run(scoring.size(), [&](std::size_t i) {
    const auto& documents = *passed_[i];
    const auto& columns = index_.shards[i].memory->columns();
    const auto scores = score(plan, scoring[i], weights, index_.collection, columns, passed_[i]);
    FirstFew few(count);
    for (std::size_t place = 0; place < documents.size(); ++place) {
      few.offer({i, documents[place], scores[place], columns.orders[documents[place]]});
    }
    best[i] = few.take();
  });
  return merge(std::move(best), count, before);
}

std::vector<Hit> HitFinder::by_order(Sort sort, std::size_t count) const {
  if (sort == Sort::title) {
    return by_title(count);
  }
  std::vector<std::vector<Hit>> best(index_.shards.size());
  workers_.run(best.size(), [&](std::size_t i) {
    const auto& columns = index_.shards[i].memory->columns();
    FirstFew few(count);
    for (const auto document : *passed_[i]) {
      few.offer({i, document, 0, order_for(sort, columns, document)});
    }
    best[i] = few.take();
  });
  return merge(std::move(best), count, before);
}

std::vector<Hit> HitFinder::by_title(std::size_t count) const {
  std::vector<std::vector<Hit>> best(index_.shards.size());
  workers_.run(best.size(), [&](std::size_t i) {
    const auto& shard = index_.shards[i];
    const auto& order = shard.memory->title_order(shard.database);
    FirstFew few(count);
    for (const auto document : *passed_[i]) {
      few.offer({i, document, 0, order[document]});
    }
    best[i] = few.take();
  });
  if (best.size() == 1) {
    return std::move(best.front());
  }
  std::map<std::pair<std::size_t, Xapian::docid>, std::string> titles;  // places in the order of one shard say nothing in another
  for (const auto& hits : best) {
    for (const auto& hit : hits) {
      titles[{hit.shard, hit.document}] = index_.shards[hit.shard].database.get_document(hit.document).get_value(layout::kSlotByTitle);
    }
  }
  return merge(std::move(best), count, [&](const Hit& a, const Hit& b) { return titles.at({a.shard, a.document}) < titles.at({b.shard, b.document}); });
}

}  // namespace whatworks
