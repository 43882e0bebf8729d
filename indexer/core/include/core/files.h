// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

struct evp_md_ctx_st;  // of OpenSSL

namespace whatworks {

namespace fs = std::filesystem;

// The whole of a regular file. Fails with not_found, unreadable (a folder, a device, no permission) or, where it holds more than
// `limit` bytes, too_large without reading it.
Result<std::string> read_file(const fs::path& path, std::size_t limit);

// Writes beside the file, flushes to disk and renames over it: a reader sees the old or the new content, never a part.
// Fails with no_space or unreadable and then leaves the old file and nothing beside it.
Status write_file_atomically(const fs::path& path, std::string_view content);

// Writes a file that must not be there yet, and leaves nothing where that fails: with conflict where something of that name is there, else with no_space or
// unreadable. Does not wait for the disk.
Status write_new_file(const fs::path& path, std::string_view content);

// All regular files below `folder` whose names end in `extension` (such as ".md"), sorted by path, hidden files and folders left out.
// Links to files are followed; links to folders are not, so that a loop of links ends. Fails with unreadable where a folder cannot be listed.
Result<std::vector<fs::path>> list_files(const fs::path& folder, std::string_view extension);

// SHA-256 as 64 lower-case hexadecimal digits.
std::string sha256(std::string_view content);

// The same of a text that comes in parts.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view part);
  [[nodiscard]] std::string hex();  // once, after the last part

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const noexcept;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

// An exclusive lock on a file, held until destruction or the end of the process. Not reentrant; one owner.
class FileLock {
 public:
  // Does not wait: fails with `locked` where another process or object holds it. Makes the file where there is none.
  static Result<FileLock> acquire(const fs::path& path);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) noexcept : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

// The code for a failed system call: ENOSPC, EDQUOT and EFBIG are no_space, ENOENT is not_found, all else unreadable.
ErrorCode error_code_of_errno(int error_number) noexcept;

}  // namespace whatworks
