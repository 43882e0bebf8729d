// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contribute/folder_watch.h"
#include "contribute/git_work_tree.h"
#include "core/files.h"
#include "core/result.h"
#include "index/build.h"
#include "record/problem.h"
#include "record/record.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// What is to become of the file of one record.
struct CorpusChange {
  std::string id;
  std::string kind;                     // decides the folder of a new file; one that is there keeps its place unless its kind changes
  std::optional<std::string> text;      // the whole file as it is to be; nothing: the file is to go
  std::string subject;                  // of the commit, one line
  std::string author_name;              // of the commit
  std::string author_email;             // may be empty
  std::optional<std::string> replaces;  // digest of the file that it was made from, empty where there was none; nothing: whatever is there
};

struct CorpusText {
  std::string path;  // below the corpus, "studies/doe-2019-lines.md"
  std::string text;
};

// What somebody did to a record's file without us.
struct OutsideChange {
  std::string id;
  std::optional<Record> before;  // as the index had it
  std::optional<Record> after;   // nothing where the file went
  std::string text;              // of the file, empty where it went
};

// A file of the corpus that cannot be used.
struct BrokenFile {
  std::string path;  // below the corpus
  std::chrono::sys_seconds since;
  std::vector<Problem> problems;
  std::string source;              // for showing the lines; empty where it could not be read
  bool last_good_version = false;  // whether the index still has one
  bool restricted = true;          // whether it may be about a record that not everybody may read who is signed in
};

// Something that keeps the index from following the corpus, or parts of it.
struct CorpusTrouble {
  Error error;
  std::chrono::sys_seconds since;
};

// A change that is published, but not committed to Git.
struct UncommittedChange {
  std::string id;
  std::string subject;
  std::string author_name;
  std::string author_email;
  std::chrono::sys_seconds since;
  Error error;  // of the last try
};

// How the corpus is, for those who look after it.
struct CorpusState {
  fs::path corpus;
  bool is_git = false;
  bool following = false;
  std::optional<std::chrono::sys_seconds> looked;  // when the whole folder was last looked at
  std::vector<CorpusTrouble> troubles;
  std::vector<BrokenFile> broken;              // by path
  std::vector<UncommittedChange> uncommitted;  // the oldest first
};

// The steps of a change, in their order.
enum class CorpusStep { write_file, update_index, commit };

struct CorpusKeeperOptions {
  fs::path corpus;                           // folder of the records' files
  fs::path index;                            // folder of the index that is made from them
  std::chrono::milliseconds patience{5000};  // with another program that builds the index
  GitPerson committer{"Whatworks", "whatworks@localhost"};
  fs::path uncommitted_file;  // where changes that could not be committed are kept across restarts; empty: nowhere
  FolderWatchOptions watch;
  std::function<void(const std::string& line)> say;  // to whoever runs the server; may be called from any thread
  // For tests: called before each step of a change. What it returns counts as that step's own failure.
  std::function<Status(CorpusStep)> fault;
};

// Owns the corpus folder and the index made from it while a server runs: changes both together, and follows what others change in the folder. Free to share
// between threads; one change happens at a time.
class CorpusKeeper {
 public:
  // Reads nothing of the corpus yet; also opens where the folder is not there, which is a trouble then. `schemas` must outlive it. Fails with bad_usage where
  // the index is no folder of this machine, with bad_input where the schemas are unusable.
  static Result<std::unique_ptr<CorpusKeeper>> open(const Schemas& schemas, CorpusKeeperOptions options);
  ~CorpusKeeper();  // stops following
  CorpusKeeper(const CorpusKeeper&) = delete;
  CorpusKeeper& operator=(const CorpusKeeper&) = delete;

  // The file of a record; nothing where there is none. Fails with conflict where several files have the id, else as the folder cannot be read.
  [[nodiscard]] Result<std::optional<CorpusText>> find(std::string_view id) const;

  // Changes file and index together or not at all: after a failure, and once a killed server's successor has caught up, both are of one version. Asked for
  // again, it finds what is done and does the rest. A commit that fails does not undo the change: uncommitted() has it, and it is tried again at the next
  // change. Fails with bad_input where the record has errors or is not the one that was named, conflict where the file is another one than `replaces` says or
  // cannot be told for certain, locked where another program builds the index for longer than `patience`, no_space, unreadable, and as the index says.
  Status apply(const CorpusChange& change);

  // Brings the index up to date with the whole folder. Does not take records out where more than half of them have no file: that is another folder, or one that
  // is not all there, and becomes a trouble. Fails where it could not be done; then the index is as it was.
  Result<BuildReport> catch_up();

  // Starts a thread that catches up, then follows the folder, and calls `changed` after each change from outside: one at a time, from that thread or from one
  // that catches up, and with no lock held. Once. Fails with unreadable where the system has no descriptors left.
  Status follow(std::function<void(const OutsideChange&)> changed);
  void stop();  // ends the following; returns when the thread has ended

  [[nodiscard]] std::vector<BrokenFile> broken() const;
  [[nodiscard]] std::vector<UncommittedChange> uncommitted() const;
  [[nodiscard]] bool is_git() const;  // whether changes are committed
  [[nodiscard]] CorpusState state() const;

 private:
  class Implementation;
  explicit CorpusKeeper(std::unique_ptr<Implementation> implementation) noexcept;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace whatworks
