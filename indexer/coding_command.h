// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>

#include "core/files.h"

namespace whatworks {

struct CodingCommand {
  fs::path corpus;
  fs::path schemas;
};

// `whatworks-indexer coding`: how the corpus is coded, as Markdown: records per value of every facet, and where the coding has gaps.
// Returns the exit status.
int run_coding(const CodingCommand& command, std::ostream& out, std::ostream& err);

}  // namespace whatworks
