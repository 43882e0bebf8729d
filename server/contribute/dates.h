// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "record/record.h"

namespace whatworks {

// The file of a record as of a day on which somebody reviewed it: that day under `reviewed`, and under `added` where it is new. Nothing else of the file
// changes; where that cannot be done line by line, it is written afresh. `text` must be a record without errors.
std::string with_review_day(const RecordReader& reader, std::string_view text, std::chrono::year_month_day day, bool is_new);

}  // namespace whatworks
