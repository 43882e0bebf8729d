// SPDX-License-Identifier: GPL-3.0-or-later
#include "search/map.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

#include "core/text.h"
#include "index/build.h"
#include "search/search.h"
#include "support/sample_record.h"
#include "support/temp_folder.h"

using namespace whatworks;
using test::SampleRecord;
using test::TempFolder;

namespace {

const Schemas& schemas() {
  static const Schemas loaded = load_schemas(fs::path(WHATWORKS_SOURCE_DIR) / "schemas").value();
  return loaded;
}

// A record as it was made up: what it states of each facet, by the facet's name.
struct Invented {
  std::map<std::string, std::vector<std::string>> stated;
  std::string circulation = "public";

  // The values under which it counts.
  [[nodiscard]] std::set<std::string> values(const std::string& facet) const {
    const auto known = stated.find(facet == "region" ? "country" : facet);
    const auto list = schemas().expand(*schemas().find_facet(facet), known == stated.end() ? std::vector<std::string>{} : known->second);
    return list.empty() ? std::set<std::string>{std::string(kMissingValue)} : std::set<std::string>(list.begin(), list.end());
  }
  [[nodiscard]] bool has(const std::string& facet, const std::string& value) const { return values(facet).count(value) != 0; }
};

std::string list_of(const std::vector<std::string>& codes) {
  std::vector<std::string> quoted;
  for (const auto& code : codes) {
    quoted.push_back('"' + code + '"');
  }
  return "[" + join(quoted, ", ") + "]";
}

// Some records that state several values, narrower ones or none, and the index over them.
struct InventedBase {
  TempFolder folder;
  std::vector<Invented> records;
  SearchService service{folder / "index", schemas()};

  explicit InventedBase(std::uint32_t shards, int count = 60) {
    std::mt19937 random(11);
    const auto some = [&](const std::vector<std::string>& codes, std::size_t least) {
      std::vector<std::string> chosen;
      std::sample(codes.begin(), codes.end(), std::back_inserter(chosen), std::uniform_int_distribution<std::size_t>(least, 2)(random), random);
      return chosen;
    };
    const auto one = [&](const std::vector<std::string>& codes) { return codes[std::uniform_int_distribution<std::size_t>(0, codes.size() - 1)(random)]; };
    for (int i = 0; i < count; ++i) {
      Invented record;
      record.stated["crime"] = some({"drugs", "county-lines", "fraud", "firearms"}, 1);
      record.stated["strategy"] = some({"pursue", "prevent", "protect"}, 0);
      record.stated["country"] = some({"GB", "NL", "NO", "US", "CO"}, 0);
      record.stated["stage"] = some({"recruitment", "finance", "transport"}, 0);
      record.stated["priority"] = some({"what-works", "international-links"}, 1);
      record.stated["effect"] = {one({"reduces", "mixed", "no-effect", "not-measured"})};
      record.stated["year"] = {one({"2009", "2011", "2012", "2015"})};
      record.stated["strength"] = {one({"0", "1", "2", "3"})};
      record.circulation = i % 10 == 9 ? "internal" : "public";
      put(i, record);
      records.push_back(std::move(record));
    }
    BuildOptions options;
    options.index = folder / "index";
    options.shards = shards;
    options.report = [](const std::vector<Problem>& problems, const std::string& source) { UNSCOPED_INFO(format_problem(problems.front(), source)); };
    const auto report = build_index(schemas(), folder / "corpus", options);
    REQUIRE(report);
    REQUIRE(report->rejected == 0);
  }

  void put(int number, const Invented& record) const {
    const auto id = "doe-2019-number-" + std::to_string(1000 + number);
    SampleRecord text(id);
    text.with("title", number % 3 == 0 ? "Closing phone lines" : "Scanning containers").with("strength", record.stated.at("strength").front());
    text.body(number % 3 == 0 ? "Beside the zebra crossing." : "Behind the giraffe house.");
    text.with("kind", record.stated.at("country").empty() ? "review" : "study");  // only a review may be about no country
    text.with("crime_types", list_of(record.stated.at("crime"))).with("countries", list_of(record.stated.at("country")));
    text.with("priorities", list_of(record.stated.at("priority"))).with("effect", record.stated.at("effect").front());
    text.with("published", record.stated.at("year").front()).with("circulation", record.circulation);
    for (const auto& [key, facet] : {std::pair("strategy", "strategy"), std::pair("model_stage", "stage")}) {
      if (!record.stated.at(facet).empty()) {
        text.with(key, list_of(record.stated.at(facet)));
      }
    }
    test::write(folder.path() / "corpus" / "studies" / (id + ".md"), text.text());
  }

  [[nodiscard]] EvidenceMap map(const Parameters& parameters, const Audience& audience = Audience::everyone()) const {
    const auto parsed = parse_map_request(schemas(), parameters);
    REQUIRE(parsed.problems.empty());
    auto counted = service.map(parsed.request, audience);
    REQUIRE(counted);
    return *std::move(counted);
  }

  // What a tally must say, from a walk over the records as they were made up.
  template <typename Counts>
  [[nodiscard]] Tally expected(const EvidenceMap& map, const Counts& counts) const {
    Tally tally;
    tally.by_effect.resize(map.effects.size());
    for (const auto& record : records) {
      if (!counts(record)) {
        continue;
      }
      ++tally.records;
      const auto& effect = record.stated.at("effect").front();
      ++tally.by_effect[static_cast<std::size_t>(std::find(map.effects.begin(), map.effects.end(), effect) - map.effects.begin())];
      tally.strongest = std::max(tally.strongest.value_or(0), static_cast<int>(*parse_integer(record.stated.at("strength").front())));
    }
    return tally;
  }
};

bool same(const Tally& a, const Tally& b) { return a.records == b.records && a.by_effect == b.by_effect && a.strongest == b.strongest; }

const InventedBase& in_one_shard() {
  static const InventedBase base(1);
  return base;
}

const InventedBase& in_three_shards() {
  static const InventedBase base(3);
  return base;
}

std::vector<std::string> values_of(const MapAxis& axis) {
  std::vector<std::string> values;
  for (const auto& value : axis.values) {
    values.push_back(value.value);
  }
  return values;
}

const MapValue& value_of(const MapAxis& axis, const std::string& value) {
  const auto found = std::find_if(axis.values.begin(), axis.values.end(), [&](const MapValue& entry) { return entry.value == value; });
  REQUIRE(found != axis.values.end());
  return *found;
}

std::vector<std::string> problems_of(const Parameters& parameters) {
  std::vector<std::string> named;
  for (const auto& problem : parse_map_request(schemas(), parameters).problems) {
    named.push_back(problem.parameter + ": " + problem.message);
  }
  return named;
}

}  // namespace

TEST_CASE("every cell, row, column and the whole count what a walk over the records counts", "[S3]") {
  const auto& invented = GENERATE(false, true) ? in_three_shards() : in_one_shard();
  const auto axes = GENERATE(table<std::string, std::string>(
      {{"crime", "strategy"}, {"priority", "stage"}, {"strategy", "country"}, {"country", "effect"}, {"region", "strength"}, {"effect", "crime"}}));
  const auto filters = GENERATE(values<std::pair<Parameters, bool (*)(const Invented&)>>({
      {{}, [](const Invented&) { return true; }},
      {{{"country", "GB"}, {"country", "_missing"}}, [](const Invented& record) { return record.has("country", "GB") || record.has("country", "_missing"); }},
      {{{"not.stage", "finance"}, {"year_from", "2010"}},
       [](const Invented& record) { return !record.has("stage", "finance") && !record.has("year", "2009"); }},
      {{{"strength", "2"}, {"strength", "3"}}, [](const Invented& record) { return record.has("strength", "2") || record.has("strength", "3"); }},
  }));
  const auto& [rows, columns] = axes;
  const auto& [chosen, passes] = filters;
  Parameters parameters{{"rows", rows}, {"columns", columns}};
  parameters.insert(parameters.end(), chosen.begin(), chosen.end());
  const auto map = invented.map(parameters);
  INFO(rows << " by " << columns << to_query_string(chosen));
  const auto visible = [&](const Invented& record) { return record.circulation == "public" && passes(record); };
  CHECK(same(map.all, invented.expected(map, visible)));
  CHECK(map.all.records > 0);
  for (const auto& row : map.rows.values) {
    INFO(row.value);
    CHECK(same(row.all, invented.expected(map, [&](const Invented& record) { return visible(record) && record.has(rows, row.value); })));
  }
  for (const auto& column : map.columns.values) {
    INFO(column.value);
    CHECK(same(column.all, invented.expected(map, [&](const Invented& record) { return visible(record) && record.has(columns, column.value); })));
  }
  REQUIRE(map.cells.size() == map.rows.values.size() * map.columns.values.size());
  for (std::size_t row = 0; row < map.rows.values.size(); ++row) {
    for (std::size_t column = 0; column < map.columns.values.size(); ++column) {
      const auto& row_value = map.rows.values[row].value;
      const auto& column_value = map.columns.values[column].value;
      INFO(row_value << " × " << column_value);
      const auto& cell = map.cell(row, column);
      CHECK(same(cell, invented.expected(
                           map, [&](const Invented& record) { return visible(record) && record.has(rows, row_value) && record.has(columns, column_value); })));
    }
  }
}

TEST_CASE("the search of a cell finds as many records as the cell says", "[S3]") {
  const auto filters = GENERATE(values<Parameters>({{},
                                                    {{"crime", "drugs"}},
                                                    {{"not.crime", "county-lines"}},
                                                    {{"crime", "county-lines"}, {"crime", "fraud"}, {"strategy", "prevent"}, {"strategy", "_missing"}},
                                                    {{"q", "containers"}, {"not.strategy", "pursue"}, {"country", "GB"}}}));
  Parameters parameters{{"rows", "crime"}, {"columns", "strategy"}};
  parameters.insert(parameters.end(), filters.begin(), filters.end());
  const auto& base = in_three_shards();
  const auto map = base.map(parameters);
  const auto total = [&](const std::string& row, const std::string& column) {
    return base.service.search(search_of_cell(schemas(), map.request, row, column), Audience::everyone())->total;
  };
  CHECK(map.all.records == total({}, {}));
  for (std::size_t row = 0; row < map.rows.values.size(); ++row) {
    const auto& row_value = map.rows.values[row];
    CHECK(row_value.all.records == total(row_value.value, {}));
    for (std::size_t column = 0; column < map.columns.values.size(); ++column) {
      INFO(row_value.value << " × " << map.columns.values[column].value << to_query_string(map.request.search));
      CHECK(map.cell(row, column).records == total(row_value.value, map.columns.values[column].value));
    }
  }
}

TEST_CASE("a narrower value counts for the broader too, and a record once in each of its values") {
  const auto map = in_one_shard().map({{"rows", "crime"}});
  CHECK(value_of(map.rows, "county-lines").broader == "drugs");
  CHECK(value_of(map.rows, "drugs").broader.empty());
  CHECK(value_of(map.rows, "drugs").all.records > value_of(map.rows, "county-lines").all.records);
  std::uint32_t sum = 0;
  for (const auto& row : map.rows.values) {
    sum += row.all.records;
  }
  CHECK(sum > map.all.records);
  CHECK(map.cells.empty());
  CHECK(map.columns.values.empty());
}

TEST_CASE("vocabularies are complete and in their order, so that gaps show; what is not stated comes last", "[F7]") {
  const auto map = in_one_shard().map({{"rows", "stage"}, {"columns", "priority"}});
  auto stages = schemas().find_vocabulary("stage")->codes();
  stages.emplace_back(kMissingValue);
  CHECK(values_of(map.rows) == stages);
  CHECK(values_of(map.columns) == schemas().find_vocabulary("priority")->codes());  // every record states one
  CHECK(value_of(map.rows, "laundering").all.records == 0);
  CHECK_FALSE(value_of(map.rows, "laundering").all.strongest);
  CHECK(map.effects == schemas().find_vocabulary("effect")->codes());
}

TEST_CASE("of countries there are those that occur, the commonest first") {
  const auto map = in_one_shard().map({{"rows", "country"}});
  REQUIRE(map.rows.values.size() == 6);
  CHECK(map.rows.values.back().value == kMissingValue);
  for (std::size_t i = 0; i + 2 < map.rows.values.size(); ++i) {
    CHECK(map.rows.values[i].all.records >= map.rows.values[i + 1].all.records);
  }
}

TEST_CASE("years run from the first to the last without a gap") {
  const auto map = in_three_shards().map({{"rows", "year"}});
  CHECK(values_of(map.rows) == std::vector<std::string>{"2009", "2010", "2011", "2012", "2013", "2014", "2015"});
  CHECK(value_of(map.rows, "2013").all.records == 0);
  const auto later = in_three_shards().map({{"rows", "year"}, {"year_from", "2010"}, {"year_to", "2014"}});
  CHECK(values_of(later.rows) == std::vector<std::string>{"2011", "2012"});
  const auto search = search_of_cell(schemas(), later.request, "2012", {});
  CHECK(search.year_from == 2012);
  CHECK(search.year_to == 2012);
}

TEST_CASE("a facet that is filtered shows what was chosen and what is narrower, and nothing that was left out") {
  const auto& base = in_one_shard();
  CHECK(values_of(base.map({{"rows", "crime"}, {"crime", "drugs"}}).rows) == std::vector<std::string>{"drugs", "county-lines"});
  CHECK(values_of(base.map({{"rows", "crime"}, {"crime", "county-lines"}}).rows) == std::vector<std::string>{"county-lines"});
  const auto without = values_of(base.map({{"rows", "crime"}, {"not.crime", "drugs"}}).rows);
  CHECK(std::find(without.begin(), without.end(), "drugs") == without.end());
  CHECK(std::find(without.begin(), without.end(), "county-lines") == without.end());
  CHECK(std::find(without.begin(), without.end(), "cyber-crime") != without.end());  // a gap among what was not left out
  CHECK(values_of(base.map({{"rows", "strategy"}, {"strategy", "_missing"}}).rows) == std::vector<std::string>{"_missing"});
}

TEST_CASE("what may not be seen is not counted") {
  const auto& base = in_three_shards();
  const auto everyone = base.map({{"rows", "crime"}, {"columns", "strategy"}});
  Audience inside;
  inside.internal = true;
  const auto more = base.map({{"rows", "crime"}, {"columns", "strategy"}}, inside);
  CHECK(everyone.all.records == 54);
  CHECK(more.all.records == 60);
}

TEST_CASE("a map over words says how they were taken, as a search does", "[R1][F22]") {
  const auto& base = in_one_shard();
  const auto corrected = base.map({{"rows", "crime"}, {"q", "contaners"}});
  CHECK(corrected.corrected);
  CHECK(corrected.did_you_mean == "containers");
  CHECK(corrected.all.records == base.map({{"rows", "crime"}, {"q", "containers"}}).all.records);
  const auto relaxed = base.map({{"rows", "crime"}, {"q", "zebra giraffe"}});
  CHECK(relaxed.relaxed);
  CHECK(relaxed.all.records == 54);
}

TEST_CASE("a search that finds nothing gives an empty map with its rows") {
  const auto map = in_one_shard().map({{"rows", "crime"}, {"columns", "strategy"}, {"q", "qqqxyzzy"}});
  CHECK(map.all.records == 0);
  CHECK_FALSE(map.all.strongest);
  CHECK(map.rows.values.size() == schemas().find_vocabulary("crime")->concepts().size());
  CHECK(std::all_of(map.cells.begin(), map.cells.end(), [](const Tally& cell) { return cell.records == 0 && cell.by_effect.size() == 5; }));
}

TEST_CASE("rows and columns that cannot be mapped are named with what is allowed") {
  const auto holds = [](const std::vector<std::string>& problems, const std::string& part) {
    return std::any_of(problems.begin(), problems.end(), [&](const std::string& problem) { return problem.find(part) != std::string::npos; });
  };
  CHECK(holds(problems_of({}), "rows: rows must be one of priority, crime"));
  CHECK(holds(problems_of({{"rows", "crimes"}}), "did you mean \"crime\"?"));
  CHECK(holds(problems_of({{"rows", "crime"}, {"columns", "colour"}}), "columns: columns must be one of"));
  CHECK(holds(problems_of({{"rows", "crime"}, {"columns", "crime"}}), "another facet than rows"));
  CHECK(holds(problems_of({{"rows", "year"}, {"columns", "crime"}}), "rows: year is counted alone"));
  CHECK(holds(problems_of({{"rows", "crime"}, {"columns", "year"}}), "columns: year is counted alone"));
  CHECK(problems_of({{"rows", "year"}}).empty());
  for (const auto* parameter : {"sort", "page", "per_page", "facets"}) {
    CHECK(holds(problems_of({{"rows", "crime"}, {parameter, "1"}}), std::string("A map has no ") + parameter));
  }
  CHECK(holds(problems_of({{"rows", "crime"}, {"country", "XX"}}), "country has no value"));
  const MapRequest equal{{}, "crime", "crime"};
  const auto refused = in_one_shard().service.map(equal, Audience::everyone());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::bad_parameter);
}

TEST_CASE("the parameters of a map written back give an equal request") {
  const auto one = parse_map_request(schemas(), {{"country", "GB"}, {"columns", "strategy"}, {"q", "phone lines"}, {"rows", "crime"}}).request;
  CHECK(parse_map_request(schemas(), to_parameters(one)).request == one);
  CHECK(to_query_string(to_parameters(one)) == "?rows=crime&columns=strategy&q=phone+lines&country=GB");
  CHECK(to_query_string(to_parameters(MapRequest{{}, "year", {}})) == "?rows=year");
}
