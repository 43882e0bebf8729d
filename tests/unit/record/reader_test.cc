// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>

#include "record/corpus.h"
#include "unit/record/record_fixtures.h"

namespace whatworks::test {

using nlohmann::json;
using nlohmann::ordered_json;

TEST_CASE("a record holds what its file says, typed by the schema") {
  const auto reading = small_reader().read("corpus/studies/" + kGoodName, good_text());
  REQUIRE(reading.record.has_value());
  const auto& record = *reading.record;
  CHECK(record.id == "doe-2019-phone-line-closure");
  CHECK(record.kind == "study");
  CHECK(record.published == 2019);
  CHECK(record.circulation == "public");
  CHECK(record.groups.empty());
  CHECK(record.summary == "Closing advertised phone lines cut sales from them by 61% for six weeks; sellers with a second line lost little.");
  CHECK(record.digest.size() == 64);
  const auto& front_matter = *record.front_matter;
  CHECK(front_matter["outcomes"][0]["value"].get<double>() == -61.5);
  CHECK(front_matter["outcomes"][0]["n"].is_number_integer());
  CHECK(front_matter["added"] == "2026-11-22");
  CHECK(author_names(record) == std::vector<std::string>{"Doe, J.", "Roe, Renée"});
  const auto stated = [&](const char* facet) { return stated_values(record, *small_schemas().find_facet(facet)); };
  CHECK(stated("country") == std::vector<std::string>{"GB", "NO"});
  CHECK(stated("region") == std::vector<std::string>{"GB", "NO"});
  CHECK(stated("strength") == std::vector<std::string>{"2"});
  CHECK(stated("year") == std::vector<std::string>{"2019"});
}

TEST_CASE("yaml-cpp would make NO false and 2019 a number, so texts stay texts") {
  const auto reading = small_reader().read(kGoodName, changed("Phone line closure", "2019"));
  REQUIRE(reading.record.has_value());
  const auto& front_matter = *reading.record->front_matter;
  CHECK(front_matter["intervention"] == "2019");
  CHECK(front_matter["countries"][1] == "NO");
  CHECK(front_matter["figures"][1]["value"] == "NO");
  CHECK(front_matter["sources"][1]["title"] == "yes");
}

TEST_CASE("yaml-cpp reads 0123 as octal and .inf as a number, so numbers are plain decimals only") {
  for (const std::string number : {"017", "+5", "1_000", "1e3", ".inf", ".nan", "0x1F", "5.", ".5", "--5", "1.2.3"}) {
    INFO(number);
    CHECK(of_rule(small_reader().read(kGoodName, changed("-61.5", number)), "wrong-type").size() == 1);
  }
  for (const std::string number : {"-60", "-60.25", "-50.0"}) {
    INFO(number);
    CHECK(small_reader().read(kGoodName, changed("-61.5", number)).record.has_value());
  }
}

TEST_CASE("a byte order mark and Windows line ends change nothing, neither in the record nor in the places") {
  std::string windows = "\xEF\xBB\xBF";
  for (const char c : good_text()) {
    windows += c == '\n' ? "\r\n" : std::string(1, c);
  }
  const auto reading = small_reader().read(kGoodName, windows);
  INFO(to_text(reading.problems));
  REQUIRE(reading.record.has_value());
  const auto plain = small_reader().read(kGoodName, good_text());
  CHECK(*reading.record->front_matter == *plain.record->front_matter);
  CHECK(reading.record->sections.back().html == plain.record->sections.back().html);
  windows.replace(windows.find("[county-lines]"), 14, "[nonsense-xx]");
  const auto wrong = small_reader().read(kGoodName, windows);
  REQUIRE(wrong.problems.size() == 1);
  CHECK(wrong.problems[0].line == 10);
  CHECK(wrong.problems[0].column == 15);
  CHECK(format_problem(wrong.problems[0], windows).find("\n  crime_types: [nonsense-xx]\n                ^\n") != std::string::npos);
}

TEST_CASE("read_file reports what cannot be read, and never reads what is far too large") {
  const TempFolder folder;
  std::string source;
  const auto missing = small_reader().read_file(folder / "none.md", &source);
  REQUIRE(missing.problems.size() == 1);
  CHECK(missing.problems[0].rule == "unreadable");
  CHECK(small_reader().read_file(folder.path()).problems.at(0).rule == "unreadable");
  CHECK(small_reader().read_file("/dev/zero").problems.at(0).rule == "unreadable");

  write(folder / "large.md", "---\n");
  std::filesystem::resize_file(folder / "large.md", 50U << 20U);
  const auto large = small_reader().read_file(folder / "large.md", &source);
  REQUIRE(large.problems.size() == 1);
  CHECK(large.problems[0].rule == "too-large");
  CHECK(source.empty());

  write(folder / kGoodName, good_text());
  CHECK(small_reader().read_file(folder / kGoodName, &source).record.has_value());
  CHECK(source == good_text());
}

TEST_CASE("a record in the folder of another kind is a warning") {
  const auto reading = small_reader().read("corpus/reviews/" + kGoodName, good_text());
  REQUIRE(reading.problems.size() == 1);
  CHECK(reading.problems[0].rule == "kind-folder");
  CHECK(reading.record.has_value());
}

TEST_CASE("a restricted record has its groups, sorted") {
  const auto reading = small_reader().read(kGoodName, changed("circulation: public", "circulation: restricted\ngroups: [south, north]"));
  REQUIRE(reading.record.has_value());
  CHECK(reading.record->groups == std::vector<std::string>{"north", "south"});
}

TEST_CASE("a review of worldwide scope may have no countries") {
  auto text = changed("kind: study", "kind: review");
  text.replace(text.find("[GB, NO]"), 8, "[]");
  CHECK(small_reader().read(kGoodName, text).record.has_value());
}

TEST_CASE("the rule table gives the strength of each design") {
  struct Row {
    std::string keys;
    int strength;
  };
  const std::vector<Row> table{{"design: meta-analysis\nstudies: 3\nconsistency: consistent", 4},
                               {"design: meta-analysis\nstudies: 2\nconsistency: consistent", 3},
                               {"design: meta-analysis\nstudies: 30\nconsistency: mixed", 3},
                               {"design: meta-analysis", 3},
                               {"design: systematic-review\nstudies: 3", 3},
                               {"design: systematic-review\nstudies: 2", 2},
                               {"design: systematic-review", 2},
                               {"design: systematic-review\nstudies: 0", 0},
                               {"design: rct\nsms_level: 5", 3},
                               {"design: natural-experiment\nsms_level: 4", 3},
                               {"design: natural-experiment", 2},
                               {"design: quasi-experiment\nsms_level: 3", 2},
                               {"design: quasi-experiment\nsms_level: 2", 1},
                               {"design: time-series\nsms_level: 2", 2},
                               {"design: time-series", 1},
                               {"design: before-after\nsms_level: 1", 1},
                               {"design: cross-sectional", 1},
                               {"design: simulation", 1},
                               {"design: case-study", 1},
                               {"design: qualitative", 0},
                               {"design: descriptive", 0}};
  for (const auto& [keys, strength] : table) {
    for (int stated = 0; stated <= 4; ++stated) {
      auto text = changed("design: quasi-experiment\nsms_level: 3", keys);
      text.replace(text.find("strength: 2"), 11, "strength: " + std::to_string(stated));
      const auto reading = small_reader().read(kGoodName, text);
      INFO(keys << " stated " << stated << '\n' << to_text(reading.problems));
      CHECK(of_rule(reading, "strength-rule").size() == (stated == strength ? 0 : 1));
    }
  }
  auto without_value = changed("design: quasi-experiment\nsms_level: 3", "design: case-study");
  without_value.replace(without_value.find("    value: -61.5\n"), 17, "");
  const auto reading = small_reader().read(kGoodName, without_value);
  REQUIRE(of_rule(reading, "strength-rule").size() == 1);
  CHECK(of_rule(reading, "strength-rule")[0].message == "the strength is 2, but the rule gives 0 for a case study without an outcome that has a value");
}

TEST_CASE("a line of a bulk load goes through the same checks") {
  const auto good = small_reader().read(kGoodName, good_text());
  const auto line = [](const ordered_json& front_matter, const std::string& body) { return ordered_json{{"record", front_matter}, {"body", body}}.dump(); };
  const auto body = good_text().substr(good_text().find("\n---\n") + 5);
  const auto same = small_reader().read_json("bulk.jsonl", 7, line(*good.record->front_matter, body));
  INFO(to_text(same.problems));
  REQUIRE(same.record.has_value());
  CHECK(*same.record->front_matter == *good.record->front_matter);
  CHECK(same.record->sections.size() == good.record->sections.size());
  CHECK(same.record->sections[0].html == good.record->sections[0].html);

  auto wrong = *good.record->front_matter;
  wrong["crime_types"] = {"county-line"};
  wrong["published"] = "2019";
  const auto reading = small_reader().read_json("bulk.jsonl", 7, line(wrong, "## Effect\nx <b>y</b>\n"));
  CHECK_FALSE(reading.record.has_value());
  CHECK(of_rule(reading, "unknown-code").size() == 1);
  CHECK(of_rule(reading, "wrong-type").size() == 1);
  CHECK(of_rule(reading, "missing-section").size() == 2);
  for (const auto& problem : reading.problems) {
    CHECK(problem.file == "bulk.jsonl");
    CHECK(problem.line == 7);
    CHECK(problem.column == 1);
  }
}

TEST_CASE("lines that are no records get one clear problem") {
  struct Line {
    std::string text;
    std::string rule;
  };
  const std::vector<Line> lines{{"", "json-syntax"},
                                {"{", "json-syntax"},
                                {"[]", "json-syntax"},
                                {"{\"record\": {}}", "json-syntax"},
                                {"{\"record\": [], \"body\": \"\"}", "json-syntax"},
                                {"{\"record\": {}, \"body\": 1}", "json-syntax"},
                                {"{\"record\": {}, \"body\": \"\", \"more\": 1}", "json-syntax"},
                                {"{\"record\": {\"id\": \"\xFF\"}, \"body\": \"\"}", "json-syntax"},
                                {"{\"record\": {\"id\": \"a\", \"id\": \"b\"}, \"body\": \"\"}", "duplicate-key"},
                                {std::string(100'000, '['), "nested-too-deeply"},
                                {"{\"record\": {\"id\": " + std::string(100'000, '[') + std::string(100'000, ']') + "}, \"body\": \"\"}", "nested-too-deeply"},
                                {"{\"record\": {\"id\": \"" + std::string(40'000, 'x') + "\"}, \"body\": \"\"}", "too-large"},
                                {"{\"record\": {}, \"body\": \"" + std::string(300'000, 'x') + "\"}", "too-large"},
                                {std::string(3'000'000, ' '), "too-large"}};
  for (const auto& [text, rule] : lines) {
    const auto reading = small_reader().read_json("bulk.jsonl", 3, text);
    INFO(text.substr(0, 80) << '\n' << to_text(reading.problems));
    REQUIRE(reading.problems.size() == 1);
    CHECK(reading.problems[0].rule == rule);
    CHECK(reading.problems[0].line == 3);
  }
  const auto escaped = small_reader().read_json("bulk.jsonl", 3, R"({"record": {"id": "a\u0000b"}, "body": "\u0000"})");
  CHECK(of_rule(escaped, "control-character").size() == 2);
}

TEST_CASE("a new facet needs an entry and a vocabulary, and nothing else") {
  const SchemaFolder folder;
  auto facets = json::parse(read(folder.path() / "facets.json"));
  facets["facets"].push_back({{"name", "setting"},
                              {"label", "Setting"},
                              {"field", "settings"},
                              {"type", "vocabulary"},
                              {"vocabulary", "setting"},
                              {"several", true},
                              {"show", "open"}});
  write(folder.path() / "facets.json", facets.dump());
  write(folder.path() / "vocabularies/setting.json",
        R"({"name": "setting", "label": "Setting", "definition": "Where.", "concepts": [
            {"code": "airport", "label": "Airport", "other_labels": [], "definition": "Where planes land."}]})");
  const auto schemas = load_schemas(folder.path());
  REQUIRE(schemas.has_value());
  const auto reader = RecordReader::make(*schemas);
  REQUIRE(reader.has_value());
  const auto with = [&](const std::string& value) { return reader->read(kGoodName, changed("status: published", "status: published\nsettings: " + value)); };
  CHECK(with("[airport]").problems.empty());
  CHECK(stated_values(*with("[airport]").record, *schemas->find_facet("setting")) == std::vector<std::string>{"airport"});
  CHECK(of_rule(with("[airprot]"), "unknown-code").at(0).hint == "did you mean \"airport\"?");
  CHECK(of_rule(with("airport"), "wrong-type").size() == 1);
  CHECK(of_rule(with("[airport, airport]"), "duplicate-entry").size() == 1);
  CHECK(reader->read(kGoodName, good_text()).problems.empty());
}

TEST_CASE("a catalogue that contradicts the schema is refused with both names") {
  const SchemaFolder folder;
  auto facets = json::parse(read(folder.path() / "facets.json"));
  for (auto& facet : facets["facets"]) {
    facet["several"] = facet["name"] == "effect" ? true : facet["several"].get<bool>();
  }
  write(folder.path() / "facets.json", facets.dump());
  const auto schemas = load_schemas(folder.path());
  REQUIRE(schemas.has_value());
  const auto reader = RecordReader::make(*schemas);
  REQUIRE_FALSE(reader.has_value());
  CHECK(reader.error().code == ErrorCode::bad_input);
  CHECK(reader.error().message.find("\"effect\"") != std::string::npos);
}

TEST_CASE("keywords that only the JSON Schema library knows are judged by it, even where it has no words") {
  const auto judged_by = [](const json& rule) {
    const SchemaFolder folder;
    auto schema = json::parse(read(folder.path() / "record.schema.json"));
    schema["allOf"].push_back(rule);
    write(folder.path() / "record.schema.json", schema.dump());
    const auto schemas = load_schemas(folder.path());
    REQUIRE(schemas.has_value());
    const auto reader = RecordReader::make(*schemas);
    REQUIRE(reader.has_value());
    return reader->read(kGoodName, good_text());
  };
  const auto nested = judged_by({{"properties", {{"sources", {{"items", {{"dependencies", {{"doi", {"note"}}}}}}}}}}});
  INFO(to_text(nested.problems));
  REQUIRE(of_rule(nested, "schema").size() == 1);
  CHECK_FALSE(nested.record.has_value());
  // valijson: a failing "propertyNames" gives no message at all.
  const auto silent = judged_by({{"propertyNames", {{"maxLength", 3}}}});
  CHECK(of_rule(silent, "schema").size() == 1);
  CHECK_FALSE(silent.record.has_value());
}

TEST_CASE("a schema that is none is refused") {
  for (const std::string text : {"[]", "{}", R"({"properties": {"id": {"type": "string", "pattern": "("}}})"}) {
    const SchemaFolder folder;
    write(folder.path() / "record.schema.json", text);
    const auto schemas = load_schemas(folder.path());
    REQUIRE(schemas.has_value());
    const auto reader = RecordReader::make(*schemas);
    INFO(text);
    REQUIRE_FALSE(reader.has_value());
    CHECK(reader.error().code == ErrorCode::bad_input);
  }
}

TEST_CASE("problems are shown as compilers do, with long lines cut around the column") {
  Problem problem{Severity::warning, "figures", "a/b.md", 2, 5, "", "the number 7 stands nowhere", "add it"};
  CHECK(format_problem(problem, "one\nabé 7 x\n") == "a/b.md:2:5: warning: the number 7 stands nowhere [figures]\n  abé 7 x\n     ^\n  hint: add it\n");
  CHECK(format_problem(problem, "") == "a/b.md:2:5: warning: the number 7 stands nowhere [figures]\n  hint: add it\n");
  problem.column = 5000;
  problem.hint = "";
  const auto shown = format_problem(problem, "one\n" + std::string(4999, 'a') + "B" + std::string(4000, 'c'));
  CHECK(shown.size() < 400);
  CHECK(shown.find("aB") != std::string::npos);
  CHECK(format_problem({Severity::error, "x", "f", 99, 1, "", "m", ""}, "one line") == "f:99:1: error: m [x]\n");
}

TEST_CASE("across files: an id stands once, and related records exist") {
  const std::vector<CorpusFile> files{{"b/x.md", "x", {}}, {"a/x.md", "x", {{"y", 4, 9}, {"z", 5, 9}}}, {"a/y.md", "y", {{"x", 3, 1}}}};
  const auto problems = check_across(files);
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].file == "a/x.md");
  CHECK(problems[0].rule == "duplicate-id");
  CHECK(problems[0].message.find("b/x.md") != std::string::npos);
  CHECK(problems[1].rule == "related-missing");
  CHECK(problems[1].severity == Severity::warning);
  CHECK(problems[1].line == 5);
  CHECK(problems[2].file == "b/x.md");
  CHECK(check_across({}).empty());
}

TEST_CASE("across files: no record names one that fewer people may read") {
  const auto wrong = [](const std::string& circulation, std::vector<std::string> groups, const std::string& other, std::vector<std::string> other_groups) {
    const std::vector<CorpusFile> files{{"a.md", "a", {{"b", 4, 9}}, circulation, std::move(groups)}, {"b.md", "b", {}, other, std::move(other_groups)}};
    const auto problems = check_across(files);
    CHECK((problems.empty() || (problems[0].rule == "related-reach" && problems[0].line == 4 && problems[0].file == "a.md")));
    return !problems.empty();
  };
  CHECK_FALSE(wrong("public", {}, "public", {}));
  CHECK(wrong("public", {}, "internal", {}));
  CHECK(wrong("public", {}, "restricted", {"north"}));
  CHECK_FALSE(wrong("internal", {}, "internal", {}));
  CHECK(wrong("internal", {}, "restricted", {"north"}));
  CHECK_FALSE(wrong("restricted", {"north"}, "public", {}));
  CHECK_FALSE(wrong("restricted", {"north"}, "internal", {}));
  CHECK_FALSE(wrong("restricted", {"north"}, "restricted", {"north", "south"}));
  CHECK(wrong("restricted", {"north", "south"}, "restricted", {"north"}));
}

TEST_CASE("record files are all Markdown below the corpus but the notes for authors") {
  const TempFolder folder;
  for (const auto* name : {"studies/a.md", "reviews/b.md", "README.md", "CONTRIBUTING.md", "studies/c.txt", ".hidden/d.md", "e.md"}) {
    write(folder.path() / name, "x");
  }
  const auto files = list_record_files(folder.path());
  REQUIRE(files.has_value());
  std::vector<std::string> names;
  for (const auto& file : *files) {
    names.push_back(file.filename().string());
  }
  CHECK(names == std::vector<std::string>{"e.md", "b.md", "a.md"});
  CHECK(list_record_files(folder / "none").error().code != ErrorCode::internal);
}

TEST_CASE("mentions of related records have their places") {
  const auto reading = small_reader().read(kGoodName, good_text());
  const auto mentions = mentions_in(*reading.record, good_text());
  REQUIRE(mentions.size() == 1);
  CHECK(mentions[0].id == "roe-2021-second-lines");
  CHECK(mentions[0].line == 45);
  CHECK(mentions[0].column == 10);
}

}  // namespace whatworks::test
