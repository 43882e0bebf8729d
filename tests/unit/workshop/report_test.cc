// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "access/tokens.h"
#include "support/trial_desk.h"
#include "workshop/report.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// A workshop of which the first intervention has a record, judged by a panel.
struct Reported : WorkshopRoom {
  explicit Reported(const std::string& circulation = "internal") {
    const auto fay = as("fay");
    const auto info = workshops.planning().create({"Routes *and* ports", "2027-03-18", "Room 4", "To choose.", circulation}, fay).value();
    const auto group = workshops.planning().add_group(info.name, 1, {"Table one", {"international-links"}}, fay).value();
    workshops.planning().add_items(info.name, 2, group, {{{}, "doe-2019-lines", "Close lines", {}}, {{}, {}, "Walk the quay", "At night."}}, fay).value();
    workshop = find(info.name);
  }

  // People judge the first intervention with these effects in the round that is open.
  void judge(const std::vector<double>& effects) {
    const int round = open_round(find(workshop.info.name).info.stage);
    for (std::size_t i = 0; i < effects.size(); ++i) {
      if (i == members.size()) {
        members.push_back(join(workshop, "Person " + std::to_string(i + 1), i % 2 == 0 ? Organisation::police : Organisation::academia));
      }
      workshops.assessments().save(members[i].key, workshop.groups[0].agenda[0].name, round, answer(effects[i], 70, 5), 0).value();
    }
  }
  void go(Stage to) {
    REQUIRE(advance(workshop, to));
    workshop = find(workshop.info.name);
  }
  [[nodiscard]] std::string markdown() const { return report_markdown(report_of(workshops, workshop).value(), "https://evidence.example"); }

  Workshop workshop;
  std::vector<Member> members;
};

}  // namespace

TEST_CASE("before a round is closed the report says that there is nothing to report") {
  Reported room;
  room.go(Stage::round_one);
  room.judge({70, 72, 74, 76, 78});
  const auto text = room.markdown();
  CHECK(holds(text, "No round has been closed yet"));
  CHECK_FALSE(holds(text, "Since effect is"));
  CHECK_FALSE(holds(text, "Person 1"));
}

TEST_CASE("the report holds what was asked, found, decided and agreed to be tried, for somebody who was not there") {
  Reported room;
  room.go(Stage::round_one);
  room.judge({20, 40, 60, 80, 100, 90});
  room.go(Stage::discussion);
  const auto item = room.workshop.groups[0].agenda[0].name;
  REQUIRE(room.workshops.results().note(room.workshop.info.name, item, "Ports differ | a lot.", 0, room.as("fay")));
  room.go(Stage::round_two);
  room.judge({75, 75, 75, 75, 80, 80});
  room.go(Stage::deciding);
  const WorkshopDecision decision{Outcome::trial, "Alex Example", "2027-06-30", "It is cheap.", false};
  REQUIRE(room.workshops.decisions().decide(room.workshop, item, decision, 0, room.as("fay")));
  const auto report = report_of(room.workshops, room.workshop).value();
  CHECK(report.reference == room.workshop.info.name + "/2027-03-18");
  CHECK(report.day == "18 March 2027");
  std::string ids;
  for (const auto& section : report.sections) {
    ids += section.id + ' ';
  }
  CHECK(ids == "in-brief purpose method findings-1 decisions trials evaluation panel annex ");

  const auto text = room.markdown();
  CHECK(text.starts_with("# Routes \\*and\\* ports\n"));
  CHECK(holds(text,
              "6 people judged 2 interventions in 1 group, in two rounds, without sight of what others said\\. They found\\:\n\n- Beneficial\\: Close lines\n- "
              "Too few answers to say\\: Walk the quay\n"));
  CHECK(holds(text, "The workshop decided\\:\n\n- Trial\\: Close lines\n"));
  CHECK(holds(text, "not the policy of any police force"));
  CHECK(holds(text, "Thresholds adopted from Conservation Evidence"));
  CHECK(holds(text, "| Close lines | Beneficial | 75 | 70 | 5 | 6 |"));
  CHECK(holds(text, "After round one\\: "));
  CHECK(holds(text, "> Since effect is 80\\."));
  CHECK(holds(text, "From the discussion\\: Ports differ \\| a lot\\."));
  CHECK(holds(text, "(https://evidence.example/records/doe-2019-lines)"));
  CHECK(holds(text, "| Close lines | Trial | Alex Example | 30 June 2027 | It is cheap\\. | Not yet |"));
  CHECK(holds(text, "Alex Example sees to it, by 30 June 2027\\. No protocol has been begun yet\\."));
  CHECK(holds(text, "will stand here once it is closed"));
  CHECK(holds(text, "- Person 1 \\(police\\)"));
  CHECK(holds(text, "| Close lines | Effect here | 1 | 20, 40, 60, 80, 90, 100 |"));
  CHECK(holds(text, "| Close lines | Effect here | 2 | 75, 75, 75, 75, 80, 80 |"));
  CHECK(holds(text, "| Walk the quay | Too few answers |"));
  CHECK(holds(text, "| Relevance to our problem | In part | In part | In part | 6 | 0 |"));  // words, not numbers
}

TEST_CASE("the report tells how what was agreed will be tried, from the time that the protocol is registered on, and what became of it") {
  Reported room;
  const auto fay = room.as("fay");
  const auto name = begun_trial(room, room.workshop);
  room.workshop = room.find(room.workshop.info.name);
  const auto& trials = room.workshops.trials();
  CHECK(holds(room.markdown(), "Inspector Doe sees to it, by 1 February 2027\\. Its protocol is still being written\\."));
  REQUIRE(trials.save(name, whole_protocol(), trials.find(name, fay)->info.version, fay));
  CHECK_FALSE(holds(room.markdown(), "letter"));  // nobody has put their name to it yet
  REQUIRE(trials.register_protocol(name, trials.find(name, fay)->info.version, fay));
  const auto text = room.markdown();
  CHECK(holds(text, "Its protocol was registered on "));
  CHECK(holds(text, "| Primary outcome | Arrests within a year, from the custody record\\. |"));
  CHECK(holds(text, "| Report due | 1 June 2028 |"));
  CHECK(holds(text, "(https://evidence.example/trials/" + name + ")"));
  auto amended = whole_protocol();
  amended.set("unit", "An address.");
  REQUIRE(trials.amend(name, amended, "Couriers share them.", trials.find(name, fay)->info.version, fay));
  REQUIRE(trials.advance(name, {TrialState::stopped, "2027-01-15", "The unit was closed."}, trials.find(name, fay)->info.version, fay));
  CHECK(holds(room.markdown(), ", and amended once since\\. It was stopped on "));
  CHECK(holds(room.markdown(), "The unit was closed\\."));
  CHECK(holds(room.markdown(), "| Unit of analysis | An address\\. |"));
}

TEST_CASE("nothing of an intervention that fewer than five judged is in the report") {
  Reported room;
  room.go(Stage::round_one);
  room.judge({13, 13, 13, 13});
  room.go(Stage::discussion);
  const auto text = room.markdown();
  CHECK(holds(text, "Judged by 4 people\\: too few to show what they said\\."));
  CHECK_FALSE(holds(text, "effect is 13"));
  CHECK_FALSE(holds(text, "| 13"));
}

TEST_CASE("a panel in two camps has not agreed, and the report says what the medians alone would") {
  Reported room;
  room.go(Stage::round_one);
  room.judge({0, 0, 5, 100, 100, 95});
  room.go(Stage::discussion);
  room.go(Stage::deciding);
  CHECK(holds(room.markdown(), "Not agreed\\. The medians alone would say\\: "));
}

TEST_CASE("the evaluation is in the report of a closed workshop, from five forms on") {
  Reported room;
  room.go(Stage::round_one);
  room.judge({70, 72, 74, 76, 78});
  room.go(Stage::discussion);
  room.go(Stage::deciding);
  for (int i = 0; i < 4; ++i) {
    REQUIRE(room.workshops.evaluations().submit(room.workshop.info.name, {random_token(), {{"active", 4}}, {{"helped", "The room."}}}));
  }
  room.go(Stage::closed);
  CHECK(holds(room.markdown(), "answered by 4 of 5\\. That is too few"));
  CHECK_FALSE(holds(room.markdown(), "The room"));
  REQUIRE(room.workshops.evaluations().submit(room.workshop.info.name, {random_token(), {{"active", 5}}, {{"helped", "The room."}}}));
  CHECK(holds(room.markdown(), "> The room\\."));
  CHECK(holds(room.markdown(), "| I could easily take an active part\\. | 0 | 0 | 0 | 4 | 1 | 5 |"));
}

TEST_CASE("nothing that somebody typed is markup in the Markdown of a report") {
  Report report;
  report.title = "![x](/etc/passwd) <script>";
  ReportBlock block;
  block.quotes = {"# Not a heading\n- not a list\n\n<img src=x> [a](b) ~~~ `c` $d$ @e ^f^\n1. one"};
  report.sections.push_back({"x", "X", {block}});
  ReportBlock cells;
  cells.table = ReportTable{"", {"a", "b"}, {{"one | two\nthree", "**bold**"}}};
  report.sections.back().blocks.push_back(cells);
  const auto text = report_markdown(report, {});
  CHECK(holds(text, "# \\!\\[x\\]\\(/etc/passwd\\) \\<script\\>"));
  CHECK(holds(text, "> \\# Not a heading\\\n> \\- not a list\n> \n> \\<img src\\=x\\> \\[a\\]\\(b\\) \\~\\~\\~ \\`c\\` \\$d\\$ \\@e \\^f\\^\\\n> 1\\. one\n"));
  CHECK(holds(text, "| one \\| two three | \\*\\*bold\\*\\* |"));
}

TEST_CASE("ratings are given away with numbers for raters, and without what would tell who they are") {
  Reported room;
  room.go(Stage::round_one);
  room.judge({10, 20, 30, 40, 50, 60, 70, 80, 90});
  room.go(Stage::discussion);
  const auto rows = room.workshops.results().ratings(room.workshop).value();
  const auto open = open_ratings(room.workshop, rows);
  REQUIRE(open.size() == 9);
  std::set<std::string> raters;
  for (const auto& row : open) {
    raters.insert(row.rater);
    CHECK(row.organisation.empty());  // of nine, four are not of the police
    CHECK(row.scores.at(1) == "70");
    CHECK(row.group == "Table one");
  }
  CHECK(raters.size() == 9);

  Reported larger;
  larger.go(Stage::round_one);
  larger.judge({10, 20, 30, 40, 50, 60, 70, 80, 90, 95});
  larger.go(Stage::discussion);
  std::multiset<std::string> organisations;
  for (const auto& row : open_ratings(larger.workshop, larger.workshops.results().ratings(larger.workshop).value())) {
    organisations.insert(row.organisation);
  }
  CHECK(organisations.count("police") == 5);
  CHECK(organisations.count("other") == 5);
}

TEST_CASE("a criterion that hardly anybody could judge is left out of the open ratings") {
  Reported room;
  room.go(Stage::round_one);
  room.judge({70, 72, 74, 76, 78});
  const auto item = room.workshop.groups[0].agenda[0].name;
  for (std::size_t i = 0; i < 2; ++i) {
    auto unsure = WorkshopRoom::answer(70, 70, 5);
    unsure.scores["cost"] = std::nullopt;
    REQUIRE(room.workshops.assessments().save(room.members[i].key, item, 1, unsure, 1));
  }
  room.go(Stage::discussion);
  for (const auto& row : open_ratings(room.workshop, room.workshops.results().ratings(room.workshop).value())) {
    CHECK(row.scores.at(6).empty());
    CHECK(row.scores.at(0).size() == 2);
  }
}

TEST_CASE("what panels made of a record is told to those who may read the workshop, once it is closed") {
  const auto circulation = GENERATE(as<std::string>(), "internal", "public");
  Reported room(circulation);
  const auto of = [&](const std::string& name) { return room.workshops.judgements().on("doe-2019-lines", room.as(name)).value(); };
  room.go(Stage::round_one);
  room.judge({75, 75, 75, 75, 80});
  CHECK(of("fay").empty());
  room.go(Stage::discussion);
  CHECK(of("fay").empty());
  room.go(Stage::deciding);
  CHECK(of("fay").empty());
  room.go(Stage::closed);
  const auto told = of("rae");
  REQUIRE(told.size() == 1);
  CHECK(told[0].group == "Table one");
  CHECK(told[0].people == 5);
  CHECK(told[0].category == Category::beneficial);
  CHECK(told[0].agreed);
  CHECK(told[0].medians.effect == 75);
  CHECK(of("").size() == (circulation == "public" ? 1 : 0));
  CHECK(room.workshops.judgements().on("", room.as("fay"))->empty());
  CHECK(room.workshops.judgements().on("roe-2020-other", room.as("fay"))->empty());
}

TEST_CASE("a record that fewer than five judged has no judgement") {
  Reported room;
  room.go(Stage::round_one);
  room.judge({75, 75, 75, 75});
  for (const auto stage : {Stage::discussion, Stage::deciding, Stage::closed}) {
    room.go(stage);
  }
  CHECK(room.workshops.judgements().on("doe-2019-lines", room.as("fay"))->empty());
}

TEST_CASE("somebody who is known to have left something out is not known by a number in the open ratings") {
  const WorkshopRoom room;
  const auto workshop = room.prepared(2);
  REQUIRE(room.advance(workshop, Stage::round_one));
  const auto people = room.join_all(workshop, 7);
  for (std::size_t i = 0; i < people.size(); ++i) {
    for (std::size_t item = 0; item < (i == 0 ? 1U : 2U); ++item) {
      REQUIRE(room.workshops.assessments().save(people[i].key, workshop.groups[0].agenda[item].name, 1, WorkshopRoom::answer(50), 0));
    }
  }
  REQUIRE(room.advance(workshop, Stage::discussion));
  const auto now = room.find(workshop.info.name);
  const auto open = open_ratings(now, room.workshops.results().ratings(now).value());
  CHECK(std::count_if(open.begin(), open.end(), [](const OpenRating& row) { return row.rater.empty(); }) == 1);
}
