// SPDX-License-Identifier: GPL-3.0-or-later
#include "corpus_index.h"

#include <algorithm>
#include <thread>

#include "index/manifest.h"
#include "index/stored.h"

namespace whatworks {

Result<bool> CorpusIndex::needs_all() const {
  const auto manifest = load_manifest(index_);
  if (!manifest) {
    return manifest.error().code == ErrorCode::index_missing ? Result<bool>(true) : failure(manifest.error());
  }
  return manifest->schemas != schemas_.digest();
}

Result<std::unordered_map<std::string, std::string>> CorpusIndex::digests() const { return indexed_digests(index_); }

Result<std::optional<Record>> CorpusIndex::find(const std::string& id) const { return find_stored(index_, id); }

template <typename Build>
Result<IndexUpdate> CorpusIndex::run(const Build& build, std::chrono::milliseconds patience) const {
  constexpr std::chrono::milliseconds kPause{20};  // the lock cannot be waited for with an end
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    IndexUpdate update;
    BuildOptions options;
    options.index = index_;
    options.report = [&](const std::vector<Problem>& problems, const std::string& source) {
      update.rejected.push_back({problems.front().file, problems, source});
    };
    if (const auto manifest = load_manifest(index_)) {
      options.shards = manifest->shards_per_circulation;
    }
    auto report = build(options);
    if (report) {
      update.report = *report;
      return update;
    }
    if (report.error().code != ErrorCode::locked || stopping_ || std::chrono::steady_clock::now() >= until) {
      return failure(std::move(report.error()));
    }
    std::this_thread::sleep_for(kPause);
  }
}

Result<IndexUpdate> CorpusIndex::update(const std::vector<fs::path>& paths, std::chrono::milliseconds patience) const {
  return run([&](const BuildOptions& options) { return build_index_from_paths(schemas_, corpus_, paths, options); }, patience);
}

Result<IndexUpdate> CorpusIndex::update_all(std::chrono::milliseconds patience) const {
  return run([&](const BuildOptions& options) { return build_index(schemas_, corpus_, options); }, patience);
}

}  // namespace whatworks
