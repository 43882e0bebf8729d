// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/views.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "site_folder.h"
#include "web/api.h"
#include "web/templates.h"

using namespace whatworks;
using namespace whatworks::test;
using Json = nlohmann::ordered_json;

namespace {

ViewContext context() { return {real_schemas(), real_words()}; }

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t out = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) {
    ++out;
  }
  return out;
}

std::string render(const std::string& name, const Json& view) {
  static const auto templates = Templates::load(WHATWORKS_SOURCE_DIR "/site/templates");
  REQUIRE(templates);
  const auto out = templates->render(name, view);
  REQUIRE(out);
  return *out;
}

ParsedRequest ask(const Parameters& parameters) { return parse_search_request(real_schemas(), parameters); }

ResultCard card() {
  ResultCard out;
  out.id = "doe-2019-lines";
  out.kind = "study";
  out.title = "Lines & <b>sellers</b>";
  out.summary = "\"Calls\" fell";
  out.snippet = "closing <mark>lines</mark> &amp; more";
  out.published = 2019;
  out.countries = {"GB", "NO"};
  out.priorities = {"ocg-business-models"};
  out.crime_types = {"county-lines"};
  out.design = "quasi-experiment";
  out.effect = "mixed";
  out.harms = "reported";
  out.strength = 2;
  out.circulation = "public";
  out.status = "published";
  out.reviewed = "2026-11-22";
  out.score = 11.3;
  return out;
}

SearchResults results(const ParsedRequest& parsed, std::uint32_t total) {
  SearchResults out;
  out.request = parsed.request;
  out.total = total;
  for (std::uint32_t i = 0; i < total && i < 20; ++i) {
    out.results.push_back(card());
  }
  return out;
}

FacetValueCount value(const std::string& code, std::uint32_t number, bool selected = false, const std::string& broader = {}) {
  FacetValueCount out;
  out.value = code;
  out.label = code;
  out.count = number;
  out.selected = selected;
  out.broader = broader;
  return out;
}

std::vector<std::string> labels(const Json& rows) {
  std::vector<std::string> out;
  for (const auto& row : rows) {
    out.push_back(row.at("label").get<std::string>());
  }
  return out;
}

RecordDetail record() {
  RecordDetail out;
  out.card = card();
  auto front_matter = std::make_shared<Json>();
  *front_matter = Json::parse(R"json({
    "id": "doe-2019-lines", "kind": "study", "title": "Lines", "summary": "Calls fell", "intervention": "Phone line closure",
    "priorities": ["ocg-business-models"], "crime_types": ["county-lines"], "countries": ["GB"], "published": 2019,
    "fieldwork": {"from": 2016, "to": 2018}, "design": "quasi-experiment", "sms_level": 3, "effect": "mixed", "harms": "reported",
    "strength": 1, "strength_reason": "one of four areas carries the result", "emmie": {"effect": 2, "mechanism": 1},
    "outcomes": [
      {"outcome": "Calls", "measure": "percent-change", "value": -61, "ci": [-70, -49], "n": 3800, "measures": "activity", "harm": "lower"},
      {"outcome": "Stabbings", "measure": "odds-ratio", "value": 0.72, "ci": [0.6, 1.1], "measures": "harm", "harm": "lower"},
      {"outcome": "Deaths", "measure": "percent-change", "value": 9.5, "measures": "harm", "harm": "lower"}],
    "figures": [{"value": "245", "what": "lines closed"}],
    "sources": [
      {"type": "article", "title": "Closing lines", "authors": ["Doe, J.", "Roe, R."], "year": 2019, "venue": "Journal", "doi": "10.1/x", "url": "https://example.org/a"},
      {"type": "report", "title": "Bad link", "url": "javascript:alert(1)"}],
    "related": [{"id": "roe-2021", "how": "extends"}],
    "circulation": "public", "added": "2026-11-22", "reviewed": "2026-11-23"})json");
  out.front_matter = front_matter;
  out.sections = {{"What was done", "what-was-done", "<p>Lines were closed.</p>", "Lines were closed."},
                  {"Effect", "effect", "<p>Mixed.</p>", "Mixed."},
                  {"Limits", "limits", "<p>Few.</p>", "Few."},
                  {"An aside", "an-aside", "<p>Extra.</p>", "Extra."}};
  out.related = {{"roe-2021", "Second lines", "extends", false, "reduces", 3}, {"loe-2022", "All lines", "reviews", true, "mixed", 4}};
  out.digest = "abc";
  return out;
}

}  // namespace

TEST_CASE("search JSON has the shape that was promised") {
  const auto parsed = ask({{"q", "phone lines"}, {"country", "GB"}, {"not.effect", "increases"}, {"year_from", "2010"}, {"page", "2"}, {"per_page", "5"}});
  auto found = results(parsed, 12);
  found.facets = {{"country", "Country", {value("GB", 12, true)}}};
  found.did_you_mean = "phone line";
  found.took_ms = 0.8;
  const auto json = search_json(found);
  std::vector<std::string> keys;
  for (const auto& [key, member] : json.items()) {
    keys.push_back(key);
  }
  CHECK(keys == std::vector<std::string>{"query", "total", "results", "facets", "did_you_mean", "relaxed", "incomplete", "links", "took_ms"});
  CHECK(json.at("query").at("q") == "phone lines");
  CHECK(json.at("query").at("filters") == Json{{"country", {"GB"}}});
  CHECK(json.at("query").at("excluded") == Json{{"effect", {"increases"}}});
  CHECK(json.at("query").at("year_from") == 2010);
  CHECK_FALSE(json.at("query").contains("year_to"));
  CHECK(json.at("query").at("sort") == "relevance");
  CHECK(json.at("query").at("corrected") == false);
  CHECK(json.at("total") == 12);
  const auto& first = json.at("results").at(0);
  for (const auto* key : {"id", "kind", "title", "summary", "snippet", "published", "countries", "priorities", "effect", "strength", "score", "url"}) {
    INFO(key);
    CHECK(first.contains(key));
  }
  CHECK(first.at("url") == "/records/doe-2019-lines");
  CHECK(first.at("strength") == 2);
  CHECK(json.at("facets").at(0).at("values").at(0) == Json{{"value", "GB"}, {"label", "GB"}, {"count", 12}, {"selected", true}});
  const auto& links = json.at("links");
  CHECK(links.at("self") == "/api/v1/search?q=phone+lines&not.effect=increases&country=GB&year_from=2010&per_page=5&page=2");
  CHECK(links.at("first") == "/api/v1/search?q=phone+lines&not.effect=increases&country=GB&year_from=2010&per_page=5");
  CHECK(links.at("prev") == links.at("first"));
  CHECK(links.at("next") == links.at("last"));
}

TEST_CASE("suggestions lead to a record or a search, and labels tell their facet in words") {
  const std::vector<Suggestion> found{{SuggestionKind::label, "Drugs", {}, "crime", "drugs"},
                                      {SuggestionKind::intervention, "Phone line closure", {}, {}, {}},
                                      {SuggestionKind::title, "Lines", "doe-2019-lines", {}, {}}};
  const auto list = suggestions_json(real_schemas(), "li", found).at("suggestions");
  REQUIRE(list.size() == 3);
  CHECK(list.at(0).at("facet_label") == "Crime type");
  CHECK(list.at(0).at("url") == "/search?crime=drugs");
  CHECK(list.at(1).at("url") == "/search?q=intervention%3A%22Phone+line+closure%22");
  CHECK_FALSE(list.at(1).contains("facet_label"));
  CHECK(list.at(2).at("url") == "/records/doe-2019-lines");
}

TEST_CASE("links of one page lead nowhere else") {
  const auto links = search_json(results(ask({}), 3)).at("links");
  CHECK(links.at("self") == "/api/v1/search");
  CHECK(links.at("prev").is_null());
  CHECK(links.at("next").is_null());
  CHECK(search_json(results(ask({{"q", "x"}}), 0)).at("links").at("last") == "/api/v1/search?q=x");
}

TEST_CASE("record JSON is the front matter with sections, both sides' relations, etag and address") {
  const auto json = record_json(record());
  CHECK(json.at("outcomes").at(0).at("value") == -61);
  CHECK(json.at("sections").at(1).at("heading") == "Effect");
  CHECK(json.at("sections").at(1).at("html") == "<p>Mixed.</p>");
  CHECK(json.at("sections").at(1).at("text") == "Mixed.");
  CHECK(json.at("etag") == "abc");
  CHECK(json.at("url") == "/records/doe-2019-lines");
  CHECK(json.at("related").size() == 2);
  CHECK(json.at("related").at(1).at("inward") == true);
}

TEST_CASE("a title with markup is shown as it was written") {
  const auto html = render("search", search_view(context(), ask({{"q", "<script>alert(1)</script>"}}), results(ask({}), 1), {}));
  CHECK(holds(html, "Lines &amp; &lt;b&gt;sellers"));
  CHECK_FALSE(holds(html, "<b>sellers"));
  CHECK_FALSE(holds(html, "<script>alert"));
  CHECK(holds(html, "closing <mark>lines</mark> &amp; more"));
}

TEST_CASE("a card names a few countries and counts the rest") {
  const auto shown = [](std::vector<std::string> codes) {
    auto one = card();
    one.countries = std::move(codes);
    return card_view(context(), one).at("countries");
  };
  CHECK(shown({"GB", "NO"}) == "United Kingdom, Norway");
  CHECK(shown({"GB", "NO", "SE", "FI", "FR"}) == "United Kingdom, Norway, Sweden, Finland, France");
  CHECK(shown({"GB", "NO", "SE", "FI", "FR", "ES"}) == "United Kingdom, Norway, Sweden, Finland and 2 more");
}

TEST_CASE("ratings are told in words") {  // ux A9
  const auto html = render("search", search_view(context(), ask({}), results(ask({}), 1), {}));
  CHECK(holds(html, "Mixed results"));
  CHECK(holds(html, "2 Moderate"));
  CHECK(holds(html, "Unwanted effects reported"));
}

TEST_CASE("a facet with one value is hidden, unless it is chosen") {  // ux F4, F5
  auto found = results(ask({{"country", "GB"}}), 3);
  found.facets = {{"kind", "Kind", {value("study", 3)}}, {"country", "Country", {value("GB", 0, true)}}};
  const auto view = search_view(context(), ask({{"country", "GB"}}), found, {});
  REQUIRE(view.at("facets").size() == 1);
  CHECK(view.at("facets").at(0).at("name") == "country");
  CHECK(view.at("facets").at(0).at("chosen") == "1 selected");
  CHECK(view.at("facets").at(0).at("open") == true);
  const auto html = render("search", view);
  CHECK(holds(html, "1 selected"));
  CHECK(holds(html, "(0<span class=\"govuk-visually-hidden\"> results</span>)"));
}

TEST_CASE("chosen values come first where the order means nothing, and stay put where it does") {  // ux F6
  auto found = results(ask({}), 9);
  found.facets = {{"country", "Country", {value("a", 9), value("b", 5), value("c", 1, true)}},
                  {"strength", "Strength", {value("4", 1), value("3", 5), value("2", 1, true)}}};
  const auto view = search_view(context(), ask({}), found, {});
  CHECK(labels(view.at("facets").at(0).at("rows")) == std::vector<std::string>{"c", "a", "b"});
  CHECK(labels(view.at("facets").at(1).at("rows")) == std::vector<std::string>{"4", "3", "2"});
}

TEST_CASE("a long facet is cut after eight values, the rest is one step away, and nothing chosen hides there") {  // ux F9
  auto found = results(ask({}), 9);
  FacetCounts facet{"country", "Country", {}};
  for (int i = 0; i < 34; ++i) {
    facet.values.push_back(value("v" + std::to_string(i), static_cast<std::uint32_t>(40 - i), i == 33));
  }
  found.facets = {facet};
  const auto view = search_view(context(), ask({}), found, {}).at("facets").at(0);
  CHECK(view.at("rows").size() == 8);
  CHECK(labels(view.at("rows")).front() == "v33");
  CHECK(view.at("more").at("rows").size() == 26);
  CHECK(view.at("more").at("total") == 34);
  CHECK(view.at("filterable") == true);
  std::set<std::string> inputs;
  for (const auto* rows : {&view.at("rows"), &view.at("more").at("rows")}) {
    for (const auto& row : *rows) {
      CHECK(inputs.insert(row.at("input").get<std::string>()).second);
    }
  }
}

TEST_CASE("narrower values stand in a list within their broader one") {  // ux F24
  auto found = results(ask({}), 9);
  found.facets = {{"crime", "Crime", {value("drugs", 9), value("fraud", 5), value("county-lines", 4, true, "drugs"), value("stray", 1, false, "not-there")}}};
  const auto html = render("search", search_view(context(), ask({}), found, {}));
  const auto drugs = html.find("value=\"drugs\"");
  const auto nested = html.find("<ul class=\"ww-nested\">", drugs);
  const auto lines = html.find("value=\"county-lines\"", nested);
  const auto fraud = html.find("value=\"fraud\"", lines);
  CHECK(nested < lines);
  CHECK(lines < fraud);
  CHECK(fraud != std::string::npos);
  CHECK(holds(html, "value=\"stray\""));
  CHECK(count(html, "<ul") == count(html, "</ul>"));
  CHECK(count(html, "<li>") + count(html, "<li ") == count(html, "</li>"));
}

TEST_CASE("each chip leads to the search without it, and clearing keeps the words") {  // ux F13, F14
  const auto parsed = ask({{"q", "lines"}, {"country", "GB"}, {"country", "NO"}, {"not.effect", "increases"}, {"year_from", "2010"}, {"page", "3"}});
  const auto view = search_view(context(), parsed, results(parsed, 100), {});
  const auto& chips = view.at("chips").at("list");
  REQUIRE(chips.size() == 4);
  std::set<std::string> addresses;
  for (const auto& chip : chips) {
    addresses.insert(chip.at("href").get<std::string>());
  }
  CHECK(addresses.count("/search?q=lines&not.effect=increases&country=NO&year_from=2010") == 1);
  CHECK(addresses.count("/search?q=lines&country=GB&country=NO&year_from=2010") == 1);
  CHECK(addresses.count("/search?q=lines&not.effect=increases&country=GB&country=NO") == 1);
  CHECK(view.at("clear_href") == "/search?q=lines");
  CHECK(view.at("clear_words_href") == "/search?not.effect=increases&country=GB&country=NO&year_from=2010");
  const auto html = render("search", view);
  CHECK(holds(html, "Remove filter"));
  CHECK(holds(html, "not Increases harm (backfired)"));
  // An exclusion has no box in the panel, so that the form must carry it.
  CHECK(holds(html, "<input type=\"hidden\" name=\"not.effect\" value=\"increases\">"));
}

TEST_CASE("from the chips, what was chosen can be excluded and what was excluded shown alone, without script") {  // ux F8
  const auto parsed = ask({{"q", "lines"}, {"country", "GB"}, {"not.effect", "increases"}, {"year_from", "2010"}, {"page", "3"}});
  const auto view = search_view(context(), parsed, results(parsed, 100), {});
  const auto& turns = view.at("chips").at("turns");
  REQUIRE(turns.at("list").size() == 2);  // years cannot be excluded
  std::set<std::string> addresses;
  for (const auto& turn : turns.at("list")) {
    addresses.insert(turn.at("href").get<std::string>());
  }
  CHECK(addresses == std::set<std::string>{"/search?q=lines&not.effect=increases&not.country=GB&year_from=2010",
                                           "/search?q=lines&effect=increases&country=GB&year_from=2010"});
  const auto html = render("search", view);
  CHECK(holds(html, ">Exclude Country: United Kingdom</a>"));
  CHECK(holds(html, ">Show only Effect on the harm: Increases harm (backfired)</a>"));
  const auto years = ask({{"year_from", "2010"}});
  CHECK(search_view(context(), years, results(years, 3), {}).at("chips").at("turns").is_null());
}

TEST_CASE("a facet tells what of it is excluded, and so does the value") {  // ux F8, F12
  const auto parsed = ask({{"country", "GB"}, {"not.country", "NO"}});
  auto found = results(parsed, 9);
  found.facets = {{"country", "Country", {value("GB", 9, true), value("NO", 4)}}};
  found.facets[0].values[1].excluded = true;
  const auto view = search_view(context(), parsed, found, {});
  CHECK(view.at("facets").at(0).at("chosen") == "1 selected, 1 excluded");
  CHECK(count(render("search", view), "ww-value__excluded\">excluded") == 1);
}

TEST_CASE("a comma or an ampersand in a value stays one value") {  // ux 10.10
  const auto parsed = ask({{"country", "Police, Fire & Crime"}, {"country", "GB"}});
  const auto view = search_view(context(), parsed, results(parsed, 0), {});
  const auto& chips = view.at("chips").at("list");
  REQUIRE(chips.size() == 2);
  CHECK(chips.at(1).at("href") == "/search?country=Police%2C+Fire+%26+Crime");
  CHECK(holds(render("search", view), "Police, Fire &amp; Crime"));
}

TEST_CASE("an unknown value is kept as a chip that can be removed") {  // ux 10.12
  const auto parsed = ask({{"country", "atlantis"}});
  auto found = results(parsed, 0);
  const auto html = render("search", search_view(context(), parsed, found, {}));
  CHECK(holds(html, "Country: atlantis"));
  CHECK(holds(html, "name=\"country\" value=\"atlantis\""));
}

TEST_CASE("best match is offered only with words, and applying filters keeps a chosen order") {  // ux F15
  const auto without = search_view(context(), ask({}), results(ask({}), 9), {});
  CHECK(without.at("sorts").at(0).at("value") == "strength");
  CHECK(without.at("sorts").at(0).at("selected") == true);
  const auto parsed = ask({{"q", "lines"}, {"sort", "newest"}});
  const auto with = search_view(context(), parsed, results(parsed, 9), {});
  CHECK(with.at("sorts").at(0).at("value") == "relevance");
  const auto html = render("search", with);
  CHECK(count(html, "name=\"sort\" value=\"newest\">Apply filters") == 2);
  CHECK_FALSE(holds(html, "<input type=\"hidden\" name=\"sort\""));
}

TEST_CASE("a year that is none is told above the page and at its field") {  // ux F17
  const auto parsed = ask({{"q", "x"}, {"year_from", "soon"}, {"year_to", "2020"}});
  const auto html = render("search", search_view(context(), parsed, results(parsed, 4), {}));
  CHECK(holds(html, "There is a problem"));
  CHECK(holds(html, "href=\"#year_from\""));
  CHECK(holds(html, "value=\"soon\""));
  CHECK(holds(html, "aria-describedby=\"year_from-error\""));
  CHECK(holds(html, "value=\"2020\""));
  CHECK_FALSE(holds(html, "year_from must"));
  const auto reversed = ask({{"year_from", "2020"}, {"year_to", "2010"}});
  CHECK(holds(render("search", search_view(context(), reversed, results(reversed, 0), {})), "must not be later"));
}

TEST_CASE("a search that finds nothing offers ways out with what they would find") {  // ux F21
  const auto parsed = ask({{"q", "zebra"}, {"country", "GB"}});
  const std::vector<WayOut> ways{{parsed.request.without_filters(), "Country: United Kingdom", 3}};
  const auto html = render("search", search_view(context(), parsed, results(parsed, 0), ways));
  CHECK(holds(html, "Nothing here matches"));
  CHECK(holds(html, "3 records without Country: United Kingdom"));
  CHECK(holds(html, "/priorities/what-works"));
  CHECK(holds(html, "Propose this as a gap"));
  CHECK_FALSE(holds(html, "<ol class=\"ww-list\""));
  CHECK_FALSE(holds(html, "Sort by"));
}

TEST_CASE("corrections and relaxations are said") {  // ux F22
  const auto parsed = ask({{"q", "fraaud"}});
  auto found = results(parsed, 4);
  found.did_you_mean = "fraud";
  CHECK(holds(render("search", search_view(context(), parsed, found, {})), "Did you mean <a class=\"govuk-link\" href=\"/search?q=fraud\">fraud</a>?"));
  found.corrected = true;
  CHECK(holds(render("search", search_view(context(), parsed, found, {})), "Showing results for <strong>fraud</strong>"));
  found.corrected = false;
  found.relaxed = true;
  CHECK(holds(render("search", search_view(context(), parsed, found, {})), "records with any of them"));
}

TEST_CASE("the count stands in the heading and in the title, the page too") {  // ux A3, F20
  const auto parsed = ask({{"q", "phone lines"}, {"page", "2"}});
  const auto view = search_view(context(), parsed, results(parsed, 1234), {});
  CHECK(view.at("title") == "1,234 records for ‘phone lines’ (page 2 of 62)");
  CHECK(view.at("address") == "/search?q=phone+lines&page=2");
  const auto html = render("search", view);
  CHECK(holds(html, "1,234 records for ‘phone lines’"));
  CHECK(holds(html, "<ol class=\"ww-list\" start=\"21\">"));
  CHECK(search_view(context(), ask({}), results(ask({}), 1), {}).at("title") == "1 record");
}

TEST_CASE("pagination shows the ends, the neighbours and the gaps") {  // ux F20
  const auto numbers = [](int page, std::uint32_t total) {
    std::string out;
    const auto view = pagination_view(ask({{"page", std::to_string(page)}}).request, "/search", total);
    if (view.is_null()) {
      return std::string("none");
    }
    for (const auto& item : view.at("items")) {
      out += item.at("ellipsis") == true ? " …" : " " + item.at("number").dump() + (item.at("current") == true ? "*" : "");
    }
    return out;
  };
  CHECK(numbers(1, 20) == "none");
  CHECK(numbers(1, 0) == "none");
  CHECK(numbers(1, 21) == " 1* 2");
  CHECK(numbers(2, 60) == " 1 2* 3");
  CHECK(numbers(1, 200) == " 1* 2 … 10");
  CHECK(numbers(2, 200) == " 1 2* 3 … 10");
  CHECK(numbers(3, 200) == " 1 2 3* 4 … 10");
  CHECK(numbers(5, 200) == " 1 … 4 5* 6 … 10");
  CHECK(numbers(9, 200) == " 1 … 8 9* 10");
  CHECK(numbers(10, 200) == " 1 … 9 10*");
}

TEST_CASE("pagination is what govuk-frontend makes of the same pages") {
  // The fixtures come with the site's packages, which are there once script/build-site has run.
  const std::filesystem::path path = WHATWORKS_SOURCE_DIR "/site/node_modules/govuk-frontend/dist/govuk/components/pagination/fixtures.json";
  if (!std::filesystem::exists(path)) {
    WARN("script/build-site has not fetched the site's packages");
    return;
  }
  const auto squeezed = [](std::string text) {
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
    return text;
  };
  std::set<std::string> compared;
  const auto fixtures = Json::parse(read(path));
  for (const auto& fixture : fixtures.at("fixtures")) {
    const auto name = fixture.at("name").get<std::string>();
    // Those without words of their own, of which our pages have none.
    if (name != "default" && name != "with many pages" && name != "first page" && name != "last page") {
      continue;
    }
    INFO(name);
    const auto& options = fixture.at("options");
    const auto link = [&](const char* side) { return options.contains(side) ? options.at(side).at("href") : Json(nullptr); };
    auto items = Json::array();
    for (const auto& item : options.at("items")) {
      items.push_back({{"ellipsis", item.value("ellipsis", false)},
                       {"number", item.value("number", Json(nullptr))},
                       {"href", item.value("href", Json(nullptr))},
                       {"current", item.value("current", false)}});
    }
    CHECK(squeezed(render("pagination", Json{{"previous", link("previous")}, {"next", link("next")}, {"items", items}})) ==
          squeezed(fixture.at("html").get<std::string>()));
    compared.insert(name);
  }
  CHECK(compared.size() == 4);
}

TEST_CASE("a record is shown as a briefing, with gaps as gaps") {  // ux S1
  const auto view = record_view(context(), record());
  const auto html = render("record", view);
  const auto order = {"&quot;Calls&quot; fell", "What does this mean?", "What was done?",
                      "Did it work?",           "How does it work?",    "Not known. The sources do not say how it brings",
                      "What was measured",      "Using it here",        "Sources",
                      "Related records"};
  std::size_t at = 0;
  for (const auto* part : order) {
    INFO(part);
    const auto found = html.find(part, part == *order.begin() ? html.find("<main") : at);
    CHECK(found != std::string::npos);
    at = found;
  }
  CHECK(holds(html, "one of four areas carries the result"));
  CHECK(holds(html, "An aside"));
  CHECK(holds(html, "2 out of 4"));
  CHECK(holds(html, "23 November 2026"));
  CHECK(holds(html, "href=\"/search?crime=county-lines\""));  // ux F26
  CHECK(holds(html, "Adds to"));
  CHECK(holds(html, "Is reviewed by"));
  CHECK(holds(html, "href=\"https://doi.org/10.1/x\""));
  CHECK(holds(html, "href=\"https://example.org/a\""));
  CHECK_FALSE(holds(html, "javascript:"));
}

TEST_CASE("the harm stands before the activity, and only the harm is called better or worse") {
  const auto tables = record_view(context(), record()).at("outcomes").at("list");
  REQUIRE(tables.size() == 2);
  CHECK(tables.at(0).at("code") == "harm");
  CHECK(tables.at(1).at("code") == "activity");
  const auto& stabbings = tables.at(0).at("rows").at(0);
  CHECK(stabbings.at("value") == "0.72");
  CHECK(stabbings.at("verdict").at("code") == "unsure");
  const auto& deaths = tables.at(0).at("rows").at(1);
  CHECK(deaths.at("value") == "+9.5%");
  CHECK(deaths.at("verdict").at("code") == "worse");
  const auto& calls = tables.at(1).at("rows").at(0);
  CHECK(calls.at("value") == "−61%");
  CHECK(calls.at("low") == "−70%");
  CHECK(calls.at("n") == "3,800");
  CHECK(calls.at("verdict").is_null());
  CHECK(calls.at("direction") == "Lower is better");
}

TEST_CASE("every code that the words name exists in the vocabularies") {
  const auto& words = real_words();
  for (const auto* list : {"explained_facets", "rating_facets", "fact_facets"}) {
    for (const auto& name : words.at(list)) {
      INFO(name);
      CHECK(real_schemas().find_facet(name.get<std::string>()) != nullptr);
    }
  }
  for (const auto& name : words.at("about_vocabularies")) {
    CHECK(real_schemas().find_vocabulary(name.get<std::string>()) != nullptr);
  }
  for (const auto& list : words.at("priority_lists")) {
    for (const auto& [facet_name, codes] : list.at("filters").items()) {
      const auto* facet = real_schemas().find_facet(facet_name);
      REQUIRE(facet != nullptr);
      for (const auto& code : codes) {
        CHECK(real_schemas().vocabulary_of(*facet)->find(code.get<std::string>()) != nullptr);
      }
    }
  }
  const auto schema = Json::parse(real_schemas().record_schema());
  std::set<std::string> measures;
  const auto collect = [&](const auto& self, const Json& node) -> void {
    if (node.is_object() && node.contains("measure") && node.at("measure").is_object() && node.at("measure").contains("enum")) {
      for (const auto& code : node.at("measure").at("enum")) {
        measures.insert(code.get<std::string>());
      }
    }
    if (node.is_structured()) {
      for (const auto& child : node) {
        self(self, child);
      }
    }
  };
  collect(collect, schema);
  CHECK_FALSE(measures.empty());
  for (const auto& code : measures) {
    INFO(code);
    CHECK(words.at("measures").contains(code));
  }
}

TEST_CASE("the list of a priority leads on to the whole search") {
  const auto parsed = ask({{"priority", "what-works"}, {"effect", "reduces"}, {"sort", "strength"}});
  auto found = results(parsed, 14);
  found.results.resize(4);
  found.request.per_page = 4;
  found.request.facets.emplace();
  const std::vector<PriorityList> lists{{"works", "What reduces harm", "None.", found}, {"backfired", "What backfired", "None backfired.", results(parsed, 0)}};
  const auto* priority = real_schemas().find_vocabulary("priority")->find("what-works");
  const auto html = render("priority", priority_view(context(), *priority, lists, found, found));
  CHECK(holds(html, "href=\"/search?priority=what-works&amp;effect=reduces&amp;sort=strength\""));
  CHECK(holds(html, "See all 14 records"));
  CHECK(holds(html, "None backfired."));
}

TEST_CASE("the page of a priority tells what nobody has tested, and what was tried and not measured") {
  const auto parsed = ask({{"priority", "what-works"}});
  auto all = results(parsed, 3);
  all.facets = {{"strategy", "Strategy", {{"pursue", "Pursue", 2, false, false, ""}, {"prevent", "Prevent", 1, false, false, ""}}}};
  auto measured = results(parsed, 2);
  measured.facets = {{"strategy", "Strategy", {{"pursue", "Pursue", 2, false, false, ""}}}};
  const auto* priority = real_schemas().find_vocabulary("priority")->find("what-works");
  const std::vector<PriorityList> lists{
      {"works", "What reduces harm", "None.", all}, {"not-measured", "Not measured", "None.", all}, {"newest", "Newest", "None.", all}};
  const auto view = priority_view(context(), *priority, lists, all, measured);
  REQUIRE(view.at("parts").size() == 4);
  CHECK(view.at("parts")[2].at("slug") == "untested");
  const auto& groups = view.at("parts")[2].at("gaps").at("groups");
  const auto strategy = std::find_if(groups.begin(), groups.end(), [](const Json& group) { return group.at("label") == "Strategy (the four Ps)"; });
  REQUIRE(strategy != groups.end());
  CHECK(strategy->at("none").at("labels") == "Protect, Prepare");
  REQUIRE(strategy->at("unmeasured").at("links").size() == 1);
  CHECK(strategy->at("unmeasured").at("links")[0].at("href") == "/search?priority=what-works&strategy=prevent");
  CHECK(holds(render("priority", view), "Tried, but whether the harm fell is not known"));
}
