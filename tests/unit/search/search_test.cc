// SPDX-License-Identifier: GPL-3.0-or-later
#include "search/search.h"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <thread>

#include "index/build.h"
#include "support/sample_record.h"
#include "support/temp_folder.h"
#include "unit/search/search_fixtures.h"

using namespace whatworks;
using test::Base;
using test::count_of;
using test::fill;
using test::real_schemas;
using test::SampleRecord;
using test::TempFolder;

TEST_CASE("words are found stemmed, in any case and without accents", "[R4][R14]") {
  const Base base;
  fill(base);
  base.build();
  CHECK(base.ids({{"q", "mentor"}}) == std::vector<std::string>{"poe-2017-exit"});
  CHECK(base.ids({{"q", "SCANNED"}}) == std::vector<std::string>{"roe-2016-ports"});
  CHECK(base.ids({{"q", "quebec"}}) == std::vector<std::string>{"roe-2016-ports"});
  CHECK(base.ids({{"q", "Québec"}}) == std::vector<std::string>{"roe-2016-ports"});
}

TEST_CASE("all words are needed, and where no record has them all, any will do and it is said", "[R1]") {
  const Base base;
  fill(base);
  base.build();
  const auto strict = base.search({{"q", "containers ports"}});
  CHECK(strict.total == 1);
  CHECK_FALSE(strict.relaxed);
  const auto relaxed = base.search({{"q", "containers mentors"}});
  CHECK(relaxed.total == 2);
  CHECK(relaxed.relaxed);
}

TEST_CASE("phrases, fields, minus and prefixes work", "[R7]") {
  const Base base;
  fill(base);
  base.build();
  CHECK(base.ids({{"q", "\"phone lines\""}}) == std::vector<std::string>{"doe-2015-lines"});
  CHECK(base.ids({{"q", "\"lines phone\""}}).empty());
  CHECK(base.ids({{"q", "title:gangs"}}) == std::vector<std::string>{"poe-2017-exit"});
  CHECK(base.ids({{"q", "title:mentors"}}).empty());
  CHECK(base.ids({{"q", "author:doe"}}).size() == 3);
  CHECK(base.ids({{"q", "intervention:scanning"}}) == std::vector<std::string>{"roe-2016-ports"});
  CHECK(base.ids({{"q", "country:Denmark"}}) == std::vector<std::string>{"poe-2017-exit"});
  CHECK(base.ids({{"q", "leave -gangs"}}).empty());
  CHECK(base.ids({{"q", "contain*"}}) == std::vector<std::string>{"roe-2016-ports"});
}

TEST_CASE("a country is found by its names and its code, in a field of its own", "[R7]") {
  const Base base;
  fill(base);
  base.build();
  CHECK(base.search({{"q", "country:denmark"}}).total == 1);
  CHECK(base.search({{"q", "country:\"united kingdom\""}}).total == base.search({{"country", "GB"}}).total);
  CHECK(base.search({{"q", "country:dk"}}).total == base.search({{"country", "DK"}}).total);
}

TEST_CASE("words of the vocabularies find the records that carry their codes", "[R5]") {
  const Base base;
  fill(base);
  base.build();
  CHECK(base.ids({{"q", "\"going country\""}}) == std::vector<std::string>{"doe-2015-lines"});
  CHECK(base.ids({{"q", "British"}}) == std::vector<std::string>{"doe-2015-lines"});
}

TEST_CASE("the name of the project is not stopped away", "[R13]") {
  const Base base;
  fill(base);
  base.build();
  CHECK(base.ids({{"q", "what works for leavers"}}).front() == "poe-2017-exit");
  CHECK(base.search({{"q", "the of and"}}).total == 3);
}

TEST_CASE("a slip of the keyboard is put right at once where the words find nothing", "[F22][R2]") {
  const Base base;
  fill(base);
  base.build();
  const auto results = base.search({{"q", "contaners"}});
  CHECK(results.total == 1);
  CHECK(results.corrected);
  CHECK(results.did_you_mean == "containers");
  CHECK_FALSE(base.search({{"q", "\"contaners\""}}).did_you_mean);
  CHECK_FALSE(base.search({{"q", "CONTANERS"}}).did_you_mean);
  CHECK_FALSE(base.search({{"q", "c0ntainers"}}).did_you_mean);
}

TEST_CASE("choices are OR within a facet and AND across; a facet's own choice does not narrow its counts", "[F1][F3]") {
  const Base base;
  fill(base);
  base.build();
  CHECK(base.search({{"country", "GB"}, {"country", "DK"}}).total == 2);
  CHECK(base.search({{"country", "GB"}, {"country", "DK"}, {"effect", "increases"}}).total == 1);
  const auto results = base.search({{"country", "GB"}});
  CHECK(results.total == 1);
  CHECK(count_of(results, "country", "NL") == 1);
  CHECK(count_of(results, "country", "GB") == 1);
  CHECK(count_of(results, "effect", "increases") == 0);
  CHECK(count_of(results, "effect", "reduces") == 1);
}

TEST_CASE("a chosen value stays, with its count, even where that is nought", "[F4]") {
  const Base base;
  fill(base);
  base.build();
  const auto results = base.search({{"q", "mentors"}, {"country", "GB"}});
  CHECK(results.total == 0);
  const auto country = std::find_if(results.facets.begin(), results.facets.end(), [](const FacetCounts& facet) { return facet.name == "country"; });
  REQUIRE(country != results.facets.end());
  const auto chosen = std::find_if(country->values.begin(), country->values.end(), [](const FacetValueCount& value) { return value.value == "GB"; });
  REQUIRE(chosen != country->values.end());
  CHECK(chosen->selected);
  CHECK(chosen->count == 0);
  CHECK(count_of(results, "country", "DK") == 1);
}

TEST_CASE("a broader value includes the narrower, a region its countries", "[F24]") {
  const Base base;
  fill(base);
  base.build();
  CHECK(base.search({{"crime", "drugs"}}).total == 2);
  CHECK(base.search({{"crime", "county-lines"}}).total == 1);
  CHECK(base.search({{"region", "150"}}).total == 3);
  CHECK(base.search({{"region", "155"}}).total == 1);
}

TEST_CASE("what is not stated can be found, and values can be excluded", "[F7][F8]") {
  const Base base;
  fill(base);
  base.build();
  CHECK(base.search({{"strategy", "_missing"}}).total == 2);
  CHECK(base.search({{"not.strategy", "_missing"}}).total == 1);
  CHECK(base.search({{"not.country", "GB"}}).total == 2);
  const auto results = base.search({{"not.country", "GB"}});
  CHECK(count_of(results, "country", "GB") == 1);  // what leaving the exclusion out would bring back
}

TEST_CASE("years are inclusive at both ends", "[F17]") {
  const Base base;
  fill(base);
  base.build();
  CHECK(base.search({{"year_from", "2016"}}).total == 2);
  CHECK(base.search({{"year_to", "2016"}}).total == 2);
  CHECK(base.search({{"year_from", "2016"}, {"year_to", "2016"}}).total == 1);
  CHECK(base.search({}).first_year == 2015);
  CHECK(base.search({}).last_year == 2017);
}

TEST_CASE("results come in the order asked for, page by page, without gaps") {
  const Base base;
  fill(base);
  base.build();
  CHECK(base.ids({{"sort", "newest"}}) == std::vector<std::string>{"poe-2017-exit", "roe-2016-ports", "doe-2015-lines"});
  CHECK(base.ids({{"sort", "oldest"}}) == std::vector<std::string>{"doe-2015-lines", "roe-2016-ports", "poe-2017-exit"});
  CHECK(base.ids({{"sort", "title"}}) == std::vector<std::string>{"doe-2015-lines", "poe-2017-exit", "roe-2016-ports"});
  CHECK(base.ids({{"sort", "oldest"}, {"per_page", "1"}, {"page", "2"}}) == std::vector<std::string>{"roe-2016-ports"});
  CHECK(base.ids({{"page", "9"}}).empty());
}

TEST_CASE("a snippet shows the passage, marks the words and escapes the rest", "[R9]") {
  const Base base;
  base.put("doe-2015-lines", SampleRecord("doe-2015-lines").body("Officers said `<b>phones</b>` & lines were closed."));
  base.build();
  const auto results = base.search({{"q", "phones officers"}});
  REQUIRE(results.results.size() == 1);
  CHECK(results.results[0].snippet.find("<mark>") != std::string::npos);
  CHECK(results.results[0].snippet.find("<b>") == std::string::npos);
  CHECK(base.search({}).results[0].snippet.empty());
}

TEST_CASE("the very word that was typed comes before others of its stem", "[R4]") {
  const Base base;
  base.put("doe-2015-a", SampleRecord("doe-2015-a").body("They mentored the drivers."));
  base.put("doe-2015-b", SampleRecord("doe-2015-b").body("They mentoring the drivers."));
  base.build();
  CHECK(base.ids({{"q", "mentored"}}) == std::vector<std::string>{"doe-2015-a", "doe-2015-b"});
  CHECK(base.ids({{"q", "mentoring"}}) == std::vector<std::string>{"doe-2015-b", "doe-2015-a"});
  CHECK(base.ids({{"q", "Mentoring"}}) == std::vector<std::string>{"doe-2015-b", "doe-2015-a"});
  CHECK(base.ids({{"q", "\"mentoring\""}}) == std::vector<std::string>{"doe-2015-b"});
}

TEST_CASE("synonyms are found both ways, after the words that were typed", "[R5]") {
  const Base base;
  base.put("doe-2015-a", SampleRecord("doe-2015-a").body("The MST was tried."));
  base.put("doe-2015-b", SampleRecord("doe-2015-b").body("The multisystemic therapy was tried."));
  base.put("doe-2015-c", SampleRecord("doe-2015-c").body("Multisystemic and other therapy."));
  base.build();
  CHECK(base.ids({{"q", "MST"}}) == std::vector<std::string>{"doe-2015-a", "doe-2015-b"});
  const auto found = base.ids({{"q", "multisystemic therapies"}});
  REQUIRE(found.size() == 3);
  CHECK(found.front() == "doe-2015-b");
  CHECK(base.ids({{"q", "\"multisystemic therapy\""}}) == std::vector<std::string>{"doe-2015-b"});
  CHECK(base.ids({{"q", "drivers -MST"}}).empty());
}

TEST_CASE("a name of several words is no reason to find its parts", "[R5]") {
  const Base base;
  base.put("doe-2015-a", SampleRecord("doe-2015-a").body("A gang exit scheme for lorry drivers."));
  base.put("doe-2015-b", SampleRecord("doe-2015-b").body("A gang of lorry drivers."));
  base.build();
  CHECK(base.ids({{"q", "getting out of a gang lorry"}}) == std::vector<std::string>{"doe-2015-a"});
}

TEST_CASE("acronyms and words with hyphens are found joined and split", "[R6]") {
  const Base base;
  base.put("doe-2015-a", SampleRecord("doe-2015-a").body("The zeta-probe of the Q.X.Z. was tried."));
  base.put("doe-2015-b", SampleRecord("doe-2015-b").body("The zetaprobe of the QXZ was tried."));
  base.put("doe-2015-c", SampleRecord("doe-2015-c").body("The zeta probe of others was tried."));
  base.build();
  for (const auto* typed : {"zeta-probe", "zetaprobe", "zeta probe", "Zeta-Probe"}) {
    INFO(typed);
    CHECK(base.search({{"q", typed}}).total == 3);
  }
  for (const auto* typed : {"QXZ", "qxz", "Q.X.Z.", "q.x.z"}) {
    INFO(typed);
    CHECK(base.search({{"q", typed}}).total == 2);
  }
}

TEST_CASE("years are a filter, in any order and open at either end", "[R7]") {
  const Base base;
  fill(base);
  base.build();
  CHECK(base.search({{"q", "2016..2017"}}).total == 2);
  CHECK(base.search({{"q", "2017..2016"}}).total == 2);
  CHECK(base.search({{"q", "..2015"}}).total == 1);
  CHECK(base.search({{"q", "2016.."}}).total == 2);
  CHECK(base.search({{"q", "-2016.."}}).total == 1);
  CHECK(base.ids({{"q", "mentors 2017.."}}) == std::vector<std::string>{"poe-2017-exit"});
  CHECK(base.search({{"q", "mentors ..2016"}}).total == 0);
  CHECK(base.search({{"q", "containers mentors ..2016"}}).total == 1);  // relaxed, and still within the years
}

TEST_CASE("alternatives, brackets and exclusions combine", "[R7]") {
  const Base base;
  fill(base);
  base.build();
  CHECK(base.search({{"q", "containers OR mentors"}}).total == 2);
  CHECK(base.ids({{"q", "(containers OR mentors) -cocaine"}}) == std::vector<std::string>{"poe-2017-exit"});
  CHECK(base.ids({{"q", "(containers OR mentors) NOT cocaine"}}) == std::vector<std::string>{"poe-2017-exit"});
  CHECK(base.search({{"q", "-cocaine"}}).total == 2);
  CHECK(base.search({{"q", "-(cocaine OR mentors)"}}).total == 1);
  CHECK(base.ids({{"q", "title:\"leave gangs\""}}) == std::vector<std::string>{"poe-2017-exit"});
}

TEST_CASE("names, short words and words of the thesaurus are not corrected", "[R2]") {
  const Base base;
  fill(base);
  base.build();
  for (const auto* typed : {"lins", "shottng", "-contaners", "title:mentrs", "contaners*", "cuckooing", "multisystemic", "2o16"}) {
    INFO(typed);
    CHECK((base.search({{"q", typed}}).did_you_mean.value_or("") == (std::string(typed) == "title:mentrs" ? "title:mentors" : "")));
  }
}

TEST_CASE("whatever is typed gets an answer") {
  const Base base;
  fill(base);
  base.build();
  const auto typed = GENERATE(as<std::string>{}, "", " ", "?!?!!", "\"", "\"phone", "((((", ")", "phone AND", "AND OR NOT", "NOT phone", "-phone", "+",
                              "title:", "a*", "*", "\xF0\x9F\x94\xAB gun", "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D", "phone NEAR lines", "XFCOUNTRY:GB",
                              "Qdoe-2015-lines", "self-efficacy covid-19", "2015..2010", "..", "phone\\lines", "'; drop table", "guns AND (drugs OR", "NOT NOT",
                              "OR OR AND NOT (", "-\"\"", "-(", "2015..2020..", "title:(gun", "title:\"unclosed", "http://example.org/?a=b&c=d");
  const auto parsed = parse_search_request(real_schemas(), {{"q", typed}});
  CHECK(base.service.search(parsed.request, Audience::everyone()));
}

TEST_CASE("a query of hundreds of words is answered") {
  const Base base;
  fill(base);
  base.build();
  std::string words;
  for (int i = 0; i < 500; ++i) {
    words += "phone" + std::to_string(i) + " ";
  }
  CHECK(base.search({{"q", words + "phone"}}).total == 0);
}

TEST_CASE("what is being typed is completed with labels, interventions and titles", "[R3]") {
  const Base base;
  fill(base);
  base.build();
  const auto texts = [&](std::string_view typed, SuggestionKind kind) {
    const auto suggestions = base.service.suggest(typed, Audience::everyone());
    REQUIRE(suggestions);
    std::vector<std::string> found;
    for (const auto& suggestion : *suggestions) {
      if (suggestion.kind == kind) {
        found.push_back(suggestion.text);
      }
    }
    return found;
  };
  CHECK(texts("scanning con", SuggestionKind::title) == std::vector<std::string>{"Scanning containers in ports"});
  CHECK(texts("CONTAIN", SuggestionKind::title) == std::vector<std::string>{"Scanning containers in ports"});
  CHECK(texts("con", SuggestionKind::title) == texts("Con", SuggestionKind::title));
  CHECK(texts("dru", SuggestionKind::label).at(0) == "Drugs");
  CHECK(texts("fiji", SuggestionKind::label).empty());  // no record is from there
  CHECK_FALSE(texts("pho", SuggestionKind::intervention).empty());
  for (const auto* typed : {"", " ", "*", "\"", "a", "zzzzzz", "the of and a b c d e f g"}) {
    CHECK(base.service.suggest(typed, Audience::everyone()));
  }
}

TEST_CASE("a record's neighbours are named, with what makes them so", "[R11]") {
  const Base base;
  base.put("doe-2015-lines", SampleRecord("doe-2015-lines").with("title", "Closing drug phone lines").with("intervention", "Phone line closure"));
  base.put("roe-2016-lines", SampleRecord("roe-2016-lines").with("title", "Closing lines again").with("intervention", "Phone line closure"));
  base.put("poe-2017-mentors", SampleRecord("poe-2017-mentors").with("intervention", "Mentors").with("countries", "[DK]"));
  base.build();
  const auto similar = base.service.similar("doe-2015-lines", Audience::everyone());
  REQUIRE(similar);
  REQUIRE_FALSE(similar->empty());
  CHECK(similar->front().card.id == "roe-2016-lines");
  const auto& why = similar->front().why;
  CHECK(std::any_of(why.begin(), why.end(), [](const Reason& reason) {
    return reason.kind == Likeness::intervention && reason.shared == std::vector<std::string>{"Phone line closure"};
  }));
  CHECK(std::any_of(why.begin(), why.end(),
                    [](const Reason& reason) { return reason.kind == Likeness::place && reason.shared == std::vector<std::string>{"United Kingdom"}; }));
  for (const auto& other : *similar) {
    CHECK(other.card.id != "doe-2015-lines");
    CHECK_FALSE(other.why.empty());
  }
  CHECK(base.service.similar("nobody-2000-nothing", Audience::everyone()).error().code == ErrorCode::not_found);
}

TEST_CASE("a record comes whole, with its relations shown from both sides") {
  const Base base;
  fill(base);
  base.build();
  const auto from = base.service.record("poe-2017-exit", Audience::everyone());
  REQUIRE(from);
  REQUIRE(from->related.size() == 1);
  CHECK(from->related[0].id == "doe-2015-lines");
  CHECK(from->related[0].how == "extends");
  CHECK_FALSE(from->related[0].inward);
  const auto to = base.service.record("doe-2015-lines", Audience::everyone());
  REQUIRE(to);
  REQUIRE(to->related.size() == 1);
  CHECK(to->related[0].id == "poe-2017-exit");
  CHECK(to->related[0].inward);
  CHECK(to->sections.front().heading == "What was done");
  CHECK(to->front_matter->at("title") == "Closing drug phone lines");
}

TEST_CASE("several records come whole, in the order asked for, without those that there are none of") {
  const Base base;
  fill(base);
  base.build();
  const auto records = base.service.records({"poe-2017-exit", "nobody-2000-nothing", "doe-2015-lines", "../x"}, Audience::everyone());
  REQUIRE(records);
  REQUIRE(records->size() == 2);
  CHECK((*records)[0].id == "poe-2017-exit");
  CHECK((*records)[1].front_matter->at("title") == "Closing drug phone lines");
  CHECK(base.service.records({}, Audience::everyone())->empty());
}

TEST_CASE("an id that is none is not found, whatever it holds") {
  const Base base;
  fill(base);
  base.build();
  const auto id = GENERATE(as<std::string>{}, "", "nobody", "../../etc/passwd", "Qdoe", std::string(5'000, 'x'), std::string("a\0b", 3));
  const auto record = base.service.record(id, Audience::everyone());
  REQUIRE_FALSE(record);
  CHECK(record.error().code == ErrorCode::not_found);
}

TEST_CASE("what may not be seen leaves no trace in results, counts, corrections or versions") {
  const Base base;
  fill(base);
  base.build();
  const auto version = base.service.state(Audience::everyone()).version;
  const auto before = base.search({{"q", "zephyrprone"}});
  base.put("moe-2018-secret", SampleRecord("moe-2018-secret").with("circulation", "internal").with("countries", "[FJ]").body("About the zephyrprobe."));
  base.build();
  CHECK(base.search({}).total == 3);
  CHECK(base.search({{"q", "zephyrprobe"}}).total == 0);
  CHECK(base.search({{"q", "zephyrprone"}}).did_you_mean == before.did_you_mean);
  CHECK(count_of(base.search({}), "country", "FJ") == 0);
  CHECK_FALSE(base.service.record("moe-2018-secret", Audience::everyone()));
  CHECK(base.service.records({"moe-2018-secret"}, Audience::everyone())->empty());
  CHECK(base.service.state(Audience::everyone()).version == version);
  Audience inside;
  inside.internal = true;
  CHECK(base.search({}, inside).total == 4);
  CHECK(base.service.record("moe-2018-secret", inside));
}

TEST_CASE("restricted records are for members of one of their groups alone") {
  const Base base;
  fill(base);
  base.put("moe-2018-secret", SampleRecord("moe-2018-secret").with("circulation", "restricted").with("groups", "[alpha]"));
  base.build();
  Audience others{true, {"beta"}};
  Audience members{true, {"beta", "alpha"}};
  CHECK(base.search({}, others).total == 3);
  CHECK(base.search({}, members).total == 4);
}

TEST_CASE("what editors chose for some words comes first, where it matches, and changes no count", "[R16]") {
  const TempFolder own;
  fs::copy(fs::path(WHATWORKS_SOURCE_DIR) / "schemas", own / "schemas", fs::copy_options::recursive);
  const auto search = [&](const std::string& bets, const Parameters& parameters) {
    test::write(own / "schemas" / "best_bets.json", R"({"about": "x", "bets": [)" + bets + "]}");
    const auto schemas = load_schemas(own / "schemas").value();
    const Base base(schemas);
    fill(base);
    for (int i = 0; i < 5; ++i) {
      const auto id = "coe-201" + std::to_string(i) + "-mentors";
      base.put(id,
               SampleRecord(id).with("title", "Mentors, mentors and mentors").with("intervention", "Mentors").with("summary", "Mentors met other mentors."));
    }
    base.build();
    return base.search(parameters);
  };
  const auto plain = search("", {{"q", "mentors"}});
  REQUIRE(plain.total == 6);
  const auto last = plain.results.back().id;
  const auto bet = R"({"typed": ["Mentors?", "buddies"], "records": ["no-such-record", ")" + last + R"(", "roe-2016-ports"]})";
  const auto lifted = search(bet, {{"q", "mentors"}});
  CHECK(lifted.results.front().id == last);
  CHECK(lifted.results.front().score >= lifted.results.at(1).score);
  CHECK(lifted.total == plain.total);
  CHECK(lifted.results.size() == plain.results.size());
  CHECK(search(bet, {{"q", "mentors"}, {"per_page", "1"}}).results.front().id == last);
  CHECK(search(bet, {{"q", "mentors"}, {"per_page", "1"}, {"page", "2"}}).results.front().id == plain.results.front().id);
  CHECK(search(bet, {{"q", "mentors gangs"}}).total == search("", {{"q", "mentors gangs"}}).total);
  CHECK(search(bet, {{"q", "mentors"}, {"sort", "oldest"}}).results.front().id == search("", {{"q", "mentors"}, {"sort", "oldest"}}).results.front().id);
  const auto narrowed = search(bet, {{"q", "mentors"}, {"not.effect", lifted.results.front().effect}});
  CHECK(std::none_of(narrowed.results.begin(), narrowed.results.end(), [&](const ResultCard& card) { return card.id == last; }));
}

TEST_CASE("a facet is added by an entry and a vocabulary, without a line of C++") {
  const TempFolder folder;
  const auto schemas_folder = folder / "schemas";
  fs::copy(fs::path(WHATWORKS_SOURCE_DIR) / "schemas", schemas_folder, fs::copy_options::recursive);
  auto catalogue = nlohmann::ordered_json::parse(test::read(schemas_folder / "facets.json"));
  catalogue["facets"].push_back({{"name", "terrain"},
                                 {"label", "Terrain"},
                                 {"field", "terrain"},
                                 {"type", "vocabulary"},
                                 {"vocabulary", "terrain"},
                                 {"several", true},
                                 {"show", "open"}});
  test::write(schemas_folder / "facets.json", catalogue.dump());
  test::write(schemas_folder / "vocabularies" / "terrain.json",
              R"({"name": "terrain", "label": "Terrain", "definition": "Where it was tried.", "ordered": false, "concepts": [
                 {"code": "coast", "label": "Coast", "other_labels": ["seaside"], "definition": "By the sea."},
                 {"code": "harbour", "label": "Harbour", "broader": "coast", "other_labels": ["quayside"], "definition": "Where ships lie."}]})");
  const auto schemas = load_schemas(schemas_folder);
  REQUIRE(schemas);
  const Base base(*schemas);
  base.put("doe-2015-lines", SampleRecord("doe-2015-lines").with("terrain", "[harbour]"));
  base.put("roe-2016-ports", SampleRecord("roe-2016-ports"));
  base.build();
  CHECK(base.ids({{"terrain", "coast"}}) == std::vector<std::string>{"doe-2015-lines"});
  CHECK(base.ids({{"q", "quayside"}}) == std::vector<std::string>{"doe-2015-lines"});
  CHECK(count_of(base.search({}), "terrain", "harbour") == 1);
  CHECK(count_of(base.search({}), "terrain", "_missing") == 1);
}

TEST_CASE("without an index a search says so, and answers as soon as there is one") {
  const Base base;
  const auto missing = base.service.search({}, Audience::everyone());
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ErrorCode::index_missing);
  CHECK_FALSE(base.service.state(Audience::everyone()).ready);
  fill(base);
  base.build();
  CHECK(base.service.state(Audience::everyone()).ready);
  CHECK(base.search({}).total == 3);
}

TEST_CASE("searches go on without an error while the index is rebuilt and changed under them") {
  const Base base;
  fill(base);
  base.build();
  std::atomic<bool> stop = false;
  std::atomic<int> failures = 0;
  std::atomic<int> answers = 0;
  std::vector<std::thread> searchers;
  for (int i = 0; i < 4; ++i) {
    searchers.emplace_back([&] {
      while (!stop) {
        const auto results = base.service.search(parse_search_request(base.schemas, {{"q", "lines"}, {"crime", "drugs"}}).request, Audience::everyone());
        const auto record = base.service.record("doe-2015-lines", Audience::everyone());
        failures += results && results->total >= 1 && record ? 0 : 1;
        ++answers;
      }
    });
  }
  int built = 0;
  for (int i = 0; i < 12; ++i) {
    base.put("roe-2016-ports", SampleRecord("roe-2016-ports").with("title", "Change " + std::to_string(i)));
    BuildOptions options;
    options.index = base.index;
    options.full = i % 4 == 3;
    built += build_index(base.schemas, base.corpus, options) ? 1 : 0;
  }
  stop = true;
  for (auto& searcher : searchers) {
    searcher.join();
  }
  CHECK(built == 12);
  CHECK(failures == 0);
  CHECK(answers > 0);
  CHECK(base.search({{"q", "title:change"}}).total == 1);
}
