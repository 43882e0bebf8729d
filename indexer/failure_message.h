// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ostream>

#include "core/error.h"

namespace whatworks {

// Says what went wrong, and returns the exit status that goes with it.
inline int fail(std::ostream& err, const Error& error) {
  err << "whatworks-indexer: error: " << to_text(error) << '\n';
  return exit_status(error.code);
}

}  // namespace whatworks
