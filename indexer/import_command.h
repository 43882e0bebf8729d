// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>

#include "core/files.h"

namespace whatworks {

struct ImportCommand {
  fs::path file;
  fs::path into;    // where drafts go; made where there is none
  fs::path corpus;  // records to compare with; may be missing
  fs::path schemas;
  bool all = false;  // also works that are there already
  bool quiet = false;
};

// `whatworks-indexer import`: a draft per reference, its path to `out`; what could not be mapped, duplicates and problems to `err`. Never writes over a file.
// Returns the exit status.
int run_import(const ImportCommand& command, std::ostream& out, std::ostream& err);

}  // namespace whatworks
