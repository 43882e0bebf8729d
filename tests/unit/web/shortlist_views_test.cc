// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/shortlist_views.h"

#include <catch2/catch.hpp>

#include "site_folder.h"
#include "web/compare.h"
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

// An invented record; `effect` and `title` are what the tests want to differ.
RecordDetail record(const std::string& id, const std::string& title, const std::string& effect) {
  RecordDetail out;
  auto& card = out.card;
  card.id = id;
  card.kind = "study";
  card.title = title;
  card.summary = "Calls to " + id + " fell.";
  card.published = 2019;
  card.countries = {"GB"};
  card.crime_types = {"county-lines"};
  card.priorities = {"ocg-business-models"};
  card.design = "quasi-experiment";
  card.effect = effect;
  card.harms = "not-reported";
  card.strength = 2;
  auto front_matter = std::make_shared<Json>(Json::parse(R"json({
    "kind": "study", "priorities": ["ocg-business-models"], "crime_types": ["county-lines"], "countries": ["NO", "GB"], "published": 2019,
    "design": "quasi-experiment", "harms": "not-reported", "strength": 2, "strength_reason": "one of four areas",
    "outcomes": [
      {"outcome": "Calls", "measure": "percent-change", "value": -61, "ci": [-70, -49], "measures": "activity", "harm": "lower"},
      {"outcome": "Stabbings", "measure": "odds-ratio", "value": 0.72, "ci": [0.6, 0.9], "measures": "harm", "harm": "lower"},
      {"outcome": "Deaths", "measure": "other", "measures": "harm", "harm": "lower", "note": "fell; size not read"}],
    "sources": [{"type": "article", "title": "Closing lines", "authors": ["Doe, J."], "year": 2019, "venue": "Journal", "doi": "10.1/x"}],
    "circulation": "public", "added": "2026-11-22"})json"));
  (*front_matter)["id"] = id;
  (*front_matter)["title"] = title;
  (*front_matter)["summary"] = card.summary;
  (*front_matter)["effect"] = effect;
  out.front_matter = front_matter;
  out.sections = {{"What was done", "what-was-done", "<p>Lines were closed.</p><p>And more.</p>", "Lines were closed.\nAnd more."},
                  {"Limits", "limits", "<p>Few areas.</p>", "Few areas."},
                  {"Using it here", "using-it-here", "<p>Ask first.</p>", "Ask first."}};
  return out;
}

Comparison two() { return {{record("doe-2019", "Closing lines", "reduces"), record("roe-2020", "=Lines, \"closed\"", "mixed")}, {}, {}, {}, false}; }

const Json& row(const Json& view, const std::string& name) {
  for (const auto& entry : view.at("rows")) {
    if (entry.at("name") == name) {
      return entry;
    }
  }
  FAIL("no row " << name);
  return view;
}

ShortlistPage own_page() {
  ShortlistPage out;
  out.records = {{{"doe-2019", "first\nline"}, record("doe-2019", "Closing lines", "reduces")},
                 {{"gone-2018", ""}, std::nullopt},
                 {{"roe-2020", ""}, record("roe-2020", "Lines & more", "mixed")}};
  out.mine = Shortlist{{{"doe-2019", "first\nline"}, {"gone-2018", ""}, {"roe-2020", ""}}};
  out.base = "https://evidence.example";
  return out;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t out = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) {
    ++out;
  }
  return out;
}

}  // namespace

TEST_CASE("a comparison tells in words in which rows the records differ") {  // ux S2
  const auto view = compare_view(context(), two());
  CHECK(row(view, "Effect on the harm").at("differs") == true);
  CHECK(row(view, "Strength of evidence").at("differs") == false);
  CHECK(row(view, "Country").at("differs") == false);
  CHECK(row(view, "Verdict").at("differs") == true);
  CHECK(row(view, "How it works").at("differs") == false);  // both do not say
  const auto html = render("compare", view);
  CHECK(count(html, ">Different<") == view.at("differing").get<std::size_t>());
  CHECK(count(html, ">Same<") == view.at("all").get<std::size_t>() - view.at("differing").get<std::size_t>());
  CHECK(holds(html, "Mixed results"));
  CHECK(holds(html, "one of four areas"));
  CHECK(holds(html, "Not known. The sources do not say how it brings about its effect."));
  CHECK(holds(html, "href=\"/records/doe-2019#what-was-done\""));
  CHECK(holds(html, "Stabbings: 0.72 odds ratio; 1 means no difference (range 0.6 to 0.9)"));
  CHECK(holds(html, "Deaths: fell; size not read"));
  CHECK(html.find("<strong>Harm</strong>") < html.find("<strong>Activity, not harm</strong>"));
  CHECK(holds(html, "role=\"region\" aria-labelledby=\"compare-caption\" tabindex=\"0\""));
}

TEST_CASE("only the rows that differ are shown to whoever asks for them, at an address of their own") {
  auto comparison = two();
  const auto all = compare_view(context(), comparison);
  CHECK(all.at("differences_href") == "/compare?id=doe-2019&id=roe-2020&show=differences");
  comparison.only_differences = true;
  const auto view = compare_view(context(), comparison);
  CHECK(view.at("rows").size() == all.at("differing").get<std::size_t>());
  CHECK(view.at("all_href") == "/compare?id=doe-2019&id=roe-2020");
  CHECK_FALSE(holds(render("compare", view), ">Same<"));
}

TEST_CASE("the order in which codes were written down is no difference") {
  auto comparison = two();
  auto turned = Json(*comparison.records[1].front_matter);
  turned["countries"] = {"GB", "NO"};
  comparison.records[1].front_matter = std::make_shared<Json>(turned);
  CHECK(row(compare_view(context(), comparison), "Country").at("differs") == false);
  turned["countries"] = {"GB"};
  comparison.records[1].front_matter = std::make_shared<Json>(turned);
  CHECK(row(compare_view(context(), comparison), "Country").at("differs") == true);
}

TEST_CASE("a comparison as CSV has a line per row and runs nothing in a spreadsheet") {
  auto comparison = two();
  comparison.not_found = {"nobody"};
  const auto csv = compare_csv(context(), comparison);
  CHECK(csv.find("row,comparison,doe-2019,roe-2020\r\nTitle,,Closing lines,\"'=Lines, \"\"closed\"\"\"\r\n") == 0);
  CHECK(holds(csv, "\r\nEffect on the harm,Different,Reduces harm,Mixed results\r\n"));
  CHECK(holds(csv, "\r\nStrength of evidence,Same,"));
  CHECK(holds(csv, "\r\nNot found,nobody,,\r\n"));
  CHECK(holds(csv, "https://doi.org/10.1/x"));
}

TEST_CASE("what was wrong with a comparison is said in words, and leads on") {
  auto comparison = two();
  comparison.not_found = {"<b>nobody</b>"};
  comparison.repeated = {"Closing lines"};
  comparison.left_out = {record("poe-2021", "A fifth", "reduces").card};
  const auto html = render("compare", compare_view(context(), comparison));
  CHECK(holds(html, "There is no record ‘&lt;b&gt;nobody&lt;/b&gt;’"));
  CHECK(holds(html, "‘Closing lines’ was named more than once"));
  CHECK(holds(html, "At most four records"));
  CHECK(holds(html, "href=\"/records/poe-2021\""));

  comparison.records.resize(1);
  SimilarRecord similar;
  similar.card = record("poe-2021", "A like one", "reduces").card;
  const auto choice = render("compare_choice", compare_choice_view(context(), comparison, {similar}));
  CHECK(holds(choice, "href=\"/compare?id=doe-2019&amp;id=poe-2021\""));
  CHECK(holds(choice, "href=\"/shortlist\""));
  comparison.records.clear();
  CHECK(holds(render("compare_choice", compare_choice_view(context(), comparison, {})), "href=\"/search\""));
}

TEST_CASE("one's own list can be changed in every way, without dragging") {  // ux A8, S4
  const auto html = render("shortlist", shortlist_view(context(), own_page()));
  CHECK(holds(html, "Your shortlist"));
  CHECK(holds(html, "1 of 3"));
  CHECK(count(html, "name=\"up\"") == 2);  // not for the first
  CHECK(count(html, "name=\"first\"") == 2);
  CHECK(count(html, "name=\"down\"") == 2);  // not for the last
  CHECK(count(html, "name=\"remove\"") == 3);
  CHECK(count(html, "name=\"save\"") == 3);
  CHECK(holds(html, ">first\nline</textarea>"));
  CHECK(holds(html, "Up to 300 characters"));
  CHECK(holds(html, "There is no record of this name any more"));
  CHECK(count(html, "form=\"compare\">") >= 2);  // a record that is gone cannot be compared
  CHECK(holds(html, "value=\"https://evidence.example/shortlist?id=doe-2019&amp;note=first%0Aline&amp;id=gone-2018&amp;id=roe-2020\" readonly"));
  CHECK(holds(html, "href=\"/shortlist.csv\""));
  CHECK(holds(html, "name=\"clear\""));
}

TEST_CASE("a list that somebody sent can be looked at, and taken over only by saying so") {
  auto page = own_page();
  page.own = false;
  page.mine = Shortlist{{{"poe-2021", ""}}};
  const auto html = render("shortlist", shortlist_view(context(), page));
  CHECK(holds(html, "A shared shortlist"));
  CHECK(holds(html, "Use as my shortlist"));
  CHECK(holds(html, "Add to mine"));
  CHECK(holds(html, "1 record</a>"));
  CHECK_FALSE(holds(html, "<textarea"));
  CHECK_FALSE(holds(html, "name=\"clear\""));
  CHECK(holds(html, "<strong>Note:</strong> first\nline"));
  CHECK(holds(html, "href=\"/shortlist.csv?id=doe-2019"));
  CHECK(holds(html, "<input type=\"hidden\" name=\"note\" value=\"first\nline\">"));

  page.mine = own_page().mine;
  const auto same = render("shortlist", shortlist_view(context(), page));
  CHECK(holds(same, "This is the same as"));
  CHECK_FALSE(holds(same, "Use as my shortlist"));
  page.mine = {};
  CHECK_FALSE(holds(render("shortlist", shortlist_view(context(), page)), "Add to mine"));
}

TEST_CASE("a change that took something away can be undone") {
  auto page = own_page();
  page.before = Shortlist{{{"poe-2021", "a note"}}};
  page.before->take_in(page.mine);
  page.removed = "Helping <people>";
  const auto html = render("shortlist", shortlist_view(context(), page));
  CHECK(holds(html, "‘Helping &lt;people&gt;’ has been removed."));
  CHECK(holds(html, "name=\"replace\" value=\"" + to_token(*page.before) + "\""));
  page.before = page.mine;
  CHECK_FALSE(holds(render("shortlist", shortlist_view(context(), page)), "Undo"));

  ShortlistPage cleared;
  cleared.before = own_page().mine;
  CHECK(holds(render("shortlist", shortlist_view(context(), cleared)), "has been cleared"));
}

TEST_CASE("a note that is too long is told above the page and at its field, and stays as it was typed") {
  auto page = own_page();
  page.records[2].item.note = std::string(312, 'x');
  page.problems = {{ShortlistProblem::Kind::long_note, "roe-2020", 12}};
  const auto view = shortlist_view(context(), page);
  CHECK(view.at("title").get<std::string>().find("Error: ") == 0);
  const auto html = render("shortlist", view);
  CHECK(holds(html, "href=\"#note-roe-2020\">Shorten this note by 12 characters"));
  CHECK(holds(html, "id=\"error-roe-2020\""));
  CHECK(holds(html, "aria-describedby=\"hint-roe-2020 error-roe-2020\""));
  CHECK(holds(html, std::string(312, 'x') + "</textarea>"));
  page.problems = {{ShortlistProblem::Kind::too_many, {}, 1}};
  CHECK(holds(render("shortlist", shortlist_view(context(), page)), "holds 30 records at most"));
}

TEST_CASE("a briefing has a cover, contents and a sheet for each record, with sources written out") {  // ux 6 Print
  const auto page = own_page();
  const auto html = render("briefing", briefing_view(context(), page.records, "For the <board>", std::chrono::year{2026} / 11 / 26));
  CHECK(holds(html, "<h1 class=\"ww-page-title\">For the &lt;board&gt;</h1>"));
  CHECK(holds(html, "26 November 2026"));
  CHECK(count(html, "<article class=\"ww-sheet\"") == 2);
  CHECK(holds(html, "href=\"#r-roe-2020\">Lines &amp; more</a>"));
  CHECK(holds(html, "Not found any more: gone-2018"));
  CHECK(holds(html, "Calls to doe-2019 fell."));
  CHECK(holds(html, "Effect on the harm: <strong>Reduces harm</strong>"));
  CHECK(holds(html, "<p>Lines were closed.</p><p>And more.</p>"));
  CHECK(holds(html, "<p>Ask first.</p>"));
  CHECK(holds(html, "<p>Few areas.</p>"));
  CHECK(holds(html, ">https://doi.org/10.1/x</a>"));
  CHECK(count(html, "<strong>Note:</strong>") == 1);
  CHECK(holds(render("briefing", briefing_view(context(), {}, "", std::chrono::year{2026} / 11 / 26)), "There is no record to print"));
}

TEST_CASE("a list as a file keeps order and notes, and runs nothing in a spreadsheet") {
  auto page = own_page();
  page.records[0].item.note = "+1, \"yes\"\nsecond";
  const auto csv = shortlist_csv(context(), page.records, page.base);
  CHECK(csv.find("position,id,title,verdict,") == 0);
  CHECK(holds(csv, "\r\n1,doe-2019,Closing lines,Calls to doe-2019 fell.,"));
  CHECK(holds(csv, ",\"'+1, \"\"yes\"\"\nsecond\",https://evidence.example/records/doe-2019\r\n"));
  CHECK(holds(csv, "\r\n2,gone-2018,Not found any more,"));
  CHECK(holds(csv, ",reduces,Reduces harm,2,2 Moderate,"));
  const auto json = shortlist_json(page.records, page.base);
  CHECK(json.at("count") == 3);
  CHECK(json.at("items").at(0).at("note") == "+1, \"yes\"\nsecond");
  CHECK(json.at("items").at(1).at("found") == false);
  CHECK(json.at("items").at(2).at("position") == 3);
  CHECK(json.at("items").at(2).at("url") == "https://evidence.example/records/roe-2020");
}

TEST_CASE("lists and records know whether they are in one's shortlist") {
  const Shortlist mine{{{"doe-2019", ""}}};
  auto view = Json{{"cards", {card_view(context(), record("doe-2019", "A", "mixed").card), card_view(context(), record("roe-2020", "B", "mixed").card)}}};
  add_shortlist_state(view, mine, "/search?q=a&page=2");
  CHECK(view.at("cards").at(0).at("listed") == true);
  CHECK(view.at("cards").at(1).at("listed") == false);
  CHECK(view.at("back") == "/search?q=a&page=2");
  const auto in = render("card", view.at("cards").at(0));
  CHECK(holds(in, "In your shortlist"));
  CHECK(holds(in, "name=\"remove\" value=\"doe-2019\""));
  const auto out = render("card", view.at("cards").at(1));
  CHECK(holds(out, "name=\"add\" value=\"roe-2020\""));
  CHECK(holds(out, "id=\"r-roe-2020\""));  // where one comes back to
  // Lists within lists, as on the page of a priority, where one record may stand twice: its id in the page only once.
  auto nested = Json{{"parts", {Json{{"cards", view.at("cards")}}, Json{{"cards", view.at("cards")}}}}};
  add_shortlist_state(nested, mine, "/");
  const auto& parts = nested.at("parts");
  CHECK(parts.at(1).at("cards").at(0).at("listed") == true);
  CHECK(holds(render("short_card", parts.at(0).at("cards").at(1)), "id=\"r-roe-2020\""));
  CHECK_FALSE(holds(render("short_card", parts.at(1).at("cards").at(1)), "id=\"r-roe-2020\""));
  CHECK(holds(render("short_card", parts.at(1).at("cards").at(1)), "name=\"add\" value=\"roe-2020\""));
  auto whole = record_view(context(), record("doe-2019", "A", "mixed"));
  add_shortlist_state(whole, mine, "/records/doe-2019");
  CHECK(holds(render("record", whole), "In your shortlist"));
}

TEST_CASE("every section and row that the words plan exists") {
  const auto& words = real_words();
  for (const auto& plan : words.at("compare").at("rows")) {
    INFO(plan);
    if (plan.contains("facet")) {
      CHECK(real_schemas().find_facet(plan.at("facet").get<std::string>()) != nullptr);
    }
    if (plan.contains("slug")) {
      const auto& sections = words.at("sections");
      CHECK(std::any_of(sections.begin(), sections.end(), [&](const auto& part) { return part.at("slug") == plan.at("slug"); }));
    }
  }
}
