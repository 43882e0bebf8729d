// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>

#include "interchange/csv.h"
#include "interchange_fixtures.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

using Rows = std::vector<std::vector<std::string>>;

// RFC 4180, strictly: rows end in CRLF, quotes only about whole cells.
Rows parse_csv(const std::string& text) {
  Rows rows;
  std::vector<std::string> row;
  std::string cell;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '"') {
      for (++at; at < text.size() && !(text[at] == '"' && text.substr(at + 1, 1) != "\""); ++at) {
        at += text[at] == '"' ? 1U : 0U;
        cell += text[at];
      }
      REQUIRE(at < text.size());
      ++at;
      REQUIRE((text[at] == ',' || text.substr(at, 2) == "\r\n"));
    } else if (text[at] == ',' || text.substr(at, 2) == "\r\n") {
      row.push_back(std::move(cell));
      cell.clear();
      if (text[at] == ',') {
        ++at;
        if (text.substr(at, 2) == "\r\n") {
          continue;
        }
      } else {
        rows.push_back(std::move(row));
        row.clear();
        at += 2;
      }
    } else {
      REQUIRE(text[at] != '\r');
      REQUIRE(text[at] != '\n');
      cell += text[at++];
    }
  }
  REQUIRE(row.empty());
  return rows;
}

Rows csv_of(const Record& record, ExportFormat format = ExportFormat::csv, const Schemas& schemas = real_schemas(), const ExportOptions& options = {}) {
  const auto exporter = make_exporter(format, schemas, options);
  return parse_csv(exporter->header() + exporter->item(record));
}

std::map<std::string, std::string> row_of(const Record& record, const Schemas& schemas = real_schemas(), const ExportOptions& options = {}) {
  const auto rows = csv_of(record, ExportFormat::csv, schemas, options);
  REQUIRE(rows.size() == 2);
  REQUIRE(rows[0].size() == rows[1].size());
  std::map<std::string, std::string> cells;
  for (std::size_t i = 0; i < rows[0].size(); ++i) {
    INFO(rows[0][i]);
    CHECK(cells.emplace(rows[0][i], rows[1][i]).second);
  }
  return cells;
}

}  // namespace

TEST_CASE("CSV has a row a record, with code and label of every facet, and dates as ISO has them") {
  const auto record = read_record(
      SampleRecord("doe-2019-phone-lines")
          .with("countries", "[GB, NO]")
          .with("reviewed", "2026-02-03")
          .with("contributors", "[{name: Ann Example, orcid: 0000-0002-1825-0097}, {name: Bo Sample}]")
          .with("fieldwork", "{from: 2016, to: 2018}")
          .with("emmie", "{effect: 2, economics: 0}")
          .with("sources", "[{type: article, title: \"Lines: a test\", authors: [\"Doe, J.\", Home Office], year: 2018}, {type: report, title: More}]")
          .text());
  auto row = row_of(record, real_schemas(), {.base_url = "https://host.example"});
  CHECK(row["id"] == "doe-2019-phone-lines");
  CHECK(row["url"] == "https://host.example/records/doe-2019-phone-lines");
  CHECK(row["country"] == "GB; NO");
  CHECK(row["country_label"] == "United Kingdom; Norway");
  CHECK(row["region_label"].find("Europe") != std::string::npos);
  CHECK(row["effect"] == "reduces");
  CHECK(row["effect_label"] == "Reduces harm");
  CHECK(row["strength"] == "2");
  CHECK(row["strength_label"] == "2 Moderate");
  CHECK(row["status"] == "published");  // the default
  CHECK(row["year"] == "2019");
  CHECK(row.count("year_label") == 0);
  CHECK(row["fieldwork_from"] == "2016");
  CHECK(row["emmie_effect"] == "2");
  CHECK(row["emmie_economics"] == "0");
  CHECK(row["emmie_mechanism"].empty());
  CHECK(row["added"] == "2026-01-02");
  CHECK(row["reviewed"] == "2026-02-03");
  CHECK(row["contributors"] == "Ann Example (https://orcid.org/0000-0002-1825-0097); Bo Sample");
  CHECK(row["source_title"] == "Lines: a test");
  CHECK(row["source_authors"] == "Doe, J.; Home Office");
  CHECK(row["source_year"] == "2018");
  CHECK(row["other_sources"] == "report: More");
  for (const auto& facet : real_schemas().facets()) {
    CHECK(row.count(facet.name) == 1);
  }
}

TEST_CASE("a new facet brings its columns, also when it is called like another") {
  const TempFolder folder;
  fs::copy(kRoot / "schemas", folder.path(), fs::copy_options::recursive);
  auto facets = Json::parse(read(folder / "facets.json"));
  for (const auto* name : {"setting-type", "title"}) {
    facets.at("facets").push_back(
        {{"name", name}, {"label", "Setting"}, {"field", "setting"}, {"type", "vocabulary"}, {"vocabulary", "setting"}, {"several", true}, {"show", "closed"}});
  }
  write(folder / "facets.json", facets.dump());
  write(
      folder.path() / "vocabularies" / "setting.json",
      R"({"name": "setting", "label": "Setting", "definition": "Where.", "ordered": false, "concepts": [{"code": "port", "label": "A port", "definition": "By the sea."}]})");
  const auto schemas = load_schemas(folder.path());
  INFO((schemas ? std::string() : schemas.error().message));
  REQUIRE(schemas);
  auto row = row_of(read_record(SampleRecord("doe-2019-phone-lines").with("setting", "[port]").text(), *schemas), *schemas);
  CHECK(row["setting_type"] == "port");
  CHECK(row["setting_type_label"] == "A port");
  CHECK(row["title"] == "Closing drug phone lines");
  CHECK(row["facet_title_label"] == "A port");
}

TEST_CASE("no text becomes a formula, and every text comes back") {
  for (const auto& text : hard_texts()) {
    auto row = row_of(with_source({{"title", text}}));
    const auto title = row["source_title"];
    INFO(title);
    const bool is_formula = text.find_first_of("=+-@") == 0;
    CHECK(title == (is_formula ? "'" : "") + (says(text, "\r") ? clean_utf8(text) : text));
  }
  for (const auto* text : {"\tx", "\nx",
                           "\xEF\xBC\x9D"
                           "1"}) {
    auto row = row_of(with_key("strength_reason", text));
    CHECK(row["strength_reason"] == "'" + std::string(text));
  }
}

TEST_CASE("outcomes are readable in the record's row and have rows of their own, with numbers that stay numbers") {
  const auto record =
      read_record(SampleRecord("doe-2019-phone-lines")
                      .with("outcomes",
                            "[{outcome: Calls, measure: percent-change, value: -27.5, ci: [-40, -12], n: 210, measures: harm, harm: lower, note: \"=a note\"}, "
                            "{outcome: Trust, measure: other, measures: perception, harm: higher}]")
                      .text());
  CHECK(row_of(record)["outcomes"] ==
        "Calls: -27.5 percent-change (-40 to -12), n 210, measures harm, good is lower, =a note; Trust: other, measures perception, good is higher");
  const auto rows = csv_of(record, ExportFormat::csv_outcomes);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0] == std::vector<std::string>{"record", "title", "published", "outcome", "measures", "measure", "value", "interval_low", "interval_high", "n",
                                            "good_direction", "note", "url"});
  CHECK(rows[1] == std::vector<std::string>{"doe-2019-phone-lines", "Closing drug phone lines", "2019", "Calls", "harm", "percent-change", "-27.5", "-40",
                                            "-12", "210", "lower", "'=a note", ""});
  CHECK(rows[2][6].empty());
  CHECK(make_exporter(ExportFormat::csv_outcomes, real_schemas(), {})->item(with_source({})).empty());
}

TEST_CASE("a number keeps its sign, and what only begins like one is no number") {
  CHECK(csv_row({"-61", "+4.5", "-1e-05", "-", "-inf", "-1-1", "+44 20", "--1", ""}) == "-61,'+4.5,-1e-05,'-,'-inf,'-1-1,'+44 20,'--1,\r\n");
  CHECK(csv_row({"a", "b, c", "d \"e\"", "f; g"}) == "a,\"b, c\",\"d \"\"e\"\"\",\"f; g\"\r\n");
  CHECK(csv_row({"a\xFF"}) == "a\xEF\xBF\xBD\r\n");
}

TEST_CASE("a byte order mark stands before CSV where it is asked for") {
  for (const auto format : {ExportFormat::csv, ExportFormat::csv_outcomes}) {
    CHECK(make_exporter(format, real_schemas(), {.base_url = {}, .byte_order_mark = true})
              ->header()
              .starts_with("\xEF\xBB\xBF" + std::string(format == ExportFormat::csv ? "id," : "record,")));
    CHECK(make_exporter(format, real_schemas(), {})->header().starts_with(format == ExportFormat::csv ? "id," : "record,"));
  }
}

TEST_CASE("the corpus is one table: every row as long as the first") {
  for (const auto format : {ExportFormat::csv, ExportFormat::csv_outcomes}) {
    const auto rows = parse_csv(whole_file(*make_exporter(format, real_schemas(), {}), corpus_records()));
    CHECK(rows.size() > corpus_records().size());
    for (const auto& row : rows) {
      REQUIRE(row.size() == rows[0].size());
    }
  }
}
