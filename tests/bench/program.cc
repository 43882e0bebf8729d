// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <sstream>
#include <thread>
#include <utility>

#include "core/text.h"

namespace whatworks::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kStartsWithin = std::chrono::seconds(60);
constexpr auto kStopsWithin = std::chrono::seconds(20);
constexpr auto kLookEvery = std::chrono::milliseconds(5);
constexpr std::size_t kQuoted = 1'500;  // bytes of a failed program's messages

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

std::string tail(const fs::path& path) {
  auto text = content(path);
  return text.size() <= kQuoted ? text : "…" + text.substr(text.size() - kQuoted);
}

int status_of(int wait_status) { return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status); }

[[noreturn]] void become(const std::vector<std::string>& command, const fs::path& messages) {
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  const int errors = ::open(messages.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  ::dup2(nowhere, STDIN_FILENO);
  ::dup2(nowhere, STDOUT_FILENO);
  ::dup2(errors, STDERR_FILENO);
  std::vector<char*> arguments;
  for (const auto& part : command) {
    arguments.push_back(const_cast<char*>(part.c_str()));  // execv takes them so and changes none
  }
  arguments.push_back(nullptr);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

struct Ended {
  int status = 0;
  Usage usage;
};

Ended wait_for(pid_t child, Clock::time_point start) {
  int status = 0;
  rusage usage{};
  while (::wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  const std::chrono::duration<double> took = Clock::now() - start;
  return {status_of(status), {took.count(), static_cast<double>(usage.ru_maxrss) / 1024}};
}

}  // namespace

Result<WorkFolder> WorkFolder::make(const fs::path& kept) {
  if (!kept.empty()) {
    std::error_code failed;
    fs::create_directories(kept, failed);
    if (failed) {
      return failure(ErrorCode::unreadable, "cannot make the folder " + kept.string(), failed.message());
    }
    return WorkFolder(kept, true);
  }
  std::string name = (fs::temp_directory_path() / "whatworks-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    return failure(ErrorCode::unreadable, "cannot make a temporary folder", "set TMPDIR to a folder that can be written");
  }
  return WorkFolder(name, false);
}

WorkFolder::WorkFolder(WorkFolder&& other) noexcept : path_(std::move(other.path_)), kept_(std::exchange(other.kept_, true)) {}

WorkFolder::~WorkFolder() {
  if (!kept_) {
    std::error_code ignored;  // it lies among the temporary files, and there is nobody to tell
    fs::remove_all(path_, ignored);
  }
}

Result<Usage> run_program(const std::vector<std::string>& command, const fs::path& messages) {
  const auto start = Clock::now();
  const pid_t child = ::fork();
  if (child == 0) {
    become(command, messages);
  }
  if (child < 0) {
    return failure(ErrorCode::internal, "cannot start " + command.front());
  }
  const auto ended = wait_for(child, start);
  if (ended.status != 0) {
    return failure(ErrorCode::internal, fmt::format("{} ended with status {}: {}", command.front(), ended.status, tail(messages)));
  }
  return ended.usage;
}

Result<Usage> run_in_child(const std::function<Status()>& work) {
  std::cout.flush();
  std::cerr.flush();
  const auto start = Clock::now();
  const pid_t child = ::fork();
  if (child == 0) {
    const auto done = work();
    if (!done) {
      std::cerr << to_text(done.error()) << std::endl;
    }
    ::_exit(done ? 0 : 1);
  }
  if (child < 0) {
    return failure(ErrorCode::internal, "cannot start a process");
  }
  const auto ended = wait_for(child, start);
  if (ended.status != 0) {
    return failure(ErrorCode::internal, fmt::format("building a baseline ended with status {}", ended.status));
  }
  return ended.usage;
}

Result<RunningServer> RunningServer::start(const std::vector<std::string>& command, const fs::path& messages) {
  std::error_code none_there;
  fs::remove(messages, none_there);  // the port that an earlier server told would be taken for this one's
  const pid_t child = ::fork();
  if (child == 0) {
    become(command, messages);
  }
  if (child < 0) {
    return failure(ErrorCode::internal, "cannot start " + command.front());
  }
  RunningServer server(child);
  static constexpr std::string_view kBeforePort = "listening on http://127.0.0.1:";
  for (const auto end = Clock::now() + kStartsWithin; Clock::now() < end; std::this_thread::sleep_for(kLookEvery)) {
    const auto said = content(messages);
    const auto at = said.find(kBeforePort);
    if (at != std::string::npos && said.find('\n', at) != std::string::npos) {
      const auto from = at + kBeforePort.size();
      server.port_ = static_cast<int>(parse_integer(trim(said.substr(from, said.find('\n', at) - from))).value_or(0));
      return server;
    }
    if (::waitpid(child, nullptr, WNOHANG) == child) {
      server.process_ = -1;
      return failure(ErrorCode::internal, "the server did not start: " + tail(messages));
    }
  }
  return failure(ErrorCode::internal, "the server did not listen within a minute: " + tail(messages));
}

RunningServer::RunningServer(RunningServer&& other) noexcept : process_(std::exchange(other.process_, -1)), port_(other.port_) {}

RunningServer::~RunningServer() {
  if (process_ <= 0) {
    return;
  }
  ::kill(process_, SIGTERM);
  for (const auto end = Clock::now() + kStopsWithin; Clock::now() < end; std::this_thread::sleep_for(kLookEvery)) {
    if (::waitpid(process_, nullptr, WNOHANG) == process_) {
      return;
    }
  }
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

double RunningServer::peak_mib() const {
  std::ifstream status(fmt::format("/proc/{}/status", process_));
  std::string line;
  while (std::getline(status, line)) {
    if (line.starts_with("VmHWM:")) {
      std::istringstream words(line.substr(6));
      double kib = 0;
      words >> kib;
      return kib / 1024;
    }
  }
  return 0;
}

}  // namespace whatworks::bench
