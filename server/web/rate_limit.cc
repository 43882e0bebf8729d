// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/rate_limit.h"

#include <algorithm>

namespace whatworks {
namespace {

using Duration = std::chrono::steady_clock::duration;

constexpr double kLongest = 3600.0 * 24 * 365;  // seconds; longer ones would not fit a sum of durations for ever

Duration seconds_of(double seconds) { return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(std::min(seconds, kLongest))); }

}  // namespace

RateLimiter::RateLimiter(RateLimit limit)
    : token_(seconds_of(1 / limit.per_second)),
      most_missing_(seconds_of(std::max(limit.burst - 1, 0.0) / limit.per_second)),
      most_keys_(std::max<std::size_t>(limit.most_keys, 1)) {}

std::optional<std::chrono::seconds> RateLimiter::ask(const std::string& key, Time now) {
  const std::lock_guard lock(mutex_);
  while (!fullest_first_.empty() && fullest_first_.begin()->first <= now) {
    forget(fullest_first_.begin());
  }
  const auto known = full_at_.find(key);
  const auto full_at = known == full_at_.end() ? now : known->second;
  if (const auto missing = full_at - now; missing > most_missing_) {
    return std::chrono::ceil<std::chrono::seconds>(missing - most_missing_);
  }
  if (known != full_at_.end()) {
    forget(fullest_first_.find({full_at, key}));
  } else if (full_at_.size() >= most_keys_) {
    forget(fullest_first_.begin());
  }
  full_at_.emplace(key, full_at + token_);
  fullest_first_.emplace(full_at + token_, key);
  return std::nullopt;
}

std::size_t RateLimiter::keys() const {
  const std::lock_guard lock(mutex_);
  return full_at_.size();
}

void RateLimiter::forget(std::set<std::pair<Time, std::string>>::iterator bucket) {
  full_at_.erase(bucket->second);
  fullest_first_.erase(bucket);
}

}  // namespace whatworks
