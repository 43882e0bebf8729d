// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "core/files.h"
#include "core/result.h"
#include "record/problem.h"
#include "vocabulary/schemas.h"

namespace whatworks {

struct BuildOptions {
  fs::path index;            // made where it does not exist
  bool full = false;         // write a new generation even where a small change would do
  std::uint32_t shards = 1;  // databases per circulation; another number than before means a full build
  // Called from the building thread, now and then, with how many of how many records are read; `total` is 0 where it is not known.
  std::function<void(std::size_t done, std::size_t total)> progress;
  // Called for every record that has a problem, with its text for showing the line (empty where it was too large to read).
  std::function<void(const std::vector<Problem>& problems, const std::string& source)> report;
};

struct BuildReport {
  std::size_t added = 0;
  std::size_t changed = 0;
  std::size_t removed = 0;
  std::size_t unchanged = 0;
  std::size_t rejected = 0;   // files with errors; the last good version of each stays in the index
  std::size_t kept = 0;       // of those rejected, how many have a last good version
  std::uint32_t records = 0;  // in the index now
  std::uint32_t generation = 0;
  bool written = false;  // whether the index changed at all
};

// Brings the index up to date with the Markdown files below `corpus`. All or nothing: after any failure or a kill, the index is what it
// was before. Fails with locked (another build is running), no_space, unreadable (also an unreadable corpus), too many to be listed here
// of which index_corrupt asks for `full`.
Result<BuildReport> build_index(const Schemas& schemas, const fs::path& corpus, const BuildOptions& options);

// The same for these files below `corpus` alone, without a look at the others: changed, new, or gone (which takes the record of that name out of the
// index). What cannot be done as a small change, such as the first build, is done for the whole corpus.
Result<BuildReport> build_index_from_paths(const Schemas& schemas, const fs::path& corpus, const std::vector<fs::path>& paths, const BuildOptions& options);

// The same from one record per line, {"record": {front matter}, "body": "Markdown"}, always as a full build. `name` stands in the problems.
Result<BuildReport> build_index_from_lines(const Schemas& schemas, std::istream& lines, const std::string& name, const BuildOptions& options);

}  // namespace whatworks
