// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "core/files.h"

namespace whatworks {

struct SearchCommand {
  std::vector<std::string> words;    // of the query
  std::vector<std::string> filters;  // "country=GB", as in addresses
  std::string format = "text";       // text | json | trec
  std::string topic = "1";           // of the lines of a run file
  int results = 20;
  bool explain = false;
  fs::path schemas;
  fs::path index;
};

// `whatworks-server search`: the server's own search from a shell, over the public records. Returns the exit status.
int run_search(const SearchCommand& command, std::ostream& out, std::ostream& err);

}  // namespace whatworks
