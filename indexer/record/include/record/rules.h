// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

#include "record/problem.h"

namespace whatworks {

// One thing that the checker looks at. The name stands in every problem and never changes its meaning.
struct Rule {
  std::string_view name;
  Severity severity = Severity::error;
  std::string_view description;  // one line without a full stop, for help pages
};

// All rules, in the order in which a file meets them.
std::span<const Rule> rules() noexcept;

}  // namespace whatworks
