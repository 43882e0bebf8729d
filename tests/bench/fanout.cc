// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/fanout.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <random>

namespace whatworks::bench {
namespace {

constexpr double kNormal99 = 2.3263;  // the 99th percentile of the standard normal distribution

// One shard on one machine.
class Shard {
 public:
  explicit Shard(const FanoutBench& bench)
      : bench_(bench), random_(bench.seed), body_(std::log(bench.median), std::log(bench.percentile99 / bench.median) / kNormal99) {}

  double answer() { return bench_.network + body_(random_) + (share_(random_) < bench_.stall_share ? bench_.stall : 0); }

 private:
  const FanoutBench& bench_;
  std::mt19937_64 random_;
  std::lognormal_distribution<double> body_;
  std::uniform_real_distribution<double> share_;
};

double quantile(std::vector<double> values, double share) {
  const auto place = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + place, values.end());
  return values[static_cast<std::size_t>(place)];
}

}  // namespace

std::vector<FanoutRow> simulate_fanout(const FanoutBench& bench) {
  Shard shard(bench);
  std::vector<double> alone(bench.searches);
  std::generate(alone.begin(), alone.end(), [&] { return shard.answer(); });
  const double patience = quantile(alone, bench.hedge_quantile);
  std::vector<FanoutRow> rows;
  for (const auto shards : bench.shards) {
    std::vector<double> plain;
    std::vector<double> hedged;
    std::size_t asked_again = 0;
    for (std::size_t search = 0; search < bench.searches; ++search) {
      double slowest = 0;
      double slowest_hedged = 0;
      for (std::size_t i = 0; i < shards; ++i) {
        const double first = shard.answer();
        double best = first;
        if (first > patience) {
          ++asked_again;
          best = std::min(first, patience + shard.answer());
        }
        slowest = std::max(slowest, first);
        slowest_hedged = std::max(slowest_hedged, best);
      }
      plain.push_back(slowest);
      hedged.push_back(slowest_hedged);
    }
    rows.push_back({shards, quantile(plain, 0.5), quantile(plain, 0.99), quantile(hedged, 0.5), quantile(hedged, 0.99),
                    static_cast<double>(asked_again) / static_cast<double>(bench.searches * shards)});
  }
  return rows;
}

int run_fanout(const FanoutBench& bench, std::ostream& out) {
  out << "| shards | median, ms | 99th, ms | with replicas: median | 99th | more requests |\n| --- | --- | --- | --- | --- | --- |\n";
  for (const auto& row : simulate_fanout(bench)) {
    out << fmt::format("| {} | {:.1f} | {:.1f} | {:.1f} | {:.1f} | {:.1f}% |\n", row.shards, row.median, row.percentile99, row.hedged_median,
                       row.hedged_percentile99, 100 * row.more_requests);
  }
  return 0;
}

}  // namespace whatworks::bench
