// SPDX-License-Identifier: GPL-3.0-or-later
#include "output_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ostream>

namespace whatworks {

OutputFile::OutputFile(fs::path path, fs::path beside, std::ostream* standard_output)
    : path_(std::move(path)), beside_(std::move(beside)), out_(standard_output) {}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)), beside_(std::exchange(other.beside_, {})), file_(std::move(other.file_)), out_(other.out_) {}

OutputFile::~OutputFile() {
  if (!beside_.empty()) {
    file_.close();
    std::error_code ignored;
    fs::remove(beside_, ignored);
  }
}

Result<OutputFile> OutputFile::open(const fs::path& path, std::ostream& standard_output) {
  if (path.empty()) {
    return OutputFile({}, {}, &standard_output);
  }
  std::error_code error;
  const auto status = fs::status(path, error);
  if (fs::is_directory(status)) {
    return failure(ErrorCode::unreadable, "cannot write " + path.string() + ": it is a folder", "name a file");
  }
  const bool special = fs::exists(status) && !fs::is_regular_file(status);  // a pipe or a device is written to as it is
  OutputFile output(path, special ? fs::path() : fs::path(path.string() + ".new-" + std::to_string(::getpid())), nullptr);
  output.file_.open(special ? path : output.beside_, std::ios::binary | std::ios::trunc);
  if (!output.file_) {
    output.beside_.clear();
    return failure(output.failed().error());
  }
  return output;
}

Status OutputFile::failed() const {
  const int number = errno;
  const auto name = path_.empty() ? std::string("standard output") : path_.string();
  const auto code = error_code_of_errno(number) == ErrorCode::no_space ? ErrorCode::no_space : ErrorCode::unreadable;
  return failure(code, "cannot write " + name + (number == 0 ? std::string() : ": " + std::string(std::strerror(number))),
                 "look at the path, its permissions and the room on its disk");
}

Status OutputFile::write(std::string_view text) {
  auto& out = out_ != nullptr ? *out_ : file_;
  errno = 0;
  out << text;
  return out ? Status() : failed();
}

Status OutputFile::finish() {
  auto& out = out_ != nullptr ? *out_ : file_;
  errno = 0;
  out.flush();
  if (!out) {
    return failed();
  }
  if (out_ != nullptr) {
    return {};
  }
  file_.close();
  if (!file_ || (!beside_.empty() && ::rename(beside_.c_str(), path_.c_str()) != 0)) {
    return failed();
  }
  beside_.clear();
  return {};
}

}  // namespace whatworks
