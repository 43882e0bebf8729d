// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace whatworks {

struct RateLimit {
  double per_second = 1;           // tokens that come back in a second; more than 0
  double burst = 1;                // tokens that a full bucket holds; less than 1 counts as 1
  std::size_t most_keys = 50'000;  // buckets that are remembered; at least 1
};

// A bucket of tokens for each key. Locks itself: any thread may ask.
class RateLimiter {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit RateLimiter(RateLimit limit);

  // Takes a token from the bucket of `key`: nothing where there was one, so that the request may go on; else after how many seconds there will be one, at
  // least 1. What is refused takes nothing. Where there are too many keys, the fullest bucket is forgotten, and so is every full one: a key that is not
  // known has a full bucket. `now` is that of a clock that does not go back.
  std::optional<std::chrono::seconds> ask(const std::string& key, Time now);

  [[nodiscard]] std::size_t keys() const;  // buckets that are remembered just now

 private:
  void forget(std::set<std::pair<Time, std::string>>::iterator bucket);

  std::chrono::steady_clock::duration token_;  // how long one takes to come back
  std::chrono::steady_clock::duration most_missing_;
  std::size_t most_keys_;
  mutable std::mutex mutex_;
  std::map<std::string, Time> full_at_;  // a bucket is known by when it will be full again
  std::set<std::pair<Time, std::string>> fullest_first_;
};

}  // namespace whatworks
