// SPDX-License-Identifier: GPL-3.0-or-later
#include <arpa/inet.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "programs.h"
#include "support/temp_folder.h"

using namespace whatworks::test;
using nlohmann::json;

namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int free_port() {
  const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
  auto address = loopback(0);
  socklen_t size = sizeof address;
  REQUIRE(::bind(probe, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  ::close(probe);
  return ntohs(address.sin_port);
}

bool answers(int port) {
  const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
  const auto address = loopback(port);
  const bool connected = ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(probe);
  return connected;
}

// Xapian's own server over one shard. It ends its whole process group when it is told to end, so it gets one of its own.
class ShardServer {
 public:
  ShardServer(const std::filesystem::path& shard, int port) {
    process_ = ::fork();
    if (process_ == 0) {
      ::setsid();
      const auto number = std::to_string(port);
      ::execlp("xapian-tcpsrv", "xapian-tcpsrv", "--quiet", "--interface", "127.0.0.1", "--port", number.c_str(), shard.c_str(), nullptr);
      ::_exit(127);
    }
    for (int tries = 0; tries < 500 && !answers(port); ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    REQUIRE(answers(port));
  }
  ShardServer(const ShardServer&) = delete;
  ShardServer& operator=(const ShardServer&) = delete;
  ~ShardServer() { stop(); }

  void pause() const { ::kill(-process_, SIGSTOP); }

  void stop() {
    if (process_ > 0) {
      ::kill(-process_, SIGKILL);
      ::waitpid(process_, nullptr, 0);
      process_ = -1;
    }
  }

 private:
  pid_t process_ = -1;
};

// The real corpus in one database, and in two that are served apart.
struct Spread {
  TempFolder folder;
  std::filesystem::path one = folder / "one";
  std::filesystem::path two = folder / "two";
  std::filesystem::path stub = folder / "stub";
  int ports[2] = {free_port(), free_port()};

  Spread() {
    const std::string corpus = WHATWORKS_SOURCE_DIR "/corpus";
    REQUIRE(indexer({"build", "--corpus", corpus, "--schemas", schemas_folder(), "--index", one.string()}).status == 0);
    REQUIRE(indexer({"build", "--corpus", corpus, "--schemas", schemas_folder(), "--index", two.string(), "--shards", "2"}).status == 0);
    write(stub, "# two machines\nremote 127.0.0.1:" + std::to_string(ports[0]) + "\nremote 127.0.0.1:" + std::to_string(ports[1]) + "\n");
  }

  [[nodiscard]] std::filesystem::path shard(int number) const { return two / "000001" / ("public-" + std::to_string(number)); }
};

json ask(int port, const std::string& query, const std::string& path = "/api/v1/search") {
  httplib::Client client("127.0.0.1", port);
  client.set_read_timeout(30);
  const auto answer = client.Get(path + "?" + query);
  REQUIRE(answer);
  REQUIRE(answer->status == 200);
  return json::parse(answer->body);
}

// What must not depend on where the records lie.
json essence(json answer) {
  for (auto& result : answer["results"]) {
    result.erase("score");  // Xapian rounds the frequency of synonyms that it estimates, step by step
  }
  return {answer["total"], answer["results"], answer["facets"], answer["relaxed"], answer["links"]};
}

}  // namespace

TEST_CASE("shards behind Xapian's own server give the answers of one database") {
  const Spread spread;
  const ShardServer first(spread.shard(0), spread.ports[0]);
  const ShardServer second(spread.shard(1), spread.ports[1]);
  const Server local(spread.one);
  const Server remote(spread.stub);
  for (const auto* query : {"q=county+lines", "q=bent+cops", "q=what+works+in+schools", "q=%22county+lines%22&sort=title", "q=drug*&country=GB",
                            "q=ports&not.effect=mixed", "country=GB&country=US&effect=mixed", "sort=newest&page=2", "sort=oldest&per_page=100",
                            "sort=updated&q=gangs", "year_from=2015&year_to=2019", "strategy=_missing", "", "q=gangs+children+small+towns",
                            "q=how%20do%20gangs%20recruit%20children%20in%20small%20towns", "q=zzzzzz", "q=2015..2017+gangs&facets=year,effect"}) {
    INFO(query);
    const auto here = ask(local.port(), query);
    const auto there = ask(remote.port(), query);
    CHECK((essence(here) == essence(there)));  // in brackets: both are long
    CHECK_FALSE(there["incomplete"].get<bool>());
    for (std::size_t i = 0; i < std::min(here["results"].size(), there["results"].size()); ++i) {
      CHECK(there["results"][i]["score"].get<double>() == Approx(here["results"][i]["score"].get<double>()).epsilon(0.01));
    }
  }
}

TEST_CASE("maps over shards behind Xapian's own server are those of one database") {
  const Spread spread;
  const ShardServer first(spread.shard(0), spread.ports[0]);
  const ShardServer second(spread.shard(1), spread.ports[1]);
  const Server local(spread.one);
  const Server remote(spread.stub);
  for (const auto* query :
       {"rows=crime&columns=strategy", "rows=priority&columns=effect&country=GB", "rows=country&columns=priority&q=gangs", "rows=year&year_from=2015",
        "rows=stage&not.effect=mixed", "rows=strategy&columns=stage&crime=drugs&strength=3", "rows=crime&q=zzzzzz"}) {
    INFO(query);
    auto here = ask(local.port(), query, "/api/v1/map");
    auto there = ask(remote.port(), query, "/api/v1/map");
    here.erase("took_ms");
    there.erase("took_ms");
    CHECK((here == there));  // in brackets: both are long
  }
}

TEST_CASE("exports from shards behind Xapian's own server are those of one database, or none") {
  const Spread spread;
  const ShardServer first(spread.shard(0), spread.ports[0]);
  ShardServer second(spread.shard(1), spread.ports[1]);
  const Server local(spread.one);
  const Server remote(spread.stub);
  const auto get = [](const Server& server, const std::string& path) {
    httplib::Client client("127.0.0.1", server.port());
    client.set_read_timeout(30);
    const auto answer = client.Get(path);
    REQUIRE(answer);
    return *answer;
  };
  for (const auto* query : {"", "&q=gangs", "&country=GB&year_from=2015", "&q=zzzzzz"}) {
    const auto path = std::string("/api/v1/export?format=json") + query;
    INFO(path);
    CHECK((get(local, path).body == get(remote, path).body));  // in brackets: both are long
  }
  const auto harvested = get(remote, "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-11-23&set=kind:study").body;
  const auto count = [](const std::string& text) {
    std::size_t found = 0;
    for (auto at = text.find("<identifier>"); at != std::string::npos; at = text.find("<identifier>", at + 1)) {
      ++found;
    }
    return found;
  };
  CHECK(count(harvested) > 10);
  CHECK(count(harvested) == count(get(local, "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-11-23&set=kind:study").body));
  second.stop();
  const auto partial = get(remote, "/api/v1/export?format=json");
  CHECK(partial.status == 503);
  CHECK(partial.body.find("zzz") == std::string::npos);
}

TEST_CASE("a shard that is down or hangs is said to be missing, and the rest still answers") {
  const Spread spread;
  const ShardServer first(spread.shard(0), spread.ports[0]);
  ShardServer second(spread.shard(1), spread.ports[1]);
  const Server server(spread.stub);
  const auto whole = ask(server.port(), "facets=effect");
  CHECK_FALSE(whole["incomplete"].get<bool>());

  second.pause();
  const auto hanging = ask(server.port(), "facets=effect");
  CHECK(hanging["incomplete"].get<bool>());
  CHECK(hanging["total"].get<int>() < whole["total"].get<int>());
  CHECK(hanging["total"].get<int>() > 0);

  second.stop();
  const auto down = ask(server.port(), "facets=effect");
  CHECK(down["incomplete"].get<bool>());
  CHECK(essence(down) == essence(hanging));
  httplib::Client client("127.0.0.1", server.port());
  const auto page = client.Get("/search");
  REQUIRE(page);
  CHECK(page->body.find("does not answer at the moment") != std::string::npos);
}

TEST_CASE("a stub that names no shard says where and what to write") {
  const TempFolder folder;
  write(folder / "stub", "# comment\nremote nowhere\n");
  const auto outcome = run({WHATWORKS_SERVER, "search", "--schemas", schemas_folder(), "--index", (folder / "stub").string(), "guns"});
  CHECK(outcome.status != 0);
  CHECK(outcome.err.find("stub:2: \"remote nowhere\" names no shard") != std::string::npos);
  CHECK(outcome.err.find("remote HOST:PORT") != std::string::npos);
}
