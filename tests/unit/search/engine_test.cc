// SPDX-License-Identifier: GPL-3.0-or-later
// Private headers are included on purpose: here the parts of the engine are compared with slower ways to the same result.
#include <xapian.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <stdexcept>

#include "../../../server/search/blending.h"
#include "../../../server/search/bounded_cache.h"
#include "../../../server/search/columns.h"
#include "../../../server/search/doc_set.h"
#include "../../../server/search/evaluate.h"
#include "../../../server/search/plan.h"
#include "../../../server/search/ranking.h"
#include "../../../server/search/workers.h"
#include "index/build.h"
#include "index/layout.h"
#include "index/open.h"
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

DocSet some_documents(std::mt19937& random, Xapian::docid last, double share) {
  std::bernoulli_distribution in(share);
  DocSet documents;
  for (Xapian::docid document = 1; document <= last; ++document) {
    if (in(random)) {
      documents.push_back(document);
    }
  }
  return documents;
}

SharedDocs share(const DocSet& documents) { return std::make_shared<const DocSet>(documents); }

// A shard of a hundred records, their words drawn from a few.
struct SampleShard {
  TempFolder folder;
  OpenShard shard;

  SampleShard() {
    const auto corpus = folder / "corpus";
    fs::create_directories(corpus);
    std::mt19937 random(7);
    const std::vector<std::string> words{"lines", "ports", "gangs", "money", "mentors", "drugs", "firms", "courts"};
    std::uniform_int_distribution<std::size_t> any(0, words.size() - 1);
    for (int i = 0; i < 100; ++i) {
      const auto id = "doe-2019-number-" + std::to_string(1000 + i);
      std::string title = "Trial";
      for (int word = 0; word < 2 + i % 7; ++word) {
        title += ' ' + words[std::min(any(random), any(random))];
      }
      test::write(corpus / "studies" / (id + ".md"), SampleRecord(id).with("title", title).text());
    }
    BuildOptions options;
    options.index = folder / "index";
    REQUIRE(build_index(schemas(), corpus, options));
    const auto manifest = load_manifest(options.index).value();
    shard.database = open_shard(options.index, manifest, manifest.shards.front()).value();
    shard.memory = std::make_shared<ShardMemory>(read_columns(schemas(), shard.database, nullptr));
  }

  [[nodiscard]] Collection collection() const { return {static_cast<double>(shard.database.get_doccount()), shard.database.get_average_length()}; }
};

}  // namespace

TEST_CASE("sets of documents meet, join and part as sets do, sparse or dense") {
  std::mt19937 random(1);
  constexpr Xapian::docid kLast = 5000;
  for (const double first : {0.0, 0.0005, 0.01, 0.5, 1.0}) {
    for (const double second : {0.0, 0.001, 0.2, 0.9}) {
      const auto a = some_documents(random, kLast, first);
      const auto b = some_documents(random, kLast, second);
      DocSet met;
      DocSet joined;
      DocSet rest;
      std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(met));
      std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(joined));
      std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(rest));
      CHECK(intersect(a, b) == met);
      CHECK(intersect(b, a) == met);
      CHECK(unite(std::vector{share(a), share(b)}, kLast) == joined);
      CHECK(subtract(a, b) == rest);
    }
  }
  const DocSet few{3, 5, 900};
  CHECK(find_from(few, 0, 4) == 1);
  CHECK(find_from(few, 1, 5) == 1);
  CHECK(find_from(few, 0, 901) == 3);
}

TEST_CASE("a facet's values are counted right, also with more combinations than sixteen bits can number") {
  constexpr Xapian::docid kLast = 70'000;
  FacetColumn column;
  column.make_room(kLast);
  for (Xapian::docid document = 1; document <= kLast; ++document) {
    if (document % 10 != 0) {  // the others state nothing
      column.put(document, std::to_string(document % 300) + layout::kValueSeparator + "v" + std::to_string(document / 300));
    }
  }
  CHECK(column.sets().size() == 1 + kLast - kLast / 10);
  DocSet odd;
  for (Xapian::docid document = 1; document <= kLast; document += 2) {
    odd.push_back(document);
  }
  std::vector<std::uint32_t> by_set(column.sets().size());
  column.count(odd, by_set);
  std::map<std::string, std::uint32_t> counted;
  for (std::size_t set = 0; set < by_set.size(); ++set) {
    for (const auto value : column.sets()[set]) {
      counted[column.values()[value]] += by_set[set];
    }
  }
  std::map<std::string, std::uint32_t> expected;
  for (const auto document : odd) {
    ++expected[std::to_string(document % 300)];
    ++expected["v" + std::to_string(document / 300)];
  }
  CHECK(counted.at("299") == expected.at("299"));
  CHECK(counted.at("v233") == expected.at("v233"));
  CHECK(counted[std::string(kMissingValue)] == 0);  // odd numbers all state something
}

TEST_CASE("matches and scores are those of Xapian's matcher with its BM25") {
  const SampleShard sample;
  const auto& database = sample.shard.database;
  using Query = Xapian::Query;
  const Query lines("Zline");
  const Query ports("Zport");
  const Query gangs("Zgang");
  const std::vector<std::string> together{"phone", "line"};
  const std::vector<Query> queries{
      lines,
      Query(Query::OP_AND, lines, ports),
      Query(Query::OP_OR, Query(Query::OP_AND, lines, gangs), ports),
      Query(Query::OP_AND_NOT, Query(Query::OP_OR, lines, ports), gangs),
      Query(Query::OP_OR, Query(Query::OP_PHRASE, together.begin(), together.end()), ports),
      Query(Query::OP_FILTER, ports, lines),
      Query(Query::OP_AND, lines, Query(Query::OP_WILDCARD, std::string("mo"))),
      Query("nothing-of-this"),
  };
  for (const auto& query : queries) {
    INFO(query.get_description());
    const auto plan = make_plan(query, {{"lines"}, 0.15});
    const auto matched = evaluate(plan.match, sample.shard);
    Xapian::Enquire boolean(database);
    boolean.set_query(query);
    CHECK(matched->size() == boolean.get_mset(0, 0, database.get_doccount()).get_matches_estimated());

    const std::vector<ShardScoring> scoring{gather(plan, sample.shard)};
    const TermWeights weights(plan, scoring, sample.collection());
    const auto scores = score(plan, scoring.front(), weights, sample.collection(), sample.shard.memory->columns(), matched);
    Xapian::Enquire enquire(database);
    enquire.set_query(to_query(plan));
    enquire.set_weighting_scheme(bm25_weight());
    const auto found = enquire.get_mset(0, database.get_doccount());
    REQUIRE(found.size() == matched->size());
    for (auto hit = found.begin(); hit != found.end(); ++hit) {
      const auto place = std::lower_bound(matched->begin(), matched->end(), *hit) - matched->begin();
      REQUIRE((*matched)[static_cast<std::size_t>(place)] == *hit);
      CHECK(scores[static_cast<std::size_t>(place)] == Approx(hit.get_weight()).margin(1e-9));
    }
  }
}

TEST_CASE("the columns of a later revision are those read afresh") {
  const TempFolder folder;
  const auto corpus = folder / "corpus";
  const auto put = [&](const std::string& id, const std::string& year) {
    test::write(corpus / "studies" / (id + ".md"), SampleRecord(id).with("published", year).text());
  };
  BuildOptions options;
  options.index = folder / "index";
  const auto open = [&] {
    const auto manifest = load_manifest(options.index).value();
    return open_shard(options.index, manifest, manifest.shards.front()).value();
  };
  put("doe-2019-a", "2001");
  put("doe-2019-b", "2002");
  REQUIRE(build_index(schemas(), corpus, options));
  const auto earlier = read_columns(schemas(), open(), nullptr);
  put("doe-2019-b", "2010");
  put("doe-2019-c", "2011");
  fs::remove(corpus / "studies" / "doe-2019-a.md");
  REQUIRE(build_index(schemas(), corpus, options));
  const auto database = open();
  const auto grown = read_columns(schemas(), database, earlier.get());
  const auto fresh = read_columns(schemas(), database, nullptr);
  CHECK(*grown->documents == *fresh->documents);
  CHECK(grown->first_year == 2010);
  CHECK(grown->last_year == 2011);
  for (const auto document : *fresh->documents) {
    CHECK(grown->orders[document] == fresh->orders[document]);
    CHECK(grown->lengths[document] == fresh->lengths[document]);
    CHECK(grown->vectors.of(document) == fresh->vectors.of(document));
  }
  for (std::size_t facet = 0; facet < schemas().facets().size(); ++facet) {
    const auto total = [](const std::vector<std::uint32_t>& counts) { return std::accumulate(counts.begin(), counts.end(), 0U); };
    CHECK(total(grown->whole[facet]) == 2);
    CHECK(total(fresh->whole[facet]) == 2);
  }
}

TEST_CASE("a cache gives back what it holds and forgets what was not asked for longest") {
  BoundedCache<std::string, std::string> cache(1000);
  int reads = 0;
  const auto get = [&](const std::string& key) {
    return *cache.get(
        key,
        [&] {
          ++reads;
          return std::make_shared<const std::string>(key + "!");
        },
        [](const std::string&) { return std::size_t{200}; });
  };
  CHECK(get("a") == "a!");
  CHECK(get("b") == "b!");
  CHECK(get("a") == "a!");
  CHECK(reads == 2);
  CHECK(get("c") == "c!");  // with what an entry costs, there is room for two
  CHECK(get("a") == "a!");
  CHECK(reads == 3);
  CHECK(get("b") == "b!");
  CHECK(reads == 4);
}

TEST_CASE("work is shared out whole, and what it throws comes back") {
  Workers workers(3);
  std::vector<std::atomic<int>> done(100);
  workers.run(done.size(), [&](std::size_t part) { ++done[part]; });
  CHECK(std::all_of(done.begin(), done.end(), [](const std::atomic<int>& times) { return times == 1; }));
  CHECK_THROWS_AS(workers.run(10,
                              [](std::size_t part) {
                                if (part == 7) {
                                  throw std::runtime_error("seven");
                                }
                              }),
                  std::runtime_error);
  workers.run(0, [](std::size_t) { FAIL(); });
}

TEST_CASE("strength of evidence breaks near-ties and no more", "[R8]") {
  const std::vector<float> none;
  const auto scores = [&](double first, double second) {
    // Two to compare, among others that spread the scores.
    const std::vector<Candidate> candidates{{first, {}, 0}, {second, {}, 4}, {2, {}, 0}, {9, {}, 0}, {5, {}, 0}};
    return blend(candidates, none, Blend{});
  };
  const auto near = scores(6.0, 5.95);
  CHECK(near[1] > near[0]);
  const auto far = scores(6.0, 5.0);
  CHECK(far[0] > far[1]);
}

TEST_CASE("the dense view draws up what is like the query, and the rest keeps its order") {
  const std::vector<float> query{1, 0};
  const auto like = pack_vector(std::vector<float>{1, 0.1F});
  const auto unlike = pack_vector(std::vector<float>{0.1F, 1});
  std::vector<Candidate> candidates{{5.0, unlike, 0}, {4.9, like, 0}, {3, unlike, 0}, {2.9, like, 0}};
  Blend how;
  how.gate = 1;
  const auto trusted = blend(candidates, query, how);
  CHECK(trusted[1] > trusted[0]);
  how.gate = 0;
  const auto words_alone = blend(candidates, query, how);
  CHECK(words_alone[0] > words_alone[1]);
  CHECK(words_alone[0] == Approx(5.0));
  CHECK(blend({}, query, how).empty());
}
