// SPDX-License-Identifier: GPL-3.0-or-later
#include "index_folder.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/time.h"
#include "index/layout.h"

namespace whatworks {
namespace {

// The number of a generation's folder; nothing for whatever else lies there.
std::optional<std::uint32_t> generation_of(const fs::directory_entry& entry) {
  const auto name = entry.path().filename().string();
  if (!entry.is_directory() || name.size() != 6 || name.find_first_not_of("0123456789") != std::string::npos) {
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(std::stoul(name));
}

}  // namespace

Result<IndexFolder> IndexFolder::open(const fs::path& path, bool full) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) {
    return failure(error_code_of_errno(error.value()), "cannot make the index folder " + path.string() + ": " + error.message());
  }
  auto lock = FileLock::acquire(path / "lock");
  if (!lock) {
    if (lock.error().code == ErrorCode::locked) {
      return failure(ErrorCode::locked, "another build is writing the index in " + path.string(), "wait until it has finished, then try again");
    }
    return failure(lock.error());
  }
  IndexFolder folder(path, *std::move(lock));
  if (auto status = folder.load(full); !status) {
    return failure(std::move(status.error()));
  }
  return folder;
}

IndexFolder::IndexFolder(IndexFolder&& other) noexcept
    : path_(std::move(other.path_)),
      lock_(std::move(other.lock_)),
      manifest_(std::move(other.manifest_)),
      begun_(std::exchange(other.begun_, false)),
      generation_(other.generation_),
      serial_(other.serial_) {}

IndexFolder::~IndexFolder() {
  if (begun_) {
    std::error_code ignored;  // the next build clears it away too
    fs::remove_all(folder_of(generation_ + 1), ignored);
  }
}

Status IndexFolder::load(bool full) {
  auto manifest = load_manifest(path_);
  if (manifest) {
    generation_ = manifest->generation;
    serial_ = manifest->serial;
    manifest_ = *std::move(manifest);
    return guard_files([&]() -> Status {
      remove_old_generations();  // and what a killed build left
      return {};
    });
  }
  if (const auto code = manifest.error().code; code == ErrorCode::unreadable || (code == ErrorCode::index_corrupt && !full)) {
    return failure(std::move(manifest.error()));
  }
  return guard_files([&]() -> Status {
    forget_manifest();
    return {};
  });
}

// Generations are then numbered on from whatever stands there, so that a folder of a damaged index is never written into.
void IndexFolder::forget_manifest() {
  manifest_.reset();
  for (const auto& entry : fs::directory_iterator(path_)) {
    generation_ = std::max(generation_, generation_of(entry).value_or(0));
  }
}

fs::path IndexFolder::begin_generation() {
  auto folder = folder_of(generation_ + 1);
  fs::remove_all(folder);
  begun_ = true;
  fs::create_directories(folder);
  return folder;
}

Result<Manifest> IndexFolder::publish(Manifest next) {
  next.format = layout::kFormat;
  next.generation = generation_ + (begun_ ? 1 : 0);
  next.serial = serial_ + 1;
  next.written = format_instant(std::chrono::system_clock::now());
  if (auto status = publish_manifest(path_, next); !status) {
    return failure(std::move(status.error()));
  }
  begun_ = false;
  generation_ = next.generation;
  serial_ = next.serial;
  remove_old_generations();
  return next;
}

void IndexFolder::remove_old_generations() const {
  for (const auto& entry : fs::directory_iterator(path_)) {
    const auto number = generation_of(entry);
    if (number && (*number + 1 < generation_ || *number > generation_)) {
      fs::remove_all(entry.path());
    }
  }
}

}  // namespace whatworks
