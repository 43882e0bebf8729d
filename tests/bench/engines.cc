// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/engines.h"

#include <xapian.h>

#include <chrono>
#include <fstream>
#include <stdexcept>

namespace whatworks::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kBatch = 1'000;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

}  // namespace

double bytes_below(const fs::path& folder) {
  double bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    bytes += entry.is_regular_file() ? static_cast<double>(entry.file_size()) : 0;
  }
  return bytes;
}

Result<BuildCost> measure_build(SyntheticRecords records, const fs::path& folder, const std::function<void(const NextBatch& next)>& fill) {
  double making = 0;
  const NextBatch next = [&] {
    const auto start = Clock::now();
    std::vector<SyntheticRecord> batch;
    while (!records.done() && batch.size() < kBatch) {
      batch.push_back(records.next());
    }
    making += seconds_since(start);
    return batch;
  };
  const auto took = folder / "seconds";
  fs::create_directories(folder);
  const auto usage = run_in_child([&]() -> Status {
    try {
      const auto start = Clock::now();
      fill(next);
      std::ofstream(took) << seconds_since(start) - making;
      return {};
    } catch (const Xapian::Error& error) {
      return failure(ErrorCode::internal, error.get_description());
    } catch (const std::runtime_error& error) {
      return failure(ErrorCode::internal, error.what());
    }
  });
  if (!usage) {
    return failure(usage.error());
  }
  BuildCost cost;
  std::ifstream(took) >> cost.seconds;
  fs::remove(took);
  cost.peak_mib = usage->peak_mib;
  cost.index_bytes = bytes_below(folder);
  return cost;
}

}  // namespace whatworks::bench
