// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "web/views.h"

namespace whatworks {

inline constexpr std::size_t kFewestCompared = 2;
inline constexpr std::size_t kMostCompared = 4;

// What somebody asked to be compared, looked up.
struct Comparison {
  std::vector<RecordDetail> records;   // at most kMostCompared, each once
  std::vector<std::string> not_found;  // ids of which there is no record that the asker may see
  std::vector<std::string> repeated;   // titles of records that were named more than once
  std::vector<ResultCard> left_out;    // what came after the most that are compared
  bool only_differences = false;
};

// "/compare?id=a&id=b"
std::string compare_address(const std::vector<std::string>& ids);

// The table, records as columns; `comparison` has at least kFewestCompared.
nlohmann::ordered_json compare_view(const ViewContext& context, const Comparison& comparison);

// The same as CSV: a line per row with its name, whether the records differ in it, and a cell per record.
std::string compare_csv(const ViewContext& context, const Comparison& comparison);

// The page for fewer: what can be compared with the one record, if there is one.
nlohmann::ordered_json compare_choice_view(const ViewContext& context, const Comparison& comparison, const std::vector<SimilarRecord>& similar);

}  // namespace whatworks
