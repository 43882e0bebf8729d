// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <string>

#include "core/files.h"

namespace whatworks {

struct NewOptions {
  std::string kind;
  std::string id;
  fs::path corpus = "corpus";
  fs::path schemas = "schemas";
  bool quiet = false;
};

// `whatworks-indexer new`: writes a record to fill in and its path to `out`; never over another. Returns the exit status.
int run_new(const NewOptions& options, std::ostream& out, std::ostream& err);

}  // namespace whatworks
