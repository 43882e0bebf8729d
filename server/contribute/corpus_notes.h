// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "contribute/corpus_keeper.h"

namespace whatworks {

// What can keep the index from following the corpus.
enum class Trouble { folder, index, missing_files, watching };

std::chrono::sys_seconds present_second();

// What the keeper of a corpus has to tell of it. Locks itself, and never for long, so that those who ask do not wait for a build.
class CorpusNotes {
 public:
  // Begins with what `uncommitted_file` holds; an empty path means that nothing outlives the process.
  CorpusNotes(fs::path corpus, fs::path uncommitted_file, std::function<void(const std::string&)> say);

  void begin_trouble(Trouble what, const Error& error);
  void end_trouble(Trouble what);
  [[nodiscard]] bool has_trouble(Trouble what) const;

  // Sets what is broken among the files of these ids, or of all. Those that were broken before keep their time.
  void set_broken(std::map<std::string, BrokenFile> broken, const std::optional<std::set<std::string>>& ids);
  void mend(const std::set<std::string>& ids) { set_broken({}, ids); }

  // With the digest of the file that is to be committed, empty where it is gone.
  using Uncommitted = std::pair<UncommittedChange, std::string>;
  void add_uncommitted(UncommittedChange change, std::string digest);
  std::vector<Uncommitted> take_uncommitted();  // all of them, out of the list
  void keep_uncommitted();                      // on disk, so that a restart does not forget whose change it was

  void looked();
  void follow(bool following);
  [[nodiscard]] CorpusState state() const;  // all but is_git

 private:
  void say(const std::string& line) const;
  void load_uncommitted();

  fs::path uncommitted_file_;
  std::function<void(const std::string&)> say_;
  mutable std::mutex mutex_;
  CorpusState state_;
  std::map<Trouble, CorpusTrouble> troubles_;
  std::map<std::string, BrokenFile> broken_;
  std::vector<Uncommitted> uncommitted_;
  std::string kept_uncommitted_;            // what the file holds
  std::set<std::string> told_uncommitted_;  // ids, so that each try is not another line
};

}  // namespace whatworks
