// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/timing.h"

#include <xapian.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <thread>

namespace whatworks::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostAnswers = 20'000;  // of one client; more tell nothing new
constexpr double kFirstPassFactor = 4;        // the first pass may take so many times as long as the rest

double milliseconds_since(Clock::time_point start) { return std::chrono::duration<double, std::milli>(Clock::now() - start).count(); }

Clock::time_point after(double seconds) { return Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds)); }

// One client's share. Writes only to its own `timing`.
void ask_for_a_while(const MakeAnswer& make, const Questions& questions, std::size_t client, double seconds, Timing& timing) {
  try {
    const auto answer = make();
    auto end = after(seconds * kFirstPassFactor);
    for (std::size_t i = 0; i < questions.size() && Clock::now() < end; ++i) {
      const auto start = Clock::now();
      timing.totals.push_back(static_cast<double>(answer(questions[i])));
      timing.first_ms.push_back(milliseconds_since(start));
    }
    end = after(seconds);
    const auto begun = Clock::now();
    for (std::size_t i = client * 7; timing.ms.size() < kMostAnswers && (Clock::now() < end || timing.ms.empty()); ++i) {
      const auto start = Clock::now();
      answer(questions[i % questions.size()]);
      timing.ms.push_back(milliseconds_since(start));
    }
    timing.seconds = milliseconds_since(begun) / 1000;
  } catch (const Xapian::Error& error) {
    timing.failure = error.get_description();
  } catch (const std::runtime_error& error) {
    timing.failure = error.what();
  }
}

}  // namespace

double percentile(std::vector<double> values, double share) {
  if (values.empty()) {
    return 0;
  }
  std::sort(values.begin(), values.end());
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
}

Result<Timing> time_answers(const MakeAnswer& make, const Questions& questions, std::size_t clients, double seconds) {
  std::vector<Timing> each(clients);
  std::vector<std::thread> threads;
  for (std::size_t client = 0; client < clients; ++client) {
    threads.emplace_back([&, client] { ask_for_a_while(make, questions, client, seconds, each[client]); });
  }
  for (auto& thread : threads) {
    thread.join();
  }
  Timing all;
  for (const auto& timing : each) {
    if (!timing.failure.empty()) {
      return failure(ErrorCode::internal, "a baseline failed: " + timing.failure);
    }
    all.first_ms.insert(all.first_ms.end(), timing.first_ms.begin(), timing.first_ms.end());
    all.ms.insert(all.ms.end(), timing.ms.begin(), timing.ms.end());
    all.totals.insert(all.totals.end(), timing.totals.begin(), timing.totals.end());
    all.seconds = std::max(all.seconds, timing.seconds);
    all.answers_of_client.push_back(timing.ms.size());
  }
  return all;
}

}  // namespace whatworks::bench
