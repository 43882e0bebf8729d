// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "access/tokens.h"
#include "site_with_workshop.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string between(std::string_view text, std::string_view before, std::string_view after) {
  const auto start = text.find(before);
  REQUIRE(start != std::string_view::npos);
  const auto begin = start + before.size();
  return std::string(text.substr(begin, text.find(after, begin) - begin));
}

Parameters form(const std::string& token, int value) {
  return {{"moment", "after"},
          {"token", token},
          {"item-active", std::to_string(value)},
          {"item-recommend", "na"},
          {"text-helped", "The <i>talk</i> " + std::to_string(value)}};
}

// Six people who said before the first round that they are unlikely to use the first intervention, and have heard the results of that round.
struct AskedBefore : SiteWithWorkshop {
  AskedBefore() {
    join_all(6);
    for (const auto& code : codes) {
      CHECK(post_with(code, form_address, {{"moment", "before"}, {field, "2"}}).status == 303);
    }
    advance(Stage::round_one);
    advance(Stage::discussion);
  }

  std::string form_address = address() + "/evaluation";
  std::string field = "use-" + item(0);
};

}  // namespace

TEST_CASE("before the first round is over the panel is asked how likely they are to use each intervention, and what they said stands there again") {
  SiteWithWorkshop site;
  const auto code = site.join("Alex Example");
  const auto address = site.address() + "/evaluation";
  const auto blank = site.get_with(code, address);
  CHECK(blank.status == 200);
  CHECK(holds(blank.body, "Before you start"));
  CHECK(holds(blank.body, "Walk the quay"));
  CHECK_FALSE(holds(blank.body, "I could easily take an active part"));
  CHECK(blank.header("cache-control") == "no-store");
  const auto field = "use-" + site.item(0);
  CHECK(site.post_with(code, address, {{"moment", "before"}, {field, "4"}}).header("location") == address + "?done=sent");
  CHECK(holds(site.get_with(code, address + "?done=sent").body, "Thank you"));
  CHECK(holds(site.get_with(code, address).body, "id=\"" + field + "-4\" name=\"" + field + "\" type=\"radio\" value=\"4\" checked"));
}

TEST_CASE("whoever is not on the panel cannot evaluate, and learns nothing of a workshop that they may not read") {
  SiteWithWorkshop site;
  site.advance(Stage::round_one);
  site.advance(Stage::discussion);
  const auto address = site.address() + "/evaluation";
  CHECK(site.get(address).status == 404);
  CHECK(site.get_with(new_personal_code(), address).status == 404);
  const auto stranger = site.get_as("rae", address);
  CHECK(stranger.status == 403);
  CHECK(holds(stranger.body, "This form is for the panel"));
  CHECK(holds(site.get_as("fay", address).body, address + "/results"));
  CHECK(site.post_as("rae", address, form(random_token(), 4)).status == 403);
  CHECK(site.get_as("rae", address + "/results").status == 403);
  CHECK(site.get(address + "/results").status == 404);
  CHECK(site.get_as("fay", "/workshops/w-000000000000/evaluation/results").status == 404);
}

TEST_CASE("the form of the day is sent once however often it is sent, and what was typed stays where it is refused") {
  SiteWithWorkshop site;
  const auto code = site.join("Alex Example");
  site.advance(Stage::round_one);
  site.advance(Stage::discussion);
  const auto address = site.address() + "/evaluation";
  const auto blank = site.get_with(code, address).body;
  CHECK(holds(blank, "I could easily take an active part."));
  CHECK(holds(blank, "Agree strongly"));
  CHECK(holds(blank, "Not applicable"));
  const auto token = between(blank, "name=\"token\" value=\"", "\"");
  CHECK(token.size() == 43);
  CHECK(token != between(site.get_with(code, address).body, "name=\"token\" value=\"", "\""));

  auto wrong = form(token, 9);
  const auto refused = site.post_with(code, address, wrong);
  CHECK(refused.status == 422);
  CHECK(holds(refused.body, "There is a problem"));
  CHECK(holds(refused.body, "The &lt;i&gt;talk&lt;/i&gt; 9"));
  CHECK(holds(refused.body, token));
  CHECK(site.post_with(code, address, {{"moment", "after"}, {"token", token}}).status == 422);

  CHECK(site.post_with(code, address, form(token, 4)).status == 303);
  CHECK(site.post_with(code, address, form(token, 4)).status == 303);
  CHECK(holds(site.get_as("fay", address + "/results").body, "Answered by 1 of 1 (100%)"));
}

TEST_CASE("results are the facilitators' from five forms on, and the panel's once the workshop is closed") {
  AskedBefore site;
  const auto& address = site.form_address;
  const auto& field = site.field;
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(site.post_with(site.codes[i], address, form(random_token(), 4)).status == 303);
  }
  const auto few = site.get_as("fay", address + "/results").body;
  CHECK(holds(few, "Answered by 4 of 6 (67%)"));
  CHECK_FALSE(holds(few, "talk"));
  auto last = form(random_token(), 2);
  last.emplace_back(field, "5");
  CHECK(site.post_with(site.codes[4], address, last).status == 303);
  const auto enough = site.get_as("fay", address + "/results").body;
  CHECK(holds(enough, "Answered by 5 of 6 (83%)"));
  CHECK(holds(enough, "The &lt;i&gt;talk&lt;/i&gt; 2"));
  CHECK(holds(enough, "Too few answers to show"));
  CHECK(holds(enough, "Answered twice by 1: too few to show."));
  CHECK(holds(enough, "<svg"));
  CHECK_FALSE(holds(enough, "style="));

  CHECK(site.get_with(site.codes[0], address + "/results").status == 403);
  site.advance(Stage::deciding);
  site.advance(Stage::closed);
  const auto panel = site.get_with(site.codes[0], address + "/results");
  CHECK(panel.status == 200);
  CHECK(holds(panel.body, "Answered by 5 of 6 (83%)"));
  CHECK_FALSE(holds(panel.body, "Make the link"));
}

TEST_CASE("how answers changed is told of those who answered twice") {
  AskedBefore site;
  const auto& address = site.form_address;
  const auto& field = site.field;
  for (const auto& code : site.codes) {
    auto sent = form(random_token(), 4);
    sent.emplace_back(field, "4");
    CHECK(site.post_with(code, address, sent).status == 303);
  }
  const auto shown = site.get_as("fay", address + "/results").body;
  CHECK(holds(shown, "6 people answered twice: 6 went up, 0 went down, 0 stayed."));
  CHECK(holds(shown, "31 of 1,000 times"));  // 2 of the 64 ways to give six ranks signs
}

TEST_CASE("a follow-up link that the facilitator made opens a form to whoever has it, without account or code") {
  SiteWithWorkshop site;
  site.join("Alex Example");
  const auto address = site.address() + "/evaluation";
  site.advance(Stage::round_one);
  site.advance(Stage::discussion);
  CHECK(site.post_as("fay", address + "/link", {{"level", "2"}}).status == 409);
  site.advance(Stage::deciding);
  CHECK(site.post_as("rae", address + "/link", {{"level", "2"}}).status == 403);
  CHECK(site.post_as("fay", address + "/link", {{"level", "2"}}).status == 303);
  const auto made = site.get_as("fay", address + "/results").body;
  const auto key = between(made, "/follow-up/2?key=", "\n");
  const auto form_address = site.address() + "/follow-up/2?key=" + key;
  const auto blank = site.get(form_address);
  REQUIRE(blank.status == 200);
  CHECK(holds(blank.body, "What stayed with you?"));
  CHECK_FALSE(holds(blank.body, "To choose what to try."));  // no more than the title
  CHECK(site.get(site.address() + "/follow-up/3?key=" + key).status == 404);
  CHECK(site.get(site.address() + "/follow-up/2?key=x").status == 404);
  CHECK(site.get(site.address() + "/follow-up/two").status == 404);
  const auto token = between(blank.body, "name=\"token\" value=\"", "\"");
  const auto send = [&](const std::string& target, const Parameters& fields) {
    return site.ask("POST", target, {{"content-type", "application/x-www-form-urlencoded"}}, to_query_string(fields).substr(1));
  };
  CHECK(send(form_address, {{"token", token}}).status == 422);
  const auto sent = send(form_address, {{"token", token}, {"item-can-explain", "5"}});
  CHECK(sent.status == 303);
  CHECK(holds(site.get(std::string(sent.header("location"))).body, "Thank you"));
  CHECK(send(site.address() + "/follow-up/2?key=x", {{"token", token}, {"item-can-explain", "5"}}).status == 404);
  CHECK(holds(site.get_as("fay", address + "/results").body, "Answered by 1 of 1"));
}

TEST_CASE("whoever says no more at the end than how likely they are has said something") {
  AskedBefore site;
  const auto& code = site.codes[0];
  const auto blank = site.get_with(code, site.form_address).body;
  const auto token = between(blank, "name=\"token\" value=\"", "\"");
  const Parameters sent{{"moment", "after"}, {"token", token}, {"text-helped", " "}, {site.field, "4"}};
  CHECK(site.post_with(code, site.form_address, sent).header("location") == site.form_address + "?done=sent");
  CHECK(holds(site.get_as("fay", site.form_address + "/results").body, "Answered by 0 of 6"));
}
