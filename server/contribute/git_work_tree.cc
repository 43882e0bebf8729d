// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute/git_work_tree.h"

#include <git2.h>

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "core/text.h"

namespace whatworks {
namespace {

template <auto kFree>
struct Free {
  template <typename T>
  void operator()(T* thing) const noexcept {
    kFree(thing);
  }
};

template <typename T, auto kFree>
using Handle = std::unique_ptr<T, Free<kFree>>;

using Repository = Handle<git_repository, git_repository_free>;
using Reference = Handle<git_reference, git_reference_free>;
using Commit = Handle<git_commit, git_commit_free>;
using Tree = Handle<git_tree, git_tree_free>;
using TreeEntry = Handle<git_tree_entry, git_tree_entry_free>;
using StagingArea = Handle<git_index, git_index_free>;
using Signature = Handle<git_signature, git_signature_free>;

// Calls a function of the library that gives a thing by its first parameter.
template <typename H, typename Function, typename... Arguments>
int take(H& into, Function function, Arguments&&... arguments) {
  typename H::pointer thing = nullptr;
  const int code = function(&thing, std::forward<Arguments>(arguments)...);
  into.reset(thing);
  return code;
}

void start_library() {
  static const bool kStarted = [] {
    git_libgit2_init();
    git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);  // a publication that was told of must survive a power cut
    return true;
  }();
  static_cast<void>(kStarted);
}

tl::unexpected<Error> git_failure(int code, const std::string& what, const fs::path& where) {
  if (code == GIT_EOWNER) {
    return failure(
        ErrorCode::unreadable, "the Git repository of " + where.string() + " belongs to another user, so Git does not let this program use it",
        "give it to the user that runs the server, or run as that user: git config --global --add safe.directory FOLDER, with the folder that holds .git");
  }
  const auto* error = git_error_last();
  const std::string why = error == nullptr || error->message == nullptr ? "no reason is given" : error->message;
  if (code == GIT_ELOCKED) {
    return failure(ErrorCode::locked, what + ": another program is using the repository (" + why + ")",
                   "let it finish; where none is running, remove the lock that a killed one has left in .git");
  }
  return failure(ErrorCode::unreadable, what + ": " + why, "check the repository with: git status");
}

std::string one_line(std::string_view text) {
  auto clean = clean_utf8(text);
  std::replace_if(
      clean.begin(), clean.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return std::string(trim(clean));
}

// Git's own separators cannot stand in a name, and neither a name nor an address may be empty.
Signature sign(const GitPerson& person) {
  const auto plain = [](std::string_view text, const char* otherwise) {
    auto out = one_line(text);
    std::erase_if(out, [](char c) { return c == '<' || c == '>'; });
    const auto worth = out.find_first_not_of(" .,:;\"'\\");  // Git trims these, and takes nothing that is nothing else
    return worth == std::string::npos ? std::string(otherwise) : out;
  };
  Signature signature;
  take(signature, git_signature_now, plain(person.name, "Somebody").c_str(), plain(person.email, "nobody@localhost").c_str());
  return signature;
}

// One commit in the making.
class Committing {
 public:
  explicit Committing(const GitChange& change) : change_(change) {}
  Result<GitOutcome> run();

 private:
  Status open_head();
  Status find_committed();
  Result<bool> find_present();
  Status stage() const;
  Status commit();
  [[nodiscard]] const char* present_path() const { return present_->c_str(); }

  const GitChange& change_;
  Repository repository_;
  std::string below_;  // where the folder lies in the work tree: "evidence/corpus/", or empty
  Commit parent_;      // null on a branch without commits
  Tree base_;
  std::vector<std::string> committed_;  // where the last commit has the file
  std::optional<std::string> present_;  // where it is now, in the work tree
  git_filemode_t mode_ = GIT_FILEMODE_BLOB;
  git_oid blob_{};
  bool is_as_committed_ = false;
};

Status Committing::open_head() {
  Reference head;
  const int code = take(head, git_repository_head, repository_.get());
  if (code == GIT_EUNBORNBRANCH) {
    return {};
  }
  git_object* peeled = nullptr;
  if (code != 0 || git_reference_peel(&peeled, head.get(), GIT_OBJECT_COMMIT) != 0) {
    return git_failure(code, "what is checked out cannot be read", change_.folder);
  }
  parent_.reset(reinterpret_cast<git_commit*>(peeled));  // as the type that was asked for
  if (const int read = take(base_, git_commit_tree, parent_.get()); read != 0) {
    return git_failure(read, "the last commit cannot be read", change_.folder);
  }
  return {};
}

// What the walk over a tree gathers.
struct Search {
  std::string_view file_name;
  std::string_view below;
  std::vector<std::string> found;
};

Status Committing::find_committed() {
  if (!base_) {
    return {};
  }
  Tree folder;
  if (below_.empty()) {
    take(folder, git_tree_lookup, repository_.get(), git_tree_id(base_.get()));
  } else {
    TreeEntry entry;
    if (take(entry, git_tree_entry_bypath, base_.get(), below_.substr(0, below_.size() - 1).c_str()) != 0 ||
        git_tree_entry_type(entry.get()) != GIT_OBJECT_TREE) {
      return {};  // nothing of the folder is committed yet
    }
    take(folder, git_tree_lookup, repository_.get(), git_tree_entry_id(entry.get()));
  }
  Search search{change_.file_name, below_, {}};
  const auto look = [](const char* root, const git_tree_entry* entry, void* payload) {
    auto& sought = *static_cast<Search*>(payload);
    if (git_tree_entry_type(entry) == GIT_OBJECT_BLOB && sought.file_name == git_tree_entry_name(entry)) {
      sought.found.push_back(std::string(sought.below) + root + git_tree_entry_name(entry));
    }
    return 0;
  };
  if (const int code = folder ? git_tree_walk(folder.get(), GIT_TREEWALK_PRE, look, &search) : GIT_ENOTFOUND; code != 0) {
    return git_failure(code, "the last commit cannot be read", change_.folder);
  }
  committed_ = std::move(search.found);
  return {};
}

// Whether the file is one that Git looks after, where it is there at all.
Result<bool> Committing::find_present() {
  if (!change_.file) {
    return true;
  }
  present_ = below_ + change_.file->lexically_relative(change_.folder).generic_string();
  if (std::find(committed_.begin(), committed_.end(), *present_) == committed_.end()) {
    int ignored = 0;
    if (git_ignore_path_is_ignored(&ignored, repository_.get(), present_path()) == 0 && ignored != 0) {
      return false;
    }
  }
  if (const int code = git_blob_create_from_workdir(&blob_, repository_.get(), present_path()); code != 0) {
    return git_failure(code, "the file cannot be put into the repository", change_.folder);
  }
  TreeEntry entry;
  if (base_ && take(entry, git_tree_entry_bypath, base_.get(), present_path()) == 0) {
    mode_ = git_tree_entry_filemode(entry.get());
    is_as_committed_ = git_oid_equal(git_tree_entry_id(entry.get()), &blob_) != 0;
  }
  return true;
}

// Before the commit: were it after, and failed, what is staged would undo the commit with the next one that somebody makes.
Status Committing::stage() const {
  StagingArea staging;
  int code = take(staging, git_repository_index, repository_.get());
  code = code != 0 ? code : git_index_read(staging.get(), 1);
  for (const auto& path : committed_) {
    if (code == 0 && path != present_) {
      code = git_index_remove_bypath(staging.get(), path.c_str());
    }
  }
  if (code == 0 && present_) {
    code = git_index_add_bypath(staging.get(), present_path());
  }
  code = code != 0 ? code : git_index_write(staging.get());
  return code == 0 ? Status() : Status(git_failure(code, "the file cannot be staged", change_.folder));
}

Status Committing::commit() {
  std::vector<git_tree_update> updates;
  for (const auto& path : committed_) {
    if (path != present_) {
      updates.push_back({GIT_TREE_UPDATE_REMOVE, {}, GIT_FILEMODE_UNREADABLE, path.c_str()});
    }
  }
  if (present_) {
    updates.push_back({GIT_TREE_UPDATE_UPSERT, blob_, mode_, present_path()});
  }
  git_oid tree_id{};
  Tree tree;
  int code = git_tree_create_updated(&tree_id, repository_.get(), base_.get(), updates.size(), updates.data());
  code = code != 0 ? code : take(tree, git_tree_lookup, repository_.get(), &tree_id);
  const auto author = sign(change_.author);
  const auto committer = sign(change_.committer);
  if (code == 0 && author && committer) {
    git_oid commit_id{};
    const git_commit* parent = parent_.get();
    code = git_commit_create(&commit_id, repository_.get(), "HEAD", author.get(), committer.get(), nullptr, (one_line(change_.subject) + "\n").c_str(),
                             tree.get(), parent == nullptr ? 0 : 1, &parent);
  }
  return code == 0 && author && committer ? Status() : Status(git_failure(code, "the commit cannot be made", change_.folder));
}

Result<GitOutcome> Committing::run() {
  start_library();
  int opened = take(repository_, git_repository_open_ext, change_.folder.c_str(), 0U, nullptr);
  if (opened == GIT_ENOTFOUND && is_in_git_work_tree(change_.folder)) {
    opened = GIT_EOWNER;  // so the library fails where it looks for safe.directory in a configuration that the user does not have
  }
  if (opened == GIT_ENOTFOUND || (opened == 0 && git_repository_workdir(repository_.get()) == nullptr)) {
    return GitOutcome::no_work_tree;
  }
  if (opened != 0) {
    return git_failure(opened, "the repository cannot be opened", change_.folder);
  }
  if (git_repository_state(repository_.get()) != GIT_REPOSITORY_STATE_NONE) {
    return failure(ErrorCode::conflict, "a merge, a rebase or the like is under way in the Git repository of " + change_.folder.string(),
                   "finish it or abandon it; the commit is made after that");
  }
  std::error_code error;
  const auto below = fs::canonical(change_.folder, error).lexically_relative(fs::canonical(git_repository_workdir(repository_.get()), error)).generic_string();
  if (error || below.starts_with("..")) {
    return failure(ErrorCode::unreadable, "the folder " + change_.folder.string() + " cannot be found in its Git work tree");
  }
  below_ = below == "." ? std::string() : below + '/';
  auto status = open_head();
  if (status) {
    status = find_committed();
  }
  const auto looked_after = status ? find_present() : Result<bool>(failure(status.error()));
  if (!looked_after) {
    return failure(looked_after.error());
  }
  if (!*looked_after) {
    present_.reset();
  }
  const bool others = std::any_of(committed_.begin(), committed_.end(), [&](const auto& path) { return path != present_; });
  if (!others && (!present_ || is_as_committed_)) {
    return *looked_after ? GitOutcome::nothing_to_commit : GitOutcome::ignored;
  }
  status = stage();
  if (status) {
    status = commit();
  }
  return status ? Result<GitOutcome>(GitOutcome::committed) : failure(status.error());
}

}  // namespace

bool is_in_git_work_tree(const fs::path& folder) {
  std::error_code error;
  for (auto at = fs::canonical(folder, error); !error && !at.empty(); at = at.parent_path()) {
    std::error_code none;
    if (fs::exists(at / ".git", none)) {
      return true;
    }
    if (at == at.root_path()) {
      break;
    }
  }
  return false;
}

Result<GitOutcome> commit_to_git(const GitChange& change) { return Committing(change).run(); }

}  // namespace whatworks
