// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>

#include "record/corpus.h"
#include "unit/record/record_fixtures.h"

namespace whatworks::test {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

std::string body_of(const std::string& text) { return text.substr(text.find("\n---\n") + 5); }

void check_round_trip(const RecordReader& reader, const std::string& name, const std::string& text) {
  const auto first = reader.read(name, text);
  if (!first.record) {
    return;  // says nothing about writing
  }
  const auto written = write_record(*first.record->front_matter, body_of(text));
  const auto second = reader.read(name, written);
  INFO(to_text(second.problems) << written);
  REQUIRE(second.record.has_value());
  CHECK(json(*second.record->front_matter) == json(*first.record->front_matter));
  REQUIRE(second.record->sections.size() == first.record->sections.size());
  for (std::size_t i = 0; i < first.record->sections.size(); ++i) {
    CHECK(second.record->sections[i].heading == first.record->sections[i].heading);
    CHECK(second.record->sections[i].slug == first.record->sections[i].slug);
    CHECK(second.record->sections[i].html == first.record->sections[i].html);
    CHECK(second.record->sections[i].text == first.record->sections[i].text);
  }
  CHECK(write_record(*second.record->front_matter, body_of(written)) == written);
}

}  // namespace

TEST_CASE("a record that is read, written and read again is the same") { check_round_trip(small_reader(), kGoodName, good_text()); }

TEST_CASE("every record of the corpus is the same when it is read, written and read again") {
  const auto schemas = load_schemas(kRoot / "schemas");
  REQUIRE(schemas.has_value());
  const auto reader = RecordReader::make(*schemas);
  REQUIRE(reader.has_value());
  const auto files = list_record_files(kRoot / "corpus");
  REQUIRE(files.has_value());
  for (const auto& file : *files) {
    INFO(file.string());
    check_round_trip(*reader, file.string(), read(file));
  }
}

TEST_CASE("texts come back as they were, whatever YAML would make of them") {
  for (const std::string text :
       {"NO",
        "yes",
        "null",
        "~",
        "1.5",
        "0x10",
        "1e3",
        "12:30",
        "2026-11-24",
        "a: b",
        "a # b",
        "#a",
        "- a",
        "-a",
        "?a",
        "a? b",
        "a?",
        "'a'",
        "\"a\"",
        "a\nb",
        "a\\b",
        "@a",
        "`a",
        "%a",
        "*a",
        "&a",
        "!a",
        "[a]",
        "{a: b}",
        "a, b",
        "a:",
        ":a",
        "|",
        ">",
        "é ü",
        "\xC2\xA0"
        "a",
        "\xF0\x9F\x98\x80",
        "https://example.org/a?b#c",
        "true",
        "Off",
        "=",
        "<<",
        "a\tb",
        "...",
        "---",
        ".inf",
        "_",
        "1_000",
        "word word word word word word word word word word word word word word word word word word word word word word word word word word",
        "  two  spaces word word word word word word word word word word word word word word word word word word word word word word",
        "\"quoted\" word word word word word word word word word word word word word word word word word word word word word word word"}) {
    auto front_matter = *small_reader().read(kGoodName, good_text()).record->front_matter;
    front_matter["intervention"] = text.substr(0, 120);
    front_matter["summary"] = text;
    front_matter["sources"][0]["authors"] = {text};
    front_matter["figures"].push_back({{"value", text.substr(0, 100)}, {"what", text}});
    const auto written = write_record(front_matter, body_of(good_text()));
    const auto reading = small_reader().read(kGoodName, written);
    INFO(to_text(reading.problems) << written);
    REQUIRE(reading.record.has_value());
    const auto& again = *reading.record->front_matter;
    // White space around a text means nothing and is not kept.
    const auto trimmed = [](const std::string& value) { return value.substr(value.find_first_not_of(' ')); };
    CHECK(again["summary"] == trimmed(text));
    CHECK(again["sources"][0]["authors"][0] == trimmed(text));
    CHECK(again["figures"].back()["what"] == trimmed(text));
  }
}

TEST_CASE("a written record looks like those that people write") {
  const auto front_matter = *small_reader().read(kGoodName, good_text()).record->front_matter;
  const auto written = write_record(front_matter, body_of(good_text()));
  for (const std::string part :
       {"---\nid: doe-2019-phone-line-closure\nkind: study\n", "\nsummary: >\n  Closing advertised",
        "\npriorities: [ocg-business-models, digital-technologies]\n", "\ncountries: [GB, \"NO\"]\n", "\nfieldwork: {from: 2016, to: 2018}\n",
        "\noutcomes:\n  - outcome: \"Sales from closed lines, six weeks after\"\n    measure: percent-change\n    value: -61.5\n    ci: [-70, -49]\n",
        "\n  - {value: \"61\", what: \"per cent by which sales fell, rounded\"}\n", "\n    url: https://example.org/lines?id=1\n", "\nadded: 2026-11-22\n",
        "\n---\n\n## What was done\n"}) {
    INFO(part);
    CHECK(written.find(part) != std::string::npos);
  }
}

TEST_CASE("the template has all keys and headings, and the checker asks for each of them to be filled in") {
  const auto text = record_template(small_schemas(), "study", "doe-2020-new");
  REQUIRE(text.has_value());
  const auto reading = small_reader().read("doe-2020-new.md", *text);
  INFO(*text << to_text(reading.problems));
  CHECK_FALSE(reading.record.has_value());
  for (const auto& problem : reading.problems) {
    CHECK(problem.rule == "placeholder");
  }
  // Eleven required keys of which sources has two parts, and eight sections.
  CHECK(reading.problems.size() == 20);
  const auto schema = ordered_json::parse(read(kRoot / "schemas/record.schema.json"));
  for (const auto& [key, value] : schema["properties"].items()) {
    INFO(key);
    CHECK((text->find("\n" + key + ":") != std::string::npos || text->find("\n#" + key + ":") != std::string::npos));
  }
  CHECK(text->find("pursue, prevent") != std::string::npos);
  CHECK(text->find("\n## Using it here\n") != std::string::npos);
}

TEST_CASE("the template becomes a record when it is filled in, and every line that is commented out is right as it stands") {
  auto text = *record_template(small_schemas(), "study", "doe-2020-new");
  std::string all;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    const auto line = text.substr(at, end - at);
    const bool key = line.starts_with("#") && !line.starts_with("# ") && !line.starts_with("##");
    all += (key || line.starts_with("#  - ") ? line.substr(1) : line) + '\n';
    at = end + 1;
  }
  const auto reading = small_reader().read("doe-2020-new.md", all);
  INFO(to_text(reading.problems));
  for (const auto& problem : reading.problems) {
    CHECK((problem.rule == "placeholder" || problem.rule == "groups" || problem.rule == "review-keys"));
  }
}

TEST_CASE("the template refuses kinds and ids that there are not") {
  CHECK(record_template(small_schemas(), "paper", "x").error().code == ErrorCode::bad_parameter);
  CHECK(record_template(small_schemas(), "study", "../x").error().code == ErrorCode::bad_parameter);
  CHECK(record_template(small_schemas(), "study", "").error().code == ErrorCode::bad_parameter);
}

}  // namespace whatworks::test
