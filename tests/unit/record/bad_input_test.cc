// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>

#include "record/rules.h"
#include "unit/record/record_fixtures.h"

namespace whatworks::test {
namespace {

// One change to the good record, and the one problem that must come of it.
struct Case {
  std::string from;
  std::string to;
  std::string rule;
  int line;
  int column;
  std::string hint = {};  // a part of it
};

const std::vector<Case>& cases() {
  static const std::vector<Case> kCases{
      // Splitting the file.
      {"---\nid:", "id:", "no-front-matter", 1, 1},
      {"---\nid:", "\n---\nid:", "no-front-matter", 1, 1, "line before the ---"},
      {"\n---\n\n## What", "\n\n## What", "front-matter-not-closed", 1, 1},
      {"Phone line closure", std::string("Phone\0line", 10), "control-character", 7, 20},
      {"Phone line closure", "Phone \x07line", "control-character", 7, 21},
      {"Phone line closure", "Phone \xE2\x80\xAEline", "control-character", 7, 21, "delete"},
      {"Phone line closure", "Phone \"\\u0007\" line", "control-character", 0, 0},
      {"Phone line closure", "Phone l\xE9ne", "not-utf8", 7, 22, "UTF-8"},
      {"Phone line closure", "\"" + std::string(33000, 'x') + "\"", "too-large", 2, 1},
      // YAML.
      {"title: Closing drug", "title: Phones: Closing drug", "yaml-syntax", 4, 14, "quotation marks"},
      {"themes: [inside-their-world]", "themes: [inside-their-world", "yaml-syntax", 10, 12, "]"},
      {"Phone line closure", "@Phone line", "yaml-syntax", 7, 15, "quotation marks"},
      {"Phone line closure", "\"Phone line\" closure", "yaml-syntax", 7, 28},
      {"    measure: percent-change", "   measure: percent-change", "yaml-syntax", 25, 4, "in line"},
      {"    measure: percent-change", "\tmeasure: percent-change", "yaml-tab", 25, 1, "spaces"},
      {"Phone line closure", "*phone", "yaml-alias", 7, 15, "quotation marks"},
      {"Phone line closure", "&phone line", "yaml-alias", 7, 15},
      {"themes: [inside-their-world]", "themes: &a [*a]", "yaml-alias", 9, 9},
      {"Phone line closure", "!phone line", "yaml-tag", 7, 15},
      {"published: 2019", "published: !!int 2019", "yaml-tag", 15, 12},
      {"status: published", "...\nstatus: published", "yaml-documents", 48, 1},
      {"themes: [inside-their-world]", "themes: " + std::string(20, '[') + std::string(20, ']'), "nested-too-deeply", 9, 20},
      {"themes: [inside-their-world]", "themes: " + std::string(3000, '[') + std::string(3000, ']'), "nested-too-deeply", 9, 20},
      {"strategy: [pursue]", "? [strategy]\n: pursue", "bad-key", 11, 3},
      {"strategy: [pursue]", ": pursue", "bad-key", 11, 1},
      {"strategy: [pursue]", "strategy: [pursue]\nstrategy: [prevent]", "duplicate-key", 12, 1},
      {"    n: 1200", "    n: 1200\n    n: 1300", "duplicate-key", 29, 5},
      {"fieldwork: {from: 2016, to: 2018}", "fieldwork: {from: 2016, to: 2018, from: 2017}", "duplicate-key", 16, 35},
      // Each key for itself.
      {"priorities:", "prioritys:", "unknown-key", 8, 1, "did you mean \"priorities\"?"},
      {"    note:", "    notes:", "unknown-key", 31, 5, "\"note\""},
      {"intervention: Phone line closure\n", "", "missing-key", 1, 1, "noun phrase"},
      {"    measures: harm\n", "", "missing-key", 24, 5, "activity"},
      {"    harm: lower\n", "", "missing-key", 24, 5, "direction"},
      {"strategy: [pursue]", "strategy:", "empty-value", 11, 1},
      {"Phone line closure", "\"\"", "empty-value", 7, 15},
      {"authors: [\"Doe, J.\", \"Roe, Renée\"]", "authors: [\"Doe, J.\", ~]", "empty-value", 38, 26},
      {"published: 2019", "published: two thousand", "wrong-type", 15, 12},
      {"published: 2019", "published: \"2019\"", "wrong-type", 15, 12, "without quotation marks"},
      {"published: 2019", "published: 02019", "wrong-type", 15, 12, "leading zeros"},
      {"published: 2019", "published: 2019.5", "wrong-type", 15, 12, "whole number"},
      {"    n: 1200", "    n: 1,200", "wrong-type", 28, 8, "no separators"},
      {"value: -61.5", "value: 6.1e1", "wrong-type", 26, 12},
      {"value: -61.5", "value: .inf", "wrong-type", 26, 12},
      {"value: -61.5", "value: 0x3D", "wrong-type", 26, 12},
      {"crime_types: [county-lines]", "crime_types: county-lines", "wrong-type", 10, 14, "crime_types: [county-lines]"},
      {"emmie: {effect: 2, mechanism: 1, moderators: 1, implementation: 2, economics: 0}", "emmie: 2", "wrong-type", 22, 8, "emmie: {"},
      {"title: Closing drug phone lines and what sellers did next", "title: [Closing drug phone lines]", "wrong-type", 4, 8},
      {"sms_level: 3", "sms_level: 6", "out-of-range", 18, 12},
      {"economics: 0", "economics: 5", "out-of-range", 22, 79},
      {"Phone line closure", std::string(121, 'x'), "too-long", 7, 15, "shorten"},
      {"[ocg-business-models, digital-technologies]", "[ocg-business-models, digital-technologies, what-works]", "too-many", 8, 13},
      {"themes: [inside-their-world]", "themes: [inside-their-world, data, ways-of-thinking]", "too-many", 9, 9},
      {"ci: [-70, -49]", "ci: [-70, -49, 0]", "too-many", 27, 9},
      {"ci: [-70, -49]", "ci: [-70]", "too-few", 27, 9},
      {"crime_types: [county-lines]", "crime_types: []", "too-few", 10, 14},
      {"countries: [GB, NO]", "countries: [GB, NO, GB]", "duplicate-entry", 14, 21},
      {"doi: 10.1000/example.12", "doi: https://doi.org/10.1000/example.12", "bad-form", 41, 10, "write doi: 10.1000/example.12"},
      {"doi: 10.1000/example.12", "doi: \"doi:10.1000/Example.12,\"", "bad-form", 41, 10, "write doi: 10.1000/Example.12"},
      {"doi: 10.1000/example.12", "doi: example", "bad-form", 41, 10, "DOI alone"},
      {"doi: 10.1000/example.12", "doi: 10.1000/example.12.", "stray-mark", 41, 10, "write doi: 10.1000/example.12"},
      {"url: https://example.org/lines?id=1", "url: ftp://example.org/lines", "bad-form", 42, 10, "https://"},
      {"url: https://example.org/lines?id=1", "url: www.example.org/lines", "bad-form", 42, 10, "write url: https://www.example.org/lines"},
      {"url: https://example.org/lines?id=1", "url: doi.org/10.1000/example.12", "bad-form", 42, 10, "write url: https://doi.org/10.1000/example.12"},
      {"url: https://example.org/lines?id=1", "url: https://example.org/lines;", "stray-mark", 42, 10},
      {"- {id: roe-2021-second-lines,", "- {id: Roe 2021,", "bad-form", 45, 10},
      {"reviewed: 2026-11-24", "reviewed: 2026-11-31", "bad-date", 49, 11},
      {"reviewed: 2026-11-24", "reviewed: 24/11/2026", "bad-date", 49, 11, "YYYY-MM-DD"},
      {"measure: percent-change", "measure: percentchange", "bad-choice", 25, 14, "\"percent-change\""},
      {"measures: harm", "measures: deaths", "bad-choice", 29, 15, "harm, activity, perception"},
      {"how: extends", "how: extend", "bad-choice", 45, 38, "\"extends\""},
      {"crime_types: [county-lines]", "crime_types: [county-line]", "unknown-code", 10, 15, "did you mean \"county-lines\"?"},
      {"crime_types: [county-lines]", "crime_types: [cuckooing]", "unknown-code", 10, 15, "did you mean \"county-lines\"?"},
      {"countries: [GB, NO]", "countries: [UK, NO]", "unknown-code", 14, 13, "did you mean \"GB\" (United Kingdom)?"},
      {"kind: study", "kind: paper", "unknown-code", 3, 7, "study, review, exemplar"},
      // Keys against each other.
      {"Phone line closure", "FILL IN", "placeholder", 7, 15},
      {"Sellers with two lines were few.", "FILL IN: why", "placeholder", 79, 1},
      {"id: doe-2019-phone-line-closure", "id: doe-2019-phone-lines", "id-file-name", 2, 5, "write id: doe-2019-phone-line-closure"},
      {"circulation: public", "circulation: restricted", "groups", 46, 14, "groups:"},
      {"circulation: public", "circulation: public\ncontributors: [{name: Doe, orcid: 0000-0000-0000-0000}]", "orcid", 47, 35, "look it up"},
      {"circulation: public", "circulation: public\ngroups: [north]", "groups", 47, 1},
      {"countries: [GB, NO]", "countries: []", "countries-empty", 14, 12},
      {"{from: 2016, to: 2018}", "{from: 2018, to: 2016}", "fieldwork-order", 16, 19},
      {"added: 2026-11-22", "added: 2026-11-25", "date-order", 49, 11},
      {"ci: [-70, -49]", "ci: [-49, -70]", "ci-order", 27, 9},
      {"ci: [-70, -49]", "ci: [-60, -49]", "ci-value", 26, 12},
      {"- {id: roe-2021-second-lines,", "- {id: doe-2019-phone-line-closure,", "related-self", 45, 10},
      {"sms_level: 3", "sms_level: 3\nstudies: 4", "review-keys", 19, 1},
      {"strength: 2", "strength: 3", "strength-rule", 21, 11, "write strength: 2"},
      {"strength: 2", "strength: 2\nstrength_reason: Because.", "strength-reason", 22, 1},
      {"design: quasi-experiment\nsms_level: 3", "design: rct\nsms_level: 3\nstrength_reason: It is.", "sms-level", 18, 12},
      {"design: quasi-experiment\nsms_level: 3", "design: simulation\nsms_level: 3\nstrength_reason: It is.", "sms-level", 18, 1, "take sms_level out"},
      {"effect: mixed", "effect: increases", "harms-reported", 20, 8, "harms: reported"},
      {"effect: mixed\nharms: not-reported", "effect: increases", "harms-reported", 19, 9},
      {"measures: harm", "measures: activity", "effect-without-harm", 19, 9, "not-measured"},
      {"by 61% for", "by 62% for", "figures", 6, 57, "{value: \"62\""},
      {"Sales fell by 61%.", "Sales fell by 61%,\nin 77 places.", "figures", 62, 4},
      // The body.
      {"## What was done\n", "Hello.\n\n## What was done\n", "text-before-heading", 52, 1},
      {"### Who took part", "# Who took part", "top-heading", 56, 1},
      {"## Mechanism", "## Mechanisms", "unknown-heading", 66, 1, "did you mean \"Mechanism\"?"},
      {"## Mechanism\nThe number stopped ringing.\n", "## Effect\nAgain.\n", "duplicate-heading", 66, 1},
      {"## Limits\nSellers with two lines were few.\n\n## Using it here\nAsk the company first.\n",
       "## Using it here\nAsk the company first.\n\n## Limits\nSellers with two lines were few.\n", "heading-order", 81, 1},
      {"## Limits\nSellers with two lines were few.\n", "", "missing-section", 50, 1, "## Limits"},
      {"Sellers with two lines were few.\n", "", "empty-section", 78, 1},
      {"Sellers with two lines were few.\n", "<!-- later -->\n", "empty-section", 78, 1},
      {"## Economics\nThe source reports no costs.\n", "", "absent-section", 50, 1},
      {"The source reports no costs.\n", "", "absent-section", 75, 1},
      {"The source reports no costs.", "Costs:\n\n| a | b |\n|---|---|\n| c | d |", "table", 78, 1},
      {"The source reports no costs.", "None <b>at</b> all.", "raw-html", 76, 6},
      {"The source reports no costs.", "None\n\n<script>alert()</script>\n", "raw-html", 78, 1},
      {"(https://example.org/guidance)", "(javascript:alert)", "unsafe-link", 54, 16},
      {"(https://example.org/guidance)", "(//example.org/guidance)", "unsafe-link", 54, 16},
      {"(https://example.org/guidance)", "(../../about)", "unsafe-link", 54, 16},
      {"The source reports no costs.", "None.\n![a chart](https://example.org/chart.png)", "image", 77, 1},
      {"The source reports no costs.", std::string(60, '>') + " None.", "nested-too-deeply", 51, 1},
  };
  return kCases;
}

}  // namespace

TEST_CASE("the good record has no problems") {
  const auto reading = small_reader().read(kGoodName, good_text());
  CHECK(to_text(reading.problems) == "");
  CHECK(reading.record.has_value());
}

TEST_CASE("each mistake is reported by its rule, at its place, and alone") {
  for (const auto& wrong : cases()) {
    if (wrong.line == 0) {
      continue;  // has its own test below
    }
    const auto reading = small_reader().read(kGoodName, changed(wrong.from, wrong.to));
    INFO("replaced \"" << wrong.from << "\" by \"" << wrong.to.substr(0, 100) << "\"\n" << to_text(reading.problems));
    const auto found = of_rule(reading, wrong.rule);
    REQUIRE(found.size() == 1);
    CHECK(found[0].line == wrong.line);
    CHECK(found[0].column == wrong.column);
    CHECK(found[0].file == kGoodName);
    CHECK(found[0].hint.find(wrong.hint) != std::string::npos);
    // A misspelt key or heading is missing as well.
    const bool misspelt = wrong.rule == "unknown-key" || wrong.rule == "unknown-heading" || wrong.rule == "duplicate-heading";
    // Advice on what is left after the mistake was made does not count.
    const auto others =
        std::count_if(reading.problems.begin(), reading.problems.end(), [](const Problem& problem) { return problem.severity != Severity::info; });
    CHECK((misspelt || others == 1));
    CHECK(reading.record.has_value() == !has_errors(reading.problems));
  }
}

TEST_CASE("control characters are found behind YAML's escapes") {
  for (const std::string escape : {"\\0", "\\x07", "\\u202E"}) {
    const auto reading = small_reader().read(kGoodName, changed("Phone line closure", "\"Phone " + escape + " line\""));
    REQUIRE(reading.problems.size() == 1);
    CHECK(reading.problems[0].rule == "control-character");
    CHECK(reading.problems[0].line == 7);
  }
}

TEST_CASE("a problem is told in one line, whatever it quotes") {
  const auto reading = small_reader().read(kGoodName, changed("effect: mixed", "effect: mixed\n\"no\\tsuch\\nkey\": 1"));
  REQUIRE(reading.problems.size() == 1);
  CHECK(reading.problems[0].message == "unknown key \"no such key\"");
}

TEST_CASE("files that are no records at all get one clear problem") {
  struct Whole {
    std::string text;
    std::string rule;
  };
  const std::vector<Whole> wholes{{"", "empty-file"},
                                  {" \n\n", "empty-file"},
                                  {"Hello.\n", "no-front-matter"},
                                  {"---", "front-matter-not-closed"},
                                  {"\xFF\xFE-\0-\0", "not-utf8"},
                                  {std::string(300 * 1024, 'x'), "too-large"}};
  for (const auto& [text, rule] : wholes) {
    const auto reading = small_reader().read("x.md", text);
    INFO(to_text(reading.problems));
    REQUIRE(reading.problems.size() == 1);
    CHECK(reading.problems[0].rule == rule);
    CHECK(reading.problems[0].line == 1);
    CHECK(reading.problems[0].hint != "");
    CHECK_FALSE(reading.record.has_value());
  }
  for (const std::string front_matter : {"", "# nothing\n", "- a\n- b\n", "just text\n", "42\n"}) {
    const auto reading = small_reader().read("x.md", "---\n" + front_matter + "---\n\n## What was done\nx\n\n## Effect\nx\n\n## Limits\nx\n");
    INFO(front_matter << to_text(reading.problems));
    CHECK(of_rule(reading, "not-a-mapping").size() == 1);
  }
}

TEST_CASE("all problems of a file come at once, sorted, none twice") {
  auto text = changed("published: 2019", "published: never");
  text.replace(text.find("crime_types: [county-lines]"), 27, "crime_types: [x, x]");
  text.replace(text.find("## Limits"), 9, "## Limit");
  const auto reading = small_reader().read(kGoodName, text);
  std::vector<std::string> rules;
  for (const auto& problem : reading.problems) {
    rules.push_back(std::to_string(problem.line) + " " + problem.rule);
  }
  CHECK(rules == std::vector<std::string>{"10 unknown-code", "10 duplicate-entry", "15 wrong-type", "50 missing-section", "78 unknown-heading"});
}

TEST_CASE("a body is checked even where the front matter cannot be read") {
  auto text = changed("title: Closing", "title: a: Closing");
  text.replace(text.find("## Limits"), 9, "## Limit");
  const auto reading = small_reader().read(kGoodName, text);
  CHECK(of_rule(reading, "yaml-syntax").size() == 1);
  CHECK(of_rule(reading, "missing-section").size() == 1);
}

TEST_CASE("every rule is met by a test, and every problem's rule is in the table") {
  std::set<std::string> tested{"unreadable", "empty-file", "not-a-mapping", "json-syntax", "kind-folder", "schema", "duplicate-id", "related-missing",
                               "related-reach", "too-many-brackets",
                               // advice_test.cc
                               "effect-outcomes", "effect-summary", "thin-section", "partners-missing", "costs-missing", "long-summary", "long-sentences",
                               "abbreviation", "duplicate-work"};
  for (const auto& wrong : cases()) {
    tested.insert(wrong.rule);
  }
  std::set<std::string> table;
  for (const auto& rule : rules()) {
    CHECK(table.insert(std::string(rule.name)).second);
    CHECK_FALSE(rule.description.empty());
    CHECK_FALSE(rule.description.ends_with('.'));
    const auto& help = help_of(rule);
    CHECK(help.name == rule.name);
    CHECK(help.why.ends_with('.'));
    CHECK_FALSE(help.right.empty());
    CHECK(help.wrong != help.right);
    CHECK(explain_rule(rule).find(help.right.substr(0, help.right.find('\n'))) != std::string::npos);
    CHECK(find_rule_named(rule.name) == &rule);
  }
  CHECK(tested == table);
  CHECK(find_rule_named("nothing") == nullptr);
}

}  // namespace whatworks::test
