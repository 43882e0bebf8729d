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

}  // namespace whatworks
