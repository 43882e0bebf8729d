// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "core/files.h"

namespace whatworks {

struct CheckOptions {
  std::vector<fs::path> paths;  // files and folders
  fs::path schemas = "schemas";
  std::string format = "text";  // text | json
  bool quiet = false;           // no count and no progress
  std::string explain;          // name of a rule to tell of instead; empty: check
};

// `whatworks-indexer check`: problems and their count to `out`, talk and progress to `err`. Returns the exit status: 0 also with warnings.
int run_check(const CheckOptions& options, std::ostream& out, std::ostream& err);

}  // namespace whatworks
