// SPDX-License-Identifier: GPL-3.0-or-later
#include "postings.h"

#include <algorithm>
#include <limits>

namespace whatworks {

std::shared_ptr<const Postings> read_postings(const Xapian::Database& shard, const std::string& term) {
  constexpr Xapian::termcount kHighest = std::numeric_limits<std::uint16_t>::max();
  auto postings = std::make_shared<Postings>();
  auto documents = std::make_shared<DocSet>();
  const auto expected = shard.get_termfreq(term);
  documents->reserve(expected);
  postings->counts.reserve(expected);
  const auto end = shard.postlist_end(term);
  for (auto posting = shard.postlist_begin(term); posting != end; ++posting) {
    documents->push_back(*posting);
    postings->counts.push_back(static_cast<std::uint16_t>(std::min(posting.get_wdf(), kHighest)));
  }
  postings->documents = std::move(documents);
  return postings;
}

std::shared_ptr<const Postings> PostingCache::get(const std::string& term, const std::function<std::shared_ptr<const Postings>()>& read) {
  if (auto known = find(term)) {
    return known;
  }
  auto postings = read();
  keep(term, postings);
  return postings;
}

std::shared_ptr<const Postings> PostingCache::find(const std::string& term) {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(term);
  if (known == known_.end()) {
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, known->second);
  return known->second->postings;
}

void PostingCache::keep(const std::string& term, const std::shared_ptr<const Postings>& postings) {
  constexpr std::size_t kOverhead = 200;  // of an entry, about
  const auto bytes = postings->documents->size() * (sizeof(Xapian::docid) + sizeof(std::uint16_t)) + term.size() + kOverhead;
  const std::lock_guard lock(mutex_);
  if (bytes > limit_ || known_.contains(term)) {
    return;
  }
  entries_.push_front({term, postings, bytes});
  known_.emplace(entries_.front().term, entries_.begin());
  bytes_ += bytes;
  while (bytes_ > limit_) {
    bytes_ -= entries_.back().bytes;
    known_.erase(entries_.back().term);
    entries_.pop_back();
  }
}

}  // namespace whatworks
