// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "support/sample_record.h"
#include "support/temp_folder.h"

namespace whatworks::test {
namespace {

struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
      throw std::runtime_error("cannot make a pipe");
    }
  }
  ~Pipe() {
    close_read();
    close_write();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_read() { close(ends[0]); }
  void close_write() { close(ends[1]); }

 private:
  static void close(int& end) {
    if (end >= 0) {
      ::close(end);
      end = -1;
    }
  }
};

int exit_status(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

[[noreturn]] void become(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const auto& part : command) {
    arguments.push_back(const_cast<char*>(part.c_str()));  // NOLINT(cppcoreguidelines-pro-type-const-cast): execv takes them so and changes none
  }
  arguments.push_back(nullptr);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

}  // namespace

Outcome run(const std::vector<std::string>& command, const RunOptions& options) {
  const TempFolder folder;  // output goes to files, so that no pipe can fill up
  write(folder / "in", options.input);
  const pid_t child = ::fork();
  if (child == 0) {
    const int in = ::open((folder / "in").c_str(), O_RDONLY);
    const int out = ::open((folder / "out").c_str(), O_WRONLY | O_CREAT, 0600);
    const int err = ::open((folder / "err").c_str(), O_WRONLY | O_CREAT, 0600);
    ::dup2(in, 0);
    ::dup2(out, 1);
    ::dup2(err, 2);
    if (options.largest_file) {
      const rlimit limit{*options.largest_file, *options.largest_file};
      ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    become(command);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return {exit_status(status), read(folder / "out"), read(folder / "err")};
}

Outcome indexer(const std::vector<std::string>& arguments, const RunOptions& options) {
  std::vector<std::string> command{WHATWORKS_INDEXER};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run(command, options);
}

Server::Server(const std::filesystem::path& index, const std::vector<std::string>& more) {
  std::vector<std::string> command{WHATWORKS_SERVER, "--listen",    "127.0.0.1:0", "--schemas", schemas_folder(), "--site", WHATWORKS_SOURCE_DIR "/site",
                                   "--index",        index.string()};
  if (std::find(more.begin(), more.end(), "--data") == more.end()) {
    command.insert(command.end(), {"--data", index.string() + "-data"});  // so that no test meets what another one has kept
  }
  command.insert(command.end(), more.begin(), more.end());
  Pipe errors;
  process_ = ::fork();
  if (process_ == 0) {
    ::dup2(errors.ends[1], 2);
    become(command);
  }
  errors.close_write();
  errors_ = std::exchange(errors.ends[0], -1);
  std::string said;
  const std::string before_port = "listening on http://127.0.0.1:";
  while (said.find(before_port) == std::string::npos || said.find('\n', said.find(before_port)) == std::string::npos) {
    pollfd waiting{errors_, POLLIN, 0};
    std::array<char, 1024> buffer;
    const auto got = ::poll(&waiting, 1, 60'000) == 1 ? ::read(errors_, buffer.data(), buffer.size()) : 0;
    if (got <= 0) {
      throw std::runtime_error("the server did not start: " + said);
    }
    said.append(buffer.data(), static_cast<std::size_t>(got));
  }
  port_ = std::stoi(said.substr(said.find(before_port) + before_port.size()));
  // From here on nobody reads what it says, so it must not wait for a reader.
  ::fcntl(errors_, F_SETPIPE_SZ, 1 << 20);
}

Server::~Server() {
  if (process_ > 0) {
    stop();
  }
  ::close(errors_);
}

int Server::stop() {
  ::kill(process_, SIGTERM);
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
  return exit_status(status);
}

std::string schemas_folder() { return WHATWORKS_SOURCE_DIR "/schemas"; }

void write_sample_corpus(const std::filesystem::path& corpus) {
  write(corpus / "studies" / "doe-2015-lines.md", SampleRecord("doe-2015-lines").with("published", "2015").text());
  write(corpus / "studies" / "roe-2016-ports.md", SampleRecord("roe-2016-ports")
                                                      .with("title", "Scanning containers in ports")
                                                      .with("summary", "Scanners found more and prices did not move.")
                                                      .with("published", "2016")
                                                      .with("crime_types", "[drugs]")
                                                      .with("countries", "[NL, \"NO\"]")
                                                      .with("priorities", "[international-links]")
                                                      .with("effect", "no-effect")
                                                      .with("intervention", "Container scanning")
                                                      .text());
  write(corpus / "studies" / "poe-2017-exit.md", SampleRecord("poe-2017-exit")
                                                     .with("title", "Helping people to leave gangs")
                                                     .with("published", "2017")
                                                     .with("crime_types", "[serious-violence]")
                                                     .with("countries", "[DK]")
                                                     .with("priorities", "[protection-from-ocgs]")
                                                     .with("effect", "increases")
                                                     .with("harms", "reported")
                                                     .with("intervention", "Gang exit mentoring")
                                                     .text());
}

}  // namespace whatworks::test
