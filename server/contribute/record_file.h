// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

#include "core/files.h"
#include "core/result.h"

namespace whatworks {

// A file of the corpus that is written, moved or taken away, and can still be put back as it was without needing room on the disk: until then what was there
// lies beside it under a hidden name. One owner, not thread-safe.
class RecordFileChange {
 public:
  struct Wanted {
    std::optional<fs::path> present;       // where the file is now
    fs::path place;                        // where it is to be
    std::optional<std::string_view> text;  // what it is to hold; nothing: it is to go
  };

  // Fails with no_space or unreadable, and then everything is as it was.
  static Result<RecordFileChange> make(const Wanted& wanted);
  RecordFileChange(RecordFileChange&& other) noexcept;
  RecordFileChange& operator=(RecordFileChange&&) = delete;
  ~RecordFileChange();  // keeps

  void keep() noexcept;  // for good
  Status put_back();

 private:
  RecordFileChange() = default;
  Status set_aside();
  Status write(const Wanted& wanted);

  std::optional<fs::path> present_;
  std::optional<fs::path> aside_;   // what was at present_
  std::optional<fs::path> made_;    // a file where none was before
  std::optional<fs::path> folder_;  // made for it
};

// Removes what killed programs have left below a corpus, and nothing of those that are alive.
void remove_leftovers(const fs::path& corpus);

}  // namespace whatworks
