// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "site_with_corpus.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// A corpus of a public record and one that the group north alone may read.
struct Desk : SiteWithCorpus {
  Desk() : SiteWithCorpus({{"doe-2015-open", SampleRecord("doe-2015-open").text()}, {"doe-2016-north", restricted("Words of the north").text()}}) {
    office.person("doe", {Role::contributor});
    office.person("nell", {Role::contributor}, {"north"});
    office.person("rex", {Role::reviewer});
    office.person("nor", {Role::reviewer}, {"north"});
    office.person("ann", {Role::reader});
  }

  static SampleRecord restricted(const std::string& title) {
    return SampleRecord("doe-2016-north").with("title", title).with("circulation", "restricted").with("groups", "[north]");
  }

  // The address of a new draft.
  [[nodiscard]] std::string begin(const std::string& name, Parameters fields) const {
    const auto answer = post(name, "/contribute/drafts", std::move(fields));
    REQUIRE(answer.status == 303);
    return std::string(answer.header("location"));
  }
  // Hands it in, and gives the address of its review.
  [[nodiscard]] std::string hand_in(const std::string& name, const std::string& draft, int version) const {
    REQUIRE(post(name, draft, {{"do", "submit"}, {"version", std::to_string(version)}, {"note", "Have a look."}}).status == 303);
    return "/review/" + draft.substr(draft.rfind('/') + 1);
  }
  [[nodiscard]] bool is_there(const std::string& name, const std::string& target) const { return get(name, target).status == 200; }
};

const std::string kText = SampleRecord("doe-2020-new").with("title", "What <b>sellers</b> did next").text();

}  // namespace

TEST_CASE("whoever may not write is told how, and whoever may has what to begin with") {
  const Desk desk;
  CHECK(holds(desk.get("", "/contribute").body, "You need an account"));
  CHECK(holds(desk.get("ann", "/contribute").body, "Ask whoever looks after this site"));
  CHECK_FALSE(holds(desk.get("ann", "/contribute").body, "Start from a template"));
  CHECK(holds(desk.get("doe", "/contribute").body, "Start from a template"));
  CHECK(holds(desk.get("rex", "/contribute").body, "Review: 0 drafts wait for you"));
}

TEST_CASE("a draft goes from a template to a record that everybody finds") {
  const Desk desk;
  const auto draft = desk.begin("doe", {{"from", "template"}, {"kind", "study"}, {"id", "doe-2020-new"}});
  const auto blank = desk.get("doe", draft).body;
  CHECK(holds(blank, "Somebody called doe"));  // credited
  CHECK(holds(blank, "FILL IN"));
  CHECK_FALSE(desk.is_there("nell", draft));
  CHECK_FALSE(desk.is_there("rex", draft));

  const auto saved = desk.post("doe", draft, {{"do", "save"}, {"version", "1"}, {"text", kText}});
  CHECK(saved.header("location") == draft + "?done=saved");
  const auto page = desk.get("doe", draft + "?done=saved").body;
  CHECK(holds(page, "Saved and checked."));
  CHECK(holds(page, "0 errors"));
  CHECK(holds(page, "What &lt;b&gt;sellers&lt;/b&gt; did next"));
  CHECK_FALSE(holds(page, "<b>sellers"));
  CHECK(holds(page, "Searches that would find it"));
  CHECK(holds(desk.get("doe", draft + "/preview").body, "This is how the draft would look"));
  CHECK(desk.get("doe", draft + "/record.md").body == kText);

  const auto review = desk.hand_in("doe", draft, 2);
  CHECK(holds(desk.get("rex", "/review").body, "by Somebody called doe"));
  CHECK(holds(desk.get("rex", review).body, "Have a look."));
  CHECK(holds(desk.get("doe", review).body, "This is your own"));
  CHECK_FALSE(desk.is_there("nell", review));
  CHECK(desk.post("doe", review, {{"do", "decide"}, {"submission", "1"}, {"decision", "accept"}}).status == 403);

  CHECK(desk.post("rex", review, {{"do", "comment"}, {"submission", "1"}, {"line", "2"}, {"comment", "Which <i>id</i>?"}}).status == 303);
  CHECK(holds(desk.get("doe", draft).body, "Which &lt;i&gt;id&lt;/i&gt;?"));
  CHECK(desk.post("rex", review, {{"do", "comment"}, {"submission", "1"}, {"line", "two"}, {"comment", "x"}}).status == 422);
  CHECK(desk.post("rex", review, {{"do", "decide"}, {"submission", "1"}}).status == 422);
  CHECK(desk.post("rex", review, {{"do", "decide"}, {"submission", "1"}, {"decision", "decline"}, {"reason", ""}}).status == 422);

  const auto accepted = desk.post("rex", review, {{"do", "decide"}, {"submission", "1"}, {"decision", "accept"}});
  CHECK(accepted.header("location") == "/records/doe-2020-new");
  CHECK(desk.is_there("", "/records/doe-2020-new"));
  CHECK(holds(desk.get("", "/search?q=sellers+next").body, "/records/doe-2020-new"));
  CHECK(holds(desk.get("", "/records/doe-2020-new/history").body, "Published"));
  CHECK(holds(desk.get("doe", draft).body, "See the record"));
  CHECK(desk.post("nor", review, {{"do", "decide"}, {"submission", "1"}, {"decision", "accept"}}).status == 409);
}

TEST_CASE("two tabs lose nothing") {
  const Desk desk;
  const auto draft = desk.begin("doe", {{"from", "text"}, {"text", "first"}});
  CHECK(desk.post("doe", draft, {{"do", "save"}, {"version", "1"}, {"text", "one tab"}}).header("location") == draft + "?done=saved");
  CHECK(desk.post("doe", draft, {{"do", "save"}, {"version", "1"}, {"text", "another tab"}}).header("location") == draft + "?done=apart");
  const auto page = desk.get("doe", draft + "?done=apart").body;
  CHECK(holds(page, "one tab"));
  CHECK(holds(page, "another tab"));
  CHECK(holds(page, "Use this copy"));
}

TEST_CASE("an import makes a draft of each reference that is not there yet") {
  const Desk desk;
  const auto answer = desk.post("doe", "/contribute/import",
                                {{"text",
                                  "TY  - JOUR\nTI  - Closing lines\nAU  - Doe, J.\nPY  - 2019\nER  - \nTY  - JOUR\nTI  - Watching ferry ports\nPY  - 2021\n"
                                  "KW  - couriers\nER  - \n"}});
  CHECK(answer.status == 200);
  CHECK(holds(answer.body, "1 draft made"));
  CHECK(holds(answer.body, "/records/doe-2015-open"));  // whose source the first is
  CHECK(holds(answer.body, "KW: couriers"));
  CHECK(holds(desk.get("doe", "/contribute").body, "Watching ferry ports"));
  // Of what the importer may not read, it says nothing; for who may read it, the same is a duplicate.
  const Parameters hidden{{"text", "TY  - JOUR\nTI  - Words of the north\nPY  - 2016\nER  - \n"}};
  CHECK(holds(desk.post("doe", "/contribute/import", hidden).body, "1 draft made"));
}

TEST_CASE("what is no text, no reference file or no id is refused in words, and nothing is begun") {
  const Desk desk;
  CHECK(holds(desk.post("doe", "/contribute/drafts", {{"from", "template"}, {"kind", "study"}, {"id", "../../etc/passwd"}}).body, "There is a problem"));
  CHECK(desk.post("doe", "/contribute/drafts", {{"from", "template"}, {"kind", "poem"}, {"id", "doe-2020-x"}}).status == 422);
  CHECK(holds(desk.post("doe", "/contribute/drafts", {{"from", "text"}, {"text", " "}}).body, "There is no text"));
  CHECK(holds(desk.post("doe", "/contribute/import", {{"text", "PK\x03\x04zip"}}).body, "There is a problem"));
  CHECK(desk.post("doe", "/contribute/drafts", {{"from", "nowhere"}}).status == 400);
  CHECK(desk.post("doe", "/contribute/drafts", {{"from", "record"}, {"record", "doe-2016-north"}}).status == 404);
  CHECK(desk.post("doe", "/contribute/drafts", {{"from", "record"}, {"record", "../index"}}).status == 404);
  CHECK(desk.contributions->drafts().of(desk.office.access->accounts().find_by_name("doe")->pseudonym)->empty());
  CHECK(desk.get("doe", "/contribute/drafts/d-000000000000").status == 404);
  CHECK(desk.post("doe", "/contribute/drafts/d-000000000000", {{"do", "save"}, {"version", "1"}, {"text", "x"}}).status == 404);
}

TEST_CASE("a correction of a restricted record is reviewed by those who may read that record, whatever it says of itself") {
  const Desk desk;
  const auto draft = desk.begin("nell", {{"from", "record"}, {"record", "doe-2016-north"}});
  const auto open = Desk::restricted("Made public").with("circulation", "public").with("groups", "").text();
  REQUIRE(desk.post("nell", draft, {{"do", "save"}, {"version", "1"}, {"text", open}}).status == 303);
  const auto review = desk.hand_in("nell", draft, 2);
  CHECK_FALSE(desk.is_there("rex", review));
  CHECK_FALSE(holds(desk.get("rex", "/review").body, "Made public"));
  CHECK(desk.post("rex", review, {{"do", "decide"}, {"submission", "1"}, {"decision", "accept"}}).status == 404);
  CHECK(holds(desk.get("nor", review).body, "Words of the north"));
  REQUIRE(desk.post("nor", review, {{"do", "decide"}, {"submission", "1"}, {"decision", "accept"}}).status == 303);
  CHECK(desk.is_there("", "/records/doe-2016-north"));
  // Its earlier version stays with those who might have read it.
  CHECK_FALSE(holds(desk.get("", "/records/doe-2016-north/history?version=2").body, "Words of the north"));
  CHECK(holds(desk.get("nor", "/records/doe-2016-north/history?version=2").body, "Words of the north"));
}

TEST_CASE("a withdrawn record says so, with the reason, to whoever might have read it, and others learn nothing") {
  const Desk desk;
  const auto digest = [&](const std::string& id) { return sha256(desk.keeper->find(id).value()->text); };
  CHECK(desk.post("rex", "/records/doe-2016-north/withdraw", {{"digest", digest("doe-2016-north")}, {"reason", "No."}}).status == 404);
  CHECK(desk.post("rex", "/records/doe-2015-open/withdraw", {{"digest", digest("doe-2015-open")}, {"reason", ""}}).status == 422);
  CHECK(desk.post("rex", "/records/doe-2015-open/withdraw", {{"digest", digest("doe-2015-open")}, {"reason", "Retracted."}}).status == 303);
  CHECK(desk.post("nor", "/records/doe-2016-north/withdraw", {{"digest", digest("doe-2016-north")}, {"reason", "Burnt."}}).status == 303);

  const auto gone = desk.get("", "/records/doe-2015-open");
  CHECK(gone.status == 410);
  CHECK(holds(gone.body, "Retracted."));
  const auto json = desk.get("", "/records/doe-2015-open.json");
  CHECK(json.status == 410);
  CHECK(holds(json.body, "Retracted."));
  CHECK(desk.get("", "/records/doe-2015-open.ris").status == 410);
  CHECK(desk.is_there("", "/records/doe-2015-open/history"));

  CHECK(desk.get("nor", "/records/doe-2016-north").status == 410);
  for (const auto* target : {"/records/doe-2016-north", "/records/doe-2016-north.json", "/records/doe-2016-north/history"}) {
    const auto hidden = desk.get("", target);
    std::string other(target);
    other.replace(other.find("doe-2016-north"), 14, "doe-2016-never");
    INFO(target);
    CHECK(hidden.status == 404);
    const auto never = desk.get("", other);
    CHECK(hidden.body.size() == never.body.size());
  }
}

TEST_CASE("what somebody contributed is in the data on them") {
  const Desk desk;
  (void)desk.begin("doe", {{"from", "text"}, {"text", "my own words"}});
  CHECK(holds(desk.get("doe", "/account/data.json").body, "my own words"));
}

TEST_CASE("the audit trail has each step, and can be asked for those of one draft") {
  const Desk desk;
  desk.office.person("ada", {Role::administrator});
  const auto draft = desk.begin("doe", {{"from", "text"}, {"text", kText}});
  const auto review = desk.hand_in("doe", draft, 1);
  REQUIRE(desk.post("rex", review, {{"do", "decide"}, {"submission", "1"}, {"decision", "ask-for-changes"}, {"reason", "Where was it?"}}).status == 303);
  const auto name = draft.substr(draft.rfind('/') + 1);
  const auto trail = desk.get("ada", "/admin/audit?subject=" + name).body;
  CHECK(holds(trail, "handed in"));
  CHECK(holds(trail, "asked for changes to"));
  CHECK(holds(trail, "/review/" + name));
  CHECK_FALSE(holds(trail, "signed in</td>"));
  CHECK_FALSE(holds(trail, "Where was it?"));  // entries cannot be erased, so they hold nothing that people wrote
}

TEST_CASE("whoever wrote a record is credited on its page, in its citation, and on a page of their own") {
  const Desk desk;
  CHECK(desk.post("doe", "/account/orcid", {{"orcid", "0000-0002-1825-0098"}}).status == 422);
  CHECK(holds(desk.post("doe", "/account/orcid", {{"orcid", "<i>"}}).body, "That is no ORCID"));
  REQUIRE(desk.post("doe", "/account/orcid", {{"orcid", " https://orcid.org/0000-0002-1825-0097 "}}).status == 303);
  CHECK(holds(desk.get("doe", "/account").body, "value=\"0000-0002-1825-0097\""));
  const auto blank = desk.begin("doe", {{"from", "template"}, {"kind", "study"}, {"id", "doe-2021-blank"}});
  CHECK(holds(desk.get("doe", blank).body, "0000-0002-1825-0097"));

  const auto text = SampleRecord("doe-2020-new")
                        .with("contributors", "[{name: Ann Example, orcid: 0000-0002-1825-0097}, {name: Bo Example Sample}]")
                        .with("sources", "[{type: article, title: Sellers, authors: [\"Roe, R.\"], year: 2019}]")
                        .text();
  const auto review = desk.hand_in("doe", desk.begin("doe", {{"from", "text"}, {"text", text}}), 1);
  REQUIRE(desk.post("rex", review, {{"do", "decide"}, {"submission", "1"}, {"decision", "accept"}}).status == 303);

  const auto record = desk.get("", "/records/doe-2020-new").body;
  CHECK(holds(record, "Ann Example and Bo Example Sample. ‘Closing drug phone lines’. Whatworks, record doe-2020-new, "));
  CHECK(holds(record, "/contributors/0000-0002-1825-0097"));
  CHECK(holds(record, "https://orcid.org/0000-0002-1825-0097"));
  const auto page = desk.get("", "/contributors/0000-0002-1825-0097").body;
  CHECK(holds(page, "Wrote 1 record"));
  CHECK(holds(page, "/records/doe-2020-new"));
  CHECK(desk.is_there("", "/contributors/bo-example-sample"));
  CHECK_FALSE(desk.is_there("", "/contributors/bo-example"));   // part of a name is somebody else
  CHECK_FALSE(desk.is_there("", "/contributors/ann-example"));  // has an ORCID
  CHECK_FALSE(desk.is_there("", "/contributors/roe"));          // wrote a source, not a record
  CHECK(holds(desk.get("", "/search?q=contributor%3A%22ann+example%22").body, "/records/doe-2020-new"));
}

TEST_CASE("a public record that names a restricted one is neither handed in by who may read that, nor accepted") {
  const Desk desk;
  const auto text = SampleRecord("doe-2020-new").with("related", "[{id: doe-2016-north, how: extends}]").text();
  const auto own = desk.begin("nell", {{"from", "text"}, {"text", text}});
  const auto refused = desk.post("nell", own, {{"do", "submit"}, {"version", "1"}, {"note", ""}});
  CHECK(refused.status == 422);
  CHECK(holds(refused.body, "The text still has errors"));
  // To who may not read it, nothing tells that there is such a record; the reviewer who may is told.
  const auto review = desk.hand_in("doe", desk.begin("doe", {{"from", "text"}, {"text", text}}), 1);
  CHECK(desk.post("nor", review, {{"do", "decide"}, {"submission", "1"}, {"decision", "accept"}}).status == 422);
  CHECK_FALSE(desk.is_there("nor", "/records/doe-2020-new"));
}

TEST_CASE("what stands in the field is handed in, saved before or not, and a refused text is there to be mended") {
  const Desk desk;
  const auto draft = desk.begin("doe", {{"from", "text"}, {"text", "notes"}});
  const auto refused = desk.post("doe", draft, {{"do", "submit"}, {"version", "1"}, {"text", "better notes"}, {"note", "For the reviewer."}});
  CHECK(refused.status == 422);  // no record yet, but saved
  CHECK(holds(refused.body, "For the reviewer."));
  CHECK(holds(desk.get("doe", draft).body, "better notes"));
  CHECK(desk.post("doe", draft, {{"do", "submit"}, {"version", "2"}, {"text", kText}, {"note", ""}}).header("location") == draft + "?done=submitted");
  const auto late = desk.post("doe", draft, {{"do", "save"}, {"version", "3"}, {"text", "typed in a tab that was still open"}});
  CHECK(late.status == 409);
  CHECK(holds(late.body, "typed in a tab that was still open"));
  CHECK(holds(late.body, "Not saved: see the message at the top"));
}

TEST_CASE("an id that is taken is told to whoever hands it in, if they may know") {
  const Desk desk;
  const auto hand_in = [&](const std::string& id) {
    return desk.post("doe", desk.begin("doe", {{"from", "text"}, {"text", SampleRecord(id).text()}}), {{"do", "submit"}, {"version", "1"}, {"note", ""}});
  };
  CHECK(hand_in("doe-2015-open").status == 409);
  CHECK(holds(hand_in("doe-2015-open").body, "There is a record doe-2015-open already"));
  CHECK(hand_in("doe-2016-north").status == 303);
}

TEST_CASE("a disk that is full at publication leaves all as it was, and its reviewer learns no paths of the machine") {
  Desk desk;
  desk.fails = CorpusStep::update_index;
  const auto review = desk.hand_in("doe", desk.begin("doe", {{"from", "text"}, {"text", kText}}), 1);
  const Parameters accept{{"do", "decide"}, {"submission", "1"}, {"decision", "accept"}};
  const auto refused = desk.post("rex", review, accept);
  CHECK(refused.status == 503);
  CHECK(holds(refused.body, "That could not be done just now, and nothing has changed"));
  CHECK_FALSE(holds(refused.body, desk.folder.path().string()));
  CHECK_FALSE(desk.is_there("", "/records/doe-2020-new"));
  desk.fails.reset();
  CHECK(desk.post("rex", review, accept).status == 303);
  CHECK(desk.is_there("", "/records/doe-2020-new"));
}
