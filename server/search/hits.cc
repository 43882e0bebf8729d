// SPDX-License-Identifier: GPL-3.0-or-later
#include "hits.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "index/layout.h"

namespace whatworks {
namespace {

// Keeps the first few of many by an order, without sorting the many: from time to time what is not among them is dropped.
template <typename Before>
class FirstFew {
 public:
  FirstFew(std::size_t count, const Before& before) : count_(std::max<std::size_t>(count, 1)), before_(before) {}

  void offer(const Hit& hit) {
    if (full_ && !before_(hit, hits_[count_ - 1])) {
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
    std::sort(hits_.begin(), hits_.end(), before_);
    return std::move(hits_);
  }

 private:
  static constexpr std::size_t kSlack = 64;

  // Afterwards the last of the first few stands at their end.
  void drop() {
    std::nth_element(hits_.begin(), hits_.begin() + static_cast<std::ptrdiff_t>(count_ - 1), hits_.end(), before_);
    hits_.resize(count_);
    full_ = true;
  }

  std::size_t count_;
  const Before& before_;
  std::vector<Hit> hits_;
  bool full_ = false;
};

// What sorts records by their evidence and age, as the sort slots do, for comparing across shards.
std::tuple<int, int, std::uint32_t> order_key(const ShardColumns& columns, Xapian::docid document, Sort sort) noexcept {
  const int year = columns.years[document];
  const auto tie_break = columns.tie_breaks[document];
  switch (sort) {
    case Sort::newest: return {0, -year, tie_break};
    case Sort::oldest: return {0, year, tie_break};
    default: return {-columns.strengths[document], -year, tie_break};
  }
}

bool same_place(const Hit& a, const Hit& b) noexcept { return std::tie(a.shard, a.document) < std::tie(b.shard, b.document); }

}  // namespace

template <typename Before>
std::vector<Hit> HitFinder::merge(std::vector<std::vector<Hit>> by_shard, std::size_t count, const Before& before) const {
  if (by_shard.size() == 1) {
    return std::move(by_shard.front());
  }
  std::vector<Hit> all;
  for (const auto& hits : by_shard) {
    all.insert(all.end(), hits.begin(), hits.end());
  }
  std::sort(all.begin(), all.end(), before);
  all.resize(std::min(all.size(), count));
  return all;
}

std::vector<Hit> HitFinder::by_words(const QueryPlan& plan, std::size_t count) const {
  std::vector<ShardScoring> scoring(index_.shards.size());
  workers_.run(scoring.size(), [&](std::size_t i) { scoring[i] = gather(plan, index_.shards[i]); });
  const TermWeights weights(plan, scoring, index_.collection);
  const auto before = [this](const Hit& a, const Hit& b) {
    if (a.score != b.score) {
      return a.score > b.score;
    }
    const auto first = order_key(columns(a), a.document, Sort::strength);
    const auto second = order_key(columns(b), b.document, Sort::strength);
    return first != second ? first < second : same_place(a, b);
  };
  std::vector<std::vector<Hit>> best(scoring.size());
  workers_.run(scoring.size(), [&](std::size_t i) {
    const auto& documents = *passed_[i];
    const auto scores = score(plan, scoring[i], weights, index_.collection, index_.shards[i].memory->columns(), passed_[i]);
    FirstFew few(count, before);
    for (std::size_t place = 0; place < documents.size(); ++place) {
      few.offer({i, documents[place], scores[place]});
    }
    best[i] = few.take();
  });
  return merge(std::move(best), count, before);
}

std::vector<Hit> HitFinder::by_order(Sort sort, std::size_t count) const {
  if (sort == Sort::title) {
    return by_title(count);
  }
  const auto before = [this, sort](const Hit& a, const Hit& b) {
    const auto first = order_key(columns(a), a.document, sort);
    const auto second = order_key(columns(b), b.document, sort);
    return first != second ? first < second : same_place(a, b);
  };
  std::vector<std::vector<Hit>> best(index_.shards.size());
  workers_.run(best.size(), [&](std::size_t i) {
    FirstFew few(count, before);
    for (const auto document : *passed_[i]) {
      few.offer({i, document, 0});
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
    const auto before = [&order](const Hit& a, const Hit& b) { return order[a.document] < order[b.document]; };
    FirstFew few(count, before);
    for (const auto document : *passed_[i]) {
      few.offer({i, document, 0});
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
