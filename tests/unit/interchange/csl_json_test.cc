// SPDX-License-Identifier: GPL-3.0-or-later
#include "interchange_fixtures.h"

using namespace whatworks;
using namespace whatworks::test;

TEST_CASE("CSL JSON has names in parts, dates in parts, and no field that is empty") {
  const auto csl = Json::parse(item(ExportFormat::csl_json,
                                    with_source({{"authors", {"van der Doe, Jane", "Roe, R., Jr.", "Home Office"}},
                                                 {"venue", "Journal of Examples 12(3), 45-67"},
                                                 {"doi", "10.1000/example.1"},
                                                 {"url", "https://example.org/a"}}),
                                    {.base_url = "https://host.example"}));
  CHECK(csl.at("id") == "doe-2019-phone-lines");
  CHECK(csl.at("type") == "article-journal");
  CHECK(csl.at("title") == "Closing lines");
  CHECK(csl.at("author") ==
        Json::parse(R"([{"family": "van der Doe", "given": "Jane"}, {"family": "Roe", "given": "R.", "suffix": "Jr."}, {"literal": "Home Office"}])"));
  CHECK(csl.at("issued") == Json::parse(R"({"date-parts": [[2019]]})"));
  CHECK(csl.at("container-title") == "Journal of Examples");
  CHECK(csl.at("volume") == "12");
  CHECK(csl.at("issue") == "3");
  CHECK(csl.at("page") == "45-67");
  CHECK(csl.at("DOI") == "10.1000/example.1");
  CHECK(csl.at("URL") == "https://example.org/a");
  CHECK(says(csl.at("note").get<std::string>(), "https://host.example/records/doe-2019-phone-lines"));
  CHECK_FALSE(csl.contains("accessed"));  // nobody said when the source was read

  const auto bare = Json::parse(item(ExportFormat::csl_json, with_source({{"type", "web-page"}, {"authors", nullptr}, {"year", nullptr}})));
  for (const auto& [key, value] : bare.items()) {
    CHECK_FALSE(value.empty());
    CHECK(value != "");
  }
  for (const auto* key : {"author", "issued", "DOI", "URL", "page", "container-title"}) {
    CHECK_FALSE(bare.contains(key));
  }
}

TEST_CASE("the day of access in CSL JSON is the day on which somebody read the record against its sources") {
  const auto record = read_record(SampleRecord("doe-2019-phone-lines")
                                      .with("reviewed", "2026-02-03")
                                      .with("sources", "[{type: web-page, title: Lines, url: \"https://example.org/a\"}]")
                                      .text());
  CHECK(Json::parse(item(ExportFormat::csl_json, record)).at("accessed") == Json::parse(R"({"date-parts": [[2026, 2, 3]]})"));
}

TEST_CASE("CSL JSON brings back every text on one line") {
  for (const auto& text : hard_texts()) {
    const auto csl = Json::parse(item(ExportFormat::csl_json, with_source({{"title", text}})));
    const auto title = csl.at("title").get<std::string>();
    INFO(title);
    CHECK(title.find_first_of("\r\n\t") == std::string::npos);
    if (text.find_first_of("\r\n\t") == std::string::npos && !says(text, "  ") && !says(text, "\xE2\x80\xA8") && !text.ends_with(' ')) {
      CHECK(title == text);
    }
  }
}

TEST_CASE("the corpus is one list in CSL JSON, and an empty export an empty list") {
  const auto exporter = make_exporter(ExportFormat::csl_json, real_schemas(), {});
  CHECK(Json::parse(whole_file(*exporter, corpus_records())).size() == corpus_records().size());
  CHECK(Json::parse(whole_file(*exporter, {})).empty());
}
