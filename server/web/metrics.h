// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace whatworks {

// Counts answers by route and class of status, for operators. Locks nothing; free to share between threads.
class Metrics {
 public:
  explicit Metrics(std::size_t routes) : counters_(routes) {}

  void count(std::size_t route, int status, std::chrono::steady_clock::duration time) noexcept;

  // In Prometheus's text format; `routes` are the labels of the routes, in their order.
  [[nodiscard]] std::string text(const std::vector<std::string>& routes) const;

 private:
  static constexpr std::size_t kClasses = 6;  // 0xx, which is never used, to 5xx
  struct Counters {
    std::array<std::atomic<std::uint64_t>, kClasses> answers{};
    std::atomic<std::uint64_t> microseconds = 0;
  };
  std::vector<Counters> counters_;
};

}  // namespace whatworks
