// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <set>

#include "core/files.h"
#include "core/result.h"

namespace whatworks {

struct FolderWatchOptions {
  std::chrono::milliseconds quiet{200};                                // changes are gathered until there was none for so long,
  std::chrono::milliseconds longest{1000};                             // at most so long after the first
  std::size_t most_folders = std::numeric_limits<std::size_t>::max();  // that are watched; the system has a limit of its own
};

// What happened below a folder.
struct FolderChanges {
  std::set<fs::path> files;  // of records, that came, went or were written
  bool all = false;          // more happened than is known: everything has to be looked at

  [[nodiscard]] bool empty() const noexcept { return files.empty() && !all; }
};

// Tells which files of records change below a folder, its subfolders and those that are made later. Where the system does not let us watch so many folders,
// they are looked through at each wait() instead. One thread calls wait(); any may call interrupt().
class FolderWatch {
 public:
  // The folder need not be there yet: it is watched from when it appears. Fails with unreadable where the system has no descriptors left.
  static Result<std::unique_ptr<FolderWatch>> open(const fs::path& folder, const FolderWatchOptions& options = {});
  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

  // Waits for changes and gathers them; empty where there was none for `idle`, or after interrupt().
  FolderChanges wait(std::chrono::milliseconds idle);
  void interrupt() noexcept;

  // Why the folder is looked through in place of being watched; nothing where it is watched. For the thread that waits.
  [[nodiscard]] const std::optional<Error>& fallback() const noexcept;

 private:
  class Implementation;
  explicit FolderWatch(std::unique_ptr<Implementation> implementation) noexcept;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace whatworks
