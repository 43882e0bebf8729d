// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bench/engines.h"
#include "bench/timing.h"

namespace whatworks::bench {

// What one engine needed for one operation. Times are medians and 99th percentiles in milliseconds.
struct Figures {
  double p50 = 0;
  double p99 = 0;
  double per_second = 0;
  double total = 0;  // median of the matches
};

struct BaselineFigures {
  std::string name;
  Figures figures;
};

// One operation at one number of clients.
struct OperationResult {
  std::string operation;
  std::size_t clients = 1;
  Figures ours;  // with one client by the server's own clock, with more by the round trip
  double first_p50 = 0;
  double round_trip_p50 = 0;
  double round_trip_p99 = 0;
  std::size_t failures = 0;
  std::size_t reconnections = 0;
  std::size_t starved = 0;  // connections that got no answer
  std::size_t least_answers = 0;
  std::size_t most_answers = 0;
  std::vector<BaselineFigures> baselines;
};

struct NamedCost {
  std::string name;
  BuildCost cost;
};

// All that was measured on one set of records. Ratios compare within it alone.
struct SizeResult {
  std::size_t records = 0;
  std::size_t words = 0;  // a record, on average
  BuildCost build;
  std::vector<NamedCost> baseline_builds;
  double ready_seconds = 0;  // from the server's start until it is ready
  double server_peak_mib = 0;
  std::vector<OperationResult> operations;
};

// From a timing of a server or of a baseline. `by_round_trip` takes the times that a client saw.
Figures figures_of(const Timing& timing, bool by_round_trip);

OperationResult operation_result(std::string operation, std::size_t clients, const Timing& timing);

// Tables for people.
void print_text(const SizeResult& result, std::ostream& out);

// An array of rows {"operation", "clients", "p50_ms", "p99_ms", "per_second", "baseline", "baseline_p50_ms", "ratio", …}: one for each operation, number of
// clients and baseline; ratio is our median by the baseline's. Without a baseline those three are null.
nlohmann::ordered_json report_json(const std::vector<SizeResult>& results);

}  // namespace whatworks::bench
