// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/fanout.h"

#include <catch2/catch.hpp>
#include <cmath>

using namespace whatworks::bench;

TEST_CASE("one shard takes what a shard takes, and more shards wait for the slowest") {
  FanoutBench bench;
  bench.stall_share = 0;
  bench.network = 0;
  bench.shards = {1, 10, 100};
  const auto rows = simulate_fanout(bench);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].median == Approx(10).epsilon(0.02));
  CHECK(rows[0].percentile99 == Approx(20).epsilon(0.05));
  // The median of the slowest of n is the quantile 0.5^(1/n) of one: of ten 0.933, which is 1.5 standard deviations out.
  const double deviation = std::log(2.0) / 2.3263;
  CHECK(rows[1].median == Approx(10 * std::exp(1.4985 * deviation)).epsilon(0.02));
  CHECK(rows[2].median > rows[1].median);
  CHECK(rows[2].hedged_percentile99 < rows[2].percentile99);
  CHECK(rows[2].more_requests == Approx(0.05).margin(0.01));
}
