// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "core/files.h"
#include "relevance/record_lines.h"

namespace whatworks::bench {

struct RelevanceCommand {
  std::vector<std::string> collections;  // folders
  std::string format = "text";           // text | json
  bool per_query = false;
  fs::path runs;       // folder for run files, or empty
  fs::path reference;  // table of figures measured elsewhere, or empty
  fs::path keep;       // folder for indexes that stay, or empty
  EmptyTitle empty_title = EmptyTitle::sentence;
};

// Measures the product and the baselines on each collection and prints a table. Returns the exit status.
int run_relevance(const RelevanceCommand& command, std::ostream& out, std::ostream& err);

}  // namespace whatworks::bench
