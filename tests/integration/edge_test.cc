// SPDX-License-Identifier: GPL-3.0-or-later
#include <httplib.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <string>
#include <vector>

#include "programs.h"
#include "support/temp_folder.h"

using namespace whatworks::test;

namespace {

// Of a server that does not get as far as listening, since there are no schemas where it is told to look.
Outcome settings(std::vector<std::string> more) {
  std::vector<std::string> command{WHATWORKS_SERVER, "--schemas", "/nonexistent"};
  command.insert(command.end(), more.begin(), more.end());
  return run(command);
}

constexpr int kRefused = 2;
constexpr int kTaken = 3;  // and then the schemas are missing

// The last of a number of requests that some address sends through a proxy.
httplib::Result ask(const Server& server, const std::string& path, const std::string& address, int times = 1) {
  httplib::Client client("127.0.0.1", server.port());
  const httplib::Headers headers{{"X-Forwarded-For", address}, {"X-Forwarded-Proto", "https"}};
  for (int i = 1; i < times; ++i) {
    REQUIRE(client.Get(path, headers));
  }
  return client.Get(path, headers);
}

}  // namespace

TEST_CASE("a server that others can reach in plain HTTP is refused, with what to do about it") {
  for (const auto* listen : {"0.0.0.0:0", "[::]:0", "192.0.2.1:0", "example.org:0", "localhost.example:0", ":0"}) {
    INFO(listen);
    const auto refused = settings({"--listen", listen});
    CHECK(refused.status == kRefused);
    CHECK(refused.err.find("passwords") != std::string::npos);
    CHECK(refused.err.find("--plain-http") != std::string::npos);
    CHECK(refused.err.find("--base-url https://") != std::string::npos);
    CHECK(settings({"--listen", listen, "--base-url", "http://example.org"}).status == kRefused);
    CHECK(settings({"--listen", listen, "--base-url", "https://example.org"}).status == kTaken);
    CHECK(settings({"--listen", listen, "--plain-http"}).status == kTaken);
  }
  for (const auto* listen : {"127.0.0.1:0", "127.8.8.8:0", "[::1]:0", "localhost:0"}) {
    INFO(listen);
    CHECK(settings({"--listen", listen}).status == kTaken);
  }
}

TEST_CASE("settings that cannot be meant are refused by name") {
  const std::vector<std::pair<std::string, std::vector<std::string>>> all{
      {"--trusted-proxy", {"--trusted-proxy", "10.0.0.0/99"}},
      {"--trusted-proxy", {"--trusted-proxy", "127.0.0.1", "--trusted-proxy", "proxy.example"}},
      {"--trusted-proxy", {"--user-header", "X-Forwarded-User"}},
      {"--user-header", {"--trusted-proxy", "127.0.0.1", "--user-header", "X Forwarded: User"}},
      {"--requests-per-second", {"--requests-per-second", "-1"}},
      {"--requests-per-second", {"--requests-per-second", "many"}},
      {"--burst", {"--burst", "0"}},
  };
  for (const auto& [name, options] : all) {
    INFO(options.back());
    const auto refused = settings(options);
    CHECK(refused.status == kRefused);
    CHECK(refused.err.find(name) != std::string::npos);
  }
  CHECK(settings({"--trusted-proxy", "127.0.0.1", "--trusted-proxy", "fd00::/8", "--user-header", "X-Forwarded-User", "--requests-per-second", "0.5"}).status ==
        kTaken);
}

TEST_CASE("variables set what the options do, several networks with commas") {
  ::setenv("WHATWORKS_TRUSTED_PROXY", "10.0.0.0/8,127.0.0.1", 1);
  ::setenv("WHATWORKS_REQUESTS_PER_SECOND", "0.001", 1);
  ::setenv("WHATWORKS_BURST", "2", 1);
  const TempFolder folder;
  const Server server(folder / "index");
  for (const auto* name : {"WHATWORKS_TRUSTED_PROXY", "WHATWORKS_REQUESTS_PER_SECOND", "WHATWORKS_BURST"}) {
    ::unsetenv(name);
  }
  CHECK(ask(server, "/healthz", "203.0.113.7, 10.1.1.1", 2)->status == 200);
  CHECK(ask(server, "/healthz", "203.0.113.7, 10.1.1.1")->status == 429);
  CHECK(ask(server, "/healthz", "203.0.113.8, 10.1.1.1")->status == 200);
}

TEST_CASE("behind a trusted proxy each visitor is counted alone, and our own addresses are those of the proxy") {
  const TempFolder folder;
  write_sample_corpus(folder / "corpus");
  REQUIRE(indexer({"build", "--corpus", (folder / "corpus").string(), "--schemas", schemas_folder(), "--index", (folder / "index").string()}).status == 0);
  const Server server(folder / "index", {"--trusted-proxy", "127.0.0.1", "--requests-per-second", "0.001", "--burst", "3"});
  const auto robots = ask(server, "/robots.txt", "203.0.113.7");
  CHECK(robots->body.find("https://127.0.0.1:") != std::string::npos);
  const auto refused = ask(server, "/", "203.0.113.7", 3);
  CHECK(refused->status == 429);
  CHECK(refused->get_header_value("Retry-After") == "1000");
  CHECK(refused->body.find("Too many pages at once") != std::string::npos);
  CHECK(ask(server, "/", "203.0.113.8")->status == 200);
  const Server unlimited(folder / "index");
  CHECK(ask(unlimited, "/robots.txt", "203.0.113.7", 20)->body.find("https://") == std::string::npos);
}
