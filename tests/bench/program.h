// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "core/files.h"
#include "core/result.h"

namespace whatworks::bench {

// A fresh folder, removed with all that is in it unless it is kept.
class WorkFolder {
 public:
  // Below the system's folder for temporary files, or, where `kept` is not empty, that folder, which is then made and stays.
  static Result<WorkFolder> make(const fs::path& kept);
  WorkFolder(WorkFolder&& other) noexcept;
  WorkFolder& operator=(WorkFolder&&) = delete;
  ~WorkFolder();

  [[nodiscard]] const fs::path& path() const noexcept { return path_; }

 private:
  WorkFolder(fs::path path, bool kept) : path_(std::move(path)), kept_(kept) {}
  fs::path path_;
  bool kept_;
};

struct Usage {
  double seconds = 0;
  double peak_mib = 0;  // largest resident size
};

// Runs a program to its end, its output to nowhere and its messages to the file `messages`. Fails with internal, quoting the end of the messages,
// where it cannot be started or ends with another status than 0.
Result<Usage> run_program(const std::vector<std::string>& command, const fs::path& messages);

// Runs `work` in a process of its own, so that the memory it takes is its alone. To be called while there is one thread.
Result<Usage> run_in_child(const std::function<Status()>& work);

// A running whatworks-server on a free port of the loopback interface; told to stop when it goes out of scope.
class RunningServer {
 public:
  // Waits until it listens, a minute at most. `messages` receives what it says.
  static Result<RunningServer> start(const std::vector<std::string>& command, const fs::path& messages);
  RunningServer(RunningServer&& other) noexcept;
  RunningServer& operator=(RunningServer&&) = delete;
  ~RunningServer();

  [[nodiscard]] int port() const noexcept { return port_; }
  [[nodiscard]] double peak_mib() const;  // so far; 0 where the system does not tell

 private:
  explicit RunningServer(pid_t process) noexcept : process_(process) {}
  pid_t process_;
  int port_ = 0;
};

}  // namespace whatworks::bench
