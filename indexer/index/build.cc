// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/build.h"

#include <algorithm>
#include <istream>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "bulk_writer.h"
#include "core/text.h"
#include "generation.h"
#include "index_folder.h"
#include "intake.h"
#include "record/corpus.h"

namespace whatworks {
namespace {

// What a small change puts into the index and takes out of it.
struct Changes {
  std::vector<Record> put;
  std::vector<std::string> remove;
};

class Build {
 public:
  Build(const Schemas& schemas, const BuildOptions& options, RecordReader reader, IndexFolder folder)
      : schemas_(schemas), options_(options), reader_(std::move(reader)), folder_(std::move(folder)) {}

  Result<BuildReport> from_folder(const fs::path& corpus);
  Result<BuildReport> from_paths(const fs::path& corpus, const std::vector<fs::path>& paths);
  Result<BuildReport> from_lines(std::istream& lines, const std::string& name);

 private:
  Status read_indexed_records();
  Result<std::vector<Source>> list_sources(const fs::path& corpus) const;
  void add_digests(std::vector<Source>& sources) const;
  [[nodiscard]] bool must_be_full() const;

  void show(const Intake& intake) const;
  void show_progress(std::size_t done, std::size_t total) const;
  void count(const Record& record);
  Status reject(const std::string& id, BulkWriter* writer);

  Result<BuildReport> full(const std::vector<Source>& sources);
  Result<std::optional<Changes>> find_changes(std::vector<Source> sources);
  Result<BuildReport> apply(const Changes& changes);
  void count_removed(const std::unordered_set<std::string>& present);
  Result<BuildReport> publish();
  Result<BuildReport> report_unchanged();

  const Schemas& schemas_;
  const BuildOptions& options_;
  RecordReader reader_;
  IndexFolder folder_;
  std::unordered_map<std::string, IndexedRecord> indexed_;
  BuildReport report_;
};

Status Build::read_indexed_records() {
  if (!folder_.manifest()) {
    return {};
  }
  auto indexed = read_indexed(folder_.path(), *folder_.manifest());
  if (indexed) {
    indexed_ = *std::move(indexed);
    return {};
  }
  if (!options_.full) {
    return failure(ErrorCode::index_corrupt, "the index in " + folder_.path().string() + " cannot be read: " + indexed.error().message,
                   "build it again with --full");
  }
  folder_.forget_manifest();
  return {};
}

bool Build::must_be_full() const {
  const auto& manifest = folder_.manifest();
  return options_.full || !manifest || manifest->schemas != schemas_.digest() || manifest->shards_per_circulation != options_.shards;
}

// With what is wrong between files told to those that have no record of their own for it.
void add_problems_across(std::vector<Source>& sources) {
  std::vector<CorpusFile> files;
  std::unordered_map<std::string, Source*> by_path;
  for (auto& source : sources) {
    files.push_back({source.path.string(), source.id, {}});
    by_path.emplace(source.path.string(), &source);
  }
  for (auto& problem : check_across(files)) {
    if (problem.severity == Severity::error) {
      by_path.at(problem.file)->problems.push_back(std::move(problem));
    }
  }
}

Result<std::vector<Source>> Build::list_sources(const fs::path& corpus) const {
  auto paths = list_record_files(corpus);
  if (!paths) {
    return failure(std::move(paths.error()));
  }
  std::vector<Source> sources;
  for (auto& path : *paths) {
    auto id = path.stem().string();
    sources.push_back({std::move(path), std::move(id), {}, {}});
  }
  add_problems_across(sources);
  if (sources.empty() && !indexed_.empty() && !options_.full) {
    return failure(ErrorCode::unreadable, "there are no records below " + corpus.string() + ", but the index holds " + std::to_string(indexed_.size()),
                   "check the folder; to empty the index on purpose, build with --full");
  }
  return sources;
}

void Build::add_digests(std::vector<Source>& sources) const {
  for (auto& source : sources) {
    if (const auto before = indexed_.find(source.id); before != indexed_.end()) {
      source.indexed_digest = before->second.digest;
    }
  }
}

void Build::show(const Intake& intake) const {
  if (options_.report && has_errors(intake.reading.problems)) {
    options_.report(intake.reading.problems, intake.text);
  }
}

void Build::show_progress(std::size_t done, std::size_t total) const {
  constexpr std::size_t kStep = 64;
  if (options_.progress && (done % kStep == 0 || done == total)) {
    options_.progress(done, total);
  }
}

void Build::count(const Record& record) {
  const auto before = indexed_.find(record.id);
  if (before == indexed_.end()) {
    ++report_.added;
  } else if (before->second.digest != record.digest) {
    ++report_.changed;
  } else {
    ++report_.unchanged;
  }
}

// Counts a rejected record; with a writer, its last good version goes into the new generation.
Status Build::reject(const std::string& id, BulkWriter* writer) {
  ++report_.rejected;
  const auto before = indexed_.find(id);
  if (before == indexed_.end()) {
    return {};
  }
  ++report_.kept;
  if (writer != nullptr) {
    auto stored = read_stored(folder_.path(), *folder_.manifest(), before->second, id);
    if (!stored) {
      return failure(std::move(stored.error()));
    }
    writer->put(*std::move(stored));
  }
  return {};
}

void Build::count_removed(const std::unordered_set<std::string>& present) {
  report_.removed =
      static_cast<std::size_t>(std::count_if(indexed_.begin(), indexed_.end(), [&](const auto& entry) { return !present.contains(entry.first); }));
}

Result<BuildReport> Build::full(const std::vector<Source>& sources) {
  BuildWorkers workers(schemas_);
  BulkWriter writer(workers, folder_.begin_generation(), options_.shards);
  std::unordered_set<std::string> seen;
  std::size_t done = 0;
  const auto take = [&](const Source& source, Intake intake) -> Status {
    show(intake);
    show_progress(++done, sources.size());
    const bool first = seen.insert(source.id).second;
    if (!intake.reading.record) {
      return reject(source.id, first ? &writer : nullptr);
    }
    count(*intake.reading.record);
    writer.put(*std::move(intake.reading.record));
    return {};
  };
  if (auto status = read_sources(workers, reader_, sources, take); !status) {
    return failure(std::move(status.error()));
  }
  count_removed(seen);
  writer.finish();
  return publish();
}

// What has to be put and removed, or nothing where so much has changed that a full build is cheaper and needs less memory.
Result<std::optional<Changes>> Build::find_changes(std::vector<Source> sources) {
  constexpr std::size_t kSmallCorpus = 1000;
  const auto limit = std::max(kSmallCorpus, indexed_.size() / 2);
  add_digests(sources);
  Changes changes;
  std::unordered_set<std::string> present;
  std::size_t done = 0;
  bool too_many = false;
  const auto take = [&](const Source& source, Intake intake) -> Status {
    show_progress(++done, sources.size());
    present.insert(source.id);
    if (intake.unchanged) {
      ++report_.unchanged;
      return {};
    }
    if (too_many) {
      return {};
    }
    show(intake);
    if (!intake.reading.record) {
      return reject(source.id, nullptr);
    }
    count(*intake.reading.record);
    changes.put.push_back(*std::move(intake.reading.record));
    too_many = changes.put.size() > limit;
    return {};
  };
  BuildWorkers workers(schemas_);
  if (auto status = read_sources(workers, reader_, sources, take); !status) {
    return failure(std::move(status.error()));
  }
  if (too_many) {
    report_ = {};
    return std::optional<Changes>();
  }
  for (const auto& [id, before] : indexed_) {
    if (!present.contains(id)) {
      changes.remove.push_back(id);
    }
  }
  std::sort(changes.remove.begin(), changes.remove.end());
  report_.removed = changes.remove.size();
  return std::optional(std::move(changes));
}

Result<BuildReport> Build::apply(const Changes& changes) {
  std::set<std::string> touched;
  for (const auto& record : changes.put) {
    touched.insert(shard_name(record, options_.shards));
    if (const auto before = indexed_.find(record.id); before != indexed_.end()) {
      touched.insert(before->second.shard);
    }
  }
  for (const auto& id : changes.remove) {
    touched.insert(indexed_.at(id).shard);
  }
  if (touched.empty()) {
    return report_unchanged();
  }
  const auto& shards = folder_.manifest()->shards;
  const bool known = std::any_of(shards.begin(), shards.end(), [&](const Shard& shard) { return shard.name == *touched.begin(); });
  const bool in_place = touched.size() == 1 && known;
  auto folder = folder_.folder_of(folder_.generation());
  if (!in_place) {
    folder = folder_.begin_generation();
    for (const auto& shard : shards) {
      fs::copy(shard_path(folder_.path(), *folder_.manifest(), shard), folder / shard.name, fs::copy_options::recursive);
    }
  }
  GenerationWriter writer(schemas_, folder, options_.shards);
  for (const auto& id : changes.remove) {
    writer.remove(indexed_.at(id).shard, id);
  }
  for (const auto& record : changes.put) {
    if (const auto before = indexed_.find(record.id); before != indexed_.end()) {
      writer.remove(before->second.shard, record.id);
    }
    writer.put(record);
  }
  writer.commit();
  return publish();
}

Result<BuildReport> Build::publish() {
  Manifest next;
  next.schemas = schemas_.digest();
  next.shards_per_circulation = options_.shards;
  next.shards = describe_shards(folder_.folder_to_publish());
  const auto published = folder_.publish(std::move(next));
  if (!published) {
    return failure(published.error());
  }
  for (const auto& shard : published->shards) {
    report_.records += shard.records;
  }
  report_.generation = published->generation;
  report_.written = true;
  return report_;
}

Result<BuildReport> Build::report_unchanged() {
  const auto shards = describe_shards(folder_.folder_to_publish());
  const auto& known = folder_.manifest()->shards;
  const auto same = [](const Shard& a, const Shard& b) { return a.uuid == b.uuid && a.revision == b.revision; };
  if (!std::equal(shards.begin(), shards.end(), known.begin(), known.end(), same)) {
    return publish();  // a build was killed after its transaction and before it told the readers
  }
  for (const auto& shard : known) {
    report_.records += shard.records;
  }
  report_.generation = folder_.generation();
  return report_;
}

Result<BuildReport> Build::from_folder(const fs::path& corpus) {
  if (auto status = read_indexed_records(); !status) {
    return failure(std::move(status.error()));
  }
  auto sources = list_sources(corpus);
  if (!sources) {
    return failure(std::move(sources.error()));
  }
  if (!must_be_full()) {
    const auto changes = find_changes(*sources);
    if (!changes) {
      return failure(changes.error());
    }
    if (*changes) {
      return apply(**changes);
    }
  }
  return full(*sources);
}

Result<BuildReport> Build::from_paths(const fs::path& corpus, const std::vector<fs::path>& paths) {
  if (must_be_full()) {
    return from_folder(corpus);
  }
  Changes changes;
  std::set<std::string> present;  // a file that moved is gone in one place and there in another
  for (const auto& path : paths) {
    if (fs::exists(path)) {
      present.insert(path.stem().string());
    }
  }
  for (const auto& path : std::set<fs::path>(paths.begin(), paths.end())) {
    Source source{path, path.stem().string(), {}, {}};
    auto before = find_indexed(folder_.path(), *folder_.manifest(), source.id);
    if (!before) {
      return failure(std::move(before.error()));
    }
    if (*before) {
      source.indexed_digest = (*before)->digest;
      indexed_.emplace(source.id, **std::move(before));
    }
    if (!fs::exists(path)) {
      if (indexed_.contains(source.id) && !present.contains(source.id)) {
        changes.remove.push_back(source.id);
        ++report_.removed;
      }
      continue;
    }
    auto intake = read_source(reader_, source);
    show(intake);
    if (intake.unchanged) {
      ++report_.unchanged;
    } else if (!intake.reading.record) {
      if (auto status = reject(source.id, nullptr); !status) {
        return failure(std::move(status.error()));
      }
    } else {
      count(*intake.reading.record);
      changes.put.push_back(*std::move(intake.reading.record));
    }
  }
  return apply(changes);
}

Result<BuildReport> Build::from_lines(std::istream& lines, const std::string& name) {
  if (auto status = read_indexed_records(); !status) {
    return failure(std::move(status.error()));
  }
  BuildWorkers workers(schemas_);
  BulkWriter writer(workers, folder_.begin_generation(), options_.shards);
  std::unordered_set<std::string> seen;
  const auto take = [&](int line, Intake intake) -> Status {
    auto& record = intake.reading.record;
    auto& problems = intake.reading.problems;
    if (record && !seen.insert(record->id).second) {
      problems.push_back({Severity::error, "duplicate-id", name, line, 1, "/id", "the id \"" + record->id + "\" stood on an earlier line",
                          "give every record an id of its own"});
      record.reset();
    }
    show(intake);
    show_progress(static_cast<std::size_t>(line), 0);
    if (!record) {
      ++report_.rejected;
      return {};
    }
    count(*record);
    writer.put(*std::move(record));
    return {};
  };
  if (auto status = read_lines(workers, reader_, lines, name, take); !status) {
    return failure(std::move(status.error()));
  }
  count_removed(seen);
  writer.finish();
  return publish();
}

// Opens everything that a build needs and runs it; what is thrown meanwhile becomes its error.
template <typename Action>
Result<BuildReport> run_build(const Schemas& schemas, const BuildOptions& options, const Action& action) {
  auto folder = IndexFolder::open(options.index, options.full);
  if (!folder) {
    return failure(std::move(folder.error()));
  }
  auto reader = RecordReader::make(schemas);
  if (!reader) {
    return failure(std::move(reader.error()));
  }
  Build build(schemas, options, *std::move(reader), *std::move(folder));
  return guard_files([&] { return action(build); });
}

}  // namespace

Result<BuildReport> build_index(const Schemas& schemas, const fs::path& corpus, const BuildOptions& options) {
  return run_build(schemas, options, [&](Build& build) { return build.from_folder(corpus); });
}

Result<BuildReport> build_index_from_paths(const Schemas& schemas, const fs::path& corpus, const std::vector<fs::path>& paths, const BuildOptions& options) {
  return run_build(schemas, options, [&](Build& build) { return build.from_paths(corpus, paths); });
}

Result<BuildReport> build_index_from_lines(const Schemas& schemas, std::istream& lines, const std::string& name, const BuildOptions& options) {
  return run_build(schemas, options, [&](Build& build) { return build.from_lines(lines, name); });
}

}  // namespace whatworks
