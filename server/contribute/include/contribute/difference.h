// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace whatworks {

enum class LineChange { same, added, removed };

struct DifferenceLine {
  LineChange change = LineChange::same;
  int old_line = 0;  // from 1; 0 where the line is new
  int new_line = 0;  // from 1; 0 where the line went
  std::string text;  // without its end
};

// How a text became another, line by line.
struct Difference {
  std::vector<DifferenceLine> lines;  // all of both texts
  std::size_t added = 0;
  std::size_t removed = 0;
};

// Fails with internal where the library that compares has no memory.
Result<Difference> difference(std::string_view before, std::string_view after);

}  // namespace whatworks
