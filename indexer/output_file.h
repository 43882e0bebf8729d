// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <fstream>
#include <iosfwd>
#include <string>

#include "core/files.h"
#include "core/result.h"

namespace whatworks {

// Where a command's results go: standard output, or a file that is there as a whole or not at all. Not for several threads.
class OutputFile {
 public:
  // An empty path stands for `standard_output`, which must outlive this. Fails with unreadable or no_space where the file cannot be written.
  static Result<OutputFile> open(const fs::path& path, std::ostream& standard_output);
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();  // what was not finished is removed

  // Fails with no_space or unreadable; nothing more can be written then.
  Status write(std::string_view text);
  // Makes the file appear under its name.
  Status finish();

 private:
  OutputFile(fs::path path, fs::path beside, std::ostream* standard_output);
  [[nodiscard]] Status failed() const;

  fs::path path_;
  fs::path beside_;  // written meanwhile; empty where there is nothing to rename
  std::ofstream file_;
  std::ostream* out_;
};

}  // namespace whatworks
