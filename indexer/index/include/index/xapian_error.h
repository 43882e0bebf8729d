// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <utility>

#include "core/result.h"

namespace whatworks {

// The one place that turns Xapian's exceptions into ours. For the modules that use Xapian: index and search.
Error to_error(const Xapian::Error& error);

// Runs `action`, which returns a Result or a Status, and turns what Xapian throws into its error.
template <typename Action>
auto guard_xapian(Action&& action) -> decltype(action()) {
  try {
    return std::forward<Action>(action)();
  } catch (const Xapian::Error& error) {
    return failure(to_error(error));
  }
}

}  // namespace whatworks
