// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace whatworks::test {

// What a program printed and how it ended.
struct Outcome {
  int status = -1;  // exit status; 128 + signal where a signal ended it
  std::string out;
  std::string err;
};

struct RunOptions {
  std::string input;                        // for standard input
  std::optional<std::size_t> largest_file;  // bytes that any file may grow to, as a full disk would have it
};

// Runs a program to its end.
Outcome run(const std::vector<std::string>& command, const RunOptions& options = {});

Outcome indexer(const std::vector<std::string>& arguments, const RunOptions& options = {});

// A running whatworks-server on a free port of the loopback interface; ended with SIGTERM at the latest when it goes out of scope.
class Server {
 public:
  explicit Server(const std::filesystem::path& index, const std::vector<std::string>& more = {});
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  [[nodiscard]] int port() const noexcept { return port_; }
  [[nodiscard]] pid_t process() const noexcept { return process_; }
  int stop();  // sends SIGTERM, waits, and returns the exit status

 private:
  pid_t process_ = -1;
  int port_ = 0;
  int errors_ = -1;  // read end of its standard error
};

// A folder `corpus` with a few invented records, and the schemas of the source tree.
void write_sample_corpus(const std::filesystem::path& corpus);
std::string schemas_folder();

}  // namespace whatworks::test
