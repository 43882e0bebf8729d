// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a fuzz target on its seeds and then on a fixed number of mutations of them, the same ones each time: what a test run has time for. libFuzzer
// takes this file's place where script/fuzz looks for longer.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

// So that the sanitizers' complaints come to remember_input() too.
extern "C" const char* __asan_default_options() { return "abort_on_error=1"; }
extern "C" const char* __ubsan_default_options() { return "abort_on_error=1"; }

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestInput = 16 * 1024;
constexpr unsigned kLongestSeconds = 30;  // for one input, on a slow machine under the sanitizers

std::string input;       // the one that is being run
std::string crash_file;  // where it goes if it is the last

// Called by the signal that ends the program: nothing but plain system calls.
void remember_input(int signal) {
  const int file = open(crash_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file >= 0 && write(file, input.data(), input.size()) == static_cast<ssize_t>(input.size())) {
    constexpr std::string_view kSaid = "The input that did it is kept in ";
    (void)!write(STDERR_FILENO, kSaid.data(), kSaid.size());
    (void)!write(STDERR_FILENO, crash_file.data(), crash_file.size());
    (void)!write(STDERR_FILENO, "\n", 1);
  }
  std::signal(signal, SIG_DFL);
  raise(signal);
}

void run(std::string text) {
  input = std::move(text);
  alarm(kLongestSeconds);
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
  alarm(0);
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::string> read_seeds(const fs::path& path) {
  std::vector<fs::path> files;
  if (fs::is_directory(path)) {
    std::copy(fs::directory_iterator(path), fs::directory_iterator(), std::back_inserter(files));
    std::sort(files.begin(), files.end());
  } else {
    files.push_back(path);
  }
  std::vector<std::string> out;
  std::transform(files.begin(), files.end(), std::back_inserter(out), read);
  return out;
}

// The tokens of a dictionary in libFuzzer's form: "text" to a line, with \\, \" and \xAB.
std::vector<std::string> read_tokens(const fs::path& path) {
  std::vector<std::string> out;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with('"')) {
      continue;
    }
    std::string token;
    for (std::size_t i = 1; i + 1 < line.size(); ++i) {
      if (line[i] == '\\' && line[i + 1] == 'x') {
        token += static_cast<char>(std::stoi(line.substr(i + 2, 2), nullptr, 16));
        i += 3;
      } else {
        token += line[i] == '\\' ? line[++i] : line[i];
      }
    }
    out.push_back(std::move(token));
  }
  return out;
}

class Mutator {
 public:
  Mutator(const std::vector<std::string>& seeds, const std::vector<std::string>& tokens) : seeds_(seeds), tokens_(tokens) {}

  std::string next() {
    auto text = one_of(seeds_);
    for (auto changes = 1 + below(6); changes > 0; --changes) {
      change(text);
    }
    text.resize(std::min(text.size(), kLongestInput));
    return text;
  }

 private:
  // Not a standard distribution, whose numbers differ between libraries.
  std::size_t below(std::size_t limit) { return random_() % limit; }
  const std::string& one_of(const std::vector<std::string>& list) { return list[below(list.size())]; }
  char any_byte() { return static_cast<char>(below(256)); }

  void change(std::string& text) {
    const auto at = below(text.size() + 1);
    const auto length = std::min(1 + below(below(4) == 0 ? 64 : 4), text.size() - at);
    switch (below(8)) {
      case 0: text.insert(at, 1, any_byte()); break;
      case 1: text.erase(at, length); break;
      case 2: text.insert(at, text.substr(at, length)); break;
      case 3: text.replace(at, length, one_of(tokens_)); break;
      case 4: text.insert(at, one_of(tokens_)); break;
      case 5: splice(text, at); break;
      case 6: text.insert(at, below(4) == 0 ? 3000 : 1 + below(100), at < text.size() ? text[at] : any_byte()); break;
      default:
        if (at < text.size()) {
          text[at] = below(2) == 0 ? any_byte() : static_cast<char>(text[at] ^ static_cast<char>(1U << below(7)));
        }
    }
  }

  void splice(std::string& text, std::size_t at) {
    const auto& other = one_of(seeds_);
    const auto from = below(other.size() + 1);
    text.insert(at, other.substr(from, below(other.size() - from + 1)));
  }

  const std::vector<std::string>& seeds_;
  const std::vector<std::string>& tokens_;
  std::mt19937 random_{20260102};
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && argc != 5) {
    std::fprintf(stderr, "use: %s INPUT | SEEDS TOKENS MUTATIONS CRASH-FILE\n", argv[0]);
    return 2;
  }
  crash_file = argc == 5 ? argv[4] : "/dev/null";
  for (const int signal : {SIGABRT, SIGALRM, SIGSEGV, SIGFPE, SIGBUS}) {
    std::signal(signal, remember_input);
  }
  const auto seeds = read_seeds(argv[1]);
  if (seeds.empty()) {
    std::fprintf(stderr, "there are no seeds in %s\n", argv[1]);
    return 2;
  }
  run({});
  std::for_each(seeds.begin(), seeds.end(), run);
  if (argc == 5) {
    const auto tokens = read_tokens(argv[2]);
    Mutator mutator(seeds, tokens);
    for (long left = std::atol(argv[3]); left > 0; --left) {
      run(mutator.next());
    }
  }
}
