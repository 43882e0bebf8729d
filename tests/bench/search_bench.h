// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "bench/report.h"
#include "core/files.h"
#include "core/result.h"

namespace whatworks::bench {

struct SearchBench {
  std::size_t records = 10'000;
  std::optional<std::size_t> baseline_records;  // where the baselines are too slow to build with all of them; 0 leaves them out
  std::vector<std::size_t> clients{1, 8, 64};
  std::vector<std::string> operations;  // by name; empty means all
  double seconds = 3;                   // for each operation and number of clients
  std::uint64_t seed = 1;
  fs::path keep;  // folder for records and indexes that stay and are used again, or empty
  bool json = false;
};

// Makes the records, builds with the real indexer, asks the real server, and does the same with the baselines. With fewer records for the baselines there
// are two results: of all records without baselines, and of the fewer with them. `progress` is told what is being done.
Result<std::vector<SizeResult>> bench_search(const SearchBench& bench, std::ostream& progress);

// The command: the above, printed. Returns the exit status.
int run_search_bench(const SearchBench& bench, std::ostream& out, std::ostream& err);

}  // namespace whatworks::bench
