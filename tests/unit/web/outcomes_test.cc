// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "core/text.h"
#include "site_folder.h"
#include "web/templates.h"
#include "web/views.h"

using namespace whatworks;
using namespace whatworks::test;
using Json = nlohmann::ordered_json;

namespace {

ViewContext context() { return {real_schemas(), real_words()}; }

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string render(const std::string& name, const Json& view) {
  static const auto templates = Templates::load(WHATWORKS_SOURCE_DIR "/site/templates");
  REQUIRE(templates);
  const auto out = templates->render(name, view);
  REQUIRE(out);
  return *out;
}

Record record(const std::string& id, const std::string& outcomes) {
  Record out;
  out.id = id;
  out.title = "Title of " + id;
  out.published = 2019;
  out.front_matter = std::make_shared<Json>(outcomes.empty() ? Json::object() : Json{{"outcomes", Json::parse(outcomes)}});
  return out;
}

const auto kMeasured = record("doe-2019-lines", R"json([
  {"outcome": "Calls \"overheard\"", "measure": "percent-change", "value": -61, "ci": [-70.5, -49], "n": 3800, "measures": "activity", "harm": "lower"},
  {"outcome": "Stabbings", "measure": "odds-ratio", "value": 0.72, "ci": [0.6, 1.1], "measures": "harm", "harm": "lower", "note": "of young men"},
  {"outcome": "Thefts", "measure": "percent-change", "value": 0, "measures": "harm", "harm": "lower"},
  {"outcome": "Pounds", "measure": "other", "value": 12, "measures": "harm", "harm": "higher"}])json");
const auto kUnmeasured = record("roe-2020-exit", "");

struct Page {
  Json view;
  std::string html;
};

Page page(const Parameters& parameters, const std::vector<Record>& records, std::uint32_t total) {
  const auto parsed = parse_search_request(real_schemas(), parameters);
  SearchResults results;
  results.request = parsed.request;
  results.total = total;
  auto view = outcomes_view(context(), parsed, results, records);
  auto html = render("outcomes", view);
  return {std::move(view), std::move(html)};
}

RecordDetail detail(const Record& record) {
  RecordDetail out;
  out.card.id = record.id;
  out.card.title = record.title;
  out.front_matter = record.front_matter;
  return out;
}

}  // namespace

TEST_CASE("a row of an outcome tells programs what it tells people") {  // ux A10
  const auto html = render("record", record_view(context(), detail(kMeasured)));
  CHECK(holds(html,
              R"(data-measure="percent-change" data-measures="activity" data-harm="lower" data-value="-61" data-low="-70.5" data-high="-49" data-none="0" )"
              R"(data-label="Calls &quot;overheard&quot;")"));
  CHECK(holds(html, R"(data-measure="odds-ratio" data-measures="harm" data-harm="lower" data-value="0.72" data-low="0.6" data-high="1.1" data-none="1" )"
                    R"(data-verdict="unsure" data-label="Stabbings")"));
  CHECK(holds(html, R"(data-value="0" data-none="0" data-verdict="same" data-label="Thefts")"));
  // A number of no known kind has no place on an axis.
  CHECK(holds(html, R"(data-measure="other" data-measures="harm" data-harm="higher" data-value="12" data-label="Pounds")"));
}

TEST_CASE("a picture of outcomes is drawn from all their tables, and only where there is something to draw") {
  const auto html = render("record", record_view(context(), detail(kMeasured)));
  CHECK(holds(html, R"(data-plot="intervals" data-table="outcomes-table-harm outcomes-table-activity")"));
  for (const auto* id : {"id=\"outcomes-table-harm\"", "id=\"outcomes-table-activity\""}) {
    CHECK(holds(html, id));
  }
  const auto other = record("doe-2019-lines", R"json([{"outcome": "Pounds", "measure": "other", "value": 12, "measures": "harm", "harm": "higher"}])json");
  CHECK_FALSE(holds(render("record", record_view(context(), detail(other))), "data-plot"));
}

TEST_CASE("the outcomes of many records stand in one table, complete without a picture") {
  const auto [view, html] = page({{"q", "lines"}, {"crime", "county-lines"}}, {kMeasured, kUnmeasured}, 2);
  CHECK(view.at("table").at("rows").size() == 4);
  for (const auto* part :
       {"href=\"/records/doe-2019-lines\"", "Title of doe-2019-lines", "Calls &quot;overheard&quot;", "−61%", "range −70.5% to −49%", "3,800",
        "Activity, not harm", "The range includes no difference", "of young men", "No difference", "2 records, of which 1 reports"}) {
    INFO(part);
    CHECK(holds(html, part));
  }
  CHECK(holds(html, R"(data-plot="intervals" data-table="outcomes-table")"));
  CHECK(holds(html, R"(id="outcomes-table")"));
  // More calls overheard are not called better.
  CHECK(view.at("table").at("rows").at(0).at("verdict").is_null());
}

TEST_CASE("the page of outcomes leads back to its search, and each chip to the outcomes without it") {  // ux F13, F18
  const auto [view, html] = page({{"q", "lines"}, {"crime", "county-lines"}, {"not.kind", "review"}, {"page", "3"}, {"per_page", "5"}}, {kMeasured}, 1);
  CHECK(view.at("search_href") == "/search?q=lines&crime=county-lines&not.kind=review");
  CHECK(view.at("table").at("csv_href") == "/outcomes.csv?q=lines&crime=county-lines&not.kind=review");
  const auto& chips = view.at("chips").at("list");
  REQUIRE(chips.size() == 3);
  CHECK(chips.at(0).at("href") == "/outcomes?crime=county-lines&not.kind=review");
  CHECK(chips.at(1).at("href") == "/outcomes?q=lines&not.kind=review");
  CHECK(chips.at(2).at("href") == "/outcomes?q=lines&crime=county-lines");
  CHECK(holds(html, "Remove filter"));
}

TEST_CASE("what the page of outcomes leaves out is said") {
  CHECK(holds(page({}, {kMeasured, kUnmeasured}, 180).html, "180 records. Of the first 2, 1 report measured outcomes."));
  CHECK(holds(page({}, {kMeasured, kUnmeasured}, 180).html, "Too many records for one page"));
  CHECK_FALSE(holds(page({}, {kMeasured, kUnmeasured}, 2).html, "Too many records for one page"));
  const auto [view, html] = page({{"country", "GB"}}, {kUnmeasured}, 1);
  CHECK(view.at("table").is_null());
  CHECK(holds(html, "None of these records reports a measured outcome"));
  CHECK(holds(html, "href=\"/search?country=GB\""));
  CHECK(holds(page({{"year_from", "soon"}}, {kMeasured}, 1).html, "Enter the first year as four digits"));
}

TEST_CASE("outcomes come as a table for spreadsheets, numbers as numbers") {  // ux 6
  const auto records = {kMeasured, kUnmeasured};
  const auto lines = split(outcomes_csv(context(), records), '\n');
  REQUIRE(lines.size() == 6);  // the last is empty
  CHECK(lines.at(0).rfind("record,title,published,outcome,measures,measure,value,interval_low,interval_high,", 0) == 0);
  CHECK(
      lines.at(1) ==
      "doe-2019-lines,Title of doe-2019-lines,2019,\"Calls \"\"overheard\"\"\",activity,percent-change,-61,-70.5,-49,0,3800,lower,,,/records/doe-2019-lines\r");
  CHECK(holds(lines.at(2), "0.72,0.6,1.1,1,,lower,The range includes no difference,of young men,"));
}
