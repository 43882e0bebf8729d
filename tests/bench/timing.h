// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "bench/queries.h"
#include "core/result.h"

namespace whatworks::bench {

// The value that a share of the others do not exceed (nearest rank); 0 where there is none.
double percentile(std::vector<double> values, double share);

// What came of asking questions over and over for a while.
struct Timing {
  std::vector<double> first_ms;       // of every question's first time, which no store of recent answers can serve
  std::vector<double> ms;             // of every answer after that
  std::vector<double> round_trip_ms;  // of a server: from the request to the last byte of the answer; else empty
  std::vector<double> totals;         // matches of each question
  double seconds = 0;                 // that the answers in `ms` took altogether
  std::vector<std::size_t> answers_of_client;
  std::size_t failures = 0;
  std::size_t reconnections = 0;
  std::string failure;  // the first one, in words

  [[nodiscard]] double per_second() const { return seconds > 0 ? static_cast<double>(ms.size()) / seconds : 0; }
};

// Answers a question and returns how many records match. Throws what its engine throws.
using Answer = std::function<std::size_t(const Question&)>;

// Makes what one thread needs to answer, called in that thread.
using MakeAnswer = std::function<Answer()>;

// Asks in this process from so many threads: every question once, then for `seconds`, starting at a different question in each thread.
// Fails with internal where the engine throws.
Result<Timing> time_answers(const MakeAnswer& make, const Questions& questions, std::size_t clients, double seconds);

}  // namespace whatworks::bench
