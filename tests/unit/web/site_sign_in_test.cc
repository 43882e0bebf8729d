// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "sent_forms.h"

using namespace whatworks;
using namespace whatworks::test;
using Json = nlohmann::ordered_json;
using namespace std::chrono_literals;

namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string session_in(const Response& answer) {
  const std::string cookie(answer.header("set-cookie"));
  REQUIRE(cookie.starts_with("session="));
  return cookie.substr(8, cookie.find(';') - 8);
}

}  // namespace

TEST_CASE("somebody signs in, is known on each page, and signs out") {
  SiteWithoutIndex site;
  site.office().person("ann");
  CHECK(holds(site.get("/about").body, "href=\"/sign-in?back=%2Fabout\">Sign in</a>"));
  const auto answer = send(site, {}, "/sign-in", {{"name", "Ann"}, {"password", kPassword}, {"back", "/search?q=lines"}});
  CHECK(answer.status == 303);
  CHECK(answer.header("location") == "/search?q=lines");
  CHECK(answer.header("cache-control") == "no-store");
  const std::string cookie(answer.header("set-cookie"));
  CHECK(holds(cookie, "; Path=/; HttpOnly; SameSite=Lax"));
  CHECK_FALSE(holds(cookie, "Secure"));
  CHECK_FALSE(holds(cookie, "Domain"));
  const auto token = session_in(answer);
  const auto page = site.get("/about", as(token));
  CHECK(holds(page.body, "Somebody called ann"));
  CHECK_FALSE(holds(page.body, ">Sign in<"));
  CHECK(page.header("cache-control") == "no-store");
  CHECK(page.header("etag").empty());
  CHECK(site.get("/about", as(token, {{"if-none-match", std::string(site.get("/about").header("etag"))}})).status == 200);
  CHECK(page.header("access-control-allow-origin").empty());
  CHECK(site.get("/api/v1/vocabularies", as(token)).header("access-control-allow-origin").empty());
  CHECK(site.get("/api/v1/vocabularies", as(token)).header("cache-control") == "no-store");
  CHECK(holds(site.get("/account", as(token)).body, "Example Browser") == false);
  CHECK(site.get("/sign-in?back=%2Fmap", as(token)).header("location") == "/map");

  const auto out = send(site, token, "/sign-out");
  CHECK(out.status == 303);
  CHECK(holds(out.header("set-cookie"), "session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"));
  CHECK(out.header("clear-site-data") == "\"cache\"");
  CHECK(holds(site.get("/about", as(token)).body, ">Sign in<"));
}

TEST_CASE("a wrong password is told as such, kept nowhere, and in time slowed down, with no word of whether there is such an account") {
  SiteWithoutIndex site;
  site.office().person("ann");
  const auto known = send(site, {}, "/sign-in", {{"name", "ann"}, {"password", "a wrong secret"}});
  auto unknown = send(site, {}, "/sign-in", {{"name", "bob"}, {"password", "a wrong secret"}});
  CHECK(known.status == 422);
  CHECK(known.header("set-cookie").empty());
  CHECK_FALSE(holds(known.body, "a wrong secret"));
  const auto at = unknown.body.find("value=\"bob\"");
  REQUIRE(at != std::string::npos);
  unknown.body.replace(at, 11, "value=\"ann\"");
  CHECK(unknown.body == known.body);
  CHECK(unknown.headers == known.headers);
  for (int i = 0; i < Sessions::kFreeFailuresOfName; ++i) {
    (void)send(site, {}, "/sign-in", {{"name", "ann"}, {"password", "a wrong secret"}});
  }
  const auto wait = send(site, {}, "/sign-in", {{"name", "ann"}, {"password", kPassword}});
  CHECK(wait.status == 429);
  CHECK(wait.header("set-cookie").empty());
  CHECK(wait.header("retry-after") == "1");
  CHECK(holds(wait.body, "There were too many tries. Wait 1 second."));
}

TEST_CASE("a browser that has signed in before is not held up by what others try, and a household is one") {
  SiteWithoutIndex site;
  site.office().person("ann");
  const auto known_in = [](const Response& answer) {
    for (const auto& [name, value] : answer.headers) {
      if (name == "set-cookie" && value.starts_with("known=")) {
        CHECK(holds(value, "; Path=/; HttpOnly; SameSite=Lax; Max-Age=7776000"));
        return value.substr(0, value.find(';'));
      }
    }
    return std::string();
  };
  const auto known = known_in(send(site, {}, "/sign-in", {{"name", "ann"}, {"password", kPassword}}));
  REQUIRE_FALSE(known.empty());
  // One address of IPv6 after the other, all of one household, and one name after the other.
  const auto sign_in = [&](int i, const std::string& name, const std::string& password, const Headers& more = {}) {
    Request request{"POST", "/sign-in", as({}, more), body_of({{"name", name}, {"password", password}}), {}, {}};
    request.client.address = "2001:db8::" + std::to_string(i);
    return site.site().handle(request).status;
  };
  for (int i = 0; i < Sessions::kFreeFailuresOfAddress; ++i) {
    CHECK(sign_in(i, "name" + std::to_string(i), "a wrong secret") == 422);
  }
  CHECK(sign_in(99, "ann", kPassword) == 429);
  CHECK(sign_in(99, "ann", kPassword, {{"cookie", known}}) == 303);
}

TEST_CASE("a field for a password hides what is typed, and takes what is pasted or filled in, whole") {
  SiteWithoutIndex site;
  const auto ann = site.office().person("ann");
  const auto link = site.office().access->accounts().make_link(ann.pseudonym, site.office().terminal).value();
  const auto token = site.office().signed_in("ann");
  const auto fields_of = [](const std::string& page) {
    std::vector<std::string> out;
    for (auto at = page.find("<input"); at != std::string::npos; at = page.find("<input", at + 1)) {
      if (const auto field = page.substr(at, page.find('>', at) - at); holds(field, "name=\"pass") || holds(field, "name=\"present\"")) {
        out.push_back(field);
      }
    }
    return out;
  };
  const std::vector<std::pair<std::string, std::size_t>> pages{
      {site.get("/sign-in").body, 1}, {site.get("/set-password?token=" + link).body, 1}, {site.get("/account", as(token)).body, 2}};
  for (const auto& [page, count] : pages) {
    const auto fields = fields_of(page);
    CHECK(fields.size() == count);
    for (const auto& field : fields) {
      CHECK(holds(field, "type=\"password\""));
      CHECK((holds(field, "autocomplete=\"current-password\"") || holds(field, "autocomplete=\"new-password\"")));
      CHECK_FALSE(holds(field, "maxlength"));
      CHECK_FALSE(holds(field, "pattern"));
      CHECK_FALSE(holds(field, "value="));
    }
  }
}

TEST_CASE("after signing in one is led to a page of this site or to the start, never elsewhere") {
  SiteWithoutIndex site;
  site.office().person("ann");
  for (const std::string back :
       {"https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/a\r\nset-cookie: x=y", "", "\t//evil.example"}) {
    INFO(back);
    const auto answer = send(site, {}, "/sign-in", {{"name", "ann"}, {"password", kPassword}, {"back", back}});
    CHECK(answer.header("location") == "/");
    const auto token = session_in(answer);
    CHECK(site.get("/sign-in" + to_query_string(Parameters{{"back", back}}), as(token)).header("location") == "/account");
  }
}

TEST_CASE("a session that somebody planted is not taken over, and signing in ends the old one") {
  SiteWithoutIndex site;
  site.office().person("ann");
  const auto planted = std::string(43, 'A');
  const auto token = session_in(site.ask("POST", "/sign-in", as(planted), body_of({{"name", "ann"}, {"password", kPassword}})));
  CHECK(token != planted);
  CHECK(holds(site.get("/about", as(planted)).body, ">Sign in<"));
  const auto again = session_in(send(site, token, "/sign-in", {{"name", "ann"}, {"password", kPassword}}));
  CHECK(holds(site.get("/about", as(token)).body, ">Sign in<"));
  CHECK_FALSE(holds(site.get("/about", as(again)).body, ">Sign in<"));
}

TEST_CASE("no form is taken from somebody signed in without the token of their own form") {
  SiteWithoutIndex site;
  site.office().person("ann", {Role::administrator});
  site.office().person("bob", {Role::administrator});
  const auto ann = site.office().signed_in("ann");
  const auto of_bob = site.office().visitor(site.office().signed_in("bob")).form_token;
  const auto of_other_session = site.office().visitor(site.office().signed_in("ann")).form_token;
  for (const auto& route : Site::routes()) {
    if (!route.changes) {
      continue;
    }
    for (const auto& wrong : {std::string(), std::string("x"), of_bob, of_other_session}) {
      INFO(route.pattern);
      const auto answer = site.ask("POST", target_of(route), as(ann), body_of({{"form_token", wrong}, {"clear", "all"}}));
      CHECK(answer.status == 403);
      CHECK(answer.header("set-cookie").empty());
    }
    // Nor does the first of two tokens let the other in, or a form of another type.
    CHECK(site.ask("POST", target_of(route), as(ann), body_of({{"form_token", of_bob}, {"form_token", site.office().visitor(ann).form_token}})).status == 403);
  }
  CHECK(site.office().visitor(ann).person);
  CHECK(send(site, ann, "/shortlist", {{"clear", "all"}}).status == 303);
}

TEST_CASE("every form that changes something has the token of whoever sees it, and none where nobody is signed in") {
  SiteWithoutIndex site;
  const auto ada = site.office().person("ada", {Role::administrator});
  const auto token = site.office().signed_in("ada");
  const auto expected = "<input type=\"hidden\" name=\"form_token\" value=\"" + site.office().visitor(token).form_token + "\">";
  const auto count = [](const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
      ++found;
    }
    return found;
  };
  for (const std::string& target : std::vector<std::string>{"/account", "/admin/accounts", "/admin/accounts/" + ada.pseudonym}) {
    const auto page = site.get(target, as(token));
    INFO(target);
    CHECK(page.status == 200);
    CHECK(count(page.body, "method=\"post\"") > 0);
    CHECK(count(page.body, "method=\"post\"") == count(page.body, expected));
  }
  CHECK_FALSE(holds(site.get("/sign-in").body, "form_token"));
}

TEST_CASE("a field that is sent twice is refused, since it is not clear which one counts") {
  SiteWithoutIndex site;
  site.office().person("ann");
  CHECK(send(site, {}, "/sign-in", {{"name", "ann"}, {"name", "bob"}, {"password", kPassword}}).status == 400);
  CHECK(send(site, {}, "/sign-in", {{"name", "ann"}, {"password", "x"}, {"password", kPassword}}).status == 400);
  CHECK(send(site, {}, "/set-password", {{"token", "x"}, {"token", "y"}, {"password", kPassword}}).status == 400);
}

TEST_CASE("behind TLS the cookie belongs to this host alone and goes by TLS alone") {
  SiteWithoutIndex site;
  site.office().person("ann");
  Request request{"POST", "/sign-in", as({}), body_of({{"name", "ann"}, {"password", kPassword}}), {}, {}};
  request.client.secure = true;
  const auto answer = site.site().handle(request);
  const std::string cookie(answer.header("set-cookie"));
  CHECK(cookie.starts_with("__Host-session="));
  CHECK(holds(cookie, "; Path=/; HttpOnly; SameSite=Lax; Secure"));
  for (const auto& [name, value] : answer.headers) {
    CHECK((name != "set-cookie" || (value.starts_with("__Host-") && holds(value, "; Secure"))));
  }
  CHECK(holds(answer.header("strict-transport-security"), "max-age="));
  // A cookie without that protection, such as one that was set by a page without TLS, does not count.
  const auto token = cookie.substr(15, cookie.find(';') - 15);
  const auto shown = [&](const std::string& name) {
    Request page{"GET", "/about", {{"cookie", name + "=" + token}}, {}, {}, {}};
    page.client.secure = true;
    return site.site().handle(page).body;
  };
  CHECK(holds(shown("__Host-session"), "Somebody called ann"));
  CHECK_FALSE(holds(shown("session"), "Somebody called ann"));
  CHECK(site.get("/about").header("strict-transport-security").empty());
}

TEST_CASE("a password is set by a link, once, and its token is in no address that is logged or sent on") {
  SiteWithoutIndex site;
  const auto ada = site.office().person("ada", {Role::administrator});
  const auto admin = site.office().signed_in("ada");
  const auto added =
      send(site, admin, "/admin/accounts",
           {{"name", "new.person"}, {"display_name", "New <b>Person</b>"}, {"role", "reader"}, {"role", "reviewer"}, {"groups", "north, south"}});
  CHECK(added.status == 200);
  CHECK(holds(added.body, "New &lt;b&gt;Person&lt;/b&gt;"));
  const auto at = added.body.find("http://evidence.example/set-password?token=");
  REQUIRE(at != std::string::npos);
  const auto token = added.body.substr(at + 43, 43);
  const auto form = site.get("/set-password?token=" + token);
  CHECK(form.status == 200);
  CHECK(holds(form.body, "value=\"new.person\""));
  CHECK(form.header("cache-control") == "no-store");
  CHECK(form.header("referrer-policy") == "no-referrer");
  CHECK_FALSE(holds(form.body, "/sign-in?back"));
  const auto weak = send(site, {}, "/set-password", {{"token", token}, {"password", "short"}});
  CHECK(weak.status == 422);
  CHECK(holds(weak.body, "must have at least 12 characters"));
  CHECK(holds(weak.body, "value=\"" + token + "\""));
  CHECK(send(site, {}, "/set-password", {{"token", token}, {"password", kPassword}}).header("location") == "/sign-in?done=password");
  CHECK(site.get("/set-password?token=" + token).status == 404);
  CHECK(send(site, {}, "/set-password", {{"token", token}, {"password", kPassword}}).status == 404);
  CHECK(holds(site.get("/sign-in?done=password").body, "Your password is set"));
  const auto person = site.office().visitor(site.office().signed_in("new.person")).person;
  REQUIRE(person);
  CHECK(person->roles == std::vector<Role>{Role::reader, Role::reviewer});
  CHECK(person->groups == std::vector<std::string>{"north", "south"});
}

TEST_CASE("a password is changed with the present one, and what is wrong is said at its field") {
  SiteWithoutIndex site;
  site.office().person("ann");
  const auto token = site.office().signed_in("ann");
  const auto wrong = send(site, token, "/account/password", {{"present", "no"}, {"password", "another-long-sentence"}});
  CHECK(wrong.status == 422);
  CHECK(holds(wrong.body, "<a href=\"#present\">The present password is wrong</a>"));
  CHECK(send(site, token, "/account/password", {{"present", kPassword}, {"password", "another-long-sentence"}}).header("location") == "/account?done=password");
  CHECK(holds(site.get("/account?done=password", as(token)).body, "Your password is changed"));
}

TEST_CASE("whoever has no role for a page is told so, or led to sign in and back") {
  SiteWithoutIndex site;
  site.office().person("ann");
  CHECK(site.get("/admin/audit?actor=ann").header("location") == "/sign-in?back=%2Fadmin%2Faudit%3Factor%3Dann");
  const auto data = site.get("/account/data.json");
  CHECK(data.status == 401);
  CHECK(data.header("www-authenticate") == "Session realm=\"Whatworks\"");
  CHECK(data.content_type == "application/problem+json");
  CHECK(Json::parse(data.body).at("title") == "Unauthorized");
  const auto refused = site.get("/admin/accounts", as(site.office().signed_in("ann")));
  CHECK(refused.status == 403);
  CHECK(holds(refused.body, "You may not do that"));
}

TEST_CASE("a role that is taken away and an account that is disabled count within the session") {
  SiteWithoutIndex site;
  const auto ada = site.office().person("ada", {Role::administrator});
  const auto eve = site.office().person("eve", {Role::administrator});
  const auto token = site.office().signed_in("ada");
  CHECK(site.get("/admin/accounts", as(token)).status == 200);
  CHECK(send(site, site.office().signed_in("eve"), "/admin/accounts/" + ada.pseudonym, {{"do", "save"}, {"display_name", "Ada"}, {"role", "reader"}}).status ==
        200);
  CHECK(site.get("/admin/accounts", as(token)).status == 403);
  CHECK(site.get("/account", as(token)).status == 200);
  CHECK(send(site, site.office().signed_in("eve"), "/admin/accounts/" + ada.pseudonym, {{"do", "disable"}}).status == 200);
  CHECK(site.get("/account", as(token)).status == 302);
}

TEST_CASE("an administrator changes, disables and erases accounts, and not the last of them") {
  SiteWithoutIndex site;
  const auto ada = site.office().person("ada", {Role::administrator});
  const auto ann = site.office().person("ann");
  const auto token = site.office().signed_in("ada");
  const auto of = [&](const Account& account, Parameters fields) { return send(site, token, "/admin/accounts/" + account.pseudonym, std::move(fields)); };
  CHECK(of(ada, {{"do", "disable"}}).status == 409);
  CHECK(holds(of(ada, {{"do", "disable"}}).body, "This is the last administrator"));
  CHECK(of(ann, {{"do", "save"}, {"display_name", "Ann"}}).status == 422);
  CHECK(of(ann, {{"do", "save"}, {"display_name", "Ann"}, {"role", "reader"}, {"groups", "Not A Group!"}}).status == 422);
  CHECK(of(ann, {{"do", "nonsense"}}).status == 400);
  CHECK(of(ann, {{"do", "erase"}}).status == 422);
  CHECK(of(ann, {{"do", "erase"}, {"sure", "yes"}}).status == 303);
  CHECK(of(ann, {{"do", "link"}}).status == 404);
  CHECK(site.get("/admin/accounts/" + ann.pseudonym, as(token)).status == 404);
  CHECK(holds(site.get("/admin/accounts", as(token)).body, ann.pseudonym));
  CHECK(send(site, token, "/admin/accounts", {{"name", "ada"}, {"role", "reader"}}).status == 409);
  CHECK(holds(send(site, token, "/admin/accounts", {{"name", "b b"}, {"role", "reader"}}).body, "value=\"b b\""));
}

TEST_CASE("the audit trail is shown with names, filtered, page by page, and as files") {
  SiteWithoutIndex site;
  const auto ada = site.office().person("ada", {Role::administrator});
  site.office().person("ann");
  const auto token = site.office().signed_in("ada");
  for (int i = 0; i < 60; ++i) {
    (void)site.office().signed_in("ann");
    (void)site.office().access->sessions().sign_out(site.office().visitor(site.office().signed_in("ann")));
  }
  const auto page = site.get("/admin/audit", as(token));
  CHECK(holds(page.body, "entries fit together"));
  CHECK(holds(page.body, ">ann</th>"));
  CHECK(holds(page.body, "192.0.2.1"));
  const auto older = page.body.find("/admin/audit?before=");
  REQUIRE(older != std::string::npos);
  CHECK(site.get("/admin/audit?before=20", as(token)).status == 200);
  CHECK(holds(site.get("/admin/audit?actor=ann&action=signed-out", as(token)).body, "signed out"));
  CHECK(holds(site.get("/admin/audit?actor=nobody-of-that-name", as(token)).body, "Nothing of that kind"));
  CHECK(site.get("/admin/audit?before=abc&action=%27%20OR%201%3D1", as(token)).status == 200);

  const auto file = [&](const std::string& target) {
    const auto answer = site.get(target, as(token));
    std::string body = answer.body;
    REQUIRE(answer.rest);
    REQUIRE(answer.rest([&](std::string_view part) {
      body += part;
      return true;
    }));
    return body;
  };
  CHECK(file("/admin/audit.csv").starts_with("number,at,actor,action,subject,detail,address\r\n1,"));
  const auto lines = file("/admin/audit.jsonl");
  CHECK(Json::parse(lines.substr(0, lines.find('\n'))).at("previous") == "");
  CHECK(site.office().access->audit().entries({}).value().front().action == "trail-exported");

  REQUIRE(site.office().store->write([](Transaction& transaction) -> Status {
    transaction.run("DROP TRIGGER audit_is_not_changed");
    transaction.run("UPDATE audit SET detail = 'x' WHERE number = 2");
    return {};
  }));
  CHECK(holds(site.get("/admin/audit", as(token)).body, "entry 2 is not as it was written"));
}

TEST_CASE("the owner can save all data on them, and nobody else's") {
  SiteWithoutIndex site;
  site.office().person("ann");
  const auto bob = site.office().person("bob");
  const auto token = site.office().signed_in("ann");
  const auto data = site.get("/account/data.json", as(token));
  CHECK(data.status == 200);
  CHECK(holds(data.header("content-disposition"), "attachment"));
  CHECK(Json::parse(data.body).at("account").at("name") == "ann");
  CHECK(site.get("/admin/accounts/" + bob.pseudonym + "/data.json", as(token)).status == 403);
}

TEST_CASE("whoever a trusted proxy names is known without a session, and needs the token of their forms too") {
  SiteWithoutIndex site;
  const auto ask = [&](const std::string& method, const std::string& target, const std::string& body = {}) {
    Request request{method, target, as({}), body, {}, {}};
    request.client.user = "EXAMPLE\\ann";
    return site.site().handle(request);
  };
  const auto page = ask("GET", "/account");
  CHECK(page.status == 200);
  CHECK(holds(page.body, "The network that you use signs you in"));
  CHECK_FALSE(holds(page.body, "action=\"/sign-out\""));
  CHECK(ask("POST", "/shortlist", "clear=all").status == 403);
  const auto token = site.office().access->identify("example\\ann", {}, {}).value().form_token;
  CHECK(ask("POST", "/shortlist", body_of({{"clear", "all"}, {"form_token", token}})).status == 303);
}

TEST_CASE("where the database cannot be read, what is public still can, and nobody is let in") {
  SiteWithoutIndex site;
  site.office().person("ann");
  const auto token = site.office().signed_in("ann");
  REQUIRE(site.office().store->write([](Transaction& transaction) -> Status {
    transaction.run("DROP TABLE sessions");
    return {};
  }));
  CHECK(site.get("/about", as(token)).status == 200);
  CHECK(site.get("/account", as(token)).status >= 500);
  CHECK(send(site, {}, "/sign-in", {{"name", "ann"}, {"password", kPassword}}).status >= 500);
  CHECK_FALSE(holds(site.get("/account", as(token)).body, "no such table"));
}

TEST_CASE("counters are for this machine and for administrators") {
  SiteWithoutIndex site;
  site.office().person("ada", {Role::administrator});
  site.office().person("ann");
  const auto ask = [&](const std::string& address, bool by_proxy, const std::string& token = {}, const Headers& more = {}) {
    Request request{"GET", "/metrics", as(token, more), {}, {}, {}};
    request.client.address = address;
    request.client.through_proxy = by_proxy;
    return site.site().handle(request);
  };
  CHECK(ask("127.0.0.1", false).status == 200);
  CHECK(ask("127.0.0.1", true).status == 404);
  for (const auto* header : {"x-forwarded-for", "forwarded", "via", "x-real-ip"}) {
    CHECK(ask("127.0.0.1", false, {}, {{header, "198.51.100.1"}}).status == 404);
  }
  CHECK(ask("198.51.100.1", false).status == 404);
  CHECK(ask("198.51.100.1", false, site.office().signed_in("ann")).status == 404);
  const auto answer = ask("198.51.100.1", false, site.office().signed_in("ada"));
  CHECK(answer.status == 200);
  CHECK(answer.content_type.starts_with("text/plain; version=0.0.4"));
  CHECK(holds(answer.body, "whatworks_answers_total{route=\"GET /metrics\",status=\"4xx\"} 7\n"));
  CHECK(holds(answer.body, "whatworks_ready 0\n"));
}
