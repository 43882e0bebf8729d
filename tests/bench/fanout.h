// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <iosfwd>
#include <vector>

namespace whatworks::bench {

// A simulation of searches that wait for the slowest of several shards. A shard's time is log-normal with the median and 99th percentile given; now and
// then it stalls (a cold page, a commit, a neighbour on the machine). Times in milliseconds.
struct FanoutBench {
  double median = 10;
  double percentile99 = 20;
  double network = 0.5;        // there and back
  double stall_share = 0.001;  // of the answers of one shard
  double stall = 200;
  double hedge_quantile = 0.95;  // an answer that has not come by this quantile of a shard's times is asked of its replica too
  std::size_t searches = 20'000;
  std::uint64_t seed = 1;
  std::vector<std::size_t> shards{1, 2, 5, 10, 20, 50, 100, 200};
};

struct FanoutRow {
  std::size_t shards = 0;
  double median = 0;
  double percentile99 = 0;
  double hedged_median = 0;
  double hedged_percentile99 = 0;
  double more_requests = 0;  // share of requests that hedging adds
};

std::vector<FanoutRow> simulate_fanout(const FanoutBench& bench);

// Prints the rows as a Markdown table. Returns the exit status.
int run_fanout(const FanoutBench& bench, std::ostream& out);

}  // namespace whatworks::bench
