// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute/corpus_keeper.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "core/text.h"
#include "corpus_folder.h"
#include "corpus_index.h"
#include "corpus_notes.h"
#include "record/corpus.h"
#include "record_file.h"

namespace whatworks {
namespace {

constexpr std::chrono::milliseconds kIdle{1000};  // between looks for what no event tells, and tries at what failed
constexpr std::chrono::milliseconds kLongestPause{60'000};
constexpr std::size_t kMany = 1000;                     // files of which a build on all threads is quicker than one by one
constexpr std::size_t kLargestFile = 16 * 1024 * 1024;  // that is compared with what is to take its place

// What differs between the folder and the index.
struct Difference {
  std::map<std::string, fs::path> files;  // of ids, of which the index has other bytes or none
  std::vector<std::string> missing;       // ids that are in the index and have no file
  std::vector<BrokenFile> duplicates;     // files of which several have one id
  std::map<std::string, std::optional<Record>> before;
};

}  // namespace

class CorpusKeeper::Implementation {
 public:
  Implementation(const Schemas& schemas, CorpusKeeperOptions options, RecordReader reader)
      : options_(std::move(options)),
        reader_(std::move(reader)),
        index_(schemas, options_.corpus, options_.index, stopping_),
        notes_(options_.corpus, options_.uncommitted_file, options_.say) {}
  ~Implementation() { stop(); }

  [[nodiscard]] Result<std::optional<CorpusText>> find(std::string_view id) const;
  Status apply(const CorpusChange& change);
  Result<BuildReport> catch_up();
  Status follow(std::function<void(const OutsideChange&)> changed);
  void stop();
  [[nodiscard]] CorpusState state() const;
  [[nodiscard]] bool is_git() const { return is_in_git_work_tree(options_.corpus); }
  [[nodiscard]] const CorpusNotes& notes() const { return notes_; }

 private:
  using Ids = std::set<std::string>;
  using Digests = std::unordered_map<std::string, std::string>;

  // With `changing_` held.
  Status apply_alone(const CorpusChange& change, std::vector<OutsideChange>& found);
  Status replace(const CorpusChange& change, const std::vector<fs::path>& present);
  Status put_back(RecordFileChange& file, const std::vector<fs::path>& paths, const std::string& id, Error why);
  Status check(const CorpusChange& change) const;
  Status check_what_it_replaces(const CorpusChange& change, const std::vector<fs::path>& present) const;
  Status step(CorpusStep which) const { return options_.fault ? options_.fault(which) : Status(); }
  void commit(const CorpusChange& change);
  void commit_what_failed();
  Status try_to_commit(const UncommittedChange& change) const;

  Result<BuildReport> look(const std::optional<Ids>& ids, std::vector<OutsideChange>& found);
  Result<Difference> compare(const FilesById& files, const Digests& digests, const std::optional<Ids>& ids);
  Status keep_what_has_no_file(Difference& difference, const Digests& digests, bool all, bool anew);
  void note_broken(const std::vector<RejectedFile>& rejected, const Difference& difference, const std::optional<Ids>& ids);
  void gather(const Difference& difference, const Digests& digests, std::vector<OutsideChange>& found) const;

  void run();
  void follow_once(const FolderChanges& changes);
  void tell(const std::vector<OutsideChange>& found);

  CorpusKeeperOptions options_;
  std::atomic<bool> stopping_{false};
  RecordReader reader_;
  CorpusIndex index_;
  CorpusNotes notes_;

  std::mutex changing_;  // one change of folder and index at a time
  Ids pending_;          // what still has to be looked at, with `changing_` held
  bool all_pending_ = false;
  std::chrono::steady_clock::time_point next_try_{};
  std::chrono::milliseconds pause_{0};

  std::recursive_mutex telling_;  // one is told at a time; who is told may change something, and so hear of more
  std::function<void(const OutsideChange&)> changed_;
  std::unique_ptr<FolderWatch> watch_;
  std::thread follower_;
};

Result<std::optional<CorpusText>> CorpusKeeper::Implementation::find(std::string_view id) const {
  if (!is_slug(id)) {
    return std::nullopt;
  }
  const auto files = list_by_id(options_.corpus);
  if (!files) {
    return failure(files.error());
  }
  const auto found = files_of(*files, id);
  if (found.empty()) {
    return std::nullopt;
  }
  if (found.size() > 1) {
    return failure(ErrorCode::conflict, "several files of the corpus have the id \"" + std::string(id) + "\"", "give all but one another id and file name");
  }
  auto text = read_file(found.front(), kLargestFile);
  if (!text) {
    return failure(std::move(text.error()));
  }
  return CorpusText{path_below(options_.corpus, found.front()), *std::move(text)};
}

// ---- changes of our own

Status CorpusKeeper::Implementation::check(const CorpusChange& change) const {
  if (!is_slug(change.id)) {
    return failure(ErrorCode::bad_input, "\"" + shorten(clean_utf8(change.id), 100) + "\" is no id of a record",
                   "use small letters, digits and single hyphens between them");
  }
  if (!change.text) {
    return {};
  }
  const auto reading = reader_.read(change.id + ".md", *change.text);
  if (!reading.record) {
    const auto error = std::find_if(reading.problems.begin(), reading.problems.end(), [](const Problem& one) { return one.severity == Severity::error; });
    return failure(ErrorCode::bad_input, "the record has errors, the first in line " + std::to_string(error->line) + ": " + error->message, error->hint);
  }
  if (reading.record->kind != change.kind) {
    return failure(ErrorCode::bad_input, "the record is of the kind \"" + reading.record->kind + "\", not \"" + change.kind + "\"");
  }
  return {};
}

Status CorpusKeeper::Implementation::check_what_it_replaces(const CorpusChange& change, const std::vector<fs::path>& present) const {
  if (present.size() > 1) {
    return failure(ErrorCode::conflict,
                   "the id \"" + change.id + "\" is that of " + path_below(options_.corpus, present[0]) + " and of " + path_below(options_.corpus, present[1]),
                   "give one of the two another id and file name");
  }
  if (!change.replaces || (present.empty() && !change.text)) {
    return {};
  }
  const auto text = present.empty() ? Result<std::string>(std::string()) : read_file(present.front(), kLargestFile);
  const auto digest = present.empty() ? std::string() : (text ? sha256(*text) : "?");
  if (digest == *change.replaces || (!present.empty() && text && change.text && *text == *change.text)) {
    return {};
  }
  return failure(ErrorCode::conflict,
                 present.empty() ? "the file of \"" + change.id + "\" is no longer in the corpus"
                                 : "the file " + path_below(options_.corpus, present.front()) + " is another one than this change was made from",
                 "look at what has changed, and begin from there");
}

Status CorpusKeeper::Implementation::apply(const CorpusChange& change) {
  if (auto status = check(change); !status) {
    return status;
  }
  std::vector<OutsideChange> found;
  Status status;
  {
    const std::lock_guard alone(changing_);
    status = apply_alone(change, found);
  }
  tell(found);
  return status;
}

Status CorpusKeeper::Implementation::apply_alone(const CorpusChange& change, std::vector<OutsideChange>& found) {
  const auto needs_all = index_.needs_all();
  if (!needs_all) {
    return failure(needs_all.error());
  }
  if (*needs_all) {
    if (const auto looked = look(std::nullopt, found); !looked) {
      return failure(looked.error());
    }
  }
  const auto files = list_by_id(options_.corpus);
  if (!files) {
    return failure(files.error());
  }
  const auto present = files_of(*files, change.id);
  if (auto status = check_what_it_replaces(change, present); !status) {
    return status;
  }
  commit_what_failed();  // while the files are still those that it is about
  if (auto status = replace(change, present); !status) {
    return status;
  }
  notes_.mend({change.id});
  commit(change);
  return {};
}

Status CorpusKeeper::Implementation::replace(const CorpusChange& change, const std::vector<fs::path>& present) {
  RecordFileChange::Wanted wanted;
  if (!present.empty()) {
    wanted.present = present.front();
  }
  wanted.text = change.text;
  wanted.place = change.text ? place_for(options_.corpus, change.id, change.kind, reader_, present)
                             : wanted.present.value_or(options_.corpus / folder_of_kind("study") / (change.id + ".md"));
  for (const auto& path : {wanted.place, wanted.present.value_or(wanted.place)}) {
    if (auto status = refuse_links(options_.corpus, path); !status) {
      return status;
    }
  }
  if (auto status = step(CorpusStep::write_file); !status) {
    return status;
  }
  auto file = RecordFileChange::make(wanted);
  if (!file) {
    return failure(std::move(file.error()));
  }
  const std::vector<fs::path> paths{wanted.place, wanted.present.value_or(wanted.place)};
  if (auto status = step(CorpusStep::update_index); !status) {
    return put_back(*file, paths, change.id, std::move(status.error()));
  }
  auto update = index_.update(paths, options_.patience);
  if (!update) {
    return put_back(*file, paths, change.id, std::move(update.error()));
  }
  if (update->report.rejected > 0) {
    const auto why = update->rejected.empty() ? std::string("no reason is given") : update->rejected.front().problems.front().message;
    return put_back(*file, paths, change.id, {ErrorCode::bad_input, "the index does not take the record: " + why, {}});
  }
  file->keep();
  return {};
}

// What the index holds by now is not known: a build may have failed after it had written and before it said so.
Status CorpusKeeper::Implementation::put_back(RecordFileChange& file, const std::vector<fs::path>& paths, const std::string& id, Error why) {
  if (auto back = file.put_back(); !back) {
    why.message += "; and " + back.error().message;
    why.hint = back.error().hint;
  }
  if (const auto update = index_.update(paths, std::chrono::milliseconds(0)); !update) {
    pending_.insert(id);
  }
  return failure(std::move(why));
}

// ---- Git

Status CorpusKeeper::Implementation::try_to_commit(const UncommittedChange& change) const {
  if (auto status = step(CorpusStep::commit); !status) {
    return status;
  }
  const auto files = list_by_id(options_.corpus);
  if (!files) {
    return failure(files.error());
  }
  GitChange git{options_.corpus, change.id + ".md", std::nullopt, change.subject, {change.author_name, change.author_email}, options_.committer};
  if (const auto present = files_of(*files, change.id); !present.empty()) {
    git.file = present.front();
  }
  const auto outcome = commit_to_git(git);
  return outcome ? Status() : Status(failure(outcome.error()));
}

void CorpusKeeper::Implementation::commit(const CorpusChange& change) {
  UncommittedChange open{change.id, change.subject, change.author_name, change.author_email, present_second(), {}};
  if (const auto status = try_to_commit(open); !status) {
    open.error = status.error();
    notes_.add_uncommitted(std::move(open), change.text ? sha256(*change.text) : std::string());
    notes_.keep_uncommitted();
  }
}

void CorpusKeeper::Implementation::commit_what_failed() {
  for (auto& [change, digest] : notes_.take_uncommitted()) {
    const auto text = find(change.id);
    const auto now = text && *text ? sha256((*text)->text) : std::string();
    if (text && now != digest) {
      continue;  // somebody has changed the file since: it is theirs to commit
    }
    if (const auto status = try_to_commit(change); !status) {
      change.error = status.error();
      notes_.add_uncommitted(std::move(change), std::move(digest));
    }
  }
  notes_.keep_uncommitted();
}

// ---- changes of others

Result<BuildReport> CorpusKeeper::Implementation::catch_up() {
  std::vector<OutsideChange> found;
  Result<BuildReport> report;
  {
    const std::lock_guard alone(changing_);
    report = look(std::nullopt, found);
  }
  tell(found);
  return report;
}

// Takes in what differs between the files of these ids, or of all, and the index.
Result<BuildReport> CorpusKeeper::Implementation::look(const std::optional<Ids>& wanted, std::vector<OutsideChange>& found) {
  commit_what_failed();
  const auto files = list_by_id(options_.corpus);
  if (!files) {
    notes_.begin_trouble(Trouble::folder, files.error());
    return failure(files.error());
  }
  notes_.end_trouble(Trouble::folder);
  const auto anew = index_.needs_all();
  const auto ids = anew && *anew ? std::nullopt : wanted;
  if (!ids) {
    remove_leftovers(options_.corpus);
  }
  auto digests = anew ? index_.digests() : Result<Digests>(failure(anew.error()));
  const bool first = !digests && digests.error().code == ErrorCode::index_missing;
  if (first) {
    digests = Digests();
  }
  auto difference = digests ? compare(*files, *digests, ids) : Result<Difference>(failure(digests.error()));
  if (!difference) {
    notes_.begin_trouble(Trouble::index, difference.error());
    return failure(difference.error());
  }
  if (const auto status = keep_what_has_no_file(*difference, *digests, !ids, *anew); !status) {
    return failure(status.error());
  }
  std::vector<fs::path> paths;
  for (const auto& [id, file] : difference->files) {
    paths.push_back(file);
  }
  for (const auto& id : difference->missing) {
    paths.push_back(options_.corpus / (id + ".md"));
  }
  const bool many = difference->files.size() > kMany && !notes_.has_trouble(Trouble::missing_files);
  const bool nothing = ids && paths.empty();  // such as a change of our own
  const auto update = nothing ? Result<IndexUpdate>() : *anew || many ? index_.update_all(options_.patience) : index_.update(paths, options_.patience);
  if (!update) {
    notes_.begin_trouble(Trouble::index, update.error());
    return failure(update.error());
  }
  notes_.end_trouble(Trouble::index);
  note_broken(update->rejected, *difference, ids);
  if (!first) {
    gather(*difference, *digests, found);
  }
  if (!ids) {
    notes_.looked();
  }
  return update->report;
}

Result<Difference> CorpusKeeper::Implementation::compare(const FilesById& files, const Digests& digests, const std::optional<Ids>& ids) {
  Ids all;
  if (!ids) {
    for (const auto& [id, paths] : files) {
      all.insert(id);
    }
    for (const auto& [id, digest] : digests) {
      all.insert(id);
    }
  }
  Difference out;
  for (const auto& id : ids ? *ids : all) {
    const auto present = files_of(files, id);
    const auto indexed = digests.find(id);
    if (present.size() == 1) {
      const auto text = read_file(present.front(), kRecordSizeLimit);
      if (indexed == digests.end() || !text || sha256(*text) != indexed->second) {
        out.files.emplace(id, present.front());
      }
    } else if (present.size() > 1) {
      std::vector<CorpusFile> same;
      same.reserve(present.size());
      for (const auto& path : present) {
        same.push_back({path_below(options_.corpus, path), id});
      }
      for (auto& problem : check_across(same)) {
        auto path = problem.file;
        out.duplicates.push_back({std::move(path), present_second(), {std::move(problem)}, {}, indexed != digests.end(), false});
      }
    } else if (indexed != digests.end()) {
      out.missing.push_back(id);
    }
    if (indexed != digests.end() && (present.empty() || out.files.contains(id))) {
      auto record = index_.find(id);
      if (!record) {
        return failure(std::move(record.error()));
      }
      out.before.emplace(id, *std::move(record));
    }
  }
  return out;
}

// A folder that most records are missing from is more likely the wrong one, or not all there, than meant so.
Status CorpusKeeper::Implementation::keep_what_has_no_file(Difference& difference, const Digests& digests, bool all, bool anew) {
  const auto left = digests.size() - difference.missing.size();
  if (difference.missing.empty() || left * 2 >= digests.size()) {
    if (all) {
      notes_.end_trouble(Trouble::missing_files);
    }
    return {};
  }
  const Error error{ErrorCode::conflict,
                    std::to_string(difference.missing.size()) + " of the " + std::to_string(digests.size()) + " records in the index have no file below " +
                        options_.corpus.string() + ", so they stay in the index",
                    "check that it is the right folder and all there; if they are meant to go: whatworks-indexer build --corpus " + options_.corpus.string() +
                        " --index " + options_.index.string() + (left == 0 ? " --full" : "")};
  notes_.begin_trouble(Trouble::missing_files, error);
  difference.missing.clear();
  // Such a build would be of what is in the folder alone.
  return anew ? Status(failure(error)) : Status();
}

void CorpusKeeper::Implementation::note_broken(const std::vector<RejectedFile>& rejected, const Difference& difference, const std::optional<Ids>& ids) {
  std::map<std::string, BrokenFile> broken;
  for (const auto& file : rejected) {
    const auto before = difference.before.find(file.path.stem().string());
    const bool kept = before != difference.before.end() && before->second;
    const bool restricted = may_be_restricted(file.source) || (kept && before->second->circulation == "restricted");
    const auto path = path_below(options_.corpus, file.path);
    BrokenFile one{path, present_second(), file.problems, file.source, kept, restricted};
    for (auto& problem : one.problems) {
      problem.file = path;
    }
    broken.insert_or_assign(path, std::move(one));
  }
  for (const auto& file : difference.duplicates) {
    broken.insert_or_assign(file.path, file);
  }
  notes_.set_broken(std::move(broken), ids);
}

void CorpusKeeper::Implementation::gather(const Difference& difference, const Digests& digests, std::vector<OutsideChange>& found) const {
  const auto before = [&](const std::string& id) {
    const auto known = difference.before.find(id);
    return known == difference.before.end() ? std::nullopt : known->second;
  };
  for (const auto& [id, file] : difference.files) {
    auto now = index_.find(id);
    const auto indexed = digests.find(id);
    if (now && *now && (indexed == digests.end() || (*now)->digest != indexed->second)) {
      auto text = read_file(file, kRecordSizeLimit);
      found.push_back({id, before(id), *std::move(now), text ? *std::move(text) : std::string()});
    }
  }
  for (const auto& id : difference.missing) {
    found.push_back({id, before(id), std::nullopt, {}});
  }
}

void CorpusKeeper::Implementation::tell(const std::vector<OutsideChange>& found) {
  const std::lock_guard one(telling_);
  for (const auto& change : found) {
    if (changed_) {
      changed_(change);
    }
  }
}

// ---- the thread that follows

Status CorpusKeeper::Implementation::follow(std::function<void(const OutsideChange&)> changed) {
  auto watch = FolderWatch::open(options_.corpus, options_.watch);
  if (!watch) {
    return failure(std::move(watch.error()));
  }
  watch_ = *std::move(watch);
  {
    const std::lock_guard one(telling_);
    changed_ = std::move(changed);
  }
  notes_.follow(true);
  follower_ = std::thread([this] { run(); });
  return {};
}

void CorpusKeeper::Implementation::stop() {
  stopping_ = true;
  if (follower_.joinable()) {
    watch_->interrupt();
    follower_.join();
    notes_.follow(false);
  }
}

void CorpusKeeper::Implementation::run() {
  follow_once({{}, true});  // what happened while no server ran; the folder is watched already, so that nothing falls between
  while (!stopping_) {
    const auto changes = watch_->wait(kIdle);
    if (!stopping_) {
      follow_once(changes);
    }
  }
}

void CorpusKeeper::Implementation::follow_once(const FolderChanges& changes) {
  if (const auto& fallback = watch_->fallback()) {
    notes_.begin_trouble(Trouble::watching, *fallback);
  }
  std::vector<OutsideChange> found;
  {
    const std::lock_guard alone(changing_);
    const auto now = std::chrono::steady_clock::now();
    all_pending_ = all_pending_ || changes.all;
    for (const auto& file : changes.files) {
      pending_.insert(file.stem().string());
    }
    if ((!all_pending_ && pending_.empty()) || (changes.empty() && now < next_try_)) {
      return;
    }
    if (look(all_pending_ ? std::nullopt : std::optional(pending_), found)) {
      pending_.clear();
      all_pending_ = false;
      pause_ = {};
    } else {
      pause_ = std::min(std::max(pause_ * 2, kIdle), kLongestPause);
      next_try_ = now + pause_;
    }
  }
  tell(found);
}

CorpusState CorpusKeeper::Implementation::state() const {
  auto state = notes_.state();
  state.is_git = is_git();
  return state;
}

CorpusKeeper::CorpusKeeper(std::unique_ptr<Implementation> implementation) noexcept : implementation_(std::move(implementation)) {}
CorpusKeeper::~CorpusKeeper() = default;

Result<std::unique_ptr<CorpusKeeper>> CorpusKeeper::open(const Schemas& schemas, CorpusKeeperOptions options) {
  std::error_code error;
  if (fs::exists(options.index, error) && !fs::is_directory(options.index, error)) {
    return failure(ErrorCode::bad_usage, "the index " + options.index.string() + " is no folder of this machine, so a corpus cannot be published into it",
                   "leave the corpus out, or name the folder of an index");
  }
  // Both as they were named, links and all: a link may be made to lead elsewhere while we run.
  options.corpus = fs::absolute(options.corpus, error).lexically_normal();
  if (!options.corpus.has_filename()) {
    options.corpus = options.corpus.parent_path();  // "corpus/"
  }
  auto reader = RecordReader::make(schemas);
  if (!reader) {
    return failure(std::move(reader.error()));
  }
  return std::unique_ptr<CorpusKeeper>(new CorpusKeeper(std::make_unique<Implementation>(schemas, std::move(options), *std::move(reader))));
}

Result<std::optional<CorpusText>> CorpusKeeper::find(std::string_view id) const { return implementation_->find(id); }
Status CorpusKeeper::apply(const CorpusChange& change) { return implementation_->apply(change); }
Result<BuildReport> CorpusKeeper::catch_up() { return implementation_->catch_up(); }
Status CorpusKeeper::follow(std::function<void(const OutsideChange&)> changed) { return implementation_->follow(std::move(changed)); }
void CorpusKeeper::stop() { implementation_->stop(); }
std::vector<BrokenFile> CorpusKeeper::broken() const { return implementation_->notes().state().broken; }
std::vector<UncommittedChange> CorpusKeeper::uncommitted() const { return implementation_->notes().state().uncommitted; }
bool CorpusKeeper::is_git() const { return implementation_->is_git(); }
CorpusState CorpusKeeper::state() const { return implementation_->state(); }

}  // namespace whatworks
