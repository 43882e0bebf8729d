// SPDX-License-Identifier: GPL-3.0-or-later
#include <httplib.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "programs.h"
#include "support/sample_record.h"
#include "support/temp_folder.h"

using namespace whatworks::test;
using nlohmann::json;

namespace {

struct Site {
  TempFolder folder;
  std::filesystem::path index = folder / "index";

  Site() {
    write_sample_corpus(folder / "corpus");
    write(folder / "corpus" / "studies" / "loe-2018-secret.md",
          SampleRecord("loe-2018-secret").with("circulation", "internal").with("title", "For members alone").text());
    for (const auto* id : {"one-2001", "two-2002"}) {
      write(folder / "corpus" / "studies" / (std::string(id) + ".md"), SampleRecord(id).with("title", std::string("Another, ") + id).text());
    }
    const auto built = indexer({"build", "--corpus", (folder / "corpus").string(), "--schemas", schemas_folder(), "--index", index.string()});
    INFO(built.err);
    REQUIRE(built.status == 0);
  }
};

// A visitor with a browser's memory for the one cookie, who sends forms and follows where they lead.
class Visitor {
 public:
  explicit Visitor(const Server& server) : client_("127.0.0.1", server.port()) {
    client_.set_read_timeout(20);
    client_.set_url_encode(false);  // addresses are encoded already
  }

  httplib::Result get(const std::string& path, httplib::Headers headers = {}) {
    if (!cookie_.empty()) {
      headers.emplace("Cookie", "other=1; shortlist=" + cookie_);
    }
    return client_.Get(path, headers);
  }

  // Sends a form and returns where it leads, with the fragment; the status where it leads nowhere.
  std::string press(const httplib::Params& form, httplib::Headers headers = {}) {
    if (!cookie_.empty()) {
      headers.emplace("Cookie", "shortlist=" + cookie_);
    }
    const auto answer = client_.Post("/shortlist", headers, form);
    REQUIRE(answer);
    last_ = *answer;
    const auto set = answer->get_header_value("Set-Cookie");
    if (!set.empty()) {
      REQUIRE(set.starts_with("shortlist="));
      cookie_ = set.substr(10, set.find(';') - 10);
    }
    return answer->status == 303 ? answer->get_header_value("Location") : std::to_string(answer->status);
  }

  std::vector<std::string> ids() {
    std::vector<std::string> out;
    const auto list = json::parse(get("/shortlist.json")->body);
    for (const auto& item : list.at("items")) {
      out.push_back(item.at("id").get<std::string>());
    }
    return out;
  }

  [[nodiscard]] const std::string& cookie() const noexcept { return cookie_; }
  void set_cookie(std::string value) { cookie_ = std::move(value); }
  [[nodiscard]] const httplib::Response& last() const noexcept { return last_; }

 private:
  httplib::Client client_;
  httplib::Response last_;
  std::string cookie_;
};

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a shortlist is gathered, put in order, noted, shared, and taken over by somebody else") {
  const Site site;
  const Server server(site.index);
  Visitor one(server);
  CHECK(one.press({{"add", "doe-2015-lines"}, {"back", "/search?q=lines"}}) == "/search?q=lines#r-doe-2015-lines");
  CHECK(one.press({{"add", "roe-2016-ports"}, {"back", "/records/roe-2016-ports"}}) == "/records/roe-2016-ports#r-roe-2016-ports");
  CHECK(one.press({{"add", "poe-2017-exit"}}) == "/shortlist#r-poe-2017-exit");
  CHECK(one.press({{"add", "poe-2017-exit"}}) == "/shortlist#r-poe-2017-exit");
  CHECK(one.ids() == std::vector<std::string>{"doe-2015-lines", "roe-2016-ports", "poe-2017-exit"});
  CHECK(holds(one.get("/search?q=lines")->body, "In your shortlist"));
  CHECK(holds(one.get("/records/doe-2015-lines")->body, "In your shortlist"));
  CHECK(holds(one.get("/about")->body, "Shortlist (3)"));

  one.press({{"up", "poe-2017-exit"}});
  const std::string note = "Ask \xe2\x80\x9cthem\xe2\x80\x9d; \xf0\x9f\x94\xab 50% & more\r\nsecond line";
  CHECK(one.press({{"id", "roe-2016-ports"}, {"note", note}, {"first", "roe-2016-ports"}}) == "/shortlist#r-roe-2016-ports");
  CHECK(one.ids() == std::vector<std::string>{"roe-2016-ports", "doe-2015-lines", "poe-2017-exit"});
  const auto list = json::parse(one.get("/shortlist.json")->body);
  CHECK(list.at("items").at(0).at("note") == "Ask \xe2\x80\x9cthem\xe2\x80\x9d; \xf0\x9f\x94\xab 50% & more\nsecond line");

  // The address alone brings the list to somebody who has none of their own, and leaves one's own as it is.
  auto address = list.at("address").get<std::string>();
  address = address.substr(address.find("/shortlist"));
  Visitor two(server);
  two.press({{"add", "one-2001"}});
  const auto shared = two.get(address);
  CHECK(shared->status == 200);
  CHECK(holds(shared->body, "A shared shortlist"));
  CHECK(holds(shared->body, "second line"));
  CHECK(two.ids() == std::vector<std::string>{"one-2001"});
  CHECK(holds(two.get("/shortlist/print" + address.substr(10))->body, "Scanning containers in ports"));
  CHECK(holds(two.get("/shortlist.csv" + address.substr(10))->body, "1,roe-2016-ports,Scanning containers in ports,"));
  const auto undo = two.press({{"merge", one.cookie()}});
  CHECK(two.ids() == std::vector<std::string>{"one-2001", "roe-2016-ports", "doe-2015-lines", "poe-2017-exit"});
  CHECK(undo.starts_with("/shortlist?undo="));
  CHECK(holds(two.get(undo)->body, "has been changed"));
  two.press({{"replace", one.cookie()}});
  CHECK(two.ids() == one.ids());

  // Undo: one record, then all.
  const auto removed = one.press({{"remove", "doe-2015-lines"}});
  CHECK(holds(one.get(removed)->body, "‘Closing drug phone lines’ has been removed"));
  one.press({{"replace", removed.substr(removed.find('=') + 1)}});
  CHECK(one.ids() == two.ids());
  const auto cleared = one.press({{"clear", "all"}});
  CHECK(one.cookie().empty());
  CHECK(holds(one.last().get_header_value("Set-Cookie"), "Max-Age=0"));
  CHECK(holds(one.get(cleared)->body, "has been cleared"));
  one.press({{"replace", cleared.substr(cleared.find('=') + 1)}});
  CHECK(one.ids() == two.ids());
}

TEST_CASE("a list that does not fit is not kept, and what was typed comes back") {
  const Site site;
  const Server server(site.index);
  Visitor visitor(server);
  visitor.press({{"add", "doe-2015-lines"}});
  const auto before = visitor.cookie();
  CHECK(visitor.press({{"id", "doe-2015-lines"}, {"note", std::string(301, 'x')}, {"save", "doe-2015-lines"}}) == "422");
  CHECK(holds(visitor.last().body, std::string(301, 'x') + "</textarea>"));
  CHECK(holds(visitor.last().body, "Shorten this note by 1 character"));
  CHECK(visitor.last().get_header_value("Cache-Control") == "no-store");
  CHECK(visitor.cookie() == before);
  CHECK(visitor.press({{"add", "nobody"}}) == "404");
  CHECK(visitor.press({{"add", "loe-2018-secret"}}) == "404");  // that may not be seen is as one that is not there
  // More than a form can hold is refused, and the connection is of use again.
  CHECK(visitor.press({{"save", std::string(80'000, 'x')}}) == "413");
  CHECK(visitor.ids() == std::vector<std::string>{"doe-2015-lines"});
}

TEST_CASE("a form larger than the library's own limit arrives whole") {
  const Site site;
  const Server server(site.index);
  Visitor visitor(server);
  CHECK(visitor.press({{"unknown", std::string(60'000, 'x')}, {"add", "doe-2015-lines"}}) == "/shortlist#r-doe-2015-lines");
}

TEST_CASE("a form from another site is refused by the real server") {
  const Site site;
  const Server server(site.index);
  Visitor visitor(server);
  visitor.press({{"add", "doe-2015-lines"}});
  const auto host = "127.0.0.1:" + std::to_string(server.port());
  CHECK(visitor.press({{"clear", "all"}}, {{"Sec-Fetch-Site", "cross-site"}}) == "403");
  CHECK(visitor.press({{"clear", "all"}}, {{"Origin", "https://evil.example"}}) == "403");
  CHECK(visitor.press({{"clear", "all"}}, {{"Origin", "null"}}) == "403");
  CHECK(visitor.ids() == std::vector<std::string>{"doe-2015-lines"});
  CHECK(visitor.press({{"save", "x"}}, {{"Origin", "http://" + host}, {"Host", host}}) != "403");
}

TEST_CASE("a cookie with records that are gone, or with nonsense, breaks no page") {
  const Site site;
  const Server server(site.index);
  Visitor visitor(server);
  visitor.press({{"add", "doe-2015-lines"}});
  visitor.press({{"add", "one-2001"}});
  const auto good = visitor.cookie();
  std::filesystem::remove(site.folder / "corpus" / "studies" / "one-2001.md");
  REQUIRE(indexer({"build", "--corpus", (site.folder / "corpus").string(), "--schemas", schemas_folder(), "--index", site.index.string()}).status == 0);
  CHECK(holds(visitor.get("/shortlist")->body, "There is no record of this name any more"));
  CHECK(holds(visitor.get("/shortlist/print")->body, "Not found any more: one-2001"));
  CHECK(holds(visitor.get("/shortlist.csv")->body, "2,one-2001,Not found any more"));
  for (const auto* path : {"/", "/search?q=lines", "/records/doe-2015-lines", "/shortlist", "/compare?id=doe-2015-lines&id=one-2001", "/about"}) {
    for (const auto& cookie : {good, std::string("nonsense"), std::string(7'000, 'A'), std::string("%00%ff\"")}) {
      visitor.set_cookie(cookie);
      const auto answer = visitor.get(path);
      REQUIRE(answer);
      INFO(path);
      CHECK(answer->status == 200);
    }
  }
}

TEST_CASE("two to four records are compared, and whatever is asked for leads on") {
  const Site site;
  const Server server(site.index);
  Visitor visitor(server);
  const auto page = visitor.get("/compare?id=doe-2015-lines&id=roe-2016-ports&id=doe-2015-lines&id=nobody&id=loe-2018-secret");
  CHECK(page->status == 200);
  CHECK(holds(page->body, "Compare 2 records"));
  CHECK(holds(page->body, "‘Closing drug phone lines’ was named more than once"));
  CHECK(holds(page->body, "There is no record ‘nobody’"));
  CHECK(holds(page->body, "There is no record ‘loe-2018-secret’"));
  CHECK_FALSE(holds(page->body, "For members alone"));
  const auto five = visitor.get("/compare?id=doe-2015-lines&id=roe-2016-ports&id=poe-2017-exit&id=one-2001&id=two-2002");
  CHECK(holds(five->body, "Compare 4 records"));
  CHECK(holds(five->body, "href=\"/records/two-2002\""));
  for (const auto* query : {"", "?id=doe-2015-lines", "?id=nobody", "?id=", "?id=doe-2015-lines&id=doe-2015-lines", "?show=differences"}) {
    const auto few = visitor.get(std::string("/compare") + query);
    INFO(query);
    CHECK(few->status == 200);
    CHECK(holds(few->body, "Choose records to compare"));
    CHECK(holds(few->body, "href=\"/shortlist\""));
    CHECK(visitor.get(std::string("/compare.csv") + query)->status == 400);
  }
  const auto csv = visitor.get("/compare.csv?id=doe-2015-lines&id=roe-2016-ports&show=differences");
  CHECK(csv->get_header_value("Content-Type").starts_with("text/csv"));
  CHECK(csv->body.starts_with("row,comparison,doe-2015-lines,roe-2016-ports\r\n"));
  CHECK_FALSE(holds(csv->body, ",Same,"));
  const auto record = visitor.get("/records/doe-2015-lines");
  const auto similar = json::parse(visitor.get("/api/v1/records/doe-2015-lines/related")->body).at("related");
  REQUIRE_FALSE(similar.empty());
  CHECK(holds(record->body, "href=\"/compare?id=doe-2015-lines&amp;id=" + similar.at(0).at("id").get<std::string>() + "\""));
}
