// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/files.h"
#include "core/result.h"
#include "index/build.h"
#include "record/problem.h"
#include "record/record.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// A file that the indexer would not take.
struct RejectedFile {
  fs::path path;
  std::vector<Problem> problems;
  std::string source;
};

struct IndexUpdate {
  BuildReport report;
  std::vector<RejectedFile> rejected;
};

// The index as the keeper of a corpus uses it: brought up to date file by file, waiting for others that do the same.
class CorpusIndex {
 public:
  // `stopping`, once true, ends all waiting.
  CorpusIndex(const Schemas& schemas, fs::path corpus, fs::path index, const std::atomic<bool>& stopping)
      : schemas_(schemas), corpus_(std::move(corpus)), index_(std::move(index)), stopping_(stopping) {}

  // Whether a build of a few files would be one of all: the index is not there, or was made for other schemas. Fails with index_outdated and index_corrupt.
  [[nodiscard]] Result<bool> needs_all() const;

  // The digest of the file of each record that is in the index.
  [[nodiscard]] Result<std::unordered_map<std::string, std::string>> digests() const;
  [[nodiscard]] Result<std::optional<Record>> find(const std::string& id) const;

  // Takes in these files, and takes out the records of those that are not there. Fails as build_index_from_paths() does, with locked after `patience`.
  [[nodiscard]] Result<IndexUpdate> update(const std::vector<fs::path>& paths, std::chrono::milliseconds patience) const;
  [[nodiscard]] Result<IndexUpdate> update_all(std::chrono::milliseconds patience) const;

 private:
  template <typename Build>
  Result<IndexUpdate> run(const Build& build, std::chrono::milliseconds patience) const;

  const Schemas& schemas_;
  fs::path corpus_;
  fs::path index_;
  const std::atomic<bool>& stopping_;
};

}  // namespace whatworks
