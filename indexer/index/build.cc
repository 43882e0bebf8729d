// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/build.h"

#include <algorithm>
#include <istream>
#include <map>
#include <optional>
#include <set>
#include <unordered_set>

#include "core/time.h"
#include "generation.h"
#include "index/layout.h"
#include "index/open.h"
#include "index/xapian_error.h"
#include "record/corpus.h"

namespace whatworks {
namespace {

// What `action` may throw besides Xapian's errors: the file system's, while generations are copied and removed.
template <typename Action>
auto guard_files(Action&& action) -> decltype(action()) {
  try {
    return guard_xapian(std::forward<Action>(action));
  } catch (const fs::filesystem_error& error) {
    const auto code = error_code_of_errno(error.code().value());
    return failure(code == ErrorCode::not_found ? ErrorCode::unreadable : code, std::string("the index cannot be written: ") + error.what(),
                   "check the folder, its permissions and the space on its disk");
  }
}

// One file of the corpus as a build meets it.
struct Source {
  std::string id;
  std::vector<Problem> problems;  // found across files: two files with one id
  fs::path path;
};

class Build {
 public:
  Build(const Schemas& schemas, const BuildOptions& options) : schemas_(schemas), options_(options) {}
  ~Build();  // removes the generation that a failed build began: a full disk wants its room back
  Build(const Build&) = delete;
  Build& operator=(const Build&) = delete;

  // Takes the lock, reads what is there and throws away what a killed build left.
  Status prepare();

  Result<BuildReport> from_folder(const fs::path& corpus);
  Result<BuildReport> from_lines(std::istream& lines, const std::string& name);

 private:
  struct Changes {
    std::vector<Record> put;
    std::vector<std::string> remove;
  };

  [[nodiscard]] bool must_be_full() const;
  Result<std::vector<Source>> list_sources(const fs::path& corpus) const;
  Reading read(const RecordReader& reader, const Source& source, std::string& text) const;
  void show(const Reading& reading, const std::string& text) const;
  void show_progress(std::size_t done, std::size_t total) const;
  void count(const Record& record);
  Status reject(const std::string& id, GenerationWriter* writer);

  Result<BuildReport> full(const RecordReader& reader, const std::vector<Source>& sources);
  Result<std::optional<Changes>> find_changes(const RecordReader& reader, const std::vector<Source>& sources);
  Result<BuildReport> apply(const Changes& changes);
  fs::path begin_generation(std::uint32_t generation);
  Status publish(const GenerationWriter& writer, std::uint32_t generation);
  Result<BuildReport> finish_generation(GenerationWriter& writer, std::uint32_t generation);
  Result<BuildReport> report_unchanged();
  void remove_generations(std::uint32_t keep_from, std::uint32_t keep_to) const;
  [[nodiscard]] fs::path folder_of(std::uint32_t generation) const { return options_.index / generation_name(generation); }

  const Schemas& schemas_;
  const BuildOptions& options_;
  std::optional<FileLock> lock_;
  std::optional<Manifest> manifest_;  // of the index as it is; nothing where there is none that can be built upon
  std::optional<std::uint32_t> unfinished_;
  std::uint32_t last_generation_ = 0;
  std::uint32_t last_serial_ = 0;
  std::unordered_map<std::string, IndexedRecord> indexed_;
  BuildReport report_;
};

Build::~Build() {
  if (unfinished_) {
    std::error_code ignored;  // the next build clears it away too
    fs::remove_all(folder_of(*unfinished_), ignored);
  }
}

fs::path Build::begin_generation(std::uint32_t generation) {
  auto folder = folder_of(generation);
  fs::remove_all(folder);
  unfinished_ = generation;
  fs::create_directories(folder);
  return folder;
}

Status Build::prepare() {
  std::error_code error;
  fs::create_directories(options_.index, error);
  if (error) {
    return failure(error_code_of_errno(error.value()), "cannot make the index folder " + options_.index.string() + ": " + error.message());
  }
  auto lock = FileLock::acquire(options_.index / "lock");
  if (!lock) {
    if (lock.error().code == ErrorCode::locked) {
      return failure(ErrorCode::locked, "another build is writing the index in " + options_.index.string(), "wait until it has finished, then try again");
    }
    return failure(lock.error());
  }
  lock_ = *std::move(lock);

  auto manifest = load_manifest(options_.index);
  if (manifest) {
    last_generation_ = manifest->generation;
    last_serial_ = manifest->serial;
    auto indexed = read_indexed(options_.index, *manifest);
    if (indexed) {
      indexed_ = *std::move(indexed);
      manifest_ = *std::move(manifest);
    } else if (!options_.full) {
      return failure(ErrorCode::index_corrupt, "the index in " + options_.index.string() + " cannot be read: " + indexed.error().message,
                     "build it again with --full");
    }
  } else if (const auto code = manifest.error().code; code == ErrorCode::unreadable || (code == ErrorCode::index_corrupt && !options_.full)) {
    return failure(manifest.error());
  }
  return guard_files([&]() -> Status {
    // Generations are numbered on from whatever stands there, so that a folder of a damaged index is never written into.
    for (const auto& entry : fs::directory_iterator(options_.index)) {
      const auto name = entry.path().filename().string();
      if (entry.is_directory() && name.size() == 6 && name.find_first_not_of("0123456789") == std::string::npos && !manifest_) {
        last_generation_ = std::max(last_generation_, static_cast<std::uint32_t>(std::stoul(name)));
      }
    }
    if (manifest_) {
      remove_generations(last_generation_ == 0 ? 0 : last_generation_ - 1, last_generation_);
    }
    return {};
  });
}

bool Build::must_be_full() const {
  return options_.full || !manifest_ || manifest_->schemas != schemas_.digest() || manifest_->shards_per_circulation != options_.shards;
}

void Build::remove_generations(std::uint32_t keep_from, std::uint32_t keep_to) const {
  for (const auto& entry : fs::directory_iterator(options_.index)) {
    const auto name = entry.path().filename().string();
    if (!entry.is_directory() || name.size() != 6 || name.find_first_not_of("0123456789") != std::string::npos) {
      continue;
    }
    const auto number = static_cast<std::uint32_t>(std::stoul(name));
    if (number < keep_from || number > keep_to) {
      fs::remove_all(entry.path());
    }
  }
}

Result<std::vector<Source>> Build::list_sources(const fs::path& corpus) const {
  auto paths = list_record_files(corpus);
  if (!paths) {
    return failure(std::move(paths.error()));
  }
  std::vector<CorpusFile> files;
  std::vector<Source> sources;
  for (const auto& path : *paths) {
    files.push_back({path.string(), path.stem().string(), {}});
    sources.push_back({path.stem().string(), {}, path});
  }
  for (auto& problem : check_across(files)) {
    const auto found = std::find_if(sources.begin(), sources.end(), [&](const Source& source) { return source.path.string() == problem.file; });
    if (found != sources.end() && problem.severity == Severity::error) {
      found->problems.push_back(std::move(problem));
    }
  }
  if (sources.empty() && !indexed_.empty() && !options_.full) {
    return failure(ErrorCode::unreadable, "there are no records below " + corpus.string() + ", but the index holds " + std::to_string(indexed_.size()),
                   "check the folder; to empty the index on purpose, build with --full");
  }
  return sources;
}

Reading Build::read(const RecordReader& reader, const Source& source, std::string& text) const {
  auto reading = reader.read_file(source.path, &text);
  if (!source.problems.empty()) {
    reading.record.reset();
    reading.problems.insert(reading.problems.end(), source.problems.begin(), source.problems.end());
    sort_problems(reading.problems);
  }
  return reading;
}

void Build::show(const Reading& reading, const std::string& text) const {
  if (options_.report && has_errors(reading.problems)) {
    options_.report(reading.problems, text);
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
Status Build::reject(const std::string& id, GenerationWriter* writer) {
  ++report_.rejected;
  const auto before = indexed_.find(id);
  if (before == indexed_.end()) {
    return {};
  }
  ++report_.kept;
  if (writer != nullptr) {
    const auto stored = read_stored(options_.index, *manifest_, before->second, id);
    if (!stored) {
      return failure(stored.error());
    }
    writer->put(*stored);
  }
  return {};
}

Result<BuildReport> Build::full(const RecordReader& reader, const std::vector<Source>& sources) {
  const auto generation = last_generation_ + 1;
  GenerationWriter writer(schemas_, begin_generation(generation), options_.shards);
  std::unordered_set<std::string> seen;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    std::string text;
    const auto reading = read(reader, sources[i], text);
    show(reading, text);
    const bool first = seen.insert(sources[i].id).second;
    if (reading.record) {
      count(*reading.record);
      writer.put(*reading.record);
    } else if (auto status = reject(sources[i].id, first ? &writer : nullptr); !status) {
      return failure(status.error());
    }
    show_progress(i + 1, sources.size());
  }
  report_.removed = static_cast<std::size_t>(std::count_if(indexed_.begin(), indexed_.end(), [&](const auto& entry) { return !seen.contains(entry.first); }));
  return finish_generation(writer, generation);
}

// What has to be put and removed, or nothing where so much has changed that a full build is cheaper and needs less memory.
Result<std::optional<Build::Changes>> Build::find_changes(const RecordReader& reader, const std::vector<Source>& sources) {
  constexpr std::size_t kSmallCorpus = 1000;
  const auto limit = std::max(kSmallCorpus, indexed_.size() / 2);
  Changes changes;
  std::set<std::string> present;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const auto& source = sources[i];
    present.insert(source.id);
    show_progress(i + 1, sources.size());
    const auto before = indexed_.find(source.id);
    if (before != indexed_.end() && source.problems.empty()) {
      const auto bytes = read_file(source.path, kRecordSizeLimit);
      if (bytes && sha256(*bytes) == before->second.digest) {
        ++report_.unchanged;
        continue;
      }
    }
    std::string text;
    auto reading = read(reader, source, text);
    show(reading, text);
    if (!reading.record) {
      if (auto status = reject(source.id, nullptr); !status) {
        return failure(status.error());
      }
      continue;
    }
    count(*reading.record);
    changes.put.push_back(*std::move(reading.record));
    if (changes.put.size() > limit) {
      report_ = {};
      return std::optional<Changes>();
    }
  }
  for (const auto& [id, before] : indexed_) {
    if (!present.contains(id)) {
      changes.remove.push_back(id);
    }
  }
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
  const auto& shards = manifest_->shards;
  const bool known = std::any_of(shards.begin(), shards.end(), [&](const Shard& shard) { return shard.name == *touched.begin(); });
  const bool in_place = touched.size() == 1 && known;
  auto generation = last_generation_;
  if (!in_place) {
    ++generation;
    const auto folder = begin_generation(generation);
    for (const auto& shard : shards) {
      fs::copy(shard_path(options_.index, *manifest_, shard), folder / shard.name, fs::copy_options::recursive);
    }
  }
  GenerationWriter writer(schemas_, folder_of(generation), options_.shards);
  for (const auto& id : changes.remove) {
    writer.remove(indexed_.at(id).shard, id);
  }
  for (const auto& record : changes.put) {
    if (const auto before = indexed_.find(record.id); before != indexed_.end()) {
      writer.remove(before->second.shard, record.id);
    }
    writer.put(record);
  }
  return finish_generation(writer, generation);
}

Status Build::publish(const GenerationWriter& writer, std::uint32_t generation) {
  Manifest next;
  next.format = layout::kFormat;
  next.schemas = schemas_.digest();
  next.generation = generation;
  next.serial = last_serial_ + 1;
  next.shards_per_circulation = options_.shards;
  next.written = format_instant(std::chrono::system_clock::now());
  next.shards = writer.describe();
  for (const auto& shard : next.shards) {
    report_.records += shard.records;
  }
  report_.generation = generation;
  report_.written = true;
  auto status = publish_manifest(options_.index, next);
  if (status) {
    unfinished_.reset();
  }
  return status;
}

Result<BuildReport> Build::finish_generation(GenerationWriter& writer, std::uint32_t generation) {
  writer.commit();
  if (auto status = publish(writer, generation); !status) {
    return failure(status.error());
  }
  // The generation before stays for readers that are about to open it.
  remove_generations(generation == 0 ? 0 : generation - 1, generation);
  return report_;
}

Result<BuildReport> Build::report_unchanged() {
  const GenerationWriter writer(schemas_, folder_of(last_generation_), options_.shards);
  const auto shards = writer.describe();
  const auto same = [](const Shard& a, const Shard& b) { return a.uuid == b.uuid && a.revision == b.revision; };
  if (!std::equal(shards.begin(), shards.end(), manifest_->shards.begin(), manifest_->shards.end(), same)) {
    // A build was killed after its transaction and before it told the readers.
    if (auto status = publish(writer, last_generation_); !status) {
      return failure(status.error());
    }
    return report_;
  }
  report_.records = static_cast<std::uint32_t>(indexed_.size());
  report_.generation = last_generation_;
  return report_;
}

Result<BuildReport> Build::from_folder(const fs::path& corpus) {
  return guard_files([&]() -> Result<BuildReport> {
    auto reader = RecordReader::make(schemas_);
    if (!reader) {
      return failure(reader.error());
    }
    const auto sources = list_sources(corpus);
    if (!sources) {
      return failure(sources.error());
    }
    if (!must_be_full()) {
      const auto changes = find_changes(*reader, *sources);
      if (!changes) {
        return failure(changes.error());
      }
      if (*changes) {
        return apply(**changes);
      }
    }
    return full(*reader, *sources);
  });
}

Result<BuildReport> Build::from_lines(std::istream& lines, const std::string& name) {
  return guard_files([&]() -> Result<BuildReport> {
    auto reader = RecordReader::make(schemas_);
    if (!reader) {
      return failure(reader.error());
    }
    const auto generation = last_generation_ + 1;
    GenerationWriter writer(schemas_, begin_generation(generation), options_.shards);
    std::unordered_set<std::string> seen;
    std::string line;
    int number = 0;
    while (std::getline(lines, line)) {
      ++number;
      if (line.empty()) {
        continue;
      }
      auto reading = reader->read_json(name, number, line);
      if (reading.record && !seen.insert(reading.record->id).second) {
        reading.problems.push_back({Severity::error, "duplicate-id", name, number, 1, "/id", "the id \"" + reading.record->id + "\" stood on an earlier line",
                                    "give every record an id of its own"});
        reading.record.reset();
      }
      show(reading, {});
      if (reading.record) {
        count(*reading.record);
        writer.put(*reading.record);
      } else {
        ++report_.rejected;
      }
      show_progress(static_cast<std::size_t>(number), 0);
    }
    if (lines.bad()) {
      return failure(ErrorCode::unreadable, "cannot read " + name + " to its end");
    }
    report_.removed = static_cast<std::size_t>(std::count_if(indexed_.begin(), indexed_.end(), [&](const auto& entry) { return !seen.contains(entry.first); }));
    return finish_generation(writer, generation);
  });
}

}  // namespace

Result<BuildReport> build_index(const Schemas& schemas, const fs::path& corpus, const BuildOptions& options) {
  Build build(schemas, options);
  if (auto status = build.prepare(); !status) {
    return failure(status.error());
  }
  return build.from_folder(corpus);
}

Result<BuildReport> build_index_from_lines(const Schemas& schemas, std::istream& lines, const std::string& name, const BuildOptions& options) {
  Build build(schemas, options);
  if (auto status = build.prepare(); !status) {
    return failure(status.error());
  }
  return build.from_lines(lines, name);
}

}  // namespace whatworks
