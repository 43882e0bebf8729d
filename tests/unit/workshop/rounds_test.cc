// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <set>

#include "support/workshop_room.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

// Opens round one, in which everybody sees the same effect in the first intervention.
void judge_alike(const WorkshopRoom& room, const Workshop& workshop, const std::vector<Member>& people, double effect) {
  REQUIRE(room.advance(workshop, Stage::round_one));
  for (const auto& person : people) {
    REQUIRE(room.workshops.assessments().save(person.key, workshop.groups[0].agenda[0].name, 1, WorkshopRoom::answer(effect), 0));
  }
}

}  // namespace

TEST_CASE("whoever sends the form that joins twice is on the panel once, and is found again by their code alone") {
  const WorkshopRoom room;
  const auto workshop = room.prepared();
  const auto code = new_personal_code();
  const Joining joining{code, " Alex Example ", Organisation::academia, 1};
  const auto first = room.workshops.panel().join(workshop.info.join_code, joining).value();
  const auto second = room.workshops.panel().join(workshop.info.join_code, joining).value();
  CHECK(first.key.rater == second.key.rater);
  CHECK(room.workshops.panel().progress(workshop.info.name, 1).value().size() == 1);
  std::string spoken = code;
  for (auto& c : spoken) {
    c = c == '-' ? ' ' : static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  const auto seat = room.workshops.panel().find(spoken);
  REQUIRE(seat);
  CHECK(seat->member.display_name == "Alex Example");
  CHECK(seat->workshop.info.name == workshop.info.name);
  CHECK(room.workshops.panel().find(new_personal_code()).error().code == ErrorCode::not_found);
  CHECK(room.workshops.panel().find("w-000000000000", code).error().code == ErrorCode::not_found);
}

TEST_CASE("joining needs a name, a group and a workshop whose rounds are not over") {
  const WorkshopRoom room;
  const auto workshop = room.prepared();
  const auto& panel = room.workshops.panel();
  CHECK(panel.join(workshop.info.join_code, {new_personal_code(), " ", Organisation::police, 1}).error().message == "Your name is empty");
  CHECK(panel.join(workshop.info.join_code, {new_personal_code(), "Alex Example", Organisation::police, 9}).error().message == "Choose your group");
  CHECK(panel.join(workshop.info.join_code, {"123", "Alex Example", Organisation::police, 1}).error().code == ErrorCode::bad_input);
  CHECK(panel.find_by_join_code("AAAAAA").error().code == ErrorCode::not_found);
  CHECK(panel.find_by_join_code("' OR 1=1").error().code == ErrorCode::not_found);
  REQUIRE(room.advance(workshop, Stage::round_one));
  REQUIRE(room.advance(workshop, Stage::discussion));
  REQUIRE(room.advance(workshop, Stage::deciding));
  CHECK(panel.join(workshop.info.join_code, {new_personal_code(), "Alex Example", Organisation::police, 1}).error().code == ErrorCode::conflict);
}

TEST_CASE("answers are kept while the round is open, the same twice changes nothing, and of two devices the second is shown what stands") {
  const WorkshopRoom room;
  const auto workshop = room.prepared();
  const auto alex = room.join(workshop, "Alex Example");
  const auto& item = workshop.groups[0].agenda[0].name;
  const auto& assessments = room.workshops.assessments();
  CHECK(assessments.save(alex.key, item, 1, WorkshopRoom::answer(60), 0).error().code == ErrorCode::conflict);  // not open yet
  REQUIRE(room.advance(workshop, Stage::round_one));
  CHECK(assessments.save(alex.key, item, 1, WorkshopRoom::answer(60), 0)->version == 1);
  CHECK(assessments.save(alex.key, item, 1, WorkshopRoom::answer(60), 0)->version == 1);
  const auto other = assessments.save(alex.key, item, 1, WorkshopRoom::answer(20), 0).value();
  REQUIRE(other.other);
  CHECK(other.other->scores.at("effect") == 60);
  CHECK(assessments.save(alex.key, item, 1, WorkshopRoom::answer(20), other.version)->version == 2);
  CHECK(assessments.of(alex.key, 1)->now.at(item).assessment.scores.at("effect") == 20);
  REQUIRE(room.advance(workshop, Stage::discussion));
  CHECK(assessments.save(alex.key, item, 1, WorkshopRoom::answer(70), 2).error().code == ErrorCode::conflict);
  REQUIRE(room.advance(workshop, Stage::round_two));
  CHECK(assessments.save(alex.key, item, 1, WorkshopRoom::answer(70), 2).error().code == ErrorCode::conflict);
  const auto own = assessments.of(alex.key, 2).value();
  CHECK(own.now.empty());
  CHECK(own.before.at(item).scores.at("effect") == 20);  // one's own former answer
}

TEST_CASE("an answer that no scale has, on another group's agenda, or far too long, is refused") {
  const WorkshopRoom room;
  auto workshop = room.prepared();
  const auto fay = room.as("fay");
  const auto second = room.workshops.planning().add_group(workshop.info.name, workshop.info.version, {"Table two", {"what-works"}}, fay).value();
  REQUIRE(room.workshops.planning().add_items(workshop.info.name, workshop.info.version + 1, second, {{{}, {}, "Theirs", "What it is."}}, fay));
  workshop = room.find(workshop.info.name);
  const auto alex = room.join(workshop, "Alex Example");
  REQUIRE(room.advance(workshop, Stage::round_one));
  const auto& assessments = room.workshops.assessments();
  const auto& item = workshop.groups[0].agenda[0].name;
  auto answer = WorkshopRoom::answer(101);
  CHECK(assessments.save(alex.key, item, 1, answer, 0).error().message == "\"Effect here\" has a value that cannot be chosen");
  answer = WorkshopRoom::answer(50);
  answer.scores["speed"] = 3;
  CHECK(assessments.save(alex.key, item, 1, answer, 0).error().message == "\"speed\" is nothing that this workshop asks for");
  answer = WorkshopRoom::answer(50);
  answer.reason = std::string(1'001, 'x');
  CHECK(assessments.save(alex.key, item, 1, answer, 0).error().message == "The reason is longer than 1000 characters");
  CHECK(assessments.save(alex.key, workshop.groups[1].agenda[0].name, 1, WorkshopRoom::answer(50), 0).error().code == ErrorCode::not_found);
  CHECK(assessments.of(alex.key, 1)->now.empty());
}

TEST_CASE("the facilitator sees who is how far, and the database does not join a name to an answer") {
  const WorkshopRoom room;
  const auto workshop = room.prepared(2);
  const auto alex = room.join(workshop, "Alex Example");
  REQUIRE(room.advance(workshop, Stage::round_one));
  const auto& agenda = workshop.groups[0].agenda;
  REQUIRE(room.workshops.assessments().save(alex.key, agenda[0].name, 1, WorkshopRoom::answer(60), 0));
  auto part = WorkshopRoom::answer(60);
  part.scores.erase("cost");
  REQUIRE(room.workshops.assessments().save(alex.key, agenda[1].name, 1, part, 0));
  auto progress = room.workshops.panel().progress(workshop.info.name, 1).value();
  REQUIRE(progress.size() == 1);
  CHECK(progress[0].how_far == HowFar::under_way);
  part.scores["cost"] = std::nullopt;  // "cannot judge" is an answer
  REQUIRE(room.workshops.assessments().save(alex.key, agenda[1].name, 1, part, 1));
  progress = room.workshops.panel().progress(workshop.info.name, 1).value();
  CHECK(progress[0].how_far == HowFar::all);
  const auto now = room.find(workshop.info.name);
  REQUIRE(room.workshops.planning().add_items(now.info.name, now.info.version, 1, {{{}, {}, "One more idea", "What it is."}}, room.as("fay")));
  CHECK(room.workshops.panel().progress(workshop.info.name, 1)->front().how_far == HowFar::under_way);

  // No value of the row of a member stands in a row of their answers.
  const auto same = room.office.store->read([&](Transaction& transaction) -> Result<std::size_t> {
    std::set<std::string> of_member;
    for (const auto& row : transaction.query("SELECT member, display_name FROM panel_members")) {
      of_member.insert(row.text(0));
      of_member.insert(row.text(1));
    }
    std::size_t count = 0;
    for (const auto& row : transaction.query("SELECT rater FROM raters UNION ALL SELECT rater FROM assessments UNION ALL SELECT scores FROM assessments")) {
      count += of_member.count(row.text(0));
    }
    return count;
  });
  CHECK(same.value() == 0);
}

TEST_CASE("a conflict of interest takes the vote away and counts as done; taken back, one may judge again") {
  const WorkshopRoom room;
  const auto workshop = room.prepared(1);
  const auto people = room.join_all(workshop, 6);
  const auto& item = workshop.groups[0].agenda[0].name;
  judge_alike(room, workshop, people, 50);
  REQUIRE(room.workshops.assessments().declare_conflict(people[0].key, item, true));
  CHECK(room.workshops.assessments().save(people[0].key, item, 1, WorkshopRoom::answer(50), 0).error().code == ErrorCode::conflict);
  CHECK(room.workshops.panel().progress(workshop.info.name, 1)->front().how_far == HowFar::all);
  REQUIRE(room.advance(workshop, Stage::discussion));
  const auto after = room.find(workshop.info.name);
  const auto results = room.workshops.results().of(after).value();
  CHECK(results.groups[0].items[0].now.answers == 5);
  CHECK(results.groups[0].items[0].conflicts == 1);
}

TEST_CASE("nothing is shown of a round that is open, nor of fewer than five answers") {
  const WorkshopRoom room;
  const auto workshop = room.prepared(2);
  const auto people = room.join_all(workshop, 5);
  const auto& agenda = workshop.groups[0].agenda;
  REQUIRE(room.advance(workshop, Stage::round_one));
  for (std::size_t i = 0; i < people.size(); ++i) {
    REQUIRE(room.workshops.assessments().save(people[i].key, agenda[0].name, 1, WorkshopRoom::answer(static_cast<double>(10 * i)), 0));
    if (i > 0) {
      REQUIRE(room.workshops.assessments().save(people[i].key, agenda[1].name, 1, WorkshopRoom::answer(70), 0));
    }
  }
  CHECK(room.workshops.results().of(room.find(workshop.info.name))->groups.empty());
  CHECK(room.workshops.results().ratings(room.find(workshop.info.name))->empty());
  REQUIRE(room.advance(workshop, Stage::discussion));
  const auto after = room.find(workshop.info.name);
  const auto results = room.workshops.results().of(after).value();
  const auto& items = results.groups[0].items;
  REQUIRE(items.size() == 2);
  CHECK(items[0].now.shown);
  CHECK(items[0].now.find("effect")->spread->median == 20);
  CHECK(items[0].now.find("effect")->values == std::vector<double>{0, 10, 20, 30, 40});
  CHECK(items[0].now.find("effect")->police.empty());  // three officers and two others are too few to be told apart
  CHECK(items[0].now.texts.reasons.size() == 5);
  CHECK(items[1].now.answers == 4);
  CHECK_FALSE(items[1].now.shown);
  CHECK(items[1].now.criteria.empty());
  CHECK(items[1].now.texts.reasons.empty());
  CHECK(room.workshops.results().ratings(after)->size() == 5);
}

TEST_CASE("officers stand beside academics where there are five of each, and the most disputed intervention comes first") {
  const WorkshopRoom room;
  const auto workshop = room.prepared(2);
  const auto people = room.join_all(workshop, 10);
  const auto& agenda = workshop.groups[0].agenda;
  REQUIRE(room.advance(workshop, Stage::round_one));
  for (std::size_t i = 0; i < people.size(); ++i) {
    REQUIRE(room.workshops.assessments().save(people[i].key, agenda[0].name, 1, WorkshopRoom::answer(70, 70, 0), 0));
    REQUIRE(room.workshops.assessments().save(people[i].key, agenda[1].name, 1, WorkshopRoom::answer(i % 2 == 0 ? 0 : 100, 70, 0), 0));
  }
  REQUIRE(room.advance(workshop, Stage::discussion));
  const auto after = room.find(workshop.info.name);
  const auto results = room.workshops.results().of(after).value();
  const auto& items = results.groups[0].items;
  CHECK(items[0].item->name == agenda[1].name);
  CHECK_FALSE(items[0].now.agreed);
  CHECK(items[0].now.find("effect")->police == std::vector<double>(5, 0));
  CHECK(items[0].now.find("effect")->others == std::vector<double>(5, 100));
  CHECK(items[1].now.agreed);
  CHECK(items[1].now.category == Category::beneficial);
  REQUIRE(results.groups[0].agreement.size() == 7);
  CHECK(results.groups[0].agreement[0].raters == 10);
  CHECK(results.groups[0].agreement[1].alpha.all_alike);
}

TEST_CASE("after the second round both are told, and notes of the discussion are kept between two who write at once") {
  const WorkshopRoom room;
  const auto workshop = room.prepared(1);
  const auto people = room.join_all(workshop, 5);
  const auto& item = workshop.groups[0].agenda[0].name;
  judge_alike(room, workshop, people, 30);
  REQUIRE(room.advance(workshop, Stage::discussion));
  const auto fay = room.as("fay");
  CHECK(room.workshops.results().note(workshop.info.name, item, "They meant different things by it.", 0, fay).value() == 1);
  CHECK(room.workshops.results().note(workshop.info.name, item, "They meant different things by it.", 0, fay).value() == 1);
  CHECK(room.workshops.results().note(workshop.info.name, item, "Another note.", 0, fay).error().code == ErrorCode::conflict);
  CHECK(room.workshops.results().note(workshop.info.name, item, "Mine.", 1, room.as("rae")).error().code == ErrorCode::forbidden);
  REQUIRE(room.advance(workshop, Stage::round_two));
  for (const auto& person : people) {
    REQUIRE(room.workshops.assessments().save(person.key, item, 2, WorkshopRoom::answer(50), 0));
  }
  CHECK(room.workshops.results().of(room.find(workshop.info.name))->groups[0].items[0].now.find("effect")->spread->median == 30);
  REQUIRE(room.advance(workshop, Stage::deciding));
  const auto after = room.find(workshop.info.name);
  const auto results = room.workshops.results().of(after).value();
  const auto& result = results.groups[0].items[0];
  CHECK(results.round == 2);
  CHECK(result.now.find("effect")->spread->median == 50);
  REQUIRE(result.before);
  CHECK(result.before->find("effect")->spread->median == 30);
  CHECK(result.notes == "They meant different things by it.");
  CHECK(room.workshops.results().ratings(after)->size() == 10);
  REQUIRE(room.advance(workshop, Stage::closed));
  CHECK(room.workshops.results().note(workshop.info.name, item, "An afterthought.", 1, fay).error().code == ErrorCode::conflict);
}

TEST_CASE("forms on paper count, each once by its number") {
  const WorkshopRoom room;
  const auto workshop = room.prepared(1);
  const auto& panel = room.workshops.panel();
  const auto fay = room.as("fay");
  const auto& name = workshop.info.name;
  const Panel::PaperForm form{7, 1, Organisation::police};
  CHECK(panel.find_paper_rater(name, form, fay)->rater.empty());  // to look is to keep nothing
  CHECK(panel.paper_rater(name, form, room.as("rae")).error().code == ErrorCode::forbidden);
  CHECK(panel.paper_rater(name, {0, 1, Organisation::police}, fay).error().code == ErrorCode::bad_input);
  const auto mistaken = panel.paper_rater(name, {7, 1, Organisation::academia}, fay).value();
  const auto rater = panel.paper_rater(name, form, fay).value();  // nothing was keyed in yet, so it can be mended
  CHECK(rater.rater == mistaken.rater);
  CHECK(panel.find_paper_rater(name, form, fay)->rater == rater.rater);
  REQUIRE(room.advance(workshop, Stage::round_one));
  const auto& item = workshop.groups[0].agenda[0].name;
  CHECK(room.workshops.assessments().save(rater, item, 1, WorkshopRoom::answer(60), 0)->version == 1);
  CHECK(panel.paper_rater(name, {7, 1, Organisation::academia}, fay).error().code == ErrorCode::bad_input);
  CHECK(room.workshops.assessments().save(rater, item, 0, WorkshopRoom::answer(70), 1).error().code == ErrorCode::conflict);  // a form that names no round
  CHECK(panel.progress(workshop.info.name, 1)->empty());                                                                      // nobody with a name
}

TEST_CASE("what is adopted or tried has an owner and a day, comes after the rounds, and stands in the register of all workshops") {
  const WorkshopRoom room;
  const auto workshop = room.prepared(2);
  const auto& agenda = workshop.groups[0].agenda;
  const auto fay = room.as("fay");
  const auto& decisions = room.workshops.decisions();
  const WorkshopDecision trial{Outcome::trial, "Head of ports", "2027-06-30", "Cheap, and we can measure it."};
  CHECK(decisions.decide(workshop, agenda[0].name, trial, 0, fay).error().code == ErrorCode::conflict);
  for (const auto stage : {Stage::round_one, Stage::discussion, Stage::deciding}) {
    REQUIRE(room.advance(workshop, stage));
  }
  CHECK(decisions.decide(workshop, agenda[0].name, {Outcome::adopt, " ", "2027-06-30"}, 0, fay).error().message == "Who sees to it is empty");
  CHECK(decisions.decide(workshop, agenda[0].name, {Outcome::adopt, "Head of ports", ""}, 0, fay).error().message == "Say by which day");
  CHECK(decisions.decide(workshop, agenda[0].name, trial, 0, room.as("rae")).error().code == ErrorCode::forbidden);
  REQUIRE(decisions.decide(workshop, agenda[0].name, trial, 0, fay));
  CHECK(decisions.decide(workshop, agenda[0].name, {Outcome::park, "", ""}, 0, room.as("fred")).error().code == ErrorCode::conflict);
  REQUIRE(decisions.decide(workshop, agenda[1].name, {Outcome::reject, "", ""}, 0, fay));
  const auto all = decisions.all(room.as("rae")).value();
  REQUIRE(all.size() == 2);
  CHECK(all[0].item.title == "Idea 1");
  CHECK(all[0].kept.decision.owner == "Head of ports");
  CHECK(decisions.all(room.as("")).value().empty());  // the workshop is for internal circulation
  CHECK(room.office.trail().find("workshop-decided") != std::string::npos);
}

TEST_CASE("a decision that is not what the panel's scores suggest has a reason") {
  const WorkshopRoom room;
  const auto workshop = room.prepared(3);
  const auto& agenda = workshop.groups[0].agenda;
  const auto fay = room.as("fay");
  REQUIRE(room.advance(workshop, Stage::round_one));
  for (int i = 0; i < 6; ++i) {
    const auto member = room.join(workshop, "Person " + std::to_string(i));
    REQUIRE(room.workshops.assessments().save(member.key, agenda[0].name, 1, WorkshopRoom::answer(80, 80, 5), 0));               // beneficial
    REQUIRE(room.workshops.assessments().save(member.key, agenda[1].name, 1, WorkshopRoom::answer(i < 3 ? 0 : 100, 80, 5), 0));  // in two camps
  }
  REQUIRE(room.advance(workshop, Stage::discussion));
  REQUIRE(room.advance(workshop, Stage::deciding));
  const auto now = room.find(workshop.info.name);
  const auto decide = [&](std::size_t item, Outcome outcome, const std::string& reason = {}) {
    return room.workshops.decisions().decide(now, agenda[item].name, {outcome, "Head of ports", "2027-06-30", reason}, 0, fay);
  };
  CHECK(decide(0, Outcome::reject).error().field == "reason");
  CHECK(decide(0, Outcome::park).error().field == "reason");
  CHECK(decide(0, Outcome::adopt));
  CHECK(decide(1, Outcome::adopt).error().field == "reason");
  CHECK(decide(1, Outcome::adopt, "The law asks for it.").has_value());
  CHECK(decide(2, Outcome::reject));  // nobody judged it, so there is nothing to differ from
}

TEST_CASE("what is shown of a closed round stays as it is, whatever somebody says later") {
  const WorkshopRoom room;
  const auto workshop = room.prepared(1);
  const auto people = room.join_all(workshop, 6);
  const auto& item = workshop.groups[0].agenda[0].name;
  const auto& assessments = room.workshops.assessments();
  REQUIRE(room.advance(workshop, Stage::round_one));
  for (const auto& person : people) {
    auto said = WorkshopRoom::answer(50);
    said.opportunity = "Begin at the north gate.";
    REQUIRE(assessments.save(person.key, item, 1, said, 0));
  }
  // While the round is open a conflict hides what was said, and taken back brings it back.
  REQUIRE(assessments.declare_conflict(people[1].key, item, true));
  REQUIRE(assessments.declare_conflict(people[1].key, item, false));
  CHECK(assessments.of(people[1].key, 1)->now.at(item).assessment.reason == WorkshopRoom::answer(50).reason);
  REQUIRE(assessments.declare_conflict(people[2].key, item, true));
  REQUIRE(room.advance(workshop, Stage::discussion));
  const auto answers_in_round_one = [&](bool shown_alone) {
    const auto now = room.find(workshop.info.name);
    const auto results = room.workshops.results().of(now).value();
    const auto& result = results.groups[0].items[0];
    return shown_alone ? result.now.answers : result.before->answers;
  };
  CHECK(answers_in_round_one(true) == 5);
  REQUIRE(room.advance(workshop, Stage::round_two));
  REQUIRE(assessments.declare_conflict(people[0].key, item, true));
  REQUIRE(assessments.declare_conflict(people[2].key, item, false));
  CHECK(answers_in_round_one(true) == 5);
  for (std::size_t i = 1; i < people.size(); ++i) {
    REQUIRE(assessments.save(people[i].key, item, 2, WorkshopRoom::answer(60), 0));
  }
  REQUIRE(room.advance(workshop, Stage::deciding));
  CHECK(answers_in_round_one(false) == 5);
  const auto results = room.workshops.results().of(room.find(workshop.info.name)).value();
  CHECK(results.groups[0].items[0].now.answers == 5);
  CHECK(results.groups[0].items[0].before->texts.opportunities.size() == 5);  // nobody said it again, and it is not lost
}

TEST_CASE("whoever has judged stays in their group and kind of organisation, and a form that is sent again can mend what it said before that") {
  const WorkshopRoom room;
  const auto workshop = room.prepared(1);
  const auto& panel = room.workshops.panel();
  const auto code = new_personal_code();
  REQUIRE(panel.join(workshop.info.join_code, {code, "Alex Exmple", Organisation::other, 1}));
  const auto member = panel.join(workshop.info.join_code, {code, "Alex Example", Organisation::police, 1}).value();
  CHECK(member.display_name == "Alex Example");
  CHECK(member.organisation == Organisation::police);
  REQUIRE(room.advance(workshop, Stage::round_one));
  REQUIRE(room.workshops.assessments().save(member.key, workshop.groups[0].agenda[0].name, 1, WorkshopRoom::answer(50), 0));
  CHECK(panel.change(workshop.info.name, {code, "Alex", Organisation::academia, 1}).error().code == ErrorCode::conflict);
  CHECK(panel.change(workshop.info.name, {code, "Alex", Organisation::police, 1}));
}

TEST_CASE("agreement is told of what enough people scored, and of nothing else") {
  const WorkshopRoom room;
  const auto workshop = room.prepared(2);
  REQUIRE(room.advance(workshop, Stage::round_one));
  const auto people = room.join_all(workshop, 6);
  for (std::size_t i = 0; i < people.size(); ++i) {
    for (const auto& item : workshop.groups[0].agenda) {
      auto said = WorkshopRoom::answer(10.0 * static_cast<double>(i));
      if (i >= 2) {
        said.scores["cost"] = std::nullopt;
      }
      REQUIRE(room.workshops.assessments().save(people[i].key, item.name, 1, said, 0));
    }
  }
  REQUIRE(room.advance(workshop, Stage::discussion));
  const auto now = room.find(workshop.info.name);
  const auto results = room.workshops.results().of(now).value();
  for (const auto& row : results.groups[0].agreement) {
    CHECK(row.criterion->name != "cost");
    CHECK(row.raters == 6);
  }
  CHECK_FALSE(results.groups[0].agreement.empty());
}
