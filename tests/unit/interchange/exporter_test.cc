// SPDX-License-Identifier: GPL-3.0-or-later
#include <sstream>

#include "interchange_fixtures.h"

using namespace whatworks;
using namespace whatworks::test;

TEST_CASE("each format is found by its name, and no other name") {
  for (const auto& info : export_formats()) {
    CHECK(find_export_format(info.name) == &info);
    CHECK(make_exporter(info.format, real_schemas(), {}) != nullptr);
  }
  CHECK(export_formats().size() == 8);
  for (const auto* name : {"", "RIS", "xml", "csl_json", "json "}) {
    CHECK(find_export_format(name) == nullptr);
  }
}

TEST_CASE("every type of source that a record may have is one of each format's") {
  struct Row {
    std::string ris;
    std::string bibtex;
    std::string csl;
  };
  const std::map<std::string, Row> expected{{"article", {"JOUR", "article", "article-journal"}},
                                            {"report", {"RPRT", "techreport", "report"}},
                                            {"thesis", {"THES", "phdthesis", "thesis"}},
                                            {"chapter", {"CHAP", "incollection", "chapter"}},
                                            {"book", {"BOOK", "book", "book"}},
                                            {"conference-paper", {"CPAPER", "inproceedings", "paper-conference"}},
                                            {"preprint", {"UNPB", "misc", "article"}},
                                            {"web-page", {"ELEC", "misc", "webpage"}},
                                            {"dataset", {"DATA", "misc", "dataset"}},
                                            {"legislation", {"STAT", "misc", "legislation"}}};
  const auto schema = Json::parse(real_schemas().record_schema());
  const auto& types = schema.at("/properties/sources/items/properties/type/enum"_json_pointer);
  CHECK(types.size() == expected.size());
  for (const auto& type : types) {
    const auto& row = expected.at(type.get<std::string>());
    const auto record = with_source({{"type", type}, {"venue", "Example House"}});
    CHECK(item(ExportFormat::ris, record).starts_with("TY  - " + row.ris + "\r\n"));
    CHECK(item(ExportFormat::bibtex, record).starts_with("@" + row.bibtex + "{"));
    const auto csl = Json::parse(item(ExportFormat::csl_json, record));
    CHECK(csl.at("type") == row.csl);
    for (const auto format : {ExportFormat::ris, ExportFormat::bibtex, ExportFormat::csl_json}) {
      CHECK(says(item(format, record), "Example House"));
    }
  }
}

TEST_CASE("JSON and JSONL hold the record as a whole, in the form that a build reads") {
  const auto& record = corpus_records().front();
  const auto line = make_exporter(ExportFormat::jsonl, real_schemas(), {})->item(record);
  CHECK(line.find('\n') == line.size() - 1);
  const auto reading = RecordReader::make(real_schemas())->read_json("line", 1, line);
  REQUIRE(reading.record);
  CHECK(*reading.record->front_matter == *record.front_matter);
  const auto list = Json::parse(whole_file(*make_exporter(ExportFormat::json, real_schemas(), {}), corpus_records()));
  REQUIRE(list.size() == corpus_records().size());
  CHECK(list.at(0) == Json::parse(line));
}

TEST_CASE("every record of the corpus comes back from JSONL with the same front matter and sections") {
  const auto reader = RecordReader::make(real_schemas()).value();
  const auto exporter = make_exporter(ExportFormat::jsonl, real_schemas(), {});
  std::istringstream lines(whole_file(*exporter, corpus_records()));
  std::string line;
  for (const auto& record : corpus_records()) {
    REQUIRE(std::getline(lines, line));
    const auto reading = reader.read_json("lines", 1, line);
    INFO(record.id);
    REQUIRE(reading.record);
    CHECK(*reading.record->front_matter == *record.front_matter);
    REQUIRE(reading.record->sections.size() == record.sections.size());
    for (std::size_t i = 0; i < record.sections.size(); ++i) {
      CHECK(reading.record->sections[i].html == record.sections[i].html);
    }
  }
  CHECK_FALSE(std::getline(lines, line));
}

TEST_CASE("docs/interchange.md names every format, media type and column") {
  const auto page = read(kRoot / "docs" / "interchange.md");
  for (const auto& info : export_formats()) {
    CHECK(says(page, "`" + std::string(info.name) + "`"));
    CHECK(says(page, "`." + std::string(info.extension) + "`"));
    CHECK(says(page, std::string(info.media_type)));
  }
  for (const auto format : {ExportFormat::csv, ExportFormat::csv_outcomes}) {
    const auto header = make_exporter(format, real_schemas(), {})->header();
    for (const auto& column : split(header.substr(0, header.size() - 2), ',')) {
      const auto facet = column.ends_with("_label") ? column.substr(0, column.size() - 6) : column;
      INFO(column);
      CHECK((says(page, "`" + column + "`") || real_schemas().find_facet(facet) != nullptr));
    }
  }
}
