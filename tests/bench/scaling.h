// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/search_bench.h"
#include "core/files.h"

namespace whatworks::bench {

struct ScalingBench {
  std::vector<std::size_t> sizes{10'000, 100'000, 1'000'000};
  std::size_t baselines_up_to = 100'000;  // larger sets are measured without them
  double seconds = 3;                     // for each operation
  fs::path keep;                          // as in SearchBench
  bool redraw = false;                    // draws what the data file holds and measures nothing
  fs::path data;                          // rows as report_json() gives them; those of sizes that are not measured now stay
  fs::path chart;
  fs::path page;  // where it has the two marks, the table between them is replaced
};

inline constexpr std::string_view kTableBegins = "<!-- figures of script/bench scaling -->";
inline constexpr std::string_view kTableEnds = "<!-- end of figures -->";

// The chart and the Markdown table of such rows, one client only.
std::string scaling_svg(const nlohmann::ordered_json& rows);
std::string scaling_table(const nlohmann::ordered_json& rows);

// Measures each size with one client, writes data, chart and page after each, and prints the table. Returns the exit status.
int run_scaling(const ScalingBench& bench, std::ostream& out, std::ostream& err);

}  // namespace whatworks::bench
