// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/rate_limit.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>
#include <vector>

using namespace whatworks;
using namespace std::chrono_literals;

namespace {

const RateLimiter::Time kStart{1000h};

}  // namespace

TEST_CASE("a burst goes through at once, then as many as come back") {
  RateLimiter limiter({.per_second = 2, .burst = 3});
  for (int i = 0; i < 3; ++i) {
    CHECK_FALSE(limiter.ask("a", kStart));
  }
  CHECK(limiter.ask("a", kStart) == 1s);
  CHECK(limiter.ask("a", kStart + 499ms) == 1s);
  CHECK_FALSE(limiter.ask("a", kStart + 500ms));
  CHECK(limiter.ask("a", kStart + 500ms));
  CHECK_FALSE(limiter.ask("b", kStart + 500ms));
}

TEST_CASE("the seconds to wait are rounded up, and are enough") {
  RateLimiter limiter({.per_second = 0.4, .burst = 1});
  CHECK_FALSE(limiter.ask("a", kStart));
  CHECK(limiter.ask("a", kStart) == 3s);  // of 2.5
  CHECK(limiter.ask("a", kStart + 1s) == 2s);
  CHECK(limiter.ask("a", kStart + 2s) == 1s);
  CHECK_FALSE(limiter.ask("a", kStart + 3s));
}

TEST_CASE("a bucket never holds more than a burst, however long nobody came") {
  RateLimiter limiter({.per_second = 1, .burst = 2});
  CHECK_FALSE(limiter.ask("a", kStart));
  CHECK_FALSE(limiter.ask("a", kStart + 24h));
  CHECK_FALSE(limiter.ask("a", kStart + 24h));
  CHECK(limiter.ask("a", kStart + 24h));
}

TEST_CASE("extreme rates neither overflow nor refuse everyone") {
  RateLimiter slow({.per_second = 1e-300, .burst = 1e300});
  CHECK_FALSE(slow.ask("a", kStart));
  CHECK_FALSE(slow.ask("b", kStart));
  RateLimiter fast({.per_second = 1e300, .burst = 0});
  CHECK_FALSE(fast.ask("a", kStart));
  CHECK_FALSE(fast.ask("a", kStart));
}

TEST_CASE("memory is bounded: whoever has most left is forgotten first, and whoever has all at once") {
  RateLimiter limiter({.per_second = 1, .burst = 5, .most_keys = 3});
  for (int i = 0; i < 5; ++i) {
    CHECK_FALSE(limiter.ask("greedy", kStart));
  }
  for (int i = 0; i < 1000; ++i) {
    CHECK_FALSE(limiter.ask("visitor " + std::to_string(i), kStart));
    REQUIRE(limiter.keys() <= 3);
  }
  CHECK(limiter.ask("greedy", kStart));
  CHECK_FALSE(limiter.ask("late", kStart + 5s));
  CHECK(limiter.keys() == 1);
}

TEST_CASE("threads that ask at once get no more than there is") {
  RateLimiter limiter({.per_second = 1, .burst = 100});
  std::atomic<int> through = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 100; ++j) {
        through += limiter.ask("a", kStart) ? 0 : 1;
      }
    });
  }
  for (auto& thread : threads) {
    thread.join();
  }
  CHECK(through == 100);
}
