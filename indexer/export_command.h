// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "core/files.h"

namespace whatworks {

struct ExportCommand {
  std::vector<fs::path> paths;  // files and folders; empty: the corpus
  fs::path corpus;
  fs::path schemas;
  fs::path output;       // empty: standard output
  std::string format;    // a name in export_formats()
  std::string base_url;  // where the records' pages are; empty: addresses are left out
  bool byte_order_mark = false;
  bool quiet = false;
};

// `whatworks-indexer export`: the records to `out` or a file, problems and progress to `err`. Returns the exit status; records with errors are left out.
int run_export(const ExportCommand& command, std::ostream& out, std::ostream& err);

}  // namespace whatworks
