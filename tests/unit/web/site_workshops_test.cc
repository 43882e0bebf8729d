// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "site_with_corpus.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

bool holds(const Response& response, std::string_view text) { return response.body.find(text) != std::string::npos; }

// What stands in a page between two texts, the first time.
std::string between(const Response& response, const std::string& before, const std::string& after) {
  const auto start = response.body.find(before);
  if (start == std::string::npos) {
    return {};
  }
  const auto from = start + before.size();
  return response.body.substr(from, response.body.find(after, from) - from);
}

// A site on which fay facilitates workshops, and whose panel has browsers without accounts.
struct Meeting {
  Meeting()
      : site({{"doe-2019-lines", SampleRecord("doe-2019-lines").text()},
              {"roe-2020-secret", SampleRecord("roe-2020-secret").with("circulation", "internal").text()}}) {
    site.office.person("fay", {Role::facilitator});
    site.office.person("rae", {Role::reader});
  }

  Response fay(const std::string& target, const Parameters& fields) const { return site.post("fay", target, fields); }
  [[nodiscard]] std::string version(const std::string& page) const { return between(site.get("fay", page), "name=\"version\" value=\"", "\""); }

  // A workshop that is set up with one group and two things to judge; its address.
  std::string set_up() const {
    const auto made = fay("/workshops", {{"title", "Routes and ports"}, {"held_on", "2027-03-18"}, {"circulation", "internal"}});
    REQUIRE(made.status == 303);
    auto address = std::string(made.header("location"));
    address = address.substr(0, address.find('?'));
    const auto groups = address + "/groups";
    // The page without a group has the form of a group alone.
    REQUIRE(fay(groups, {{"do", "add-group"}, {"version", version(groups)}, {"label", "Table one"}, {"priority", "international-links"}}).status == 303);
    REQUIRE(fay(groups, {{"do", "add-address"}, {"version", version(groups)}, {"group", "1"}, {"address", "https://evidence.example/records/doe-2019-lines"}})
                .status == 303);
    REQUIRE(
        fay(groups, {{"do", "add-idea"}, {"version", version(groups)}, {"group", "1"}, {"idea", "Scan all crates"}, {"description", "With dogs."}}).status ==
        303);
    return address;
  }

  Response advance(const std::string& address, const std::string& from, const std::string& to) const { return fay(address, {{"from", from}, {"to", to}}); }

  // As a browser with this cookie, and no account.
  Response panel(const std::string& cookie, const std::string& method, const std::string& target, const Parameters& fields = {},
                 const Headers& more = {}) const {
    return site.ask_with(cookie, method, target, fields, more);
  }

  // Joins, and returns the cookie.
  std::string join(const std::string& address, const std::string& name, const std::string& organisation = "police") const {
    const auto code = between(site.get("fay", address), "class=\"ww-join__code\">", "<");
    const auto form = panel({}, "GET", "/join?code=" + to_query_string(Parameters{{"c", code}}).substr(3));
    const auto personal = between(form, "name=\"personal_code\" value=\"", "\"");
    const auto joined =
        panel({}, "POST", "/join",
              {{"do", "join"}, {"code", code}, {"personal_code", personal}, {"display_name", name}, {"organisation", organisation}, {"group", "1"}});
    REQUIRE(joined.status == 303);
    const auto cookie = std::string(joined.header("set-cookie"));
    REQUIRE(cookie.starts_with("panel="));
    CHECK(cookie.find("HttpOnly") != std::string::npos);
    return cookie.substr(0, cookie.find(';'));
  }

  // The addresses of what is to be judged, in the order of the agenda.
  [[nodiscard]] std::vector<std::string> agenda(const std::string& address, const std::string& cookie) const {
    std::vector<std::string> out;
    const auto page = panel(cookie, "GET", address + "/panel");
    const auto start = "href=\"" + address + "/panel/i-";
    for (auto at = page.body.find(start); at != std::string::npos; at = page.body.find(start, at + 1)) {
      auto found = page.body.substr(at + 6, page.body.find('"', at + 6) - at - 6);
      if (std::find(out.begin(), out.end(), found) == out.end()) {
        out.push_back(std::move(found));
      }
    }
    return out;
  }

  static Parameters answer(const std::string& effect, const std::string& reason = "Since it did elsewhere.") {
    return {{"do", "next"},       {"round", "1"},         {"version", "0"},         {"s-effect", effect}, {"s-certainty", "75"}, {"s-harms", "0"},
            {"s-relevance", "4"}, {"s-feasibility", "3"}, {"s-time-to-start", "2"}, {"s-cost", "cannot"}, {"reason", reason}};
  }

  SiteWithCorpus site;
};

}  // namespace

TEST_CASE("a workshop goes from its setting up to a decision, with a panel that has no accounts") {
  const Meeting meeting;
  const auto address = meeting.set_up();
  std::vector<std::string> cookies;
  for (int i = 1; i <= 5; ++i) {
    cookies.push_back(meeting.join(address, "Person " + std::to_string(i), i % 2 == 0 ? "academia" : "police"));
  }
  CHECK(holds(meeting.panel(cookies[0], "GET", address + "/panel"), "Stay on this page"));
  REQUIRE(meeting.advance(address, "preparing", "round-one").status == 303);
  const auto agenda = meeting.agenda(address, cookies[0]);
  REQUIRE(agenda.size() == 2);

  const auto rating = meeting.panel(cookies[0], "GET", agenda[0]);
  CHECK(rating.status == 200);
  CHECK(holds(rating, "Closing advertised phone lines cut the calls to them."));  // its briefing
  CHECK(holds(rating, "I cannot judge this"));
  for (const auto& cookie : cookies) {
    const auto first = meeting.panel(cookie, "POST", agenda[0], Meeting::answer("75"));
    CHECK(first.header("location") == agenda[1]);  // leads to the next
    CHECK(meeting.panel(cookie, "POST", agenda[1], Meeting::answer("25")).header("location") == address + "/panel?done=saved");
  }
  CHECK(meeting.panel(cookies[0], "GET", address + "/results").body.find("Since it did elsewhere.") == std::string::npos);
  CHECK(holds(meeting.site.get("fay", address), "Finished: 5 of 5"));
  CHECK_FALSE(holds(meeting.site.get("fay", address), "Since it did elsewhere."));
  REQUIRE(meeting.panel(cookies[0], "POST", address + "/panel", {{"do", "finish"}}).status == 303);

  REQUIRE(meeting.advance(address, "round-one", "discussion").status == 303);
  const auto results = meeting.panel(cookies[0], "GET", address + "/results");
  CHECK(holds(results, "Since it did elsewhere."));
  CHECK(holds(results, "5 answers, median 75"));
  CHECK_FALSE(holds(results, "Person 1"));
  CHECK(holds(results, "Effect here: 5 answers, median 75"));
  for (const auto* closed : {"/results", "/report", "/report.md", "/ratings.csv", "/ratings.json"}) {
    INFO(closed);
    CHECK(meeting.site.get("rae", address + closed).status == 404);  // not before the workshop is closed
    CHECK(meeting.site.get("fay", address + closed).status == 200);
  }
  const auto item = agenda[0].substr(agenda[0].rfind('/') + 1);
  CHECK(meeting.fay(address + "/results", {{"do", "note"}, {"item", item}, {"version", "0"}, {"notes", "One port did it."}}).status == 303);
  CHECK(meeting.fay(address + "/results", {{"do", "note"}, {"item", item}, {"version", "0"}, {"notes", "Another note."}}).status == 409);

  REQUIRE(meeting.advance(address, "discussion", "round-two").status == 303);
  CHECK(holds(meeting.panel(cookies[0], "GET", agenda[0]), "In round one you said: 75."));
  auto again = Meeting::answer("50");
  again[1].second = "2";
  for (const auto& cookie : cookies) {
    REQUIRE(meeting.panel(cookie, "POST", agenda[0], again).status == 303);
  }
  REQUIRE(meeting.advance(address, "round-two", "deciding").status == 303);
  CHECK(holds(meeting.panel(cookies[0], "GET", address + "/results"), "Likely to be beneficial"));
  CHECK(holds(meeting.panel(cookies[0], "GET", address + "/results"), "median 50; dashed, in round one: 75"));
  const auto refused =
      meeting.fay(address + "/results", {{"do", "decide"}, {"item", item}, {"version", "0"}, {"outcome", "trial"}, {"owner", ""}, {"reason", "Cheap enough."}});
  CHECK(refused.status == 422);
  CHECK(holds(refused, "Who sees to it is empty"));
  CHECK(holds(refused, "Cheap enough."));  // what was typed is still there
  REQUIRE(meeting
              .fay(address + "/results",
                   {{"do", "decide"}, {"item", item}, {"version", "0"}, {"outcome", "trial"}, {"owner", "Head of ports"}, {"due_on", "2027-06-30"}})
              .status == 303);
  CHECK(holds(meeting.site.get("rae", "/opportunities"), "Head of ports"));
  CHECK_FALSE(holds(meeting.site.get("", "/opportunities"), "Head of ports"));
  REQUIRE(meeting.advance(address, "deciding", "closed").status == 303);
  CHECK(meeting.site.get("rae", address + "/results").status == 200);
  CHECK(meeting.site.get("rae", address + "/report").status == 200);
  CHECK(meeting.site.get("", address + "/results").status == 404);
}

TEST_CASE("what a script saves is answered in data, the same twice changes nothing, and of two devices the second is told") {
  const Meeting meeting;
  const auto address = meeting.set_up();
  const auto cookie = meeting.join(address, "Alex Example");
  const Headers data{{"accept", "application/json"}};
  REQUIRE(meeting.advance(address, "preparing", "round-one").status == 303);
  const auto item = meeting.agenda(address, cookie).front();
  const auto saved = meeting.panel(cookie, "POST", item, Meeting::answer("75"), data);
  CHECK(saved.status == 200);
  CHECK(saved.body == R"({"saved":true,"version":1})");
  CHECK(meeting.panel(cookie, "POST", item, Meeting::answer("75"), data).body == saved.body);
  CHECK(meeting.panel(cookie, "POST", item, Meeting::answer("25"), data).body == R"({"saved":false,"version":1})");

  const auto page = meeting.panel(cookie, "POST", item, Meeting::answer("25", "Typed on the phone."));
  CHECK(page.status == 409);
  CHECK(holds(page, "You saved something else meanwhile"));
  CHECK(holds(page, "Typed on the phone."));
  CHECK(between(page, "id=\"version\" value=\"", "\"") == "1");  // to save again puts it in the place of the other

  auto wrong = Meeting::answer("other");
  wrong.emplace_back("n-effect", "a lot");
  const auto refused = meeting.panel(cookie, "POST", item, wrong);
  CHECK(refused.status == 422);
  CHECK(holds(refused, "Enter a whole number from 0 to 100"));
  CHECK(holds(refused, "value=\"a lot\""));
  wrong.back().second = "37";
  wrong[2].second = "1";
  CHECK(meeting.panel(cookie, "POST", item, wrong, data).body == R"({"saved":true,"version":2})");

  REQUIRE(meeting.advance(address, "round-one", "discussion").status == 303);
  const auto late = meeting.panel(cookie, "POST", item, Meeting::answer("0", "Too late."), data);
  CHECK(late.status == 409);
  CHECK(holds(late, "The round is closed"));
  CHECK(meeting.panel("panel=K7QM3XRP9DTWHC42", "POST", item, Meeting::answer("0"), data).status == 404);
}

TEST_CASE("the page of a workshop is for those who may read it, its panel, and with a code for nobody else") {
  const Meeting meeting;
  const auto address = meeting.set_up();
  CHECK(meeting.site.get("", address).status == 404);
  CHECK(meeting.site.get("rae", address).status == 200);
  CHECK_FALSE(holds(meeting.site.get("rae", address), "ww-join__code"));
  const auto cookie = meeting.join(address, "Alex Example");
  CHECK(meeting.panel(cookie, "GET", address).status == 200);
  CHECK(meeting.panel(cookie, "GET", address + "/groups").status == 302);
  CHECK(meeting.panel({}, "GET", address + "/panel").header("location") == "/join");
  CHECK(holds(meeting.panel({}, "GET", "/join?code=ZZZZZZ"), "No workshop that can be joined has this code"));
}

TEST_CASE("a personal code brings a member back on another device") {
  const Meeting meeting;
  const auto address = meeting.set_up();
  const auto cookie = meeting.join(address, "Alex Example");
  const auto own = between(meeting.panel(cookie, "GET", address + "/panel"), "class=\"ww-join__code\">", "<");
  const auto back = meeting.panel({}, "POST", "/join", {{"do", "rejoin"}, {"own_code", own}});
  CHECK(back.header("location") == address + "/panel");
  CHECK(holds(meeting.panel(cookie, "GET", address + "/panel"), "Alex Example"));
  CHECK(holds(meeting.panel({}, "POST", "/join", {{"do", "rejoin"}, {"own_code", "nonsense"}}), "Nobody has joined with this code"));
}

TEST_CASE("an agenda takes records that everybody may read, and tells why another is not taken") {
  const Meeting meeting;
  const auto address = meeting.set_up() + "/groups";
  for (const auto* pasted : {"/records/roe-2020-secret", "/records/nobody-2020-nothing", "https://elsewhere.example/page", "", "/workshops"}) {
    INFO(pasted);
    const auto refused = meeting.fay(address, {{"do", "add-address"}, {"version", meeting.version(address)}, {"group", "1"}, {"address", pasted}});
    CHECK(refused.status == 422);
    CHECK(holds(refused, "govuk-error-summary"));
  }
  CHECK(
      meeting.fay(address, {{"do", "add-address"}, {"version", meeting.version(address)}, {"group", "1"}, {"address", "/search?q=phone"}}).header("location") ==
      address + "?done=nothing-added#group-1");
}

TEST_CASE("criteria are changed until the first round opens, and a mistake is told with its criterion") {
  const Meeting meeting;
  const auto address = meeting.set_up();
  const auto page = meeting.site.get("fay", address + "/criteria");
  CHECK(holds(page, "Conservation Evidence"));
  Parameters fields{{"version", meeting.version(address + "/criteria")}};
  int number = 0;
  for (const auto* name : {"effect", "certainty", "harms"}) {
    const auto place = "-" + std::to_string(++number);
    fields.insert(fields.end(), {{"name" + place, name},
                                 {"kind" + place, "score"},
                                 {"label" + place, name},
                                 {"question" + place, "How much?"},
                                 {"points" + place, "0 = None\n100 = All"}});
  }
  auto wrong = fields;
  wrong.back().second = "None\nAll";
  wrong[3].second = "Effect at our ports";
  const auto refused = meeting.fay(address + "/criteria", wrong);
  CHECK(holds(refused, "is no point of a scale"));
  CHECK(holds(refused, "Effect at our ports"));  // all that was typed is still there
  CHECK(holds(refused, "None\nAll</textarea>"));
  CHECK(meeting.fay(address + "/criteria", {{"version", fields[0].second}}).status == 422);  // what the category is made from is missing
  REQUIRE(meeting.fay(address + "/criteria", fields).status == 303);
  CHECK_FALSE(holds(meeting.site.get("fay", address + "/criteria"), "Feasibility"));
}

TEST_CASE("the state that pages ask for again and again is answered with 304 while nothing changes") {
  const Meeting meeting;
  const auto address = meeting.set_up();
  const auto cookie = meeting.join(address, "Alex Example");
  const auto first = meeting.panel(cookie, "GET", address + "/state.json");
  CHECK(first.status == 200);
  const Headers known{{"if-none-match", std::string(first.header("etag"))}};
  const auto same = meeting.panel(cookie, "GET", address + "/state.json", {}, known);
  CHECK(same.status == 304);
  CHECK(same.body.empty());
  REQUIRE(meeting.advance(address, "preparing", "round-one").status == 303);
  CHECK(meeting.panel(cookie, "GET", address + "/state.json", {}, known).status == 200);
  CHECK(meeting.panel({}, "GET", address + "/state.json").status == 404);
}

TEST_CASE("paper has the agenda, a card for each intervention and blank forms, which are keyed in by their number") {
  const Meeting meeting;
  const auto address = meeting.set_up();
  const auto paper = meeting.site.get("fay", address + "/print");
  CHECK(holds(paper, "Scan all crates"));
  CHECK(holds(paper, "Closing advertised phone lines cut the calls to them."));
  CHECK(holds(paper, "Do not write your name"));
  CHECK(holds(meeting.site.get("fay", address + "/paper"), "No round is open"));
  REQUIRE(meeting.advance(address, "preparing", "round-one").status == 303);
  const auto begun = meeting.site.get("fay", address + "/paper?form=3&group=1&organisation=academia");
  REQUIRE(begun.status == 303);
  const auto form = std::string(begun.header("location"));
  CHECK(holds(meeting.site.get("fay", form), "Form 3 on paper"));
  auto fields = Meeting::answer("50");
  fields.insert(fields.end(), {{"form", "3"}, {"group", "1"}, {"organisation", "academia"}});
  const auto item = form.substr(0, form.find('?'));
  const auto next = std::string(meeting.fay(item, fields).header("location"));
  CHECK(next.starts_with(address + "/paper/i-"));
  CHECK(next.substr(0, next.find('?')) != item);
  CHECK(holds(meeting.site.get("fay", form), "value=\"50\" checked"));
}

TEST_CASE("what somebody types is shown as they typed it and never as markup") {
  const Meeting meeting;
  const auto address = meeting.set_up();
  const std::string nasty = "<script>alert(1)</script> & {{title}}";
  const auto cookie = meeting.join(address, nasty);
  REQUIRE(meeting.advance(address, "preparing", "round-one").status == 303);
  const auto item = meeting.agenda(address, cookie).front();
  REQUIRE(meeting.panel(cookie, "POST", item, Meeting::answer("50", nasty)).status == 303);
  for (const auto& page : {meeting.panel(cookie, "GET", item), meeting.panel(cookie, "GET", address + "/panel"), meeting.site.get("fay", address)}) {
    CHECK_FALSE(holds(page, "<script>alert"));
    CHECK(holds(page, "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{title}}"));
  }
}
