// SPDX-License-Identifier: GPL-3.0-or-later
#include <httplib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "programs.h"
#include "support/temp_folder.h"

using namespace whatworks::test;
namespace fs = std::filesystem;

namespace {

// What may happen to an index under a running server.
struct Fixture {
  TempFolder folder;
  fs::path corpus = folder / "corpus";
  fs::path index = folder / "index";

  Fixture() {
    write_sample_corpus(corpus);
    build();
  }
  void build() const {
    REQUIRE(indexer({"build", "--full", "--corpus", corpus.string(), "--schemas", schemas_folder(), "--index", index.string()}).status == 0);
  }
};

int status_of(const Server& server, const std::string& path) {
  httplib::Client client("127.0.0.1", server.port());
  const auto answer = client.Get(path);
  REQUIRE(answer);
  if (answer->status == 503 && path.starts_with("/api/")) {
    const auto problem = nlohmann::json::parse(answer->body);
    CHECK(problem["status"] == 503);
    CHECK(answer->body.find(fs::temp_directory_path().string()) == std::string::npos);  // no path of the machine reaches a client
  }
  return answer->status;
}

const std::string kSearch = "/api/v1/search?q=lines&facets=all";

}  // namespace

TEST_CASE("a server goes on when its index is damaged, removed and made again") {
  const Fixture fixture;
  const Server server(fixture.index);
  CHECK(status_of(server, kSearch) == 200);

  write(fixture.index / "current", "{\"format\": 2, \"gener");
  for (const auto* path : {"/api/v1/search?q=lines", "/search?q=lines", "/api/v1/suggest?q=lin", "/readyz"}) {
    INFO(path);
    CHECK(status_of(server, path) == 503);
  }
  CHECK(status_of(server, "/healthz") == 200);
  fixture.build();
  CHECK(status_of(server, kSearch) == 200);

  fs::remove_all(fixture.index);
  CHECK(status_of(server, kSearch) == 503);
  fixture.build();
  CHECK(status_of(server, kSearch) == 200);
  CHECK(status_of(server, "/readyz") == 200);
}

TEST_CASE("a database that is cut short is an answer that says so, not the end of the server") {
  const Fixture fixture;
  for (const auto* table : {"postlist.glass", "docdata.glass", "position.glass", "termlist.glass", "iamglass"}) {
    INFO(table);
    fixture.build();
    for (const auto& entry : fs::recursive_directory_iterator(fixture.index)) {
      if (entry.path().filename() == table) {
        fs::resize_file(entry.path(), entry.file_size() / 2);
      }
    }
    const Server server(fixture.index);
    for (const auto* path : {"/api/v1/search?q=%22phone+lines%22", "/api/v1/search", "/search?sort=title", "/api/v1/suggest?q=pho"}) {
      INFO(path);
      const auto status = status_of(server, path);
      CHECK((status == 200 || status == 503));
    }
    CHECK(status_of(server, "/healthz") == 200);
    fixture.build();
    CHECK(status_of(server, kSearch) == 200);
  }
}

TEST_CASE("questions built to be slow are answered, with their size bounded") {
  const Fixture fixture;
  const Server server(fixture.index);
  const auto repeated = [](const std::string& part, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) {
      all += part;
    }
    return all;
  };
  for (const auto& query : {"q=a*", "q=ab*+bc*+cd*", "page=100000&per_page=100", "q=lines&page=100000"}) {
    INFO(query);
    CHECK(status_of(server, std::string("/api/v1/search?") + query) == 200);
  }
  CHECK(status_of(server, "/api/v1/search?q=" + repeated("word%20", 500)) == 200);
  CHECK(status_of(server, "/api/v1/search?q=" + repeated("%28", 1000) + "lines" + repeated("%29", 1000)) == 200);
  CHECK(status_of(server, "/api/v1/search?q=" + repeated("%22a%20b%22%20", 200)) == 200);
  CHECK(status_of(server, "/api/v1/search?" + repeated("country=GB&", 600)) == 200);  // one choice, said often
  std::string many;
  for (int year = 0; year < 400; ++year) {
    many += "country=X" + std::to_string(year) + "&";
  }
  CHECK(status_of(server, "/api/v1/search?" + many) == 400);
  CHECK(status_of(server, "/search?" + many) == 200);
}
