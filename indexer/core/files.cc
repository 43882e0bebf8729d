// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/files.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace whatworks {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) noexcept : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }
  [[nodiscard]] int number() const noexcept { return number_; }
  [[nodiscard]] bool valid() const noexcept { return number_ >= 0; }
  // Closing may report a write that failed late (a full network disk), so writers look at it.
  int close() noexcept { return ::close(std::exchange(number_, -1)); }

 private:
  int number_;
};

// A folder that is not there is a fault of the set-up, not of what was asked for.
tl::unexpected<Error> listing_failure(const fs::path& folder, int error_number) {
  return failure(ErrorCode::unreadable, "cannot list " + folder.string() + ": " + std::strerror(error_number), "check the path and its permissions");
}

tl::unexpected<Error> system_failure(const std::string& what, const fs::path& path, int error_number) {
  return failure(error_code_of_errno(error_number), what + " " + path.string() + ": " + std::strerror(error_number));
}

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const auto written = ::write(descriptor, content.data(), content.size());
    if (written < 0) {
      if (errno == EINTR) {
        continue;
      }
      return false;
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

}  // namespace

ErrorCode error_code_of_errno(int error_number) noexcept {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG: return ErrorCode::no_space;
    case ENOENT: return ErrorCode::not_found;
    default: return ErrorCode::unreadable;
  }
}

Result<std::string> read_file(const fs::path& path, std::size_t limit) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.valid()) {
    return system_failure("cannot read", path, errno);
  }
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) {
    return system_failure("cannot read", path, errno);
  }
  if (!S_ISREG(status.st_mode)) {
    return failure(ErrorCode::unreadable, "cannot read " + path.string() + ": it is not a regular file");
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > limit) {
    return failure(ErrorCode::too_large, path.string() + " holds " + std::to_string(size) + " bytes, more than the limit of " + std::to_string(limit));
  }
  std::string content;
  content.reserve(size);
  std::array<char, 65536> buffer;
  for (;;) {
    const auto got = ::read(file.number(), buffer.data(), buffer.size());
    if (got < 0) {
      if (errno == EINTR) {
        continue;
      }
      return system_failure("cannot read", path, errno);
    }
    if (got == 0) {
      return content;
    }
    content.append(buffer.data(), static_cast<std::size_t>(got));
    if (content.size() > limit) {  // it grew while it was read
      return failure(ErrorCode::too_large, path.string() + " holds more than the limit of " + std::to_string(limit) + " bytes");
    }
  }
}

Status write_file_atomically(const fs::path& path, std::string_view content) {
  const fs::path beside = path.string() + ".new-" + std::to_string(::getpid());
  Descriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file.valid()) {
    return system_failure("cannot write", beside, errno);
  }
  const bool written = write_all(file.number(), content) && ::fsync(file.number()) == 0;
  const int write_error = written ? 0 : errno;
  const bool closed = file.close() == 0;
  if (!written || !closed || ::rename(beside.c_str(), path.c_str()) != 0) {
    const int error_number = written ? errno : write_error;
    ::unlink(beside.c_str());
    return system_failure("cannot write", path, error_number);
  }
  // The rename itself must survive a power cut too.
  const Descriptor folder(::open(path.has_parent_path() ? path.parent_path().c_str() : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.valid() || ::fsync(folder.number()) != 0) {
    return system_failure("cannot flush the folder of", path, errno);
  }
  return {};
}

Status write_new_file(const fs::path& path, std::string_view content) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!file.valid()) {
    return errno == EEXIST ? Status(failure(ErrorCode::conflict, path.string() + " is there already", "move it away, or choose another folder"))
                           : Status(system_failure("cannot write", path, errno));
  }
  const bool written = write_all(file.number(), content);
  const int write_error = written ? 0 : errno;
  if (file.close() != 0 || !written) {
    const int error_number = written ? errno : write_error;
    ::unlink(path.c_str());
    return system_failure("cannot write", path, error_number);
  }
  return {};
}

Result<std::vector<fs::path>> list_files(const fs::path& folder, std::string_view extension) {
  std::vector<fs::path> found;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, error);
  if (error) {
    return listing_failure(folder, error.value());
  }
  for (; entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const auto& path = entry->path();
    if (is_hidden(path)) {
      entry.disable_recursion_pending();
    } else if (path.string().ends_with(extension)) {
      // A link that leads nowhere or round in a circle is no folder either: reading it reports it by name.
      std::error_code dangling;
      if (!entry->is_directory(dangling)) {
        found.push_back(path);
      }
    }
    if (error) {
      break;
    }
  }
  if (error) {
    return listing_failure(folder, error.value());
  }
  std::sort(found.begin(), found.end());
  return found;
}

void Sha256::Free::operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }

void Sha256::add(std::string_view part) { EVP_DigestUpdate(context_.get(), part.data(), part.size()); }

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int length = 0;
  EVP_DigestFinal_ex(context_.get(), digest.data(), &length);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * length);
  for (unsigned int i = 0; i < length; ++i) {
    hex += kDigits[digest[i] >> 4U];
    hex += kDigits[digest[i] & 0x0FU];
  }
  return hex;
}

std::string sha256(std::string_view content) {
  Sha256 digest;
  digest.add(content);
  return digest.hex();
}

Result<FileLock> FileLock::acquire(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    return system_failure("cannot open the lock", path, errno);
  }
  FileLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) {
      return failure(ErrorCode::locked, "another program holds " + path.string(), "wait until it has finished, then try again");
    }
    return system_failure("cannot lock", path, errno);
  }
  return lock;
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);  // closing gives the lock back
  }
}

}  // namespace whatworks
