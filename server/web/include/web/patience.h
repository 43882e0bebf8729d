// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>

namespace whatworks {

// How long a client may take. Without a limit on the whole, a byte now and then would hold a thread for ever.
struct Patience {
  using Time = std::chrono::milliseconds;
  Time idle{1'000};                       // until the first byte of a request: an idle connection holds a thread
  Time head{10'000};                      // from there until its head is whole
  Time body{20'000};                      // from there until its body is
  Time silence{5'000};                    // between two parts of either
  Time stalled{10'000};                   // until it takes the next part of an answer
  Time answer{30'000};                    // in all, while it does not take what is ready for it; and a second more for each of these
  std::size_t bytes_a_second = 4 * 1024;  // that it has taken; a telephone at the edge of its network takes more
};

}  // namespace whatworks
