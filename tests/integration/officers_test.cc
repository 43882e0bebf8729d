// SPDX-License-Identifier: GPL-3.0-or-later
#include <httplib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "programs.h"
#include "support/temp_folder.h"

using namespace whatworks::test;
using nlohmann::json;

namespace {

constexpr int kUseful = 2;            // the grade from which a record answers the question
constexpr std::size_t kLookedAt = 5;  // results that a hurried officer reads

// Of the share of queries whose first few results hold a useful record; the mark that the product has set itself.
constexpr double kMark = 0.9;

}  // namespace

TEST_CASE("officers' own words find a useful record among the first five", "[R15]") {
  const TempFolder folder;
  const auto index = folder / "index";
  REQUIRE(indexer({"build", "--corpus", WHATWORKS_SOURCE_DIR "/corpus", "--schemas", schemas_folder(), "--index", index.string()}).status == 0);
  const Server server(index);
  httplib::Client client("127.0.0.1", server.port());
  client.set_keep_alive(true);
  const auto judged = json::parse(read(std::filesystem::path(WHATWORKS_SOURCE_DIR) / "tests" / "relevance" / "officers.json"));
  int found = 0;
  int first = 0;
  std::string missed;
  for (const auto& query : judged.at("queries")) {
    const auto words = query.at("q").get<std::string>();
    const auto answer = client.Get("/api/v1/search", httplib::Params{{"q", words}, {"facets", "none"}}, httplib::Headers{});
    REQUIRE(answer);
    REQUIRE(answer->status == 200);
    const auto results = json::parse(answer->body).at("results");
    const auto& relevant = query.at("relevant");
    bool useful = false;
    for (std::size_t i = 0; i < std::min(results.size(), kLookedAt); ++i) {
      const auto grade = relevant.value(results[i].at("id").get<std::string>(), 0);
      useful = useful || grade >= kUseful;
      first += i == 0 && grade >= kUseful ? 1 : 0;
    }
    found += useful ? 1 : 0;
    missed += useful ? "" : "\n  " + words;
  }
  const auto count = static_cast<double>(judged.at("queries").size());
  WARN("success@5 " << found / count << ", success@1 " << first / count << " over " << count << " queries; missed:" << missed);
  CHECK(count >= 40);
  CHECK(found / count >= kMark);
}

TEST_CASE("every best bet is a record of the corpus", "[R16]") {
  const std::filesystem::path root = WHATWORKS_SOURCE_DIR;
  const auto file_of_bets = json::parse(read(root / "schemas" / "best_bets.json"));
  for (const auto& bet : file_of_bets.at("bets")) {
    for (const auto& id : bet.at("records")) {
      const auto file = id.get<std::string>() + ".md";
      INFO(file);
      const auto exists = [&](const char* folder) { return std::filesystem::exists(root / "corpus" / folder / file); };
      CHECK((exists("studies") || exists("reviews") || exists("exemplars")));
    }
  }
}
