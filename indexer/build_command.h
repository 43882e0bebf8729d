// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "core/files.h"

namespace whatworks {

struct BuildCommand {
  std::vector<std::string> paths;  // bring these files up to date alone; empty: all of the corpus
  fs::path corpus;
  fs::path schemas;
  fs::path index;
  std::string jsonl;  // a file with one record per line, "-" for standard input; empty: the corpus folder
  bool full = false;
  std::uint32_t shards = 1;
  bool quiet = false;
};

// `whatworks-indexer build`: results to `out`, problems and progress to `err`. Returns the exit status.
int run_build(const BuildCommand& command, std::ostream& out, std::ostream& err);

}  // namespace whatworks
