// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "access/tokens.h"
#include "support/workshop_room.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

const fs::path kSchemeFile = fs::path(WHATWORKS_SOURCE_DIR) / "schemas" / "evaluation.json";

// The scheme with one change in its JSON.
template <typename Change>
Result<EvaluationScheme> changed(Change&& change) {
  auto json = nlohmann::ordered_json::parse(read(kSchemeFile));
  change(json);
  return parse_evaluation_scheme(json.dump());
}

EvaluationAnswers form(int active, const std::string& helped = {}) {
  EvaluationAnswers out{random_token(), {{"active", active}, {"recommend", std::nullopt}}, {}};
  if (!helped.empty()) {
    out.texts["helped"] = helped;
  }
  return out;
}

// A workshop after its first round, with so many people on its panel.
struct Evaluated : WorkshopRoom {
  explicit Evaluated(std::size_t people = 6, std::size_t interventions = 2) : workshop(prepared(interventions)), members(join_all(workshop, people)) {}

  void reach(Stage stage) {
    for (const auto next : {Stage::round_one, Stage::discussion, Stage::deciding, Stage::closed}) {
      if (next <= stage && find(workshop.info.name).info.stage < next) {
        REQUIRE(advance(workshop, next));
      }
    }
    workshop = find(workshop.info.name);
  }
  [[nodiscard]] const std::string& item(std::size_t place) const { return workshop.groups[0].agenda[place].name; }
  [[nodiscard]] EvaluationResults results() const { return workshops.evaluations().results(workshop).value(); }

  Workshop workshop;
  std::vector<Member> members;
};

}  // namespace

TEST_CASE("the evaluation that is shipped has a form for each level, with words at every point") {
  const auto scheme = load_evaluation_scheme(kSchemeFile).value();
  REQUIRE(scheme.forms.size() == 3);
  CHECK(scheme.form(1).items.size() == 9);
  CHECK(scheme.form(1).questions.size() == 4);
  CHECK(scheme.form(3).level == 3);
  CHECK(scheme.scale.size() == 5);
  CHECK(scheme.likelihood.size() == 5);
}

TEST_CASE("an evaluation file with a level, words or a name missing is refused, and told where") {
  CHECK(changed([](auto& json) { json["levels"].erase(1); }).error().message == "\"levels\" needs 3 of them");
  CHECK(changed([](auto& json) { json["levels"][1]["items"][0]["name"] = json["levels"][1]["items"][1]["name"]; }).error().message.find("Level 2") == 0);
  CHECK(changed([](auto& json) { json["scale"][2]["label"] = " "; }).error().hint == "look at point 3");
  CHECK(changed([](auto& json) { json["likelihood"]["points"][1]["value"] = 1; }).error().message.find("\"likelihood\"") == 0);
  CHECK(changed([](auto& json) { json["fewest_answers"] = 1; }).error().code == ErrorCode::bad_input);
  CHECK(changed([](auto& json) { json.erase("scale"); }).error().code == ErrorCode::bad_input);
  CHECK(parse_evaluation_scheme("[").error().code == ErrorCode::bad_input);
}

TEST_CASE("results stay hidden until five have answered, and then tell the whole distribution, with words in the order of the alphabet") {
  Evaluated room;
  const auto& name = room.workshop.info.name;
  const auto& evaluations = room.workshops.evaluations();
  CHECK(evaluations.submit(name, form(4)).error().code == ErrorCode::conflict);  // nothing to evaluate yet
  room.reach(Stage::discussion);
  for (const int value : {5, 4, 4, 2}) {
    REQUIRE(evaluations.submit(name, form(value, value == 5 ? "The talk." : "Being heard.")));
  }
  const auto few = room.results().forms[0];
  CHECK(few.forms == 4);
  CHECK_FALSE(few.shown);
  CHECK(few.items.empty());
  CHECK(few.questions.empty());

  REQUIRE(evaluations.submit(name, form(3)));
  const auto results = room.results();
  CHECK(results.panel == 6);
  const auto& shown = results.forms[0];
  REQUIRE(shown.shown);
  CHECK(shown.items[0].counts == std::vector<std::size_t>{0, 1, 1, 2, 1});
  CHECK(shown.items[0].median == 4);
  CHECK(shown.questions[0].answers == std::vector<std::string>{"Being heard.", "Being heard.", "Being heard.", "The talk."});
  CHECK_FALSE(shown.items[8].shown);  // all said that it does not apply
  CHECK(shown.items[8].not_applicable == 0);
}

TEST_CASE("a form that is sent twice counts once, and nothing that is kept of it tells who sent it or when") {
  Evaluated room;
  room.reach(Stage::discussion);
  const auto& evaluations = room.workshops.evaluations();
  const auto sent = form(4);
  REQUIRE(evaluations.submit(room.workshop.info.name, sent));
  REQUIRE(evaluations.submit(room.workshop.info.name, sent));
  CHECK(room.results().forms[0].forms == 1);
  const auto columns = room.office.store->read([](Transaction& transaction) -> Result<std::string> {
    std::string out;
    for (const auto& row : transaction.query("SELECT name FROM pragma_table_info('evaluation_answers')")) {
      out += row.text(0) + ' ';
    }
    return out;
  });
  CHECK(columns.value() == "token workshop level answers texts ");
  const auto kept = room.office.store->read(
      [&](Transaction& transaction) -> Result<std::string> { return transaction.first("SELECT token || answers || texts FROM evaluation_answers")->text(0); });
  for (const auto& member : room.members) {
    CHECK(kept->find(member.key.rater) == std::string::npos);
    CHECK(kept->find(member.key.member) == std::string::npos);
  }
  CHECK(kept->find(sent.token) == std::string::npos);
}

TEST_CASE("a form with nothing in it, with what no scale has, or with far too much is refused") {
  Evaluated room;
  room.reach(Stage::discussion);
  const auto refused = [&](const EvaluationAnswers& answers) { return room.workshops.evaluations().submit(room.workshop.info.name, answers).error(); };
  CHECK(refused({random_token(), {}, {{"helped", "  "}}}).message == "Nothing is answered yet");
  CHECK(refused({random_token(), {{"active", 6}}, {}}).code == ErrorCode::bad_input);
  CHECK(refused({random_token(), {{"can-explain", 3}}, {}}).code == ErrorCode::bad_input);  // of another level
  CHECK(refused({random_token(), {}, {{"who-are-you", "Alex"}}}).code == ErrorCode::bad_input);
  CHECK(refused({random_token(), {}, {{"helped", std::string(1'001, 'x')}}}).code == ErrorCode::bad_input);
  CHECK(refused({"", {{"active", 3}}, {}}).code == ErrorCode::bad_input);
  CHECK(room.results().forms[0].forms == 0);
}

TEST_CASE("how likely people are to use an intervention is compared for those who answered before and after") {
  Evaluated room;
  const auto& evaluations = room.workshops.evaluations();
  const auto save = [&](std::size_t person, Moment moment, std::size_t item, int value) {
    return evaluations.save_likelihood(room.members[person].key, room.item(item), moment, value);
  };
  for (std::size_t person = 0; person < 6; ++person) {
    REQUIRE(save(person, Moment::before, 0, 2));
    CHECK(save(person, Moment::after, 0, 4).error().code == ErrorCode::conflict);
  }
  REQUIRE(save(0, Moment::before, 1, 2));
  REQUIRE(save(0, Moment::before, 0, 3));  // on second thoughts
  room.reach(Stage::discussion);
  CHECK(save(0, Moment::before, 0, 1).error().code == ErrorCode::conflict);
  CHECK(save(0, Moment::after, 0, 9).error().code == ErrorCode::bad_input);
  CHECK(evaluations.save_likelihood(room.members[0].key, "i-000000000000", Moment::after, 3).error().code == ErrorCode::not_found);
  for (std::size_t person = 0; person < 5; ++person) {
    REQUIRE(save(person, Moment::after, 0, person == 0 ? 2 : 4));
  }
  REQUIRE(save(0, Moment::after, 1, 5));
  CHECK(evaluations.likelihoods(room.members[0].key, Moment::after).value() == Likelihoods{{room.item(0), 2}, {room.item(1), 5}});

  const auto results = room.results().likelihoods;
  REQUIRE(results.size() == 2);
  REQUIRE(results[0].shown);
  CHECK(results[0].pairs == 5);
  CHECK(results[0].before == std::vector<std::size_t>{0, 4, 1, 0, 0});
  CHECK(results[0].after == std::vector<std::size_t>{0, 1, 0, 4, 0});
  CHECK(results[0].up == 4);
  CHECK(results[0].down == 1);
  CHECK(results[0].same == 0);
  REQUIRE(results[0].test);
  CHECK(results[0].test->changed == 5);
  CHECK_FALSE(results[1].shown);
  CHECK(results[1].before.empty());
}

TEST_CASE("a follow-up opens to whoever has the link, for half a year, and a new link ends the old one") {
  Evaluated room;
  const auto& name = room.workshop.info.name;
  const auto& evaluations = room.workshops.evaluations();
  const auto fay = room.as("fay");
  room.reach(Stage::discussion);
  CHECK(evaluations.make_link(name, 2, fay).error().code == ErrorCode::conflict);
  room.reach(Stage::closed);
  CHECK(evaluations.make_link(name, 2, room.as("rae")).error().code == ErrorCode::forbidden);
  CHECK(evaluations.make_link(name, 1, fay).error().code == ErrorCode::bad_input);
  const auto first = evaluations.make_link(name, 2, fay).value();
  const auto second = evaluations.make_link(name, 2, fay).value();
  REQUIRE(evaluations.links(name, fay)->size() == 1);
  CHECK(evaluations.links(name, fay)->front().key == second.key);
  CHECK(evaluations.find_follow_up(name, 2, first.key).error().code == ErrorCode::not_found);
  CHECK(evaluations.find_follow_up(name, 3, second.key).error().code == ErrorCode::not_found);
  CHECK(evaluations.find_follow_up(name, 2, "").error().code == ErrorCode::not_found);
  CHECK(evaluations.find_follow_up(name, 2, second.key)->details.title == "Routes and ports");
  const EvaluationAnswers answers{random_token(), {{"can-explain", 4}}, {}};
  CHECK(evaluations.submit_follow_up(name, 2, first.key, answers).error().code == ErrorCode::not_found);
  REQUIRE(evaluations.submit_follow_up(name, 2, second.key, answers));
  CHECK(room.results().forms[1].forms == 1);
  CHECK(room.office.trail().find("workshop-changed workshop-changed") != std::string::npos);
  room.office.now += kFollowUpLife;
  CHECK(evaluations.find_follow_up(name, 2, second.key).error().code == ErrorCode::not_found);
  CHECK(evaluations.submit_follow_up(name, 2, second.key, {random_token(), {{"can-explain", 1}}, {}}).error().code == ErrorCode::not_found);
}
