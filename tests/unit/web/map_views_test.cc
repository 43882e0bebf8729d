// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/map_views.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "site_folder.h"
#include "web/api.h"
#include "web/templates.h"

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

// The text between two marks, to look into one part of a page.
std::string part_of(const std::string& html, const std::string& from, const std::string& to) {
  const auto begin = html.find(from);
  REQUIRE(begin != std::string::npos);
  return html.substr(begin, html.find(to, begin) - begin);
}

Tally tally(std::vector<std::uint32_t> by_effect, std::optional<int> strongest) {
  Tally out;
  for (const auto records : by_effect) {
    out.records += records;
  }
  out.by_effect = std::move(by_effect);
  out.strongest = strongest;
  return out;
}

const std::vector<std::string> kEffects{"reduces", "mixed", "no-effect", "increases", "not-measured"};
const Tally kNone = tally({0, 0, 0, 0, 0}, std::nullopt);

ParsedMapRequest ask(const Parameters& parameters) { return parse_map_request(real_schemas(), parameters); }

// Two crimes and a narrower one by two strategies and none.
EvidenceMap crimes(const ParsedMapRequest& parsed) {
  EvidenceMap map;
  map.request = parsed.request;
  map.effects = kEffects;
  map.all = tally({3, 1, 0, 1, 0}, 3);
  map.rows = {
      "crime",
      "Crime type",
      {{"drugs", "Drugs", "", tally({2, 1, 0, 1, 0}, 3)}, {"county-lines", "County lines", "drugs", tally({1, 0, 0, 0, 0}, 2)}, {"fraud", "Fraud", "", kNone}}};
  map.columns = {
      "strategy",
      "Strategy",
      {{"pursue", "Pursue", "", tally({2, 1, 0, 1, 0}, 3)}, {"prevent", "Prevent", "", kNone}, {"_missing", "Not stated", "", tally({1, 0, 0, 0, 0}, 1)}}};
  map.cells = {tally({2, 1, 0, 1, 0}, 3), kNone, tally({1, 0, 0, 0, 0}, 1), tally({1, 0, 0, 0, 0}, 2), kNone, kNone, kNone, kNone, kNone};
  return map;
}

const Parameters kCrimesByStrategy{{"rows", "crime"}, {"columns", "strategy"}};

std::string map_page(const Parameters& more = {}) {
  auto parameters = kCrimesByStrategy;
  parameters.insert(parameters.end(), more.begin(), more.end());
  const auto parsed = ask(parameters);
  const auto map = crimes(parsed);
  return render("map", map_view(context(), parsed, &map));
}

EvidenceMap list(const ParsedMapRequest& parsed, MapAxis rows) {
  EvidenceMap map;
  map.request = parsed.request;
  map.effects = kEffects;
  map.all = tally({2, 1, 0, 0, 0}, 3);
  map.rows = std::move(rows);
  return map;
}

}  // namespace

TEST_CASE("a cell tells how many records, what they found and how sure it is, and leads to them", "[S3][A10]") {
  const auto html = map_page();
  const auto cell = part_of(html, "data-row=\"drugs\" data-column=\"pursue\"", "</td>");
  CHECK(holds(cell, "href=\"/search?crime=drugs&amp;strategy=pursue\""));
  CHECK(holds(cell, "<span class=\"govuk-visually-hidden\">Drugs × Pursue: </span>"));
  CHECK(holds(cell, "4 records"));
  for (const auto* told : {"2 reduce harm", "1 mixed", "1 backfired"}) {
    CHECK(holds(cell, told));
  }
  CHECK_FALSE(holds(cell, "no effect"));
  CHECK(holds(cell, "strongest evidence"));
  CHECK(holds(cell, "3 Strong"));
  CHECK(holds(part_of(html, "data-row=\"county-lines\" data-column=\"pursue\"", "</td>"), "1 record<"));
  CHECK(holds(part_of(html, "data-row=\"county-lines\" data-column=\"pursue\"", "</td>"), "1 reduces harm"));
  CHECK(holds(part_of(html, "data-row=\"drugs\" data-column=\"_missing\"", "</td>"), "href=\"/search?crime=drugs&amp;strategy=_missing\""));
}

TEST_CASE("every cell carries its numbers for drawings", "[A10]") {
  const auto html = map_page();
  CHECK(holds(html, "<div class=\"ww-plot\" data-plot=\"matrix\" data-table=\"map-table\"></div>"));
  CHECK(holds(html, "id=\"map-table\" data-rows-label=\"Crime type\" data-columns-label=\"Strategy\""));
  CHECK(holds(html,
              "<td class=\"govuk-table__cell ww-cell\" data-row=\"drugs\" data-column=\"pursue\" data-row-label=\"Drugs\" data-column-label=\"Pursue\" "
              "data-count=\"4\" "
              "data-reduces=\"2\" data-mixed=\"1\" data-no-effect=\"0\" data-increases=\"1\" data-not-measured=\"0\" data-strength=\"3\">"));
  CHECK(holds(part_of(html, "data-row=\"fraud\" data-column=\"prevent\"", ">"), "data-count=\"0\""));
  CHECK(holds(part_of(html, "data-row=\"fraud\" data-column=\"prevent\"", "</td>"), "data-strength=\"\""));
}

TEST_CASE("an empty cell says that nobody has tested it and leads to what can be done", "[S3]") {
  const auto html = map_page();
  const auto gap = part_of(html, "data-row=\"fraud\" data-column=\"prevent\"", "</td>");
  CHECK(holds(gap, "href=\"#gaps\""));
  CHECK(holds(gap, "No evidence<span class=\"govuk-visually-hidden\">: Fraud × Prevent. Nobody has tested this.</span>"));
  CHECK(holds(html, "id=\"gaps\""));
  CHECK(holds(html, "4 of 6 combinations have no record."));  // what is not stated is no gap
  CHECK_FALSE(holds(part_of(html, "data-row=\"fraud\" data-column=\"_missing\"", "</td>"), "Nobody has tested"));
}

TEST_CASE("where filters look at what came out, an empty cell is no proof that nobody has tested it") {
  for (const auto& filter :
       {Parameters{{"effect", "increases"}}, Parameters{{"strength", "4"}}, Parameters{{"year_from", "2020"}}, Parameters{{"q", "ports"}}}) {
    INFO(to_query_string(filter));
    const auto html = map_page(filter);
    CHECK_FALSE(holds(html, "Nobody has tested this."));
    CHECK_FALSE(holds(html, "id=\"gaps\""));
    CHECK(holds(part_of(html, "data-row=\"fraud\" data-column=\"prevent\"", "</td>"), "None"));
  }
  CHECK(holds(map_page({{"country", "GB"}, {"not.crime", "corruption"}}), "Nobody has tested this."));
}

TEST_CASE("rows, columns and the whole have totals that lead to their records") {
  const auto html = map_page({{"country", "GB"}});
  CHECK(holds(html, "href=\"/search?crime=drugs&amp;country=GB\""));
  CHECK(holds(html, "href=\"/search?strategy=pursue&amp;country=GB\""));
  CHECK(holds(part_of(html, "<tfoot>", "</tfoot>"), "href=\"/search?country=GB\""));
  CHECK(holds(html, "counts in each of them"));
  CHECK(holds(html, "County lines<span class=\"govuk-visually-hidden\"> (part of Drugs)</span>"));
}

TEST_CASE("the form of a map keeps the filters, and each chip leads to the map without it", "[F13][F14]") {
  const auto html = map_page({{"q", "lines"}, {"country", "GB"}, {"not.effect", "mixed"}});
  const auto form = part_of(html, "<form class=\"ww-axes\"", "</form>");
  CHECK(holds(form, "<option value=\"crime\" selected>Crime type</option>"));
  CHECK(holds(form, "<option value=\"strategy\" selected>"));
  CHECK_FALSE(holds(form, "value=\"year\""));
  CHECK(holds(form, "<input type=\"hidden\" name=\"q\" value=\"lines\">"));
  CHECK(holds(form, "<input type=\"hidden\" name=\"not.effect\" value=\"mixed\">"));
  CHECK(holds(html, "href=\"/map?rows=crime&amp;columns=strategy&amp;q=lines&amp;not.effect=mixed\""));  // without the country
  CHECK(holds(html, "href=\"/map?rows=crime&amp;columns=strategy&amp;q=lines\""));                       // cleared, with the words
  CHECK(holds(html, "Remove filter"));
  CHECK(holds(html, "for ‘lines’"));
}

TEST_CASE("the four pages lead to each other, to the list and to the same as data, with the filters") {
  const auto html = map_page({{"country", "GB"}});
  for (const auto* address : {"/map/stages?country=GB", "/map/world?country=GB", "/map/years?country=GB", "/search?country=GB"}) {
    INFO(address);
    CHECK(holds(html, "href=\"" + std::string(address) + "\""));
  }
  CHECK(holds(html, "href=\"/map?rows=crime&amp;columns=strategy&amp;country=GB\" aria-current=\"page\""));
  CHECK(holds(html, "href=\"/map.csv?rows=crime&amp;columns=strategy&amp;country=GB\""));
  CHECK(holds(html, "href=\"/map?rows=crime&amp;columns=strategy&amp;strength=3&amp;strength=4&amp;country=GB\""));
  const auto view = map_view(context(), ask(kCrimesByStrategy), nullptr);
  CHECK(view.at("section") == "map");
}

TEST_CASE("how the words of a map were taken is said", "[F22]") {
  const auto parsed = ask({{"rows", "crime"}, {"columns", "strategy"}, {"q", "fraaud"}});
  auto map = crimes(parsed);
  map.did_you_mean = "fraud";
  CHECK(holds(render("map", map_view(context(), parsed, &map)),
              "Did you mean <a class=\"govuk-link\" href=\"/map?rows=crime&amp;columns=strategy&amp;q=fraud\">fraud</a>?"));
  map.corrected = true;
  CHECK(holds(render("map", map_view(context(), parsed, &map)), "Counting records with <strong>fraud</strong>"));
  map.corrected = false;
  map.relaxed = true;
  map.incomplete = true;
  const auto html = render("map", map_view(context(), parsed, &map));
  CHECK(holds(html, "records with any of them are counted"));
  CHECK(holds(html, "does not answer at the moment"));
}

TEST_CASE("what is wrong in the address of a map is told, and shown as it was written") {
  const auto html = map_page({{"year_from", "soon"}, {"country", "<b>atlantis"}});
  CHECK(holds(html, "year_from must be a year such as 2015."));
  CHECK(holds(html, "Country: &lt;b&gt;atlantis"));
  CHECK_FALSE(holds(html, "<b>atlantis"));
}

TEST_CASE("each stage tells what was tried, how it went and what is best tested", "[S3]") {
  const auto parsed = ask({{"rows", "stage"}, {"crime", "drugs"}});
  const auto map = list(parsed, {"stage",
                                 "Part of the criminal business",
                                 {{"recruitment", "Recruitment", "", tally({2, 1, 0, 0, 0}, 3)},
                                  {"procurement", "Procurement", "", kNone},
                                  {"_missing", "Not stated", "", tally({0, 1, 0, 0, 0}, 1)}}});
  std::vector<std::vector<ResultCard>> strongest(3);
  for (const auto* name : {"Mentors", "Mentors", "Curfews", "<i>Sport</i>", "Jobs"}) {
    ResultCard card;
    card.id = "doe-2019-" + std::to_string(strongest[0].size());
    card.intervention = name;
    card.effect = "reduces";
    card.strength = 3;
    strongest[0].push_back(std::move(card));
  }
  const auto html = render("stages", stages_view(context(), parsed, map, strongest));
  const auto first = part_of(html, "data-stage=\"recruitment\"", "</tr>");
  CHECK(holds(first, "data-label=\"Recruitment\" data-count=\"3\" data-reduces=\"2\""));
  CHECK(holds(first, "1. Recruitment"));
  CHECK(holds(first, real_schemas().find_vocabulary("stage")->find("recruitment")->definition));
  CHECK(holds(first, "href=\"/search?crime=drugs&amp;stage=recruitment\""));
  CHECK(holds(first, "href=\"/search?crime=drugs&amp;effect=mixed&amp;stage=recruitment\">Mixed results: 1</a>"));
  CHECK(holds(first, "href=\"/records/doe-2019-0\">Mentors</a>"));
  CHECK_FALSE(holds(first, "doe-2019-1"));  // the same intervention again
  CHECK(holds(first, "&lt;i&gt;Sport"));
  CHECK_FALSE(holds(first, "Jobs"));
  const auto gap = part_of(html, "data-stage=\"procurement\"", "</tr>");
  CHECK(holds(gap, "2. "));
  CHECK(holds(gap, "Nobody has tested this"));
  CHECK(holds(gap, "href=\"#gaps\""));
  CHECK_FALSE(holds(html, "data-stage=\"_missing\""));
  CHECK(holds(html, "href=\"/search?crime=drugs&amp;stage=_missing\">1 record</a> name no stage"));
  CHECK(holds(html, "<option value=\"drugs\" selected>Drugs</option>"));
  CHECK_FALSE(holds(html, "<input type=\"hidden\" name=\"crime\""));
  CHECK(holds(html, "1 of 2 stages has no record."));
}

TEST_CASE("countries come with their region and numbers", "[S3]") {
  const auto parsed = ask({{"rows", "country"}, {"effect", "reduces"}});
  const auto map = list(
      parsed, {"country", "Country", {{"GB", "United Kingdom", "", tally({2, 0, 0, 0, 0}, 3)}, {"_missing", "Not stated", "", tally({1, 0, 0, 0, 0}, 2)}}});
  const auto html = render("counts", counts_view(context(), "world", parsed, map));
  CHECK(holds(html, "<div class=\"ww-plot\" data-plot=\"world\" data-table=\"world-table\"></div>"));
  const auto row = part_of(html, "data-country=\"GB\"", "</tr>");
  CHECK(holds(row, "data-count=\"2\" data-reduces=\"2\" data-mixed=\"0\""));
  CHECK(holds(row, "data-strength=\"3\""));
  CHECK(holds(row, "href=\"/search?effect=reduces&amp;country=GB\">United Kingdom</a>"));
  CHECK(holds(row, "Northern Europe"));
  CHECK(holds(row, "3 Strong"));
  CHECK(holds(html, "Increases harm (backfired)"));
  CHECK(holds(html, "href=\"/map/years?effect=reduces\""));
}

TEST_CASE("years stand with the newest first, those without records too", "[S3]") {
  const auto parsed = ask({{"rows", "year"}});
  const auto map =
      list(parsed, {"year",
                    "Year published",
                    {{"2017", "2017", "", tally({2, 0, 0, 0, 0}, 3)}, {"2018", "2018", "", kNone}, {"2019", "2019", "", tally({0, 1, 0, 0, 0}, 1)}}});
  const auto html = render("counts", counts_view(context(), "years", parsed, map));
  CHECK(html.find("data-year=\"2019\"") < html.find("data-year=\"2018\""));
  CHECK(html.find("data-year=\"2018\"") < html.find("data-year=\"2017\""));
  CHECK(holds(part_of(html, "data-year=\"2017\"", "</tr>"), "href=\"/search?year_from=2017&amp;year_to=2017\""));
  CHECK_FALSE(holds(part_of(html, "data-year=\"2018\"", "</tr>"), "href="));
  CHECK_FALSE(holds(html, "World region"));
}

TEST_CASE("a list that finds nothing says so and leads on") {
  const auto parsed = ask({{"rows", "country"}, {"q", "qqqxyzzy"}});
  EvidenceMap map;
  map.request = parsed.request;
  map.effects = kEffects;
  map.all = kNone;
  const auto html = render("counts", counts_view(context(), "world", parsed, map));
  CHECK(holds(html, "0 records for ‘qqqxyzzy’"));
  CHECK(holds(html, "No record matches"));
  CHECK_FALSE(holds(html, "<table"));
}

TEST_CASE("map JSON has its axes, every cell with its numbers and search, and how it was asked for", "[P2]") {
  const auto parsed = ask({{"rows", "crime"}, {"columns", "strategy"}, {"q", "lines"}, {"country", "GB"}});
  const auto json = map_json(real_schemas(), crimes(parsed));
  CHECK(json.at("query") == Json{{"q", "lines"}, {"filters", {{"country", {"GB"}}}}, {"rows", "crime"}, {"columns", "strategy"}, {"corrected", false}});
  CHECK(json.at("total") == 5);
  CHECK(json.at("all").at("by_effect") == Json{{"reduces", 3}, {"mixed", 1}, {"no-effect", 0}, {"increases", 1}, {"not-measured", 0}});
  CHECK(json.at("all").at("strongest") == 3);
  CHECK(json.at("rows").at("facet") == "crime");
  CHECK(json.at("rows").at("values").at(1).at("broader") == "drugs");
  CHECK(json.at("rows").at("values").at(0).at("records") == 4);
  CHECK(json.at("columns").at("values").size() == 3);
  REQUIRE(json.at("cells").size() == 9);
  const auto& cell = json.at("cells").at(0);
  CHECK(cell.at("row") == "drugs");
  CHECK(cell.at("column") == "pursue");
  CHECK(cell.at("records") == 4);
  CHECK(cell.at("by_effect").at("increases") == 1);
  CHECK(cell.at("strongest") == 3);
  CHECK(cell.at("url") == "/search?q=lines&crime=drugs&strategy=pursue&country=GB");
  CHECK(json.at("cells").at(8).at("strongest").is_null());
  CHECK(json.at("links").at("self") == "/api/v1/map?rows=crime&columns=strategy&q=lines&country=GB");
  const auto years = map_json(real_schemas(), list(ask({{"rows", "year"}}), {"year", "Year published", {}}));
  CHECK(years.at("columns").is_null());
  CHECK(years.at("cells").empty());
  CHECK(years.at("query").at("columns").is_null());
}

TEST_CASE("a map as CSV has a line per cell, with codes and labels, and no cell that a spreadsheet takes for a formula") {
  auto map = crimes(ask(kCrimesByStrategy));
  map.rows.values[0].label = "=Drugs, \"hard\"";
  const auto csv = map_csv(real_schemas(), map);
  const std::string heading = "crime,crime_label,strategy,strategy_label,records,reduces,mixed,no_effect,increases,not_measured,strongest,strongest_label\r\n";
  CHECK(csv.substr(0, heading.size()) == heading);
  CHECK(holds(csv, "drugs,\"'=Drugs, \"\"hard\"\"\",pursue,Pursue,4,2,1,0,1,0,3,3 Strong\r\n"));
  CHECK(holds(csv, "fraud,Fraud,prevent,Prevent,0,0,0,0,0,0,,\r\n"));
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 10);
  for (const auto* label : {"+x", "-x", "@x"}) {
    map.rows.values[0].label = label;
    CHECK(holds(map_csv(real_schemas(), map), "drugs,'" + std::string(label) + ",pursue"));
  }
  const auto years = map_csv(real_schemas(), list(ask({{"rows", "year"}}), {"year", "Year published", {{"2017", "2017", "", tally({2, 0, 0, 0, 0}, 3)}}}));
  CHECK(years == "year,year_label,records,reduces,mixed,no_effect,increases,not_measured,strongest,strongest_label\r\n2017,2017,2,2,0,0,0,0,3,3 Strong\r\n");
}

TEST_CASE("the words of the maps name facets, effects and levels that exist") {
  const auto& words = real_words().at("maps");
  for (const auto& name : words.at("gap_facets")) {
    CHECK(real_schemas().find_facet(name.get<std::string>()) != nullptr);
  }
  for (const auto* axis : {"rows", "columns"}) {
    CHECK(can_be_mapped(*real_schemas().find_facet(words.at(axis).get<std::string>())));
  }
  for (const auto& entry : real_schemas().find_vocabulary("effect")->concepts()) {
    INFO(entry.code);
    CHECK(words.at("effects").contains(entry.code));
  }
  for (const auto& level : words.at("strong")) {
    CHECK(real_schemas().find_vocabulary("strength")->find(level.get<std::string>()) != nullptr);
  }
}
