// SPDX-License-Identifier: GPL-3.0-or-later
#include "record_paths.h"

#include <algorithm>
#include <ostream>
#include <string>
#include <unordered_set>

#include "record/corpus.h"

namespace whatworks {

Result<std::vector<fs::path>> list_record_paths(const std::vector<fs::path>& paths, std::ostream& err) {
  std::vector<fs::path> files;
  std::unordered_set<std::string> seen;
  const auto add = [&](const fs::path& path) {
    std::error_code error;
    const auto real = fs::weakly_canonical(path, error);
    if (seen.insert(error ? path.string() : real.string()).second) {
      files.push_back(path);
    }
  };
  for (const auto& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      add(path);  // one that is not there is reported like one that cannot be read
      continue;
    }
    const auto found = list_record_files(path);
    if (!found) {
      return failure(found.error());
    }
    if (found->empty()) {
      err << "whatworks-indexer: there are no records below " << path.string() << '\n';
    }
    std::for_each(found->begin(), found->end(), add);
  }
  return files;
}

}  // namespace whatworks
