// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answer.h"
#include "core/result.h"
#include "search/search.h"

namespace whatworks {

// Days as the index holds them, such as 20261124; inclusive.
struct DayRange {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
};
DayRange days_of(const BatchRequest& request);

// As SearchService::batch(). Fails with index_corrupt. Throws Xapian::Error.
Result<RecordBatch> next_batch(const AnswerContext& context, const BatchRequest& request);

}  // namespace whatworks
