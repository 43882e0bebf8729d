// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/pandoc.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "core/text.h"

namespace whatworks {
namespace {

constexpr std::size_t kLargestDocument = 50 << 20;
constexpr std::chrono::milliseconds kGlance{10};
constexpr std::chrono::seconds kPatience{2};  // with the document of somebody else

// What is left out whatever the Markdown says.
constexpr std::string_view kFilter =
    "function Image(image) return image.caption end\n"
    "function RawInline() return {} end\n"
    "function RawBlock() return {} end\n";

// A folder of our own, removed with all that is in it.
class WorkFolder {
 public:
  WorkFolder() {
    std::error_code trouble;
    auto name = (fs::temp_directory_path(trouble) / "whatworks-report-XXXXXX").string();
    if (!trouble && ::mkdtemp(name.data()) != nullptr) {
      path_ = name;
    }
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  ~WorkFolder() {
    if (!path_.empty()) {
      std::error_code ignored;
      fs::remove_all(path_, ignored);
    }
  }
  [[nodiscard]] const fs::path& path() const noexcept { return path_; }  // empty where it could not be made

 private:
  fs::path path_;
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (auto& text : texts) {
    out.push_back(text.data());
  }
  out.push_back(nullptr);
  return out;
}

// Starts a program in a process group of its own, with nothing of ours open and none of our signals held back. Its number, or nothing.
std::optional<pid_t> start(const fs::path& program, std::vector<std::string> arguments, std::vector<std::string> environment) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  if (posix_spawn_file_actions_init(&actions) != 0) {
    return std::nullopt;
  }
  if (posix_spawnattr_init(&attributes) != 0) {
    posix_spawn_file_actions_destroy(&actions);
    return std::nullopt;
  }
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  bool ready = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) == 0 &&
               posix_spawnattr_setsigmask(&attributes, &none) == 0 && posix_spawnattr_setsigdefault(&attributes, &all) == 0 &&
               posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1) == 0;
  for (const auto& [descriptor, flags] : std::array<std::pair<int, int>, 3>{{{STDIN_FILENO, O_RDONLY}, {STDOUT_FILENO, O_WRONLY}, {STDERR_FILENO, O_WRONLY}}}) {
    ready = ready && posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", flags, 0) == 0;
  }
  pid_t child = 0;
  const auto argument_pointers = pointers(arguments);
  const auto environment_pointers = pointers(environment);
  const bool started = ready && posix_spawn(&child, program.c_str(), &actions, &attributes, argument_pointers.data(), environment_pointers.data()) == 0;
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return started ? std::optional(child) : std::nullopt;
}

// Whether the program ended well within the time; one that did not is ended.
bool ends_well(pid_t child, std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  int status = 0;
  for (;;) {
    const auto ended = ::waitpid(child, &status, WNOHANG);
    if (ended == child) {
      return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    if (ended < 0 && errno != EINTR) {
      return false;
    }
    if (std::chrono::steady_clock::now() >= end) {
      ::kill(-child, SIGKILL);
      while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
      }
      return false;
    }
    std::this_thread::sleep_for(kGlance);
  }
}

std::timed_mutex& turn() {
  static std::timed_mutex mutex;
  return mutex;
}

}  // namespace

fs::path find_pandoc(std::string_view path) {
  for (const auto& folder : split(path, ':')) {
    auto program = fs::path(folder) / "pandoc";
    std::error_code trouble;
    if (folder.starts_with('/') && fs::is_regular_file(program, trouble) && ::access(program.c_str(), X_OK) == 0) {
      return program;
    }
  }
  return {};
}

Result<std::string> docx_of(std::string_view markdown, const fs::path& pandoc, std::chrono::milliseconds time) {
  const std::unique_lock lock(turn(), kPatience);
  if (!lock.owns_lock()) {
    return failure(ErrorCode::locked, "Another document is being made", "try again in a minute");
  }
  const WorkFolder folder;
  if (folder.path().empty()) {
    return failure(ErrorCode::unreadable, "No folder can be made for the document");
  }
  const auto input = folder.path() / "report.md";
  const auto filter = folder.path() / "filter.lua";
  const auto output = folder.path() / "report.docx";
  if (auto written = write_new_file(input, markdown); !written) {
    return failure(std::move(written.error()));
  }
  if (auto written = write_new_file(filter, kFilter); !written) {
    return failure(std::move(written.error()));
  }
  const auto child = start(pandoc,
                           {"pandoc", "--from=commonmark+pipe_tables-raw_html", "--to=docx", "--data-dir=" + folder.path().string(),
                            "--lua-filter=" + filter.string(), "--output=" + output.string(), input.string()},
                           {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME=" + folder.path().string(), "TMPDIR=" + folder.path().string()});
  if (!child || !ends_well(*child, time)) {
    return failure(ErrorCode::internal, "pandoc could not make the document, or took too long");
  }
  return read_file(output, kLargestDocument);
}

}  // namespace whatworks
