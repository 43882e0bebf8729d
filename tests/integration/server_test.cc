// SPDX-License-Identifier: GPL-3.0-or-later
#include <arpa/inet.h>
#include <httplib.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "programs.h"
#include "support/sample_record.h"
#include "support/temp_folder.h"

using namespace whatworks::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

struct Site {
  TempFolder folder;
  fs::path corpus = folder / "corpus";
  fs::path index = folder / "index";

  Site() {
    write_sample_corpus(corpus);
    build();
  }
  void build(std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"build", "--corpus", corpus.string(), "--schemas", schemas_folder(), "--index", index.string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto built = indexer(arguments);
    INFO(built.err);
    REQUIRE(built.status == 0);
  }
};

httplib::Result get(const Server& server, const std::string& path, const httplib::Headers& headers = {}) {
  httplib::Client client("127.0.0.1", server.port());
  client.set_read_timeout(20);
  return client.Get(path, headers);
}

json get_json(const Server& server, const std::string& path) {
  const auto answer = get(server, path);
  REQUIRE(answer);
  INFO(answer->body);
  REQUIRE(answer->status == 200);
  return json::parse(answer->body);
}

// Sends bytes as they are and returns the first line of the answer: what a client library would not let through.
std::string raw(const Server& server, const std::string& bytes) {
  const int connection = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(server.port()));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (::connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 && ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0) {
    std::array<char, 4096> buffer;
    for (ssize_t got = 0; (got = ::recv(connection, buffer.data(), buffer.size(), 0)) > 0;) {
      answer.append(buffer.data(), static_cast<std::size_t>(got));
    }
  }
  ::close(connection);
  return answer.substr(0, answer.find("\r\n"));
}

}  // namespace

TEST_CASE("the API's search has the shape that was promised") {
  const Site site;
  const Server server(site.index);
  const auto answer = get_json(server, "/api/v1/search?q=scanners&country=NL&sort=relevance");
  CHECK(answer.at("query").at("q") == "scanners");
  CHECK(answer.at("query").at("filters").at("country") == json::array({"NL"}));
  CHECK(answer.at("query").at("page") == 1);
  CHECK(answer.at("query").at("per_page") == 20);
  CHECK(answer.at("total") == 1);
  const auto& result = answer.at("results").at(0);
  for (const auto* key : {"id", "kind", "title", "summary", "snippet", "published", "countries", "priorities", "effect", "strength", "score", "url"}) {
    CHECK(result.contains(key));
  }
  CHECK(result.at("id") == "roe-2016-ports");
  CHECK(result.at("countries") == json::array({"NL", "NO"}));
  CHECK(result.at("url") == "/records/roe-2016-ports");
  CHECK(result.at("snippet").get<std::string>().find("<mark>") != std::string::npos);
  CHECK(answer.at("did_you_mean").is_null());
  CHECK(answer.at("relaxed") == false);
  CHECK(answer.at("links").at("prev").is_null());
  CHECK(answer.at("took_ms").is_number());
  bool norway = false;
  for (const auto& facet : answer.at("facets")) {
    CHECK(facet.contains("label"));
    for (const auto& value : facet.at("values")) {
      norway = norway || (facet.at("name") == "country" && value.at("value") == "NO" && value.at("label") == "Norway" && value.at("count") == 1);
    }
  }
  CHECK(norway);  // and not "false"
}

TEST_CASE("the API pages through all results without gaps and links the pages") {
  const Site site;
  const Server server(site.index);
  std::vector<std::string> ids;
  std::string address = "/api/v1/search?per_page=1&sort=oldest";
  while (!address.empty()) {
    const auto page = get_json(server, address);
    CHECK(page.at("total") == 3);
    ids.push_back(page.at("results").at(0).at("id").get<std::string>());
    address = page.at("links").at("next").is_null() ? "" : page.at("links").at("next").get<std::string>();
  }
  CHECK(ids == std::vector<std::string>{"doe-2015-lines", "roe-2016-ports", "poe-2017-exit"});
}

TEST_CASE("a bad parameter is a 400 that names it, as problem+json") {
  const Site site;
  const Server server(site.index);
  const auto query = GENERATE(as<std::string>{}, "page=0", "page=-1", "page=1e9", "per_page=100000", "country=XX", "colour=red", "year_from=soon", "sort=best",
                              "q=%zz", "q=%C3%28", "q=%");
  const auto answer = get(server, "/api/v1/search?" + query);
  REQUIRE(answer);
  INFO(query << " " << answer->body);
  CHECK(answer->status == 400);
  CHECK(answer->get_header_value("Content-Type") == "application/problem+json");
  const auto problem = json::parse(answer->body);
  CHECK(problem.at("status") == 400);
  CHECK(problem.contains("type"));
  CHECK(problem.contains("title"));
}

TEST_CASE("pages forgive what the API refuses") {
  const Site site;
  const Server server(site.index);
  for (const auto* query : {"colour=red", "country=XX", "year_from=soon", "sort=best",
                            "q="
                            "%F0%9F%94%AB",
                            "q=%22unbalanced", "q=%D7%A9%D7%9C%D7%95%D7%9D", "q=the+of", "q=%3F%21"}) {
    const auto answer = get(server, std::string("/search?") + query);
    REQUIRE(answer);
    INFO(query);
    CHECK(answer->status == 200);
  }
  for (const auto* query : {"page=0", "page=-1", "page=1e9", "page=77"}) {
    const auto answer = get(server, std::string("/search?") + query);
    REQUIRE(answer);
    INFO(query);
    CHECK((answer->status == 302 || answer->status == 303 || answer->status == 200));
  }
  const auto long_query = get(server, "/search?q=" + std::string(5'000, 'x'));
  REQUIRE(long_query);
  CHECK(long_query->status == 200);
}

TEST_CASE("requests that no client library would send are answered or refused, never fatal") {
  const Site site;
  const Server server(site.index);
  CHECK(raw(server, "GET /search?q=" + std::string(10'000, 'x') + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 414"));
  CHECK(raw(server, "GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").find("404") != std::string::npos);
  CHECK(raw(server, "GET /assets/%2e%2e/%2e%2e/package.json HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").find("200") == std::string::npos);
  CHECK(raw(server, "GET /search?q=a%00b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").find("500") == std::string::npos);
  CHECK(raw(server, "BREW / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").find("500") == std::string::npos);
  CHECK(raw(server, "DELETE /search HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 405"));
  CHECK(get_json(server, "/healthz").contains("status"));
}

TEST_CASE("a record comes as a page and as JSON; one that is not there is a 404") {
  const Site site;
  const Server server(site.index);
  const auto record = get_json(server, "/api/v1/records/doe-2015-lines");
  CHECK(record.at("id") == "doe-2015-lines");
  CHECK(record.at("crime_types") == json::array({"county-lines"}));
  CHECK(record.at("sections").at(0).at("heading") == "What was done");
  CHECK(record.at("sections").at(0).contains("html"));
  CHECK(record.at("sections").at(0).contains("text"));
  CHECK(record.contains("etag"));
  const auto page = get(server, "/records/doe-2015-lines");
  REQUIRE(page);
  CHECK(page->status == 200);
  CHECK(page->body.find("Closing drug phone lines") != std::string::npos);
  CHECK(get(server, "/records/nobody")->status == 404);
  CHECK(get(server, "/api/v1/records/nobody")->status == 404);
  CHECK(get(server, "/api/v1/records/nobody")->get_header_value("Content-Type") == "application/problem+json");
  CHECK(get(server, "/records/doe-2015-lines.json")->status == 200);
}

TEST_CASE("completions and similar records come with kinds, reasons and addresses that work") {
  const Site site;
  const Server server(site.index);
  const auto suggestions = get_json(server, "/api/v1/suggest?q=sca").at("suggestions");
  REQUIRE_FALSE(suggestions.empty());
  for (const auto& suggestion : suggestions) {
    INFO(suggestion.dump());
    const auto kind = suggestion.at("kind").get<std::string>();
    CHECK((kind == "label" || kind == "intervention" || kind == "title"));
    CHECK_FALSE(suggestion.at("text").get<std::string>().empty());
    CHECK(get(server, suggestion.at("url").get<std::string>())->status == 200);
  }
  CHECK(get_json(server, "/api/v1/suggest").at("suggestions").empty());

  const auto related = get_json(server, "/api/v1/records/doe-2015-lines/related").at("related");
  for (const auto& other : related) {
    CHECK_FALSE(other.at("why").empty());
    CHECK(get(server, other.at("url").get<std::string>())->status == 200);
  }
  CHECK(get(server, "/api/v1/records/nobody/related")->status == 404);
}

TEST_CASE("vocabularies are given out, with SKOS for those who ask") {
  const Site site;
  const Server server(site.index);
  CHECK(get_json(server, "/api/v1/vocabularies").dump().find("crime") != std::string::npos);
  CHECK(get_json(server, "/api/v1/vocabularies/priority").dump().find("international-links") != std::string::npos);
  CHECK(get(server, "/api/v1/vocabularies/nothing")->status == 404);
  const auto skos = get(server, "/api/v1/vocabularies/crime", {{"Accept", "application/ld+json"}});
  REQUIRE(skos);
  CHECK(skos->body.find("prefLabel") != std::string::npos);
}

TEST_CASE("the start page, the search page and every priority page are there") {
  const Site site;
  const Server server(site.index);
  for (const auto* path : {"/", "/search", "/search?q=lines", "/priorities/what-works", "/priorities/international-links", "/priorities/digital-technologies",
                           "/priorities/ocg-business-models", "/priorities/protection-from-ocgs", "/about", "/robots.txt"}) {
    INFO(path);
    CHECK(get(server, path)->status == 200);
  }
  CHECK(get(server, "/priorities/nothing")->status == 404);
  CHECK(get(server, "/questions")->status == 404);
}

TEST_CASE("the evidence map counts what the searches of its cells find") {
  const Site site;
  const Server server(site.index);
  const auto map = get_json(server, "/api/v1/map?rows=crime&columns=effect&not.country=DK");
  CHECK(map.at("total") == 2);
  CHECK(map.at("query").at("excluded").at("country") == json::array({"DK"}));
  int full = 0;
  for (const auto& cell : map.at("cells")) {
    const auto records = cell.at("records").get<int>();
    if (records != 0) {
      INFO(cell.dump());
      const auto url = cell.at("url").get<std::string>();
      CHECK(get_json(server, "/api/v1" + url).at("total") == records);
      CHECK(get(server, url)->status == 200);
      CHECK(cell.at("strongest") == 2);
      ++full;
    }
  }
  CHECK(full == 3);  // drugs twice, one of them as county lines too
  CHECK(get_json(server, "/api/v1/map?rows=year").at("rows").at("values").size() == 3);
  CHECK(get_json(server, "/api/v1/map?rows=country&q=scanners").at("total") == 1);
}

TEST_CASE("the pages that count are there, with their data, and say what is wrong") {
  const Site site;
  const Server server(site.index);
  for (const auto* path : {"/map", "/map?rows=stage&columns=partner&q=lines&country=GB", "/map/stages", "/map/stages?crime=drugs", "/map/world?effect=reduces",
                           "/map/years?year_from=2016", "/map?country=atlantis&nonsense=1", "/map?q=%22%28&year_from=soon", "/map/world?q=zzzzzz"}) {
    INFO(path);
    const auto answer = get(server, path);
    REQUIRE(answer);
    CHECK(answer->status == 200);
    CHECK(answer->body.find("rel=\"alternate\" type=\"application/json\" href=\"/api/v1/map?rows=") != std::string::npos);
    CHECK(answer->body.find("data-plot=") != std::string::npos);
  }
  const auto csv = get(server, "/map.csv?rows=crime&columns=strategy&country=GB");
  REQUIRE(csv);
  CHECK(csv->status == 200);
  CHECK(csv->get_header_value("Content-Type").starts_with("text/csv"));
  CHECK(csv->get_header_value("Content-Disposition").find("evidence-map.csv") != std::string::npos);
  CHECK(csv->body.find("county-lines,County lines,_missing,Not stated,1,1,0,0,0,0,2,2 Moderate\r\n") != std::string::npos);
  for (const auto* query : {"", "rows=colour", "rows=crime&columns=crime", "rows=crime&columns=year", "rows=crime&page=2", "rows=crime&country=XX"}) {
    INFO(query);
    CHECK(get(server, std::string("/map.csv?") + query)->status == 400);
    const auto refused = get(server, std::string("/api/v1/map?") + query);
    CHECK(refused->status == 400);
    CHECK(refused->get_header_value("Content-Type") == "application/problem+json");
    CHECK_FALSE(json::parse(refused->body).at("errors").empty());
  }
  CHECK(get(server, "/map?rows=crime&columns=crime")->body.find("Choose two different things") != std::string::npos);
}

TEST_CASE("answers carry what protects their reader, and nothing of ours") {
  const Site site;
  const Server server(site.index);
  for (const auto* path : {"/", "/search?q=x", "/records/nobody", "/api/v1/search", "/healthz"}) {
    const auto answer = get(server, path);
    REQUIRE(answer);
    INFO(path);
    CHECK(answer->get_header_value("X-Content-Type-Options") == "nosniff");
    CHECK(answer->get_header_value("Referrer-Policy") == "no-referrer");
    const auto policy = answer->get_header_value("Content-Security-Policy");
    CHECK(policy.find("default-src 'none'") != std::string::npos);
    CHECK(policy.find("unsafe-inline") == std::string::npos);
    CHECK_FALSE(answer->has_header("EXCEPTION_WHAT"));
    CHECK(answer->body.find(site.folder.path().string()) == std::string::npos);
  }
}

TEST_CASE("what has not changed is not sent again, and is once it has changed") {
  const Site site;
  const Server server(site.index);
  const auto first = get(server, "/api/v1/search?facets=none");
  REQUIRE(first);
  const auto etag = first->get_header_value("ETag");
  REQUIRE_FALSE(etag.empty());
  CHECK(get(server, "/api/v1/search?facets=none", {{"If-None-Match", etag}})->status == 304);
  write(site.corpus / "studies" / "new-2020-one.md", SampleRecord("new-2020-one").text());
  site.build();
  const auto after = get(server, "/api/v1/search?facets=none", {{"If-None-Match", etag}});
  CHECK(after->status == 200);
  CHECK(json::parse(after->body).at("total") == 4);
}

TEST_CASE("the server picks up a new index without a restart and without failing a request") {
  const Site site;
  const Server server(site.index);
  std::atomic<bool> stop = false;
  std::atomic<int> failed = 0;
  std::atomic<int> answered = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back([&] {
      httplib::Client client("127.0.0.1", server.port());
      client.set_keep_alive(true);
      while (!stop) {
        const auto answer = client.Get("/api/v1/search?q=lines");
        failed += answer && answer->status == 200 ? 0 : 1;
        ++answered;
      }
    });
  }
  int builds_failed = 0;
  for (int i = 0; i < 8; ++i) {
    write(site.corpus / "studies" / "doe-2015-lines.md", SampleRecord("doe-2015-lines").with("title", "Lines of year " + std::to_string(i)).text());
    std::vector<std::string> arguments{"build", "--corpus", site.corpus.string(), "--schemas", schemas_folder(), "--index", site.index.string()};
    if (i % 2 == 1) {
      arguments.emplace_back("--full");
    }
    builds_failed += indexer(arguments).status == 0 ? 0 : 1;
  }
  stop = true;
  for (auto& client : clients) {
    client.join();
  }
  CHECK(builds_failed == 0);
  CHECK(failed == 0);
  CHECK(answered > 0);
  CHECK(get_json(server, "/api/v1/records/doe-2015-lines").at("title") == "Lines of year 7");
}

TEST_CASE("a server without an index is alive but not ready, and becomes ready by itself") {
  const TempFolder folder;
  const Server server(folder / "index");
  CHECK(get(server, "/healthz")->status == 200);
  CHECK(get(server, "/readyz")->status == 503);
  CHECK(get(server, "/search")->status == 503);
  CHECK(get(server, "/api/v1/search")->status == 503);
  write_sample_corpus(folder / "corpus");
  REQUIRE(indexer({"build", "--corpus", (folder / "corpus").string(), "--schemas", schemas_folder(), "--index", (folder / "index").string()}).status == 0);
  CHECK(get(server, "/readyz")->status == 200);
  CHECK(get_json(server, "/api/v1/search").at("total") == 3);
}

TEST_CASE("SIGTERM ends the server in order") {
  const Site site;
  Server server(site.index);
  httplib::Client idle("127.0.0.1", server.port());
  idle.set_keep_alive(true);
  REQUIRE(idle.Get("/healthz"));
  const auto start = std::chrono::steady_clock::now();
  CHECK(server.stop() == 0);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}

TEST_CASE("an answer that has begun when SIGTERM comes arrives whole") {
  const TempFolder folder;
  const auto index = (folder / "index").string();
  REQUIRE(indexer({"build", "--corpus", WHATWORKS_SOURCE_DIR "/corpus", "--schemas", schemas_folder(), "--index", index}).status == 0);
  Server server(index);
  const int connection = ::socket(AF_INET, SOCK_STREAM, 0);
  const int small = 4096;  // so that the server cannot hand over the whole answer before the client reads
  ::setsockopt(connection, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(server.port()));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  const std::string request = "GET /api/v1/search?per_page=100 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  REQUIRE(::send(connection, request.data(), request.size(), MSG_NOSIGNAL) > 0);
  std::array<char, 512> buffer;
  const auto begun = ::recv(connection, buffer.data(), buffer.size(), 0);
  REQUIRE(begun > 0);
  ::kill(server.process(), SIGTERM);
  std::string answer(buffer.data(), static_cast<std::size_t>(begun));
  for (ssize_t got = 0; (got = ::recv(connection, buffer.data(), buffer.size(), 0)) > 0;) {
    answer.append(buffer.data(), static_cast<std::size_t>(got));
  }
  ::close(connection);
  CHECK(server.stop() == 0);
  const auto body = answer.substr(answer.find("\r\n\r\n") + 4);
  CHECK(json::parse(body).at("results").size() == 100);
}

TEST_CASE("a second server on the same port is refused with a message") {
  const Site site;
  const Server server(site.index);
  const auto second = run({WHATWORKS_SERVER, "--listen", "127.0.0.1:" + std::to_string(server.port()), "--schemas", schemas_folder(), "--site",
                           WHATWORKS_SOURCE_DIR "/site", "--index", site.index.string(), "--data", site.index.string() + "-data"});
  CHECK(second.status == 3);
  CHECK(second.err.find("port") != std::string::npos);
}

TEST_CASE("wrong options and missing files stop the server with a message") {
  const Site site;
  CHECK(run({WHATWORKS_SERVER, "--listen", "nonsense", "--schemas", schemas_folder()}).status == 2);
  CHECK(run({WHATWORKS_SERVER, "--no-such-option"}).status == 2);
  const auto schemas = run({WHATWORKS_SERVER, "--schemas", "/nonexistent", "--site", WHATWORKS_SOURCE_DIR "/site"});
  CHECK(schemas.status == 3);
  CHECK(schemas.err.find("/nonexistent") != std::string::npos);
}

TEST_CASE("the server's own search answers in a shell, as text, JSON and lines of a run file") {
  const Site site;
  const auto shell = [&site](std::vector<std::string> more) {
    std::vector<std::string> command{WHATWORKS_SERVER, "search", "--schemas", schemas_folder(), "--index", site.index.string()};
    command.insert(command.end(), more.begin(), more.end());
    return run(command);
  };
  CHECK(shell({"containers"}).out.find("roe-2016-ports") != std::string::npos);
  CHECK(json::parse(shell({"--format", "json", "containers"}).out).at("total") == 1);
  const auto trec = shell({"--format", "trec", "--topic", "7", "containers"});
  CHECK(trec.out.starts_with("7 Q0 roe-2016-ports 1 "));
  CHECK(shell({"--explain", "phone", "lines"}).out.find("phone") != std::string::npos);
  CHECK(shell({"--filter", "country=XX", "a"}).status == 2);
  CHECK(shell({"--filter", "country=NO", "containers"}).status == 0);
}
