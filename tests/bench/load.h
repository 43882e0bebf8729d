// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "bench/timing.h"
#include "core/result.h"

namespace whatworks::bench {

// The address at which the product's API answers a question.
std::string address_of(const Question& question);

struct Load {
  int port = 0;
  std::size_t clients = 1;
  double seconds = 1;
};

// Asks a running server from so many connections at once, each waiting for its answer before it asks again. In the result, `ms` is what the server says it
// took (took_ms) where it says so, else the round trip. Answers other than 200 and broken connections are counted as failures.
// Fails with not_found where the first answer is a 404.
Result<Timing> load_server(const Load& load, const Questions& questions);

// Waits until the server says that it is ready, ten minutes at most.
Status wait_until_ready(int port);

}  // namespace whatworks::bench
