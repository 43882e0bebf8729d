// SPDX-License-Identifier: GPL-3.0-or-later
#include <httplib.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "programs.h"
#include "support/sample_record.h"
#include "support/temp_folder.h"

using namespace whatworks::test;
using nlohmann::json;

namespace {

constexpr std::size_t kRecords = 1'700;  // more than an export holds in memory at a time

// A base that is too large for one part of an answer.
struct LargeBase {
  TempFolder folder;
  std::filesystem::path index = folder / "index";

  LargeBase() {
    const auto one = folder / "corpus" / "studies" / "doe-2019-part-x.md";
    write(one, SampleRecord("doe-2019-part-x").with("title", "\"=1+1; {100% of $5}\"").text());
    const auto line = indexer({"export", "--format", "jsonl", "--corpus", (folder / "corpus").string(), "--schemas", schemas_folder()});
    REQUIRE(line.status == 0);
    auto record = json::parse(line.out);
    std::ofstream lines(folder / "lines.jsonl");
    for (std::size_t i = 0; i < kRecords; ++i) {
      record["record"]["id"] = "doe-2019-part-" + std::to_string(i);
      record["record"]["countries"] = {i % 2 == 0 ? "GB" : "NL"};
      lines << record.dump() << '\n';
    }
    lines.close();
    REQUIRE(indexer({"build", "--jsonl", (folder / "lines.jsonl").string(), "--schemas", schemas_folder(), "--index", index.string()}).status == 0);
  }
};

std::size_t count_lines(const std::string& text) { return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')); }

}  // namespace

TEST_CASE("a large export comes in chunks, each record once and in order, compressed or not") {
  const LargeBase base;
  const Server server(base.index);
  httplib::Client client("127.0.0.1", server.port());
  client.set_keep_alive(true);
  const auto plain = client.Get("/api/v1/export?format=jsonl");
  REQUIRE(plain);
  CHECK(plain->get_header_value("Transfer-Encoding") == "chunked");
  CHECK(count_lines(plain->body) == kRecords);
  std::vector<std::string> ids;
  std::istringstream lines(plain->body);
  for (std::string line; std::getline(lines, line);) {
    ids.push_back(json::parse(line).at("record").at("id").get<std::string>());
  }
  CHECK(std::is_sorted(ids.begin(), ids.end()));
  CHECK(std::adjacent_find(ids.begin(), ids.end()) == ids.end());

  const auto small = client.Get("/api/v1/export?format=jsonl", {{"Accept-Encoding", "gzip"}});
  REQUIRE(small);
  CHECK(small->get_header_value("Content-Encoding") == "gzip");
  CHECK((small->body == plain->body));  // in brackets: both are long

  const auto half = client.Get("/api/v1/export?format=csv&country=NL");
  REQUIRE(half);
  CHECK(count_lines(half->body) == 1 + kRecords / 2);
  const auto list = client.Get("/api/v1/export?format=csl-json");
  REQUIRE(list);
  CHECK(json::parse(list->body).size() == kRecords);
  const auto head = client.Head("/api/v1/export?format=jsonl");
  REQUIRE(head);
  CHECK(head->status == 200);
  CHECK(head->body.empty());
}

TEST_CASE("a client that goes away in the middle of an export costs nothing") {
  const LargeBase base;
  const Server server(base.index);
  for (int i = 0; i < 20; ++i) {
    httplib::Client client("127.0.0.1", server.port());
    std::size_t received = 0;
    const auto broken = client.Get("/api/v1/export?format=json", [&](const char*, std::size_t size) {
      received += size;
      return received < 10'000;
    });
    CHECK_FALSE(broken);
  }
  httplib::Client client("127.0.0.1", server.port());
  const auto after = client.Get("/api/v1/export?format=ris&id=doe-2019-part-7");
  REQUIRE(after);
  CHECK(after->status == 200);
  CHECK(after->body.rfind("TY  - ", 0) == 0);
}

TEST_CASE("an export goes on through a build") {
  const LargeBase base;
  const Server server(base.index);
  std::string taken;
  bool built = false;
  httplib::Client client("127.0.0.1", server.port());
  const auto whole = client.Get("/api/v1/export?format=jsonl", [&](const char* data, std::size_t size) {
    if (!built) {
      built = true;
      REQUIRE(indexer({"build", "--jsonl", (base.folder / "lines.jsonl").string(), "--schemas", schemas_folder(), "--index", base.index.string()}).status == 0);
    }
    taken.append(data, size);
    return true;
  });
  REQUIRE(whole);
  CHECK(count_lines(taken) == kRecords);
}
