// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>

#include "keeper_fixtures.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

// What whoever runs the tests has set for Git does not count, nor may it: another user could not read it. Before the library looks for it, which it does once.
[[maybe_unused]] const bool kWithoutConfiguration = ::setenv("HOME", "/nonexistent", 1) == 0 && ::unsetenv("XDG_CONFIG_HOME") == 0;

// The output of a command of git in a folder; the configuration of the machine does not count.
std::string git(const fs::path& folder, const std::string& arguments) {
  const auto command =
      "cd '" + folder.string() +
      "' && GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=Owner GIT_AUTHOR_EMAIL=owner@example.org GIT_COMMITTER_NAME=Owner "
      "GIT_COMMITTER_EMAIL=owner@example.org git " +
      arguments + " 2>&1";
  std::string out;
  auto* pipe = ::popen(command.c_str(), "r");
  std::array<char, 4096> buffer;
  while (const auto got = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    out.append(buffer.data(), got);
  }
  ::pclose(pipe);
  return out;
}

// The corpus of a Press, in a repository of which it is one folder, all committed.
struct Repository : Press {
  Repository() {
    write(folder / "README.txt", "Of the repository.\n");
    write(folder / ".gitignore", "/index/\n");
    git(folder.path(), "init -q -b main");
    git(folder.path(), "add .");
    git(folder.path(), "commit -q -m First");
  }
  [[nodiscard]] std::string log(const std::string& format) const { return git(folder.path(), "log -1 --format='" + format + "'"); }
  [[nodiscard]] std::string files_of_last_commit() const { return git(folder.path(), "show --name-status --no-renames --format= HEAD"); }
  [[nodiscard]] std::string status() const { return git(folder.path(), "status --porcelain"); }
  [[nodiscard]] std::string commits() const { return git(folder.path(), "rev-list --count --all"); }
};

}  // namespace

TEST_CASE("a publication is committed with the contributor as author, and nothing else with it") {
  const Repository repository;
  write(repository.folder / "README.txt", "Changed by somebody, not staged.\n");
  write(repository.file("doe-2019-b"), Press::text("doe-2019-b", "Staged by somebody"));
  git(repository.folder.path(), "add corpus/studies/doe-2019-b.md");
  write(repository.folder / "untracked.txt", "x");
  const auto keeper = repository.keeper();
  CHECK(keeper->is_git());
  auto change = Press::change("roe-2020-ports", "A new record");
  change.subject = "Publish roe-2020-ports\nwith a second line";
  change.author_name = "Ann <Example>\n";
  REQUIRE(keeper->apply(change));
  CHECK(keeper->uncommitted().empty());
  CHECK(repository.log("%an|%ae|%cn|%ce|%s|%b") == "Ann Example|ann@example.org|Whatworks|whatworks@localhost|Publish roe-2020-ports with a second line|\n");
  CHECK(repository.files_of_last_commit() == "A\tcorpus/studies/roe-2020-ports.md\n");
  CHECK(repository.status() == " M README.txt\nM  corpus/studies/doe-2019-b.md\n?? untracked.txt\n");
  CHECK(git(repository.folder.path(), "fsck --strict").find("error") == std::string::npos);
}

TEST_CASE("changes, moves and removals are committed as such") {
  const Repository repository;
  const auto keeper = repository.keeper();
  REQUIRE(keeper->apply(Press::change("doe-2019-a", "A better title")));
  CHECK(repository.files_of_last_commit() == "M\tcorpus/studies/doe-2019-a.md\n");
  CorpusChange review = Press::change("doe-2019-a", "");
  review.kind = "review";
  review.text = SampleRecord("doe-2019-a").with("kind", "review").text();
  REQUIRE(keeper->apply(review));
  CHECK(repository.files_of_last_commit() == "A\tcorpus/reviews/doe-2019-a.md\nD\tcorpus/studies/doe-2019-a.md\n");
  review.text.reset();
  review.author_email = "";
  REQUIRE(keeper->apply(review));  // the last one of its folder
  CHECK(repository.files_of_last_commit() == "D\tcorpus/reviews/doe-2019-a.md\n");
  CHECK(repository.log("%an <%ae>") == "Ann Example <nobody@localhost>\n");
  CHECK(repository.status().empty());
  const auto commits = repository.commits();
  REQUIRE(keeper->apply(review));
  CHECK(repository.commits() == commits);  // nothing to commit
}

TEST_CASE("a corpus that is its own repository, on a branch without commits or on none, is committed to") {
  const Press press;
  git(press.corpus, "init -q -b main");
  const auto keeper = press.keeper();
  REQUIRE(keeper->apply(Press::change("doe-2019-a", "The first commit")));
  CHECK(git(press.corpus, "log --all --format=%s --name-only") == "Publish doe-2019-a\n\nstudies/doe-2019-a.md\n");
  git(press.corpus, "checkout -q --detach");
  REQUIRE(keeper->apply(Press::change("doe-2019-a", "On no branch")));
  CHECK(git(press.corpus, "log -1 --format=%s HEAD") == "Publish doe-2019-a\n");
  CHECK(git(press.corpus, "rev-list --count HEAD") == "2\n");
  CHECK(git(press.corpus, "rev-list --count main") == "1\n");
}

TEST_CASE("a work tree beside its repository, where .git is a file, is committed to") {
  const Repository repository;
  git(repository.folder.path(), "worktree add -q tree -b other");
  CorpusKeeperOptions options;
  options.corpus = repository.folder / "tree" / "corpus";
  options.index = repository.index;
  const auto keeper = CorpusKeeper::open(schemas(), options).value();
  CHECK(keeper->is_git());
  REQUIRE(keeper->apply(Press::change("doe-2019-a", "In a work tree")));
  CHECK(git(repository.folder.path(), "log -1 --format=%s other") == "Publish doe-2019-a\n");
  CHECK(git(repository.folder.path(), "log -1 --format=%s main") == "First\n");
}

TEST_CASE("a commit that fails loses nothing, is told of, and is made with the next change") {
  const Repository repository;
  const auto keeper = repository.keeper();
  SECTION("because another program holds the staging area") {
    write(repository.folder / ".git/index.lock", "");
    REQUIRE(keeper->apply(Press::change("doe-2019-a", "A better title")));
    REQUIRE(keeper->uncommitted().size() == 1);
    CHECK(keeper->uncommitted()[0].error.code == ErrorCode::locked);
    fs::remove(repository.folder / ".git/index.lock");
  }
  SECTION("because another program holds the branch") {
    write(repository.folder / ".git/refs/heads/main.lock", "");
    REQUIRE(keeper->apply(Press::change("doe-2019-a", "A better title")));
    fs::remove(repository.folder / ".git/refs/heads/main.lock");
  }
  SECTION("because a merge is under way") {
    write(repository.folder / ".git/MERGE_HEAD", git(repository.folder.path(), "rev-parse HEAD"));
    REQUIRE(keeper->apply(Press::change("doe-2019-a", "A better title")));
    REQUIRE(keeper->uncommitted().size() == 1);
    CHECK(keeper->uncommitted()[0].error.code == ErrorCode::conflict);
    fs::remove(repository.folder / ".git/MERGE_HEAD");
  }
  SECTION("because a rebase is under way") {
    write(repository.folder / ".git/rebase-merge/head-name", "refs/heads/main\n");
    REQUIRE(keeper->apply(Press::change("doe-2019-a", "A better title")));
    fs::remove_all(repository.folder / ".git/rebase-merge");
  }
  REQUIRE(keeper->uncommitted().size() == 1);
  CHECK(keeper->uncommitted()[0].id == "doe-2019-a");
  CHECK(repository.indexed_title("doe-2019-a") == "A better title");
  CHECK(repository.commits() == "1\n");

  auto next = Press::change("doe-2019-b", "Another better title");
  next.author_name = "Bo Example";
  REQUIRE(keeper->apply(next));
  CHECK(keeper->uncommitted().empty());
  CHECK(git(repository.folder.path(), "log --format='%an: %s'") == "Bo Example: Publish doe-2019-b\nAnn Example: Publish doe-2019-a\nOwner: First\n");
  CHECK(repository.status().empty());
}

TEST_CASE("a commit that failed is made by catching up, unless somebody has changed the file since") {
  const Repository repository;
  const auto keeper = repository.keeper();
  write(repository.folder / ".git/index.lock", "");
  REQUIRE(keeper->apply(Press::change("doe-2019-a", "A better title")));
  REQUIRE(keeper->apply(Press::change("doe-2019-b", "Another better title")));
  REQUIRE(keeper->uncommitted().size() == 2);
  write(repository.file("doe-2019-b"), Press::text("doe-2019-b", "Changed by hand since"));
  fs::remove(repository.folder / ".git/index.lock");
  REQUIRE(keeper->catch_up());
  CHECK(keeper->uncommitted().empty());
  CHECK(repository.log("%s") == "Publish doe-2019-a\n");
  CHECK(repository.status() == " M corpus/studies/doe-2019-b.md\n");
}

TEST_CASE("whose change it was is known after a restart, and the commit is made then") {
  Repository repository;
  repository.options.uncommitted_file = repository.folder / "uncommitted.json";
  write(repository.folder / ".git/info/exclude", "/uncommitted.json\n");
  write(repository.folder / ".git/index.lock", "");
  REQUIRE(repository.keeper()->apply(Press::change("doe-2019-a", "A better title")));
  {
    const auto keeper = repository.keeper();
    REQUIRE(keeper->uncommitted().size() == 1);
    CHECK(keeper->uncommitted()[0].author_name == "Ann Example");
    CHECK_FALSE(keeper->uncommitted()[0].error.message.empty());
    fs::remove(repository.folder / ".git/index.lock");
    REQUIRE(keeper->catch_up());
    CHECK(keeper->uncommitted().empty());
  }
  CHECK(repository.log("%an: %s") == "Ann Example: Publish doe-2019-a\n");
  CHECK_FALSE(fs::exists(repository.options.uncommitted_file));  // nobody's name is kept for longer than it is needed
  write(repository.options.uncommitted_file, "[{\"id\": 3}]");
  CHECK(repository.keeper()->uncommitted().empty());
}

TEST_CASE("no commit is wanted where Git is told to ignore the corpus, or there is none") {
  SECTION("ignored") {
    const Press press;
    write(press.folder / ".gitignore", "/index/\n/corpus/\n");
    git(press.folder.path(), "init -q -b main");
    git(press.folder.path(), "add .gitignore");
    git(press.folder.path(), "commit -q -m First");
    const auto keeper = press.keeper();
    REQUIRE(keeper->apply(Press::change("doe-2019-a", "A better title")));
    CHECK(keeper->uncommitted().empty());
    CHECK(git(press.folder.path(), "rev-list --count HEAD") == "1\n");
  }
  SECTION("no repository") {
    const Press press;
    const auto keeper = press.keeper();
    CHECK_FALSE(keeper->is_git());
    REQUIRE(keeper->apply(Press::change("doe-2019-a", "A better title")));
    CHECK(keeper->uncommitted().empty());
  }
}

TEST_CASE("a repository of another user is not touched, and what to do is said") {
  const Repository repository;
  const auto keeper = repository.keeper();
  constexpr uid_t kNobody = 65534;
  const auto child = ::fork();
  if (child == 0) {
    // Root alone can take on another user's rights; anybody else meets the same rule by a repository that is not theirs, which only root can make.
    if (::geteuid() == 0) {
      for (const auto& entry : fs::recursive_directory_iterator(repository.folder.path())) {
        if (entry.path().filename() != ".git") {
          static_cast<void>(::lchown(entry.path().c_str(), kNobody, kNobody));
        }
      }
      ::chmod(repository.folder.path().c_str(), 0755);
      if (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0) {
        ::_exit(2);
      }
      static_cast<void>(keeper->apply(Press::change("doe-2019-a", "A better title")));
      const auto open = keeper->uncommitted();
      ::_exit(open.size() == 1 && open[0].error.message.find("belongs to another user") != std::string::npos &&
                      open[0].error.hint.find("safe.directory") != std::string::npos && repository.indexed_title("doe-2019-a") == "A better title"
                  ? 0
                  : 1);
    }
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("a damaged repository keeps nobody from publishing") {
  const Repository repository;
  write(repository.folder / ".git/HEAD", "nonsense\n");
  const auto keeper = repository.keeper();
  REQUIRE(keeper->apply(Press::change("doe-2019-a", "A better title")));
  CHECK(repository.indexed_title("doe-2019-a") == "A better title");
  REQUIRE(keeper->uncommitted().size() == 1);
  CHECK_FALSE(keeper->uncommitted()[0].error.message.empty());
}
