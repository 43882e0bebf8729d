// SPDX-License-Identifier: GPL-3.0-or-later
#include <httplib.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <nlohmann/json.hpp>
#include <thread>

#include "programs.h"
#include "support/sample_record.h"
#include "support/temp_folder.h"

using namespace whatworks::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* kPassword = "plum-tractor-seventeen";

// A corpus in a Git work tree and a server that follows it.
struct Newsroom {
  TempFolder folder;
  fs::path corpus = folder / "corpus";
  fs::path index = folder / "index";
  std::string link;  // by which the administrator sets a password

  Newsroom() {
    write_sample_corpus(corpus);
    shell("git init -q -b main && git add corpus && " + commit("First"));
    REQUIRE(indexer({"build", "--corpus", corpus.string(), "--schemas", schemas_folder(), "--index", index.string()}).status == 0);
    const auto added = run({WHATWORKS_SERVER, "account", "add", "ada", "--role", "administrator", "--data", (folder / "index-data").string(), "--site",
                            WHATWORKS_SOURCE_DIR "/site"});
    const std::string before = "/set-password?token=";
    const auto at = added.out.find(before);
    REQUIRE(at != std::string::npos);
    link = added.out.substr(at + before.size(), 43);
  }

  [[nodiscard]] std::vector<std::string> following() const { return {"--corpus", corpus.string()}; }
  static std::string commit(const std::string& subject) { return "git -c user.name=Owner -c user.email=owner@example.org commit -q -m '" + subject + "'"; }
  void shell(const std::string& command) const { REQUIRE(std::system(("cd '" + folder.path().string() + "' && " + command).c_str()) == 0); }
  [[nodiscard]] fs::path file(const std::string& id) const { return corpus / "studies" / (id + ".md"); }
  void put(const std::string& id, const std::string& title) const { write(file(id), SampleRecord(id).with("title", title).text()); }
};

std::string body(const Server& server, const std::string& path, const httplib::Headers& headers = {}) {
  httplib::Client client("127.0.0.1", server.port());
  client.set_read_timeout(20);
  const auto answer = client.Get(path, headers);
  return answer ? answer->body : std::string();
}

int found(const Server& server, const std::string& words) {
  const auto answer = nlohmann::json::parse(body(server, "/api/v1/search?q=" + words), nullptr, false);
  return answer.is_object() && answer.contains("total") ? answer.at("total").get<int>() : -1;
}

// How long it takes until something is so; a minute where it does not become so.
std::chrono::milliseconds time_until(const std::function<bool()>& condition) {
  const auto begun = std::chrono::steady_clock::now();
  const auto passed = [&] { return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun); };
  while (!condition() && passed() < std::chrono::minutes(1)) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return passed();
}

}  // namespace

TEST_CASE("a file that is edited by hand is found within two seconds") {
  const Newsroom room;
  const Server server(room.index, room.following());
  auto quickest = std::chrono::milliseconds::max();  // of three, since others use the machine too
  for (const std::string word : {"zorblax", "quuxly", "fnordish"}) {
    REQUIRE(found(server, word) == 0);
    room.put("doe-2015-lines", "Closing lines " + word);
    quickest = std::min(quickest, time_until([&] { return found(server, word) == 1; }));
  }
  CHECK(quickest < std::chrono::seconds(2));
  fs::remove(room.file("poe-2017-exit"));
  CHECK(time_until([&] { return found(server, "mentoring") == 0; }) < std::chrono::minutes(1));
}

TEST_CASE("what was changed while no server ran is found by the next one") {
  const Newsroom room;
  room.put("new-2020-x", "Zorblax at night");
  const Server server(room.index, room.following());
  CHECK(time_until([&] { return found(server, "zorblax") == 1; }) < std::chrono::minutes(1));
}

TEST_CASE("a broken file is listed for the administrator while readers still find its last good version") {
  const Newsroom room;
  const Server server(room.index, room.following());
  httplib::Client client("127.0.0.1", server.port());
  client.set_read_timeout(20);
  REQUIRE(client.Post("/set-password", httplib::Params{{"token", room.link}, {"password", kPassword}})->status == 303);
  const auto signed_in = client.Post("/sign-in", httplib::Params{{"name", "ada"}, {"password", kPassword}});
  const auto cookie = signed_in->get_header_value("Set-Cookie");
  const httplib::Headers session{{"Cookie", cookie.substr(0, cookie.find(';'))}};
  const auto listed = [&] { return body(server, "/admin/corpus", session).find("studies/doe-2015-lines.md") != std::string::npos; };
  CHECK_FALSE(listed());
  write(room.file("doe-2015-lines"), SampleRecord("doe-2015-lines").with("title", "Zorblax").with("effect", "wonderful").text());
  CHECK(time_until(listed) < std::chrono::minutes(1));
  const auto page = body(server, "/admin/corpus", session);
  CHECK(page.find("wonderful") != std::string::npos);
  CHECK(page.find("Readers still see the last good version.") != std::string::npos);
  CHECK(found(server, "zorblax") == 0);
  CHECK(body(server, "/records/doe-2015-lines").find("Closing drug phone lines") != std::string::npos);
  room.put("doe-2015-lines", "Zorblax mended");
  CHECK(time_until([&] { return found(server, "zorblax") == 1 && !listed(); }) < std::chrono::minutes(1));
}

TEST_CASE("a pull of many files is taken in") {
  const Newsroom room;
  constexpr int kMany = 80;
  const Server server(room.index, room.following());
  room.shell("git clone -q . elsewhere");
  for (int i = 0; i < kMany; ++i) {
    const auto id = "many-2020-" + std::to_string(i);
    write(room.folder / "elsewhere" / "corpus" / "studies" / (id + ".md"), SampleRecord(id).with("title", "Zorblax number " + std::to_string(i)).text());
  }
  room.shell("cd elsewhere && git add corpus && " + Newsroom::commit("Many"));
  room.shell("git pull -q --ff-only elsewhere HEAD");
  CHECK(time_until([&] { return found(server, "zorblax") == kMany; }) < std::chrono::minutes(1));
}

TEST_CASE("a server that was given no corpus follows none") {
  const Newsroom room;
  {
    const Server server(room.index);
    room.put("new-2020-x", "Zorblax at night");
    fs::remove(room.file("poe-2017-exit"));
    const Server other(room.index, room.following());
    CHECK(time_until([&] { return found(other, "zorblax") == 1; }) < std::chrono::minutes(1));  // the other one took it in
    CHECK(found(server, "zorblax") == 1);                                                       // and both read one index
  }
  const TempFolder empty;
  Server server(room.index, {"--corpus", (empty / "not-there").string()});
  CHECK(found(server, "zorblax") == 1);
  CHECK(server.stop() == 0);
}

TEST_CASE("a corpus cannot be published into an index that is elsewhere") {
  const Newsroom room;
  write(room.folder / "stub", "remote 127.0.0.1:9\n");
  const auto refused = run({WHATWORKS_SERVER, "--listen", "127.0.0.1:0", "--schemas", schemas_folder(), "--site", WHATWORKS_SOURCE_DIR "/site", "--data",
                            (room.folder / "data").string(), "--index", (room.folder / "stub").string(), "--corpus", room.corpus.string()});
  CHECK(refused.status == 2);
  CHECK(refused.err.find("is no folder of this machine") != std::string::npos);
}

TEST_CASE("a server that follows a corpus stops at once") {
  const Newsroom room;
  Server server(room.index, room.following());
  REQUIRE(found(server, "lines") >= 1);
  const auto begun = std::chrono::steady_clock::now();
  CHECK(server.stop() == 0);
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(5));
}
