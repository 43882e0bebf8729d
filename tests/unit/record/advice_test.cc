// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../../indexer/record/readability.h"
#include "../../../indexer/record/words_of.h"
#include "record/corpus.h"
#include "record_fixtures.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

// Replaces one after the other in the good record.
std::string with(const std::vector<std::pair<std::string, std::string>>& changes) {
  auto text = good_text();
  for (const auto& [from, to] : changes) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
  }
  return text;
}

std::vector<Problem> told(const std::string& rule, const std::vector<std::pair<std::string, std::string>>& changes) {
  const auto reading = small_reader().read(kGoodName, with(changes));
  CHECK_FALSE(has_errors(reading.problems));
  return of_rule(reading, rule);
}

const std::string kOutcome = "value: -61.5\n    ci: [-70, -49]";

}  // namespace

TEST_CASE("advice is no error and no warning, and is not given on a text that has errors") {
  const auto thin =
      small_reader().read(kGoodName, with({{"The company closed the lines within a day, once an officer had sent it the court's order.", "It went well."}}));
  REQUIRE(thin.problems.size() == 1);
  CHECK(thin.problems[0].severity == Severity::info);
  CHECK(thin.record.has_value());
  CHECK(format_problem(thin.problems[0], {}).find(": info: ") != std::string::npos);
  const auto wrong = small_reader().read(kGoodName, with({{"effect: mixed", "effect: good"}, {"The company closed the lines within a day,", "It went well."}}));
  CHECK(of_rule(wrong, "thin-section").empty());
}

TEST_CASE("S6: sections that are too thin to do it again are told, at their headings") {
  const auto found = told("thin-section", {{"The company closed the lines within a day, once an officer had sent it the court's order.", "Badly."}});
  REQUIRE(found.size() == 1);
  CHECK(found[0].path == "#implementation");
  CHECK(found[0].line == 72);
  CHECK(found[0].message.find("1 words") == std::string::npos);
  CHECK(found[0].hint.find("training") != std::string::npos);
  CHECK(told("thin-section", {}).empty());
}

TEST_CASE("S6: partners that the text tells of are to be coded") {
  const std::pair<std::string, std::string> uncoded{"partners: [technology-industry]\n", ""};
  const std::pair<std::string, std::string> together{"Officers asked", "In partnership with the council, officers asked"};
  CHECK(told("partners-missing", {uncoded, together}).size() == 1);
  CHECK(told("partners-missing", {together}).empty());
  CHECK(told("partners-missing", {uncoded}).empty());
}

TEST_CASE("S6: Economics tells of costs, or that none are known") {
  CHECK(told("costs-missing", {{"The source reports no costs.", "The scheme ran well."}}).size() == 1);
  for (const auto* good : {"No more than usual.", "About £3,000 a year.", "Not reported.", "The staff were lent."}) {
    CHECK(told("costs-missing", {{"The source reports no costs.", good}}).empty());
  }
}

TEST_CASE("a summary that goes on and on is told") {
  std::string more;
  for (int i = 0; i < 50; ++i) {
    more += " and so on";
  }
  CHECK(told("long-summary", {{"lost little.", "lost little" + more.substr(0, 300) + "."}}).size() == 1);
  CHECK(told("long-summary", {}).empty());
}

TEST_CASE("a section of long sentences and long words is told, with how it was measured") {
  const std::string sentence =
      "the implementation of the intervention, which necessitated considerable organisational coordination prior to its commencement, was subsequently "
      "evaluated by independent researchers of several universities over an extended period of observation";
  const auto found = told("long-sentences", {{"The number stopped ringing.", "Because " + sentence + ". And " + sentence + ". So " + sentence + "."}});
  REQUIRE(found.size() == 1);
  CHECK(found[0].path == "#mechanism");
  CHECK(found[0].message.find("LIX") != std::string::npos);
}

TEST_CASE("LIX is words to a sentence and the share of words of more than six letters") {
  const auto measured = readability_of("The officers closed it. They phoned.\nNothing happened at 10.30 in Québec's harbour");
  CHECK(measured.sentences == 3);
  CHECK(measured.words == 13);
  CHECK(measured.words_per_sentence == Approx(13.0 / 3));
  CHECK(measured.lix == Approx(13.0 / 3 + 100.0 * 5 / 13));
  CHECK(readability_of("").sentences == 0);
  CHECK(words_of("don't 1,200 follow-up – (ABC)") == std::vector<std::string_view>{"don't", "1,200", "follow-up", "ABC"});
}

TEST_CASE("an abbreviation in title or summary is spelt out somewhere, or known to everybody") {
  const auto titled = [](const std::string& title, const std::string& mechanism = "The number stopped ringing.") {
    return told("abbreviation", {{"Closing drug phone lines and", title + " and"}, {"The number stopped ringing.", mechanism}});
  };
  CHECK(titled("Closing ROCU lines").size() == 1);
  CHECK(titled("Closing ROCU lines of the ROCU").size() == 1);
  CHECK(titled("Closing ROCU lines", "A regional organised crime unit did it.").empty());
  CHECK(titled("Closing ROCU lines", "The unit (ROCU) did it.").empty());
  CHECK(titled("Closing ROCU lines", "The ROCU (a unit of several forces) did it.").empty());
  CHECK(titled("Closing ROCU lines", "A rather odd crime was done.").size() == 1);
  CHECK(titled("Closing SOCPA lines", "The Serious Organised Crime and Police Act says so.").empty());
  CHECK(titled("Closing UK lines by SMS").empty());
}

TEST_CASE("an effect that all outcomes contradict is told, and none that one of them bears out or chance may explain") {
  const auto effect = [](const std::string& coded, const std::string& outcome) {
    return told("effect-outcomes", {{"effect: mixed\nharms: not-reported", "effect: " + coded + "\nharms: reported"}, {kOutcome, outcome}}).size();
  };
  CHECK(effect("increases", kOutcome) == 1);
  CHECK(effect("reduces", kOutcome) == 0);
  CHECK(effect("mixed", kOutcome) == 0);
  CHECK(effect("reduces", "value: 20\n    ci: [11, 29]") == 1);
  CHECK(effect("reduces", "value: 20\n    ci: [-1, 41]") == 0);
  CHECK(effect("reduces", "value: 20") == 0);
  // A ratio changes nothing at one, not at zero.
  const auto ratio = [](const std::string& outcome) {
    return told("effect-outcomes", {{"effect: mixed", "effect: reduces"}, {"measure: percent-change\n    " + kOutcome, "measure: odds-ratio\n    " + outcome}})
        .size();
  };
  CHECK(ratio("value: 0.5\n    ci: [0.4, 0.7]") == 0);
  CHECK(ratio("value: 1.5\n    ci: [1.2, 1.8]") == 1);
  CHECK(ratio("value: 1.5\n    ci: [0.9, 2.4]") == 0);
}

TEST_CASE("a summary that begins with another verdict than the coded effect is told") {
  const auto opening = [](const std::string& words, const std::string& coded) {
    return told("effect-summary", {{"Closing advertised phone lines cut", words + " phone lines cut"},
                                   {"effect: mixed\nharms: not-reported", "effect: " + coded + "\nharms: reported"}})
        .size();
  };
  CHECK(opening("Backfired:", "reduces") == 1);
  CHECK(opening("No effect of closing", "reduces") == 1);
  CHECK(opening("Cut sales on", "no-effect") == 1);
  CHECK(opening("Cut sales on", "reduces") == 0);
  CHECK(opening("No effect of closing", "no-effect") == 0);
  CHECK(opening("No effect of closing", "mixed") == 0);
  CHECK(opening("Cuts in", "no-effect") == 0);
}

TEST_CASE("a draft is read as far as it goes") {
  const auto draft = small_reader().read_draft("---\ntitle: Lines\npublished: soon\ncountries: GB\ngroups: [north, 3]\n---\n\n## Effect\n\nFewer *calls*.\n");
  REQUIRE(draft);
  CHECK(draft->title == "Lines");
  CHECK(draft->published == 0);
  CHECK(draft->id.empty());
  REQUIRE(draft->sections.size() == 1);
  CHECK(draft->sections[0].html == "<p>Fewer <em>calls</em>.</p>\n");
  const auto broken = small_reader().read_draft("---\ntitle: a: b\n---\n\n## Effect\n\nFewer.\n");
  REQUIRE(broken);
  CHECK(broken->title.empty());
  CHECK(broken->sections.size() == 1);
  CHECK_FALSE(small_reader().read_draft("no front matter"));
  CHECK_FALSE(small_reader().read_draft("---\ntitle: \xFF\n---\n"));
  CHECK(small_reader().read_draft(good_text())->id == "doe-2019-phone-line-closure");
}
