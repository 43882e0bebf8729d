// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <ostream>
#include <string>

namespace whatworks {

// A bar on a terminal, redrawn at most ten times a second; nothing where it is not wanted.
class ProgressBar {
 public:
  ProgressBar(std::ostream& err, bool wanted) : err_(err), wanted_(wanted) {}

  // A total of 0 means that nobody knows how many there will be.
  void show(std::size_t done, std::size_t total) {
    const auto now = std::chrono::steady_clock::now();
    if (!wanted_ || (done != total && now - last_ < std::chrono::milliseconds(100))) {
      return;
    }
    last_ = now;
    drawn_ = true;
    constexpr std::size_t kWidth = 40;
    if (total == 0) {
      err_ << "\r  " << done << " records read" << std::flush;
      return;
    }
    const auto filled = kWidth * done / total;
    err_ << "\r  [" << std::string(filled, '#') << std::string(kWidth - filled, '.') << "] " << done << '/' << total << std::flush;
  }

  // Clears the line, so that what follows starts on a fresh one.
  void clear() {
    if (drawn_) {
      err_ << "\r\x1b[K" << std::flush;
      drawn_ = false;
    }
  }

 private:
  std::ostream& err_;
  bool wanted_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace whatworks
