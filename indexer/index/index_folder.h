// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "core/files.h"
#include "core/result.h"
#include "index/manifest.h"
#include "index/xapian_error.h"

namespace whatworks {

// What `action` may throw besides Xapian's errors: the file system's, while generations are written, copied and removed.
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

// An index folder in the hands of one build: the lock on it, the manifest that counts, the generation that is being written. Not thread-safe.
class IndexFolder {
 public:
  // Makes the folder where there is none and takes the lock. `full` says that the build does not need what is there, so that it may be damaged.
  static Result<IndexFolder> open(const fs::path& folder, bool full);
  IndexFolder(IndexFolder&& other) noexcept;
  IndexFolder& operator=(IndexFolder&&) = delete;
  ~IndexFolder();  // removes a generation that was begun and not published: a full disk wants its room back

  [[nodiscard]] const fs::path& path() const noexcept { return path_; }
  [[nodiscard]] const std::optional<Manifest>& manifest() const noexcept { return manifest_; }  // nothing where there is none to build upon
  void forget_manifest();                                                                       // its shards cannot be read

  [[nodiscard]] std::uint32_t generation() const noexcept { return generation_; }  // the last, 0 before the first
  [[nodiscard]] fs::path folder_of(std::uint32_t generation) const { return path_ / generation_name(generation); }
  [[nodiscard]] fs::path folder_to_publish() const { return folder_of(generation_ + (begun_ ? 1 : 0)); }
  // An empty folder for the next generation. Throws fs::filesystem_error.
  fs::path begin_generation();
  // Makes `next` what readers see, as the generation begun last, or else as a change of the one that is there; fills in format, generation, serial
  // and time, and removes generations older than the one before: that one stays for readers that are about to open it.
  Result<Manifest> publish(Manifest next);

 private:
  IndexFolder(fs::path path, FileLock lock) : path_(std::move(path)), lock_(std::move(lock)) {}
  Status load(bool full);
  void remove_old_generations() const;

  fs::path path_;
  std::optional<FileLock> lock_;
  std::optional<Manifest> manifest_;
  bool begun_ = false;
  std::uint32_t generation_ = 0;
  std::uint32_t serial_ = 0;
};

}  // namespace whatworks
