// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/files.h"
#include "core/result.h"

namespace whatworks {

struct GitPerson {
  std::string name;   // what Git does not take, such as < and >, is left out
  std::string email;  // may be empty: then one that nobody has stands in
};

// What is to be committed: one file alone, wherever below `folder` it lies now and lay before.
struct GitChange {
  fs::path folder;               // in the work tree
  std::string file_name;         // "doe-2019-lines.md"
  std::optional<fs::path> file;  // where it is now; nothing where it is gone
  std::string subject;           // of the commit, one line
  GitPerson author;
  GitPerson committer;
};

enum class GitOutcome {
  committed,
  nothing_to_commit,  // the last commit has it so already
  no_work_tree,       // no repository there, or one without a work tree
  ignored,            // .gitignore leaves the file out
};

// Whether a folder lies in a Git work tree, also in one that we may not open.
bool is_in_git_work_tree(const fs::path& folder);

// Commits a file onto what is checked out: a branch, one without commits, or none. What else is changed or staged stays as it is and is not committed; no hook
// is run. Fails with locked where another program holds the repository, conflict where a merge or a rebase is under way, unreadable where the repository
// belongs to somebody else or cannot be written; then what is staged may hold the file already. Free to be called from any thread, for one repository one at a
// time.
Result<GitOutcome> commit_to_git(const GitChange& change);

}  // namespace whatworks
