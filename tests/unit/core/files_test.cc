// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/files.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <csignal>
#include <utility>

#include "support/temp_folder.h"

namespace whatworks::test {
namespace {

std::size_t entries(const fs::path& folder) { return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator())); }

// Lets no file of this process grow beyond `bytes`, like a full disk, until destruction.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

}  // namespace

TEST_CASE("a new file is written only where there is none, and not by half") {
  const TempFolder folder;
  REQUIRE(write_new_file(folder / "a", "first").has_value());
  CHECK(write_new_file(folder / "a", "second").error().code == ErrorCode::conflict);
  CHECK(read(folder / "a") == "first");
  CHECK(write_new_file(folder / "none" / "a", "x").error().code != ErrorCode::conflict);
  const FileSizeLimit limit(10);
  CHECK(write_new_file(folder / "b", std::string(100, 'x')).error().code == ErrorCode::no_space);
  CHECK(entries(folder.path()) == 1);
}

TEST_CASE("a file is read whole, or the reason is told") {
  const TempFolder folder;
  write(folder / "a", std::string("x\0y", 3));
  write(folder / "empty", "");
  CHECK(*read_file(folder / "a", 3) == std::string("x\0y", 3));
  CHECK(*read_file(folder / "empty", 0) == "");
  CHECK(read_file(folder / "a", 2).error().code == ErrorCode::too_large);
  const auto missing = read_file(folder / "none", 10);
  CHECK(missing.error().code == ErrorCode::not_found);
  CHECK(missing.error().message.find("none") != std::string::npos);
  CHECK(read_file(folder.path(), 10).error().code == ErrorCode::unreadable);
  CHECK(read_file("/dev/zero", 10).error().code == ErrorCode::unreadable);
}

TEST_CASE("a pipe with nobody at its other end is refused and not waited for") {
  const TempFolder folder;
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(read_file(folder / "pipe", 10).error().code == ErrorCode::unreadable);
}

TEST_CASE("a file is replaced as a whole and leaves nothing beside it") {
  const TempFolder folder;
  REQUIRE(write_file_atomically(folder / "a", "old").has_value());
  REQUIRE(write_file_atomically(folder / "a", "new").has_value());
  CHECK(*read_file(folder / "a", 10) == "new");
  CHECK(entries(folder.path()) == 1);
}

TEST_CASE("a full disk is told as such and leaves the old file") {
  const TempFolder folder;
  REQUIRE(write_file_atomically(folder / "a", "old").has_value());
  {
    const FileSizeLimit limit(1000);
    const auto status = write_file_atomically(folder / "a", std::string(5000, 'x'));
    REQUIRE_FALSE(status.has_value());
    CHECK(status.error().code == ErrorCode::no_space);
    CHECK(exit_status(status.error().code) == 3);
  }
  CHECK(*read_file(folder / "a", 10) == "old");
  CHECK(entries(folder.path()) == 1);
}

TEST_CASE("writing where there is no folder fails") {
  const TempFolder folder;
  CHECK_FALSE(write_file_atomically(folder / "none" / "a", "x").has_value());
}

TEST_CASE("files are listed sorted, without hidden ones, and loops of links end") {
  const TempFolder folder;
  for (const auto* name : {"b/2.md", "a/1.md", "a/.hidden.md", ".git/x.md", "a/note.txt", "c.md"}) {
    write(folder.path() / name, "x");
  }
  fs::create_directory_symlink(folder.path(), folder / "loop");
  fs::create_symlink(folder / "nowhere", folder / "broken.md");
  fs::create_directories(folder / "folder.md");
  const auto files = list_files(folder.path(), ".md");
  REQUIRE(files.has_value());
  std::vector<std::string> names;
  for (const auto& file : *files) {
    names.push_back(fs::relative(file, folder.path()).string());
  }
  CHECK(names.size() == 4);
  CHECK(std::is_sorted(files->begin(), files->end()));
  CHECK(std::count(names.begin(), names.end(), "a/1.md") == 1);
  CHECK(std::count(names.begin(), names.end(), "folder.md") == 0);
  CHECK_FALSE(list_files(folder / "none", ".md").has_value());
}

TEST_CASE("SHA-256 is that of the standard") {
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("a lock has one holder, and falls with the process that held it") {
  const TempFolder folder;
  const auto path = folder / "lock";
  {
    auto lock = FileLock::acquire(path);
    REQUIRE(lock.has_value());
    const auto second = FileLock::acquire(path);
    REQUIRE_FALSE(second.has_value());
    CHECK(second.error().code == ErrorCode::locked);
    CHECK_FALSE(second.error().hint.empty());
    const FileLock moved = *std::move(lock);
    CHECK(FileLock::acquire(path).error().code == ErrorCode::locked);
  }
  CHECK(FileLock::acquire(path).has_value());

  const auto process = ::fork();
  REQUIRE(process >= 0);
  if (process == 0) {
    const auto lock = FileLock::acquire(path);
    ::kill(::getpid(), lock.has_value() ? SIGKILL : SIGTERM);
    ::_exit(1);
  }
  int status = 0;
  REQUIRE(::waitpid(process, &status, 0) == process);
  CHECK(WTERMSIG(status) == SIGKILL);
  CHECK(FileLock::acquire(path).has_value());
  CHECK(FileLock::acquire(folder / "none" / "lock").error().code == ErrorCode::not_found);
}

TEST_CASE("system errors have their codes") {
  CHECK(error_code_of_errno(ENOSPC) == ErrorCode::no_space);
  CHECK(error_code_of_errno(EDQUOT) == ErrorCode::no_space);
  CHECK(error_code_of_errno(EFBIG) == ErrorCode::no_space);
  CHECK(error_code_of_errno(ENOENT) == ErrorCode::not_found);
  CHECK(error_code_of_errno(EACCES) == ErrorCode::unreadable);
}

}  // namespace whatworks::test
