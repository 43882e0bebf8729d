// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <cstdint>
#include <vector>

#include "columns.h"
#include "search/search.h"

namespace whatworks {

// Counts the results and the values of the wanted facets, shard by shard, in one pass over the matching documents. A document that fails one
// facet's choice alone still counts for that facet's own values, so that its other choices keep their counts.
class FacetCounter {
 public:
  FacetCounter(const Schemas& schemas, const SearchRequest& request);

  // `documents`: those of the shard that match the words, whatever the filters say.
  void count(const ShardColumns& columns, const std::vector<Xapian::docid>& documents);

  [[nodiscard]] std::uint32_t total() const noexcept { return total_; }
  [[nodiscard]] std::vector<FacetCounts> facets() const;

 private:
  struct Wanted {
    const Facet* facet;
    std::vector<std::pair<std::string, std::uint32_t>> counts;  // summed over the shards
  };

  [[nodiscard]] FacetCounts present(const Wanted& wanted) const;

  const Schemas& schemas_;
  const SearchRequest& request_;
  std::vector<Wanted> wanted_;
  std::uint32_t total_ = 0;
};

}  // namespace whatworks
