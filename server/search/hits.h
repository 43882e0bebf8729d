// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "doc_set.h"
#include "plan.h"
#include "ranking.h"
#include "reader.h"
#include "search/request.h"
#include "workers.h"

namespace whatworks {

// One result before it is fetched.
struct Hit {
  std::size_t shard = 0;
  Xapian::docid document = 0;
  double score = 0;         // by words; 0 where the order is another
  std::uint64_t order = 0;  // of equal scores, the smaller comes first
};

// The first results of a search in their order. `passed`: by shard, what is left of the matches after the filters. Throws Xapian::Error.
class HitFinder {
 public:
  HitFinder(const OpenIndex& index, Workers& workers, std::span<const SharedDocs> passed) : index_(index), workers_(workers), passed_(passed) {}

  // The `count` best by score; of equals the stronger first.
  [[nodiscard]] std::vector<Hit> by_words(const QueryPlan& plan, std::size_t count) const;

  // The first `count` in an order that has nothing to do with the words; `sort` is not relevance.
  [[nodiscard]] std::vector<Hit> by_order(Sort sort, std::size_t count) const;

 private:
  [[nodiscard]] std::vector<Hit> by_title(std::size_t count) const;

  const OpenIndex& index_;
  Workers& workers_;
  std::span<const SharedDocs> passed_;
};

}  // namespace whatworks
