// SPDX-License-Identifier: GPL-3.0-or-later
#include "search/search.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/time.h"
#include "support/sample_record.h"
#include "unit/search/search_fixtures.h"

using namespace whatworks;
using test::Base;
using test::fill;
using test::SampleRecord;

TEST_CASE("several shards give the same totals, counts and order as one") {
  const Base one;
  fill(one);
  one.build();
  Base three;
  three.shards = 3;
  fill(three);
  three.build();
  for (const auto& parameters : {Parameters{}, Parameters{{"sort", "title"}}, Parameters{{"q", "lines"}}, Parameters{{"crime", "drugs"}, {"sort", "newest"}}}) {
    const auto a = one.search(parameters);
    const auto b = three.search(parameters);
    CHECK(a.total == b.total);
    CHECK(one.ids(parameters) == three.ids(parameters));
    REQUIRE(a.facets.size() == b.facets.size());
    for (std::size_t i = 0; i < a.facets.size(); ++i) {
      REQUIRE(a.facets[i].values.size() == b.facets[i].values.size());
      for (std::size_t j = 0; j < a.facets[i].values.size(); ++j) {
        CHECK(a.facets[i].values[j].value == b.facets[i].values[j].value);
        CHECK(a.facets[i].values[j].count == b.facets[i].values[j].count);
      }
    }
  }
}

TEST_CASE("a search can be taken whole, part by part, in the order of ids") {
  Base base;
  base.shards = GENERATE(1U, 3U);
  for (int i = 0; i < 25; ++i) {
    const auto id = "doe-2015-part-" + std::string(1, static_cast<char>('a' + (i * 7) % 25));
    base.put(id, SampleRecord(id).with("countries", i % 2 == 0 ? "[NL]" : "[DK]"));
  }
  base.build();
  const auto take = [&](const Parameters& parameters, std::size_t limit) {
    std::vector<std::string> ids;
    BatchRequest request{parse_search_request(base.schemas, parameters).request, {}, limit, {}, {}};
    for (bool more = true; more;) {
      const auto batch = base.service.batch(request, Audience::everyone());
      REQUIRE(batch);
      CHECK(batch->records.size() <= limit);
      for (const auto& record : batch->records) {
        CHECK(record.body.starts_with("## What was done"));
        CHECK(!record.sections.empty());
        ids.push_back(record.id);
      }
      more = batch->more;
      CHECK(batch->total == base.search(parameters).total);
      REQUIRE((!more || batch->records.size() == limit));
      request.after = ids.empty() ? "" : ids.back();
    }
    CHECK(std::is_sorted(ids.begin(), ids.end()));
    return ids;
  };
  for (const std::size_t limit : {1U, 5U, 24U, 25U, 100U}) {
    CHECK(take({}, limit).size() == 25);
    CHECK(take({{"country", "NL"}}, limit).size() == 13);
  }
  CHECK(take({{"q", "zebra crossing"}}, 10).empty());
}

TEST_CASE("what changes between two parts of a search is neither given twice nor missed") {
  const Base base;
  fill(base);
  base.build();
  const auto first = base.service.batch({{}, {}, 1, {}, {}}, Audience::everyone());
  REQUIRE(first);
  CHECK(first->records.front().id == "doe-2015-lines");
  fs::remove(base.corpus / "studies" / "doe-2015-lines.md");
  base.put("abel-2019-early", SampleRecord("abel-2019-early"));
  base.put("ngo-2019-late", SampleRecord("ngo-2019-late"));
  base.build();
  const auto rest = base.service.batch({{}, "doe-2015-lines", 10, {}, {}}, Audience::everyone());
  REQUIRE(rest);
  std::vector<std::string> ids;
  for (const auto& record : rest->records) {
    ids.push_back(record.id);
  }
  CHECK(ids == std::vector<std::string>{"ngo-2019-late", "poe-2017-exit", "roe-2016-ports"});
  CHECK_FALSE(rest->more);
}

TEST_CASE("records are found and ordered by the day on which they were last added or reviewed") {
  const Base base;
  base.put("doe-2015-old", SampleRecord("doe-2015-old").with("added", "2026-01-02"));
  base.put("doe-2015-new", SampleRecord("doe-2015-new").with("added", "2026-03-04"));
  base.put("doe-2015-again", SampleRecord("doe-2015-again").with("added", "2026-01-02").with("reviewed", "2026-02-03"));
  base.build();
  CHECK(base.ids({{"sort", "updated"}}) == std::vector<std::string>{"doe-2015-new", "doe-2015-again", "doe-2015-old"});
  const auto within = [&](std::string_view from, std::string_view to) {
    const auto batch = base.service.batch({{}, {}, 10, parse_date(from), parse_date(to)}, Audience::everyone());
    std::string ids;
    for (const auto& record : batch->records) {
      ids += record.id.substr(9) + ' ';
    }
    return ids;
  };
  CHECK(within("2026-02-03", "") == "again new ");
  CHECK(within("2026-02-04", "") == "new ");
  CHECK(within("", "2026-02-03") == "again old ");
  CHECK(within("2026-03-05", "2027-01-01").empty());
}

TEST_CASE("what a reader may not see is in no part of a search") {
  const Base base;
  fill(base);
  base.put("doe-2018-inside", SampleRecord("doe-2018-inside").with("circulation", "internal"));
  base.build();
  CHECK(base.service.batch({}, Audience::everyone())->records.size() == 3);
  CHECK(base.service.batch({}, Audience{true, {}})->records.size() == 4);
}
