// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/site.h"

#include <catch2/catch.hpp>
#include <set>

#include "site_folder.h"

using namespace whatworks;
using namespace whatworks::test;
using Json = nlohmann::ordered_json;

namespace {

const SiteWithoutIndex& site() {
  static const SiteWithoutIndex one;
  return one;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// A row per address: every rule that all answers must keep runs over all of them. A new page is a new row.
struct Address {
  std::string target;
  int status;
  std::string type;
  std::string cache;
};

const std::vector<Address>& addresses() {
  static const std::vector<Address> all{
      {"/about", 200, "text/html; charset=utf-8", "no-cache"},
      {"/shortlist", 200, "text/html; charset=utf-8", "no-store"},
      {"/shortlist/print", 200, "text/html; charset=utf-8", "no-store"},
      {"/shortlist.csv", 200, "text/csv; charset=utf-8; header=present", "no-store"},
      {"/shortlist.json", 200, "application/json", "no-store"},
      {"/compare", 200, "text/html; charset=utf-8", "no-cache"},
      {"/vocab", 200, "text/html; charset=utf-8", "no-cache"},
      {"/vocab/crime", 200, "text/html; charset=utf-8", "no-cache"},
      {"/vocab/crime.ttl", 200, "text/turtle; charset=utf-8", "no-cache"},
      {"/vocab/crime.jsonld", 200, "application/ld+json", "no-cache"},
      {"/about/api", 200, "text/html; charset=utf-8", "no-cache"},
      {"/about/problems", 200, "text/html; charset=utf-8", "no-cache"},
      {"/about/problems/bad-parameter", 200, "text/html; charset=utf-8", "no-cache"},
      {"/contribute/rules", 200, "text/html; charset=utf-8", "no-cache"},
      {"/contribute/rules/bad-date", 200, "text/html; charset=utf-8", "no-cache"},
      {"/contribute/rules/no-such-rule", 404, "text/html; charset=utf-8", "no-store"},
      {"/openapi.json", 200, "application/vnd.oai.openapi+json;version=3.1", "no-cache"},
      {"/opensearch.xml", 200, "application/opensearchdescription+xml; charset=utf-8", "no-cache"},
      {"/oai", 200, "text/xml; charset=utf-8", "no-store"},
      {"/oai?verb=Identify", 200, "text/xml; charset=utf-8", "no-store"},
      {"/datapackage.json", 200, "application/json", "no-cache"},
      {"/robots.txt", 200, "text/plain; charset=utf-8", "no-cache"},
      {"/healthz", 200, "application/json", "no-store"},
      {"/api/v1/vocabularies", 200, "application/json", "no-cache"},
      {"/api/v1/vocabularies/effect", 200, "application/json", "no-cache"},
      {"/assets/app-0123456789.css", 200, "text/css; charset=utf-8", "public, max-age=31536000, immutable"},
      {"/assets/app-abcdefabcd.js", 200, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
      {"/assets/icon-0011223344.svg", 200, "image/svg+xml; charset=utf-8", "public, max-age=31536000, immutable"},
      // Without an index there is nothing to search, and that is said without blame.
      {"/", 503, "text/html; charset=utf-8", "no-store"},
      {"/search", 503, "text/html; charset=utf-8", "no-store"},
      {"/search?q=x", 503, "text/html; charset=utf-8", "no-store"},
      {"/outcomes", 503, "text/html; charset=utf-8", "no-store"},
      {"/outcomes.csv", 503, "text/html; charset=utf-8", "no-store"},
      {"/shortlist?id=some-record", 503, "text/html; charset=utf-8", "no-store"},
      {"/shortlist.json?id=some-record", 503, "application/problem+json", "no-store"},
      {"/compare?id=some-record&id=another", 503, "text/html; charset=utf-8", "no-store"},
      {"/compare.csv?id=some-record&id=another", 503, "text/html; charset=utf-8", "no-store"},
      {"/records/some-record", 503, "text/html; charset=utf-8", "no-store"},
      {"/records/some-record.json", 503, "application/problem+json", "no-store"},
      {"/priorities/what-works", 503, "text/html; charset=utf-8", "no-store"},
      {"/records/some-record.ris", 503, "text/html; charset=utf-8", "no-store"},
      {"/records/some-record.csl.json", 503, "application/problem+json", "no-store"},
      {"/shortlist.bib?id=some-record", 503, "text/html; charset=utf-8", "no-store"},
      {"/vocab/crime/drugs", 503, "text/html; charset=utf-8", "no-store"},
      {"/feed.atom", 503, "text/html; charset=utf-8", "no-store"},
      {"/sitemap.xml", 503, "text/html; charset=utf-8", "no-store"},
      {"/oai?verb=ListRecords&metadataPrefix=oai_dc", 503, "text/html; charset=utf-8", "no-store"},
      {"/opensearch/suggest?q=gan", 503, "text/html; charset=utf-8", "no-store"},
      {"/archive.zip", 503, "text/html; charset=utf-8", "no-store"},
      {"/api/v1/export?format=ris", 503, "application/problem+json", "no-store"},
      {"/map", 503, "text/html; charset=utf-8", "no-store"},
      {"/map?rows=stage&columns=partner&crime=drugs", 503, "text/html; charset=utf-8", "no-store"},
      {"/map/stages", 503, "text/html; charset=utf-8", "no-store"},
      {"/map/world", 503, "text/html; charset=utf-8", "no-store"},
      {"/map/years", 503, "text/html; charset=utf-8", "no-store"},
      {"/map.csv?rows=crime&columns=strategy", 503, "text/html; charset=utf-8", "no-store"},
      {"/api/v1/map?rows=crime&columns=strategy", 503, "application/problem+json", "no-store"},
      {"/api/v1/map?rows=year", 503, "application/problem+json", "no-store"},
      {"/api/v1/search", 503, "application/problem+json", "no-store"},
      {"/api/v1/suggest?q=gan", 503, "application/problem+json", "no-store"},
      {"/api/v1/records/some-record/related", 503, "application/problem+json", "no-store"},
      {"/api/v1/records/some-record", 503, "application/problem+json", "no-store"},
      {"/readyz", 503, "application/json", "no-store"},
      // What does not exist, or not yet.
      {"/nothing", 404, "text/html; charset=utf-8", "no-store"},
      {"/map/moon", 404, "text/html; charset=utf-8", "no-store"},
      {"/contribute", 200, "text/html; charset=utf-8", "no-store"},
      {"/review", 302, "text/plain", "no-store"},
      {"/workshops", 200, "text/html; charset=utf-8", "no-store"},
      {"/workshops/w-000000000000", 404, "text/html; charset=utf-8", "no-store"},
      {"/workshops/w-000000000000/results", 404, "text/html; charset=utf-8", "no-store"},
      {"/opportunities", 200, "text/html; charset=utf-8", "no-store"},
      {"/join", 200, "text/html; charset=utf-8", "no-store"},
      {"/priorities/no-such-priority", 404, "text/html; charset=utf-8", "no-store"},
      {"/search/", 404, "text/html; charset=utf-8", "no-store"},
      {"//search", 404, "text/html; charset=utf-8", "no-store"},
      {"/records/", 404, "text/html; charset=utf-8", "no-store"},
      {"/records/.json", 503, "application/problem+json", "no-store"},
      {"/api/v1/nothing", 404, "application/problem+json", "no-store"},
      {"/api/v1/vocabularies/nothing", 404, "application/problem+json", "no-store"},
      {"/assets/secret.txt", 404, "text/html; charset=utf-8", "no-store"},
      {"/assets/manifest.json", 404, "application/problem+json", "no-store"},
      {"/assets/../content.json", 404, "application/problem+json", "no-store"},
      {"/assets/..%2fcontent.json", 404, "application/problem+json", "no-store"},
      {"/assets/%2e%2e/content.json", 404, "application/problem+json", "no-store"},
      {"/..%5c..%5cetc", 404, "text/html; charset=utf-8", "no-store"},
      // What cannot be read.
      {"/shortlist?id=%zz", 400, "text/html; charset=utf-8", "no-store"},
      {"/about/problems/no-such-kind", 404, "text/html; charset=utf-8", "no-store"},
      {"/vocab/no-such-list", 404, "text/html; charset=utf-8", "no-store"},
      {"/vocab/crime/no-such-crime", 404, "text/html; charset=utf-8", "no-store"},
      {"/api/v1/export?format=docx", 400, "application/problem+json", "no-store"},
      {"/shortlist.json?id=%zz", 400, "application/problem+json", "no-store"},
      {"/compare.csv", 400, "text/html; charset=utf-8", "no-store"},
      {"/search?q=%zz", 400, "text/html; charset=utf-8", "no-store"},
      {"/search?q=%ff", 400, "text/html; charset=utf-8", "no-store"},
      {"/api/v1/search?q=%ff", 400, "application/problem+json", "no-store"},
      {"/api/v1/search?nonsense=1", 400, "application/problem+json", "no-store"},
      {"/api/v1/search?page=0", 400, "application/problem+json", "no-store"},
      {"/api/v1/search?per_page=101", 400, "application/problem+json", "no-store"},
      {"/api/v1/search?effect=wonderful", 400, "application/problem+json", "no-store"},
      {"/api/v1/search?year_from=soon", 400, "application/problem+json", "no-store"},
      {"/api/v1/search?sort=colour", 400, "application/problem+json", "no-store"},
      {"/api/v1/map", 400, "application/problem+json", "no-store"},
      {"/api/v1/map?rows=colour", 400, "application/problem+json", "no-store"},
      {"/api/v1/map?rows=crime&columns=crime", 400, "application/problem+json", "no-store"},
      {"/api/v1/map?rows=crime&columns=year", 400, "application/problem+json", "no-store"},
      {"/api/v1/map?rows=crime&columns=strategy&nonsense=1", 400, "application/problem+json", "no-store"},
      {"/api/v1/map?rows=crime&effect=wonderful", 400, "application/problem+json", "no-store"},
      {"/api/v1/map?rows=crime&page=2", 400, "application/problem+json", "no-store"},
      {"/map.csv", 400, "text/html; charset=utf-8", "no-store"},
      {"/map.csv?rows=crime&columns=crime", 400, "text/html; charset=utf-8", "no-store"},
      {"/api/v1/vocabularies?x=1", 400, "application/problem+json", "no-store"},
      {"/api/v1/vocabularies/effect?x=1", 400, "application/problem+json", "no-store"},
      {"/api/v1/suggest?words=gan", 400, "application/problem+json", "no-store"},
      {"/api/v1/records/some-record/related?x=1", 400, "application/problem+json", "no-store"},
      {"/api/v1/records/some-record?x=1", 400, "application/problem+json", "no-store"},
      // Pages forgive (ux F18, F19) and lead to the clean address.
      {"/search?page=0", 302, "text/plain", "no-store"},
      {"/search?page=-1", 302, "text/plain", "no-store"},
      {"/search?page=1e9", 302, "text/plain", "no-store"},
      {"/search?q=x&year_from=&year_to=", 302, "text/plain", "no-store"},
      {"/map?rows=&columns=", 302, "text/plain", "no-store"},
      {"/map/stages?crime=", 302, "text/plain", "no-store"},
      // What the form of a page can get wrong is told on the page.
      {"/map?rows=crime&columns=crime", 200, "text/html; charset=utf-8", "no-cache"},
      {"/map?rows=colour", 200, "text/html; charset=utf-8", "no-cache"},
  };
  return all;
}

}  // namespace

TEST_CASE("every address answers with its status, type and caching") {
  for (const auto& address : addresses()) {
    INFO(address.target);
    const auto answer = site().get(address.target);
    CHECK(answer.status == address.status);
    CHECK(answer.content_type == address.type);
    CHECK(answer.header("cache-control") == address.cache);
  }
}

TEST_CASE("every answer has the security headers, whatever its status") {
  for (const auto& address : addresses()) {
    INFO(address.target);
    const auto answer = site().get(address.target);
    CHECK(holds(std::string(answer.header("content-security-policy")), "default-src 'none'"));
    CHECK(holds(std::string(answer.header("content-security-policy")), "frame-ancestors 'none'"));
    CHECK_FALSE(holds(std::string(answer.header("content-security-policy")), "unsafe"));
    CHECK(answer.header("x-content-type-options") == "nosniff");
    CHECK(answer.header("referrer-policy") == "no-referrer");
    CHECK_FALSE(answer.header("permissions-policy").empty());
    CHECK(holds(std::string(answer.header("vary")), "Accept-Encoding"));
    std::set<std::string> names;
    for (const auto& [name, value] : answer.headers) {
      CHECK(names.insert(name).second);
      CHECK(value.find_first_of("\r\n") == std::string::npos);
    }
  }
}

TEST_CASE("no page holds a script, a style or an address of another host") {
  for (const auto& address : addresses()) {
    const auto answer = site().get(address.target);
    if (!holds(answer.content_type, "text/html")) {
      continue;
    }
    INFO(address.target);
    CHECK_FALSE(holds(answer.body, "<style"));
    CHECK_FALSE(holds(answer.body, " style="));
    CHECK_FALSE(holds(answer.body, " onclick="));
    CHECK_FALSE(holds(answer.body, "<script>"));
    CHECK_FALSE(holds(answer.body, "src=\"http"));
    CHECK_FALSE(holds(answer.body, "{{"));
    CHECK_FALSE(holds(answer.body, "GDS Transport"));
    CHECK_FALSE(holds(answer.body, "govuk-crest"));
    CHECK(holds(answer.body, "<html lang=\"en-GB\""));
    CHECK(holds(answer.body, "<main"));
  }
}

TEST_CASE("HEAD has the headers of GET") {
  for (const auto& address : addresses()) {
    INFO(address.target);
    const auto get = site().get(address.target);
    const auto head = site().ask("HEAD", address.target);
    CHECK(head.status == get.status);
    CHECK(head.content_type == get.content_type);
    CHECK(head.headers == get.headers);
  }
}

TEST_CASE("another method on a known address is 405 and told what is allowed") {
  const auto routes = Site::routes();
  for (const auto& route : routes) {
    auto target = route.pattern;
    if (const auto open = target.find('{'); open != std::string::npos) {
      target.replace(open, target.find('}') - open + 1, "x");
    }
    const auto has = [&](std::string_view method) {
      return std::any_of(routes.begin(), routes.end(), [&](const RouteInfo& other) { return other.pattern == route.pattern && other.method == method; });
    };
    for (const auto* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
      INFO(method << " " << target);
      if (has(method)) {
        continue;
      }
      const auto answer = site().ask(method, target);
      CHECK(answer.status == 405);
      CHECK(answer.header("allow") == (!has("POST") ? "GET, HEAD" : has("GET") ? "GET, HEAD, POST" : "POST"));
      CHECK(holds(answer.content_type, route.api ? "problem+json" : "text/html"));
    }
  }
  CHECK(site().ask("POST", "/nothing").status == 404);
}

TEST_CASE("what a form of OAI-PMH holds is repeated as XML can hold it") {
  const auto answer =
      site().ask("POST", "/oai", {{"content-type", "application/x-www-form-urlencoded"}}, "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai%1A%EF%BF%BFx");
  CHECK(answer.status == 200);
  CHECK(holds(answer.body, "idDoesNotExist"));
  CHECK(answer.body.find('\x1A') == std::string::npos);
  CHECK_FALSE(holds(answer.body, "\uFFFF"));
}

TEST_CASE("the index's answers are asked for again with their tag, and come as 304") {
  for (const auto& address : addresses()) {
    if (address.cache != "no-cache") {
      continue;
    }
    INFO(address.target);
    const auto first = site().get(address.target);
    const auto tag = std::string(first.header("etag"));
    CHECK(tag.substr(0, 3) == "W/\"");
    const auto again = site().get(address.target, {{"if-none-match", "\"other\", " + tag}});
    CHECK(again.status == 304);
    CHECK(again.body.empty());
    CHECK(again.header("etag") == tag);
    CHECK(again.header("cache-control") == "no-cache");
    CHECK(site().get(address.target, {{"if-none-match", "\"other\""}}).status == 200);
  }
}

TEST_CASE("text is compressed for whoever takes gzip, and for nobody else") {
  const auto plain = site().get("/about");
  for (const auto* accepts : {"gzip", "br, gzip;q=0.5", "deflate, gzip, br, zstd", "*"}) {
    INFO(accepts);
    const auto answer = site().get("/about", {{"accept-encoding", accepts}});
    CHECK(answer.header("content-encoding") == "gzip");
    CHECK(answer.body.substr(0, 2) == "\x1f\x8b");
    CHECK(answer.body.size() < plain.body.size() / 2);
    CHECK(answer.header("etag") == plain.header("etag"));  // weak: another form of the same
  }
  for (const auto* accepts : {"", "br", "identity", "gzip;q=0", "*;q=0", "x-brand"}) {
    INFO(accepts);
    CHECK(site().get("/about", {{"accept-encoding", accepts}}).header("content-encoding").empty());
  }
  CHECK(site().get("/healthz", {{"accept-encoding", "gzip"}}).header("content-encoding").empty());
  CHECK(site().get("/api/v1/vocabularies/crime", {{"accept-encoding", "gzip"}}).header("content-encoding") == "gzip");
}

TEST_CASE("parts of an answer are not given") {  // pitfalls B.2: Range
  CHECK(site().get("/about", {{"range", "bytes=0-1,2-3"}}).status == 416);
  CHECK(site().get("/api/v1/vocabularies", {{"range", "bytes=0-1"}}).status == 416);
}

TEST_CASE("a refusal names each parameter and what is allowed") {  // ux P4
  const auto answer = site().get("/api/v1/search?per_page=999&sort=colour&nonsense=1&effect=reducess");
  REQUIRE(answer.status == 400);
  const auto problem = Json::parse(answer.body);
  CHECK(problem.at("status") == 400);
  CHECK(problem.at("title") == "Bad Request");
  CHECK(problem.at("type") == "/about/problems/bad-parameter");
  CHECK(problem.at("instance") == "/api/v1/search");
  std::set<std::string> named;
  for (const auto& error : problem.at("errors")) {
    named.insert(error.at("parameter").get<std::string>());
    CHECK_FALSE(error.at("detail").get<std::string>().empty());
  }
  CHECK(named == std::set<std::string>{"per_page", "sort", "nonsense", "effect"});
  CHECK(holds(answer.body, "relevance, strength, newest"));
}

TEST_CASE("a map that cannot be is refused by name in the API, and told in plain words on its page") {
  const auto problem = Json::parse(site().get("/api/v1/map?rows=colour&columns=strategy&sort=newest").body);
  std::set<std::string> named;
  for (const auto& error : problem.at("errors")) {
    named.insert(error.at("parameter").get<std::string>());
  }
  CHECK(named == std::set<std::string>{"rows", "sort"});
  CHECK(holds(problem.at("detail").get<std::string>(), "rows must be one of priority, crime"));
  const auto equal = site().get("/map?rows=crime&columns=crime").body;
  CHECK(holds(equal, "Choose two different things"));
  CHECK(holds(equal, "href=\"#columns\""));
  CHECK(holds(equal, "<option value=\"crime\" selected>"));
  CHECK(holds(equal, "<title>Error: "));
  CHECK_FALSE(holds(equal, "<table"));
  CHECK(holds(site().get("/map?columns=year").body, "Choose what the columns show"));
  CHECK(site().get("/map?rows=&country=GB").header("location") == "/map?rows=crime&columns=strategy&country=GB");
  CHECK(site().get("/map?rows=&columns=crime").header("location") == "/map?rows=strategy&columns=crime");
  CHECK(site().get("/map/stages?crime=&country=GB").header("location") == "/map/stages?country=GB");
}

TEST_CASE("what goes wrong inside is not told to clients") {
  for (const auto* target : {"/search", "/api/v1/search", "/readyz", "/records/x"}) {
    INFO(target);
    CHECK_FALSE(holds(site().get(target).body, site().folder().path().string()));
  }
}

TEST_CASE("a redirect leads to the same search on page 1, with empty parameters left out") {
  CHECK(site().get("/search?q=phone+lines&country=GB&page=0").header("location") == "/search?q=phone+lines&country=GB");
  CHECK(site().get("/search?year_from=&q=a%26b&country=").header("location") == "/search?q=a%26b");
  CHECK(site().get("/search?q=&page=-3").header("location") == "/search");
}

TEST_CASE("a vocabulary comes as SKOS to whoever asks for linked data") {
  const auto plain = site().get("/api/v1/vocabularies/crime", {{"accept", "*/*"}});
  CHECK(plain.content_type == "application/json");
  const auto linked = site().get("/api/v1/vocabularies/crime", {{"accept", "application/ld+json"}});
  CHECK(linked.content_type == "application/ld+json");
  CHECK(holds(std::string(linked.header("vary")), "Accept,"));
  const auto graph = Json::parse(linked.body);
  CHECK(graph.at("@graph").at(0).at("@type") == "skos:ConceptScheme");
  bool found = false;
  for (const auto& node : graph.at("@graph")) {
    if (node.value("skos:notation", std::string()) == "county-lines") {
      found = true;
      CHECK(node.at("skos:broader").at("@id") == "/vocab/crime/drugs");
    }
  }
  CHECK(found);
}

TEST_CASE("the list of vocabularies leads to each") {
  const auto list = Json::parse(site().get("/api/v1/vocabularies").body).at("vocabularies");
  CHECK(list.size() == real_schemas().vocabularies().size());
  for (const auto& entry : list) {
    const auto answer = site().get(entry.at("url").get<std::string>());
    REQUIRE(answer.status == 200);
    CHECK(Json::parse(answer.body).at("concepts").size() == entry.at("count").get<std::size_t>());
  }
}

TEST_CASE("an error before there was a request still looks like ours") {
  const auto page = site().site().error(414, "/search?q=long");
  CHECK(page.status == 414);
  CHECK(holds(page.body, "too long"));
  CHECK_FALSE(page.header("content-security-policy").empty());
  CHECK(site().site().error(413, "/api/v1/check").content_type == "application/problem+json");
}

TEST_CASE("error pages say what to do and put no number into the heading") {  // ux S7
  for (const auto* target : {"/nothing", "/search?q=%zz", "/search"}) {
    const auto body = site().get(target).body;
    const auto begin = body.find("<h1");
    const auto heading = body.substr(begin, body.find("</h1>") - begin);
    INFO(heading);
    CHECK_FALSE(heading.find('>') == std::string::npos);
    for (const auto* number : {"400", "404", "503"}) {
      CHECK_FALSE(holds(heading, number));
    }
    CHECK(holds(body, "role=\"search\""));
  }
}

TEST_CASE("a site that was not built is refused with the way to build it") {
  const TempFolder empty;
  const SearchService service(empty / "index", real_schemas());
  CHECK_FALSE(Site::load({empty.path(), {}, {}}, {real_schemas(), service, *site().office().access, site().contributions(), site().workshops()}));
  write(empty / "templates" / "error.mustache", "x");
  const auto refused = Site::load({empty.path(), {}, {}}, {real_schemas(), service, *site().office().access, site().contributions(), site().workshops()});
  REQUIRE_FALSE(refused);
  CHECK(holds(refused.error().hint, "script/build-site"));
}
