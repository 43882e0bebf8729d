// SPDX-License-Identifier: GPL-3.0-or-later
#include <httplib.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "programs.h"
#include "support/sample_record.h"
#include "support/temp_folder.h"

using namespace whatworks::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* kPassword = "plum-tractor-seventeen";

// A corpus with a record that only the group north may read, its index, and a folder for what people enter.
struct Place {
  TempFolder folder;
  fs::path index = folder / "index";
  fs::path data = folder / "data";

  Place() {
    write_sample_corpus(folder / "corpus");
    write(folder / "corpus" / "studies" / "coe-2018-north.md",
          SampleRecord("coe-2018-north").with("title", "Zyxquar").with("circulation", "restricted").with("groups", "[north]").text());
    REQUIRE(indexer({"build", "--corpus", (folder / "corpus").string(), "--schemas", schemas_folder(), "--index", index.string()}).status == 0);
  }

  [[nodiscard]] Outcome command(std::vector<std::string> words) const {
    words.insert(words.begin(), WHATWORKS_SERVER);
    words.insert(words.end(), {"--data", data.string(), "--site", WHATWORKS_SOURCE_DIR "/site"});
    return run(words);
  }

  // The token of the link that a command printed.
  [[nodiscard]] std::string token_from(const std::vector<std::string>& words) const {
    const auto outcome = command(words);
    INFO(outcome.err);
    REQUIRE(outcome.status == 0);
    const std::string before = "/set-password?token=";
    const auto at = outcome.out.find(before);
    REQUIRE(at != std::string::npos);
    return outcome.out.substr(at + before.size(), 43);
  }
};

httplib::Result post(const Server& server, const std::string& path, const httplib::Params& form, const httplib::Headers& headers = {}) {
  httplib::Client client("127.0.0.1", server.port());
  client.set_read_timeout(20);
  return client.Post(path, headers, form);
}

httplib::Result get(const Server& server, const std::string& path, const httplib::Headers& headers = {}) {
  httplib::Client client("127.0.0.1", server.port());
  client.set_read_timeout(20);
  return client.Get(path, headers);
}

httplib::Headers signed_in(const Server& server, const std::string& name) {
  const auto answer = post(server, "/sign-in", {{"name", name}, {"password", kPassword}});
  REQUIRE(answer);
  REQUIRE(answer->status == 303);
  const auto cookie = answer->get_header_value("Set-Cookie");
  return {{"Cookie", cookie.substr(0, cookie.find(';'))}};
}

}  // namespace

TEST_CASE("the first administrator is made in a terminal, sets a password by the link, and is known after a restart") {
  const Place place;
  const auto token = place.token_from({"account", "add", "ada", "--role", "administrator", "--group", "north", "--display-name", "Ada Example"});
  httplib::Headers cookie;
  {
    const Server server(place.index, {"--data", place.data.string()});
    CHECK(get(server, "/search")->status == 200);
    CHECK(get(server, "/records/coe-2018-north")->status == 404);
    CHECK(post(server, "/set-password", {{"token", token}, {"password", kPassword}})->status == 303);
    cookie = signed_in(server, "ada");
    CHECK(get(server, "/records/coe-2018-north", cookie)->status == 200);
  }
  const Server server(place.index, {"--data", place.data.string()});
  CHECK(get(server, "/admin/accounts", cookie)->status == 200);
  CHECK(get(server, "/records/coe-2018-north", cookie)->status == 200);
  // While the server runs, the terminal changes accounts, and that counts at once.
  CHECK(place.command({"account", "add", "eve", "--role", "administrator"}).status == 0);
  CHECK(place.command({"account", "change", "ada", "--role", "reader", "--group", "none"}).status == 0);
  CHECK(get(server, "/admin/accounts", cookie)->status == 403);
  CHECK(get(server, "/records/coe-2018-north", cookie)->status == 404);
  CHECK(place.command({"account", "disable", "ada"}).status == 0);
  CHECK(get(server, "/account", cookie)->status == 302);
}

TEST_CASE("accounts are listed, refused and erased in a terminal with a word on what is wrong") {
  const Place place;
  CHECK(place.command({"account", "add", "ada", "--role", "emperor"}).status == 2);
  CHECK(place.command({"account", "add", "ada"}).status == 2);
  CHECK(place.command({"account"}).status == 2);
  CHECK(place.command({"account", "add", "a b", "--role", "reader"}).status == 1);
  CHECK(place.command({"account", "add", "ada", "--role", "administrator"}).status == 0);
  const auto again = place.command({"account", "add", "ADA", "--role", "reader"});
  CHECK(again.status == 1);
  CHECK(again.err.find("There is an account ada already") != std::string::npos);
  CHECK(place.command({"account", "disable", "ada"}).err.find("last administrator") != std::string::npos);
  CHECK(place.command({"account", "disable", "nobody"}).status == 1);
  CHECK(place.command({"account", "add", "bob", "--role", "reader"}).status == 0);
  const auto list = place.command({"account", "list"});
  CHECK(list.out.find("waiting") != std::string::npos);
  CHECK(nlohmann::json::parse(place.command({"account", "data", "bob"}).out).at("account").at("name") == "bob");
  CHECK(place.command({"account", "erase", "bob"}).status == 2);
  CHECK(place.command({"account", "erase", "bob", "--yes"}).status == 0);
  CHECK(place.command({"account", "list"}).out.find("bob") == std::string::npos);
  CHECK(place.command({"audit", "check"}).out.find("fit together") != std::string::npos);
}

TEST_CASE("a copy of the database brings back what was there, while the server runs, and the trail tells") {
  const Place place;
  (void)place.token_from({"account", "add", "ada", "--role", "administrator"});
  const Server server(place.index, {"--data", place.data.string()});
  const auto copies = (place.folder / "copies").string();
  CHECK(place.command({"backup", copies}).status == 0);
  CHECK(place.command({"backup", copies}).status == 2);  // none is written over
  const auto token = place.token_from({"account", "add", "bob", "--role", "reader"});
  CHECK(post(server, "/set-password", {{"token", token}, {"password", kPassword}})->status == 303);
  const auto bob = signed_in(server, "bob");
  CHECK(get(server, "/account", bob)->status == 200);
  CHECK(place.command({"restore", copies}).status == 0);
  CHECK(get(server, "/account", bob)->status == 302);
  CHECK(place.command({"account", "list"}).out.find("bob") == std::string::npos);
  CHECK(place.command({"audit", "check"}).status == 0);
  const auto refused = place.command({"restore", (place.folder / "nothing").string()});
  CHECK(refused.status == 1);
  CHECK(refused.err.find("nothing") != std::string::npos);
}

TEST_CASE("somebody who tampers with the trail is found out in the terminal") {
  const Place place;
  (void)place.token_from({"account", "add", "ada", "--role", "administrator"});
  auto file = read(place.data / "whatworks.sqlite");
  const auto at = file.find("roles: administrator");
  REQUIRE(at != std::string::npos);
  file.replace(at, 7, "groups:");
  write(place.data / "whatworks.sqlite", file);
  const auto check = place.command({"audit", "check"});
  CHECK(check.status == 1);
  CHECK(check.err.find("entry 1 is not as it was written") != std::string::npos);
}

TEST_CASE("a database that is damaged or cannot be written is told before anything is served") {
  const Place place;
  write(place.data / "whatworks.sqlite", std::string(10'000, 'x'));
  const auto damaged = place.command({"account", "list"});
  CHECK(damaged.status == 3);
  CHECK(damaged.err.find("whatworks.sqlite") != std::string::npos);
  CHECK(damaged.err.find("hint") != std::string::npos);
  CHECK_THROWS(Server(place.index, {"--data", place.data.string()}));
  CHECK(read(place.data / "whatworks.sqlite") == std::string(10'000, 'x'));
}

TEST_CASE("where the disk is full, nothing is half done") {
  const Place place;
  (void)place.token_from({"account", "add", "ada", "--role", "administrator"});
  int refusals = 0;
  for (const std::size_t room : {65'536U, 40'000U, 16'384U, 4'096U}) {
    INFO(room);
    const auto before = place.command({"account", "list"}).out;
    RunOptions full;
    full.largest_file = room;
    const auto refused = run({WHATWORKS_SERVER, "account", "add", "bob-" + std::to_string(room), "--role", "reader", "--data", place.data.string(), "--site",
                              WHATWORKS_SOURCE_DIR "/site"},
                             full);
    CHECK((refused.status == 0 || refused.status == 3));
    CHECK((refused.status == 0 || !refused.err.empty()));
    if (refused.status != 0) {
      ++refusals;
      CHECK(place.command({"account", "list"}).out == before);
    }
    CHECK(place.command({"audit", "check"}).status == 0);
  }
  CHECK(refusals > 0);
}

TEST_CASE("a flood of sign-ins is answered and keeps nobody from reading") {
  const Place place;
  const auto token = place.token_from({"account", "add", "ann", "--role", "reader"});
  const Server server(place.index, {"--data", place.data.string()});
  REQUIRE(post(server, "/set-password", {{"token", token}, {"password", kPassword}})->status == 303);
  std::atomic<bool> stop = false;
  std::atomic<int> answered = 0;
  std::atomic<int> odd = 0;
  std::vector<std::thread> flood;
  for (int t = 0; t < 32; ++t) {
    flood.emplace_back([&, t] {
      httplib::Client client("127.0.0.1", server.port());
      client.set_read_timeout(20);
      for (int i = 0; !stop; ++i) {
        const auto answer = client.Post("/sign-in", httplib::Params{{"name", "ann" + std::to_string(t * 1000 + i)}, {"password", "wrong"}});
        odd += answer && (answer->status == 422 || answer->status == 429) ? 0 : 1;
        ++answered;
      }
    });
  }
  int read_meanwhile = 0;
  for (const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(2); std::chrono::steady_clock::now() < end;) {
    const auto answer = get(server, "/search?q=lines");
    read_meanwhile += answer && answer->status == 200 ? 1 : 0;
  }
  stop = true;
  for (auto& thread : flood) {
    thread.join();
  }
  CHECK(odd == 0);
  CHECK(answered > 100);
  CHECK(read_meanwhile > 5);
}

TEST_CASE("whom a trusted proxy names is signed in; from anybody else the header is nothing") {
  const Place place;
  const Server server(place.index, {"--data", place.data.string(), "--trusted-proxy", "127.0.0.1", "--user-header", "X-Forwarded-User"});
  CHECK(get(server, "/account", {{"X-Forwarded-User", "EXAMPLE\\ann"}})->status == 200);
  CHECK(get(server, "/account")->status == 302);
  CHECK(get(server, "/account", {{"X-Forwarded-User", "ann"}, {"X-Forwarded-User", "bob"}})->status == 302);
  CHECK(get(server, "/records/coe-2018-north", {{"X-Forwarded-User", "EXAMPLE\\ann"}})->status == 404);
  CHECK(place.command({"account", "change", "example\\ann", "--group", "north"}).status == 0);
  CHECK(get(server, "/records/coe-2018-north", {{"X-Forwarded-User", "EXAMPLE\\ann"}})->status == 200);
  const Server other(place.index, {"--data", place.data.string(), "--trusted-proxy", "192.0.2.1", "--user-header", "X-Forwarded-User"});
  CHECK(get(other, "/account", {{"X-Forwarded-User", "EXAMPLE\\ann"}})->status == 302);
}
