// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute/folder_watch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "record/corpus.h"

namespace whatworks {
namespace {

using Clock = std::chrono::steady_clock;

// A file counts as written when whoever wrote it closes it, not at each write: half of a file would be told as a broken one. What is changed through a mapping
// of memory, or on another machine that shares the folder, is never told by inotify.
constexpr std::uint32_t kEvents = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

class Descriptor {
 public:
  explicit Descriptor(int number = -1) noexcept : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }
  [[nodiscard]] int number() const noexcept { return number_; }
  [[nodiscard]] bool valid() const noexcept { return number_ >= 0; }

 private:
  int number_;
};

// Tells a folder from another one that takes its place, such as a disk that is mounted over it.
using Identity = std::pair<dev_t, ino_t>;

std::optional<Identity> identity_of(const fs::path& folder) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
    return std::nullopt;
  }
  return Identity(status.st_dev, status.st_ino);
}

// By which a file is seen to have changed without being read.
using Stamp = std::tuple<ino_t, off_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t>;

Stamp stamp_of(const fs::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) {
    return {};
  }
  return {status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec};
}

bool is_hidden(std::string_view name) { return name.starts_with('.'); }

// A link of either kind is all there at once, and nobody closes it. What open() made is told when it is closed.
bool is_a_link(const fs::path& file) {
  struct stat status {};
  return ::lstat(file.c_str(), &status) == 0 && (S_ISLNK(status.st_mode) || status.st_nlink > 1);
}

bool lies_in(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

}  // namespace

class FolderWatch::Implementation {
 public:
  Implementation(fs::path folder, const FolderWatchOptions& options, Descriptor bell)
      : folder_(std::move(folder)), options_(options), bell_(std::move(bell)), identity_(identity_of(folder_)) {
    begin();
  }

  FolderChanges wait(std::chrono::milliseconds idle);

  void interrupt() const noexcept {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(bell_.number(), &one, sizeof one);  // stays readable, so that every later wait ends too
  }
  [[nodiscard]] const std::optional<Error>& fallback() const noexcept { return fallback_; }

 private:
  void begin();
  void give_up(int error_number);
  void watch(const fs::path& folder, FolderChanges* found);
  void forget(const fs::path& folder);
  bool read_events(FolderChanges& found);
  void take(const inotify_event& event, FolderChanges& found);
  void take_folder(const inotify_event& event, const fs::path& path, FolderChanges& found);
  void look_through(FolderChanges* found);
  void look_for_another_folder(FolderChanges& found);

  fs::path folder_;
  FolderWatchOptions options_;
  Descriptor bell_;
  std::optional<Identity> identity_;  // nothing while the folder is not there
  Descriptor events_;                 // invalid where the folder is looked through
  std::unordered_map<int, fs::path> watched_;
  std::map<fs::path, Stamp> seen_;  // where the folder is looked through
  std::optional<Error> fallback_;
  bool lost_ = false;  // the system told less than happened
};

void FolderWatch::Implementation::begin() {
  watched_.clear();
  lost_ = false;
  if (fallback_) {
    return;
  }
  events_ = Descriptor(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!events_.valid()) {
    give_up(errno);
  } else if (identity_) {
    watch(folder_, nullptr);
  }
}

// For good: the limits of a system are seldom raised while it runs.
void FolderWatch::Implementation::give_up(int error_number) {
  fallback_ = Error{ErrorCode::unreadable,
                    "the system does not let this program watch all folders of " + folder_.string() + " (" + std::strerror(error_number) +
                        "), so it looks through them every second",
                    "raise fs.inotify.max_user_watches and fs.inotify.max_user_instances, then start the server again"};
  events_ = Descriptor();
  watched_.clear();
  look_through(nullptr);
}

// Watches a folder and all below it. The watch comes before the look, so that nothing falls between the two; what is there then is `found`, as no event told
// it.
void FolderWatch::Implementation::watch(const fs::path& folder, FolderChanges* found) {
  if (!events_.valid()) {
    return;
  }
  const auto flags = kEvents | (folder == folder_ ? 0U : static_cast<std::uint32_t>(IN_DONT_FOLLOW));
  const int watch = watched_.size() < options_.most_folders ? ::inotify_add_watch(events_.number(), folder.c_str(), flags) : -1;
  if (watch < 0) {
    if (watched_.size() >= options_.most_folders || errno == ENOSPC || errno == ENOMEM) {
      give_up(ENOSPC);
      if (found != nullptr) {
        found->all = true;
      }
    }
    return;  // else it went meanwhile, or cannot be read, which whoever lists it will say
  }
  watched_[watch] = folder;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const auto name = entry->path().filename().string();
    std::error_code gone;
    if (is_hidden(name)) {
      continue;
    }
    if (entry->symlink_status(gone).type() == fs::file_type::directory) {
      this->watch(entry->path(), found);
    } else if (found != nullptr && is_record_file_name(name)) {
      found->files.insert(entry->path());
    }
  }
}

// A watch holds to its folder wherever that is moved: under its old name it would tell of files that are not there.
void FolderWatch::Implementation::forget(const fs::path& folder) {
  std::erase_if(watched_, [&](const auto& entry) {
    if (!lies_in(entry.second, folder)) {
      return false;
    }
    ::inotify_rm_watch(events_.number(), entry.first);
    return true;
  });
}

void FolderWatch::Implementation::take_folder(const inotify_event& event, const fs::path& path, FolderChanges& found) {
  if ((event.mask & (IN_MOVED_FROM | IN_DELETE)) != 0) {
    forget(path);
    found.all = true;  // whatever lay below it
  } else if ((event.mask & (IN_CREATE | IN_MOVED_TO)) != 0) {
    watch(path, &found);
  } else {
    found.all = true;  // it can be read now, or not any more
  }
}

void FolderWatch::Implementation::take(const inotify_event& event, FolderChanges& found) {
  if ((event.mask & IN_Q_OVERFLOW) != 0) {
    lost_ = true;
    return;
  }
  const auto watched = watched_.find(event.wd);
  if (watched == watched_.end()) {
    return;
  }
  if ((event.mask & IN_IGNORED) != 0) {
    watched_.erase(watched);
    return;
  }
  if ((event.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) != 0) {
    // Of a subfolder its parent tells, but nobody tells of the folder itself, nor that a disk was taken away.
    lost_ = lost_ || watched->second == folder_ || (event.mask & IN_UNMOUNT) != 0;
    return;
  }
  const std::string name = event.len == 0 ? std::string() : std::string(static_cast<const char*>(event.name));
  if (name.empty() || is_hidden(name)) {
    found.all = found.all || (name.empty() && (event.mask & IN_ATTRIB) != 0 && watched->second == folder_);
    return;
  }
  const auto path = watched->second / name;
  if ((event.mask & IN_ISDIR) != 0) {
    take_folder(event, path, found);
  } else if (is_record_file_name(name) && ((event.mask & IN_CREATE) == 0 || is_a_link(path))) {
    found.files.insert(path);
  }
}

// Whether there was anything to read.
bool FolderWatch::Implementation::read_events(FolderChanges& found) {
  constexpr std::size_t kRoom = 64 * 1024;
  alignas(inotify_event) std::array<char, kRoom> buffer;
  const auto got = ::read(events_.number(), buffer.data(), buffer.size());
  for (std::size_t at = 0; got > 0 && at < static_cast<std::size_t>(got) && events_.valid();) {
    const auto& event = *reinterpret_cast<const inotify_event*>(buffer.data() + at);  // as inotify(7) has it
    take(event, found);
    at += sizeof(inotify_event) + event.len;
  }
  if (lost_) {
    found.all = true;
    begin();
  }
  return got > 0;
}

void FolderWatch::Implementation::look_through(FolderChanges* found) {
  const auto files = list_record_files(folder_);
  std::map<fs::path, Stamp> now;
  if (files) {
    for (const auto& file : *files) {
      now.emplace(file, stamp_of(file));
    }
  }
  if (found != nullptr) {
    for (const auto& [file, stamp] : now) {
      const auto before = seen_.find(file);
      if (before == seen_.end() || before->second != stamp) {
        found->files.insert(file);
      }
    }
    for (const auto& [file, stamp] : seen_) {
      if (!now.contains(file)) {
        found->files.insert(file);
      }
    }
  }
  seen_ = std::move(now);
}

// A disk that is mounted over a folder, or a link that leads elsewhere from now on, is no event.
void FolderWatch::Implementation::look_for_another_folder(FolderChanges& found) {
  const auto now = identity_of(folder_);
  if (now != identity_) {
    identity_ = now;
    found.all = true;
    begin();
  }
}

FolderChanges FolderWatch::Implementation::wait(std::chrono::milliseconds idle) {
  FolderChanges found;
  const auto begun = Clock::now();
  std::optional<Clock::time_point> first;
  auto until = begun + idle;
  for (auto now = begun; now < until; now = Clock::now()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - now);
    std::array<pollfd, 2> ready{pollfd{bell_.number(), POLLIN, 0}, pollfd{events_.number(), POLLIN, 0}};
    if (::poll(ready.data(), ready.size(), static_cast<int>(left.count())) <= 0) {
      continue;
    }
    if (ready[0].revents != 0) {
      return {};
    }
    if (read_events(found) && !found.empty()) {
      now = Clock::now();
      first = first.value_or(now);
      until = std::min(now + options_.quiet, *first + options_.longest);
    }
  }
  look_for_another_folder(found);
  if (fallback_) {
    look_through(&found);
  }
  return found;
}

FolderWatch::FolderWatch(std::unique_ptr<Implementation> implementation) noexcept : implementation_(std::move(implementation)) {}
FolderWatch::~FolderWatch() = default;

Result<std::unique_ptr<FolderWatch>> FolderWatch::open(const fs::path& folder, const FolderWatchOptions& options) {
  Descriptor bell(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!bell.valid()) {
    return failure(ErrorCode::unreadable, std::string("the system has no descriptors left: ") + std::strerror(errno));
  }
  return std::unique_ptr<FolderWatch>(new FolderWatch(std::make_unique<Implementation>(folder, options, std::move(bell))));
}

FolderChanges FolderWatch::wait(std::chrono::milliseconds idle) { return implementation_->wait(idle); }
void FolderWatch::interrupt() noexcept { implementation_->interrupt(); }
const std::optional<Error>& FolderWatch::fallback() const noexcept { return implementation_->fallback(); }

}  // namespace whatworks
