// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "core/text.h"
#include "site_folder.h"
#include "web/shortlist.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

const SiteWithoutIndex& site() {
  static const SiteWithoutIndex one;
  return one;
}

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

Shortlist three() { return Shortlist{{{"doe-2019", "my note"}, {"roe-2020", ""}, {"poe-2021", ""}}}; }

Headers as_form(const Shortlist& mine = {}) {
  Headers out{{"content-type", "application/x-www-form-urlencoded"}, {"host", "evidence.example"}};
  if (!mine.empty()) {
    out.emplace_back("cookie", "shortlist=" + to_token(mine));
  }
  return out;
}

Response post(const Parameters& fields, const Shortlist& mine = {}, const Headers& more = {}) {
  auto headers = as_form(mine);
  headers.insert(headers.end(), more.begin(), more.end());
  const auto query = to_query_string(fields);
  return site().ask("POST", "/shortlist", std::move(headers), query.empty() ? query : query.substr(1));
}

// The list that an answer puts into the cookie.
Shortlist kept(const Response& answer) {
  const auto cookie = answer.header("set-cookie");
  REQUIRE(cookie.substr(0, 10) == "shortlist=");
  const auto token = cookie.substr(10, cookie.find(';') - 10);
  return token.empty() ? Shortlist{} : *parse_token(token);
}

std::vector<std::string> ids(const Shortlist& list) {
  std::vector<std::string> out;
  for (const auto& item : list.items) {
    out.push_back(item.id);
  }
  return out;
}

}  // namespace

TEST_CASE("each button of the shortlist changes the list and leads back by a redirect") {  // ux P8
  const auto [button, subject, order, where] = GENERATE(table<std::string, std::string, std::vector<std::string>, std::string>({
      {"up", "poe-2021", {"doe-2019", "poe-2021", "roe-2020"}, "/shortlist#r-poe-2021"},
      {"up", "doe-2019", {"doe-2019", "roe-2020", "poe-2021"}, "/shortlist#r-doe-2019"},
      {"down", "doe-2019", {"roe-2020", "doe-2019", "poe-2021"}, "/shortlist#r-doe-2019"},
      {"down", "poe-2021", {"doe-2019", "roe-2020", "poe-2021"}, "/shortlist#r-poe-2021"},
      {"first", "poe-2021", {"poe-2021", "doe-2019", "roe-2020"}, "/shortlist#r-poe-2021"},
      {"save", "roe-2020", {"doe-2019", "roe-2020", "poe-2021"}, "/shortlist#r-roe-2020"},
      {"add", "roe-2020", {"doe-2019", "roe-2020", "poe-2021"}, "/shortlist#r-roe-2020"},
      {"up", "nobody", {"doe-2019", "roe-2020", "poe-2021"}, "/shortlist#r-nobody"},
      {"remove", "roe-2020", {"doe-2019", "poe-2021"}, "undo"},
      {"remove", "nobody", {"doe-2019", "roe-2020", "poe-2021"}, "undo"},
      {"clear", "all", {}, "undo"},
      {"replace", "TOKEN", {"loe-2022", "doe-2019"}, "undo"},
      {"merge", "TOKEN", {"doe-2019", "roe-2020", "poe-2021", "loe-2022"}, "undo"},
      {"replace", "nonsense", {"doe-2019", "roe-2020", "poe-2021"}, "undo"},
      {"merge", "", {"doe-2019", "roe-2020", "poe-2021"}, "undo"},
  }));
  INFO(button << " " << subject);
  const auto other = to_token(Shortlist{{{"loe-2022", "theirs"}, {"doe-2019", "their note"}}});
  const auto answer = post({{button, subject == "TOKEN" ? other : subject}}, three());
  CHECK(answer.status == 303);
  CHECK(answer.header("cache-control") == "no-store");
  CHECK(answer.header("location") == (where == "undo" ? "/shortlist?undo=" + to_token(three()) : where));
  CHECK(ids(kept(answer)) == order);
}

TEST_CASE("the cookie is for this site alone, out of reach of scripts, and ends") {  // ux P14
  const auto cookie = std::string(post({{"save", "doe-2019"}}, three()).header("set-cookie"));
  for (const auto* part : {"; Path=/;", "; Max-Age=7776000;", "; HttpOnly", "; SameSite=Lax"}) {
    CHECK(holds(cookie, part));
  }
  CHECK_FALSE(holds(cookie, "Secure"));
  CHECK_FALSE(holds(cookie, "Domain"));
  CHECK(cookie.size() < 4096);
  const Headers by_tls{{"origin", "https://evidence.example"}, {"sec-fetch-site", "same-origin"}};
  const auto secure = std::string(post({{"save", "doe-2019"}}, three(), by_tls).header("set-cookie"));
  CHECK(secure.starts_with("__Host-shortlist="));
  CHECK(holds(secure, "; Path=/;"));
  CHECK(holds(secure, "; Secure"));
  CHECK_FALSE(holds(secure, "Domain"));
  // What only a page that came by TLS can have set counts more than what anybody on the way can.
  const auto planted = "shortlist=" + to_token(Shortlist{{{"planted-2021", ""}}});
  CHECK(holds(site().get("/about", {{"cookie", planted + "; " + secure.substr(0, secure.find(';'))}}).body, ">Shortlist (3)<"));
  CHECK(holds(post({{"clear", "all"}}, three()).header("set-cookie"), "shortlist=; Path=/; Max-Age=0;"));
}

TEST_CASE("whatever button is pressed, the notes on the page are kept, and only those of records that are in the list") {
  const Parameters page{{"id", "doe-2019"}, {"note", "new\r\nnote"}, {"id", "gone-2018"}, {"note", "of a record that another tab removed"},
                        {"id", "roe-2020"}, {"note", "second"},      {"up", "roe-2020"}};
  const auto list = kept(post(page, three()));
  CHECK(list == Shortlist{{{"roe-2020", "second"}, {"doe-2019", "new\nnote"}, {"poe-2021", ""}}});
  // The undo of a removal has the notes as they were typed.
  const auto removed = post({{"id", "doe-2019"}, {"note", "typed and not saved"}, {"remove", "doe-2019"}}, three());
  auto before = three();
  before.set_note("doe-2019", "typed and not saved");
  CHECK(removed.header("location") == "/shortlist?undo=" + to_token(before));
}

TEST_CASE("what a page sends back to is clean text, whatever stood behind the address") {
  const auto page = site().get("/compare#\xff");
  CHECK(page.status == 200);
  CHECK_FALSE(find_invalid_utf8(page.body));
}

TEST_CASE("one goes back to the page that one came from, and nowhere else") {
  const auto back = [](const std::string& address) { return std::string(post({{"back", address}, {"remove", "roe-2020"}}, three()).header("location")); };
  CHECK(back("/search?q=phone+lines&page=2") == "/search?q=phone+lines&page=2#r-roe-2020");
  CHECK(back("/records/doe-2019#sources") == "/records/doe-2019#r-roe-2020");
  for (const auto* elsewhere : {"https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "evil.example", "",
                                "/a\r\nSet-Cookie: x=y", "/a b", "/\t/evil.example", "/\xc3\xa9", "http:/search"}) {
    INFO(elsewhere);
    const auto location = back(elsewhere);
    CHECK(location == "/shortlist?undo=" + to_token(three()));
  }
  CHECK(back("/" + std::string(10'000, 'a')) == "/shortlist?undo=" + to_token(three()));
  // With a record its note would be gone: then the way back is by the page that can undo it.
  CHECK(std::string(post({{"back", "/search"}, {"remove", "doe-2019"}}, three()).header("location")) == "/shortlist?undo=" + to_token(three()));
  // An id that is none does not get into a header.
  CHECK(std::string(post({{"back", "/search"}, {"remove", "x\r\ny"}}, three()).header("location")) == "/search");
}

TEST_CASE("a form from another site changes nothing, at every address that takes forms") {  // CSRF
  for (const auto& route : Site::routes()) {
    if (!route.changes) {
      continue;
    }
    for (const auto& header : {Headers{{"sec-fetch-site", "cross-site"}}, Headers{{"sec-fetch-site", "same-site"}}, Headers{{"origin", "https://evil.example"}},
                               Headers{{"origin", "null"}}}) {
      INFO(route.pattern);
      auto headers = as_form(three());
      headers.insert(headers.end(), header.begin(), header.end());
      const auto answer = site().ask(route.method, route.pattern, headers, "clear=all");
      CHECK(answer.status == 403);
      CHECK(answer.header("set-cookie").empty());
      CHECK(answer.header("cache-control") == "no-store");
      CHECK(holds(answer.body, "another site may have sent the form"));
    }
  }
  CHECK(post({{"clear", "all"}}, three(), {{"sec-fetch-site", "same-origin"}}).status == 303);
  CHECK(post({{"clear", "all"}}, three(), {{"origin", "http://evidence.example"}}).status == 303);
}

TEST_CASE("what is no form of ours is refused in plain words") {
  const auto send = [](const std::string& type, const std::string& body) {
    return site().ask("POST", "/shortlist", {{"content-type", type}, {"cookie", "shortlist=" + to_token(three())}}, body);
  };
  CHECK(send("text/plain", "clear=all").status == 415);
  CHECK(send("application/json", "{}").status == 415);
  CHECK(send("multipart/form-data; boundary=x", "").status == 415);
  CHECK(send("application/x-www-form-urlencoded", "").status == 400);
  CHECK(send("application/x-www-form-urlencoded", "nonsense=1&id=doe-2019").status == 400);
  CHECK(send("application/x-www-form-urlencoded", "save=%zz").status == 400);
  CHECK(send("application/x-www-form-urlencoded", "save=%ff").status == 400);
  CHECK(send("text/plain", "x").header("set-cookie").empty());
  // A record that is not in the list is looked up, and there is no index here.
  CHECK(send("application/x-www-form-urlencoded", "add=loe-2022").status == 503);
}

TEST_CASE("a cookie that we did not write is as none") {
  for (const auto* cookie : {"shortlist=", "shortlist=nonsense", "shortlist=\"", "shortlist=%00", "shortlist=AAAAAAAA", ";;;=", "shortlist"}) {
    INFO(cookie);
    const auto plain = site().get("/about");
    const auto answer = site().get("/about", {{"cookie", cookie}});
    CHECK(answer.status == 200);
    CHECK(answer.body == plain.body);
    CHECK(answer.header("etag") == plain.header("etag"));
    CHECK(site().get("/shortlist", {{"cookie", cookie}}).status == 200);
  }
  const auto huge = "shortlist=" + std::string(7'000, 'A');
  CHECK(site().get("/shortlist", {{"cookie", huge}}).status == 200);
}

TEST_CASE("pages tell how many records one has, and caches keep people apart") {
  const auto mine = Headers{{"cookie", "shortlist=" + to_token(three())}};
  const auto stranger = site().get("/about");
  const auto own = site().get("/about", mine);
  CHECK(holds(stranger.body, ">Shortlist<"));
  CHECK(holds(own.body, ">Shortlist (3)<"));
  CHECK(stranger.header("cache-control") == "no-cache");
  CHECK(own.header("cache-control") == "private, no-cache");
  CHECK(own.header("etag") != stranger.header("etag"));
  CHECK(holds(own.header("vary"), "Cookie"));
  CHECK(holds(stranger.header("vary"), "Cookie"));
  // The tag of one is no proof that the other has not changed.
  const auto tag = std::string(stranger.header("etag"));
  CHECK(site().get("/about", {{"if-none-match", tag}}).status == 304);
  CHECK(site().get("/about", {mine[0], {"if-none-match", tag}}).status == 200);
  CHECK(site().get("/about", {mine[0], {"if-none-match", std::string(own.header("etag"))}}).status == 304);
  // A note counts too, since the page of the list shows it; an error page has the count as well.
  auto noted = three();
  noted.set_note("roe-2020", "x");
  CHECK(site().get("/about", {{"cookie", "shortlist=" + to_token(noted)}}).header("etag") != own.header("etag"));
  CHECK(holds(site().get("/nothing", mine).body, ">Shortlist (3)<"));
  // What is no page is the same for everyone.
  const auto data = site().get("/api/v1/vocabularies", mine);
  CHECK(data.header("etag") == site().get("/api/v1/vocabularies").header("etag"));
  CHECK(data.header("cache-control") == "no-cache");
}

TEST_CASE("no page sets a cookie, and reading sets none either") {  // ux P14
  for (const auto* target : {"/about", "/shortlist", "/shortlist/print", "/shortlist.csv", "/compare", "/nothing"}) {
    CHECK(site().get(target).header("set-cookie").empty());
    CHECK(site().get(target, {{"cookie", "shortlist=" + to_token(three())}}).header("set-cookie").empty());
  }
}
