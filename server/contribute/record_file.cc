// SPDX-License-Identifier: GPL-3.0-or-later
#include "record_file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <string>
#include <utility>

#include "core/text.h"

namespace whatworks {
namespace {

constexpr std::string_view kAside = ".old-";
constexpr std::string_view kBeingWritten = ".new-";  // of write_file_atomically()

tl::unexpected<Error> cannot(const std::string& what, const fs::path& path, int error_number) {
  const auto code = error_code_of_errno(error_number);
  return failure(code == ErrorCode::not_found ? ErrorCode::unreadable : code, "cannot " + what + " " + path.string() + ": " + std::strerror(error_number));
}

// Renaming and removing must survive a power cut too.
void flush_folder_of(const fs::path& path) {
  const int folder = ::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) {
    ::fsync(folder);
    ::close(folder);
  }
}

}  // namespace

RecordFileChange::RecordFileChange(RecordFileChange&& other) noexcept
    : present_(std::exchange(other.present_, {})),
      aside_(std::exchange(other.aside_, {})),
      made_(std::exchange(other.made_, {})),
      folder_(std::exchange(other.folder_, {})) {}

RecordFileChange::~RecordFileChange() { keep(); }

void RecordFileChange::keep() noexcept {
  if (aside_) {
    ::unlink(aside_->c_str());
  }
  aside_.reset();
  made_.reset();
  folder_.reset();
}

// By a second name for the same file, so that it is never away; where the file system has no such thing, by a copy.
Status RecordFileChange::set_aside() {
  const auto aside = present_->parent_path() / ("." + present_->filename().string() + std::string(kAside) + std::to_string(::getpid()));
  ::unlink(aside.c_str());
  if (::link(present_->c_str(), aside.c_str()) != 0) {
    std::error_code error;
    fs::copy_file(*present_, aside, fs::copy_options::overwrite_existing, error);
    if (error) {
      ::unlink(aside.c_str());
      return cannot("keep a copy of", *present_, error.value());
    }
  }
  aside_ = aside;
  return {};
}

Status RecordFileChange::write(const Wanted& wanted) {
  if (wanted.text) {
    std::error_code error;
    const auto folder = wanted.place.parent_path();
    if (fs::create_directories(folder, error)) {
      folder_ = folder;
    }
    if (error) {
      return cannot("make the folder", folder, error.value());
    }
    if (wanted.present != wanted.place) {
      made_ = wanted.place;
    }
    if (auto status = write_file_atomically(wanted.place, *wanted.text); !status) {
      return status;
    }
  }
  if (wanted.present && (!wanted.text || wanted.present != wanted.place)) {
    if (::unlink(wanted.present->c_str()) != 0) {
      return cannot("remove", *wanted.present, errno);
    }
    flush_folder_of(*wanted.present);
  }
  return {};
}

Result<RecordFileChange> RecordFileChange::make(const Wanted& wanted) {
  RecordFileChange change;
  change.present_ = wanted.present;
  if (wanted.present) {
    if (auto status = change.set_aside(); !status) {
      return failure(std::move(status.error()));
    }
  }
  if (auto status = change.write(wanted); !status) {
    if (auto back = change.put_back(); !back) {
      status.error().message += "; and " + back.error().message;
    }
    return failure(std::move(status.error()));
  }
  return change;
}

Status RecordFileChange::put_back() {
  Status status;
  if (aside_) {
    if (::rename(aside_->c_str(), present_->c_str()) != 0) {
      status = cannot("put back", *present_, errno);
      status.error().hint = "what it held is in " + aside_->string();
      aside_.reset();  // so that nobody removes it
    } else {
      ::unlink(aside_->c_str());  // renaming one of two names of a file to the other leaves both
      flush_folder_of(*present_);
    }
  }
  if (made_) {
    ::unlink(made_->c_str());
    flush_folder_of(*made_);
  }
  if (folder_) {
    ::rmdir(folder_->c_str());  // unless somebody else has put something there
  }
  aside_.reset();
  made_.reset();
  folder_.reset();
  return status;
}

namespace {

// The process that left a file of this name; nothing for any other file.
std::optional<pid_t> left_by(const std::string& name) {
  for (const auto mark : {kAside, kBeingWritten}) {
    const auto at = name.rfind(mark);
    if (at == std::string::npos || !std::string_view(name).substr(0, at).ends_with(".md")) {
      continue;
    }
    if (const auto process = parse_integer(std::string_view(name).substr(at + mark.size())); process && *process > 0) {
      return static_cast<pid_t>(*process);
    }
  }
  return std::nullopt;
}

// What this process itself has left is what could not be put back, the last copy that there is; but in a container an earlier one may have had our number.
bool is_abandoned(const fs::path& file, pid_t process, std::time_t our_beginning) {
  if (process != ::getpid()) {
    return ::kill(process, 0) != 0 && errno == ESRCH;
  }
  struct stat status {};
  return ::stat(file.c_str(), &status) == 0 && status.st_ctim.tv_sec < our_beginning;
}

}  // namespace

void remove_leftovers(const fs::path& corpus) {
  static const auto kBeginning = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());  // a server looks at the folder when it starts
  std::error_code error;
  for (fs::recursive_directory_iterator entry(corpus, error); !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const auto name = entry->path().filename().string();
    std::error_code gone;
    if (entry->is_directory(gone)) {
      if (name.starts_with('.')) {
        entry.disable_recursion_pending();
      }
      continue;
    }
    if (const auto process = left_by(name); process && is_abandoned(entry->path(), *process, kBeginning)) {
      fs::remove(entry->path(), gone);
    }
  }
}

}  // namespace whatworks
