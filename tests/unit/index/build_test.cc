// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/build.h"

#include <sys/resource.h>
#include <unistd.h>
#include <xapian.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <map>
#include <set>
#include <sstream>

#include "index/layout.h"
#include "index/manifest.h"
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

struct Fixture {
  TempFolder folder;
  fs::path corpus = folder / "corpus";
  fs::path index = folder / "index";
  BuildOptions options{.index = index, .full = false, .shards = 1, .progress = {}, .report = {}};

  Fixture() { fs::create_directories(corpus); }

  void put(const SampleRecord& record, const std::string& id) const { test::write(corpus / "studies" / (id + ".md"), record.text()); }
  void put(const std::string& id) const { put(SampleRecord(id), id); }
  [[nodiscard]] Result<BuildReport> build() const { return build_index(schemas(), corpus, options); }
  [[nodiscard]] Manifest manifest() const { return load_manifest(index).value(); }

  // Ids by shard, read back from the databases.
  [[nodiscard]] std::set<std::string> ids(const std::string& shard_name = "public") const {
    std::set<std::string> found;
    const auto current = manifest();
    for (const auto& shard : current.shards) {
      if (shard.name == shard_name) {
        const Xapian::Database database(shard_path(index, current, shard).string());
        for (auto term = database.allterms_begin("Q"); term != database.allterms_end("Q"); ++term) {
          found.insert((*term).substr(1));
        }
      }
    }
    return found;
  }

  [[nodiscard]] Xapian::Database open_public() const {
    const auto current = manifest();
    const auto shard = std::find_if(current.shards.begin(), current.shards.end(), [](const Shard& one) { return one.name == "public"; });
    REQUIRE(shard != current.shards.end());
    return Xapian::Database(shard_path(index, current, *shard).string());
  }

  // The number of a record's document, or 0.
  [[nodiscard]] Xapian::docid number_of(const std::string& id) const {
    const auto database = open_public();
    const auto posting = database.postlist_begin(layout::id_term(id));
    return posting == database.postlist_end(layout::id_term(id)) ? 0 : *posting;
  }
};

}  // namespace

TEST_CASE("a first build indexes every record") {
  const Fixture fixture;
  fixture.put("doe-2019-a");
  fixture.put("doe-2019-b");
  const auto report = fixture.build();
  REQUIRE(report);
  CHECK(report->added == 2);
  CHECK(report->records == 2);
  CHECK(report->written);
  CHECK(fixture.ids() == std::set<std::string>{"doe-2019-a", "doe-2019-b"});
}

TEST_CASE("a second build over the same files writes nothing") {
  const Fixture fixture;
  fixture.put("doe-2019-a");
  REQUIRE(fixture.build());
  const auto before = fixture.manifest();
  const auto report = fixture.build();
  REQUIRE(report);
  CHECK(report->unchanged == 1);
  CHECK_FALSE(report->written);
  CHECK(fixture.manifest().serial == before.serial);
}

TEST_CASE("a small change is made in place and counted") {
  const Fixture fixture;
  fixture.put("doe-2019-a");
  fixture.put("doe-2019-b");
  fixture.put("doe-2019-c");
  REQUIRE(fixture.build());
  const auto before = fixture.manifest();
  fixture.put(SampleRecord("doe-2019-a").with("title", "Another title"), "doe-2019-a");
  fs::remove(fixture.corpus / "studies" / "doe-2019-b.md");
  fixture.put("doe-2019-d");
  const auto report = fixture.build();
  REQUIRE(report);
  CHECK(report->changed == 1);
  CHECK(report->removed == 1);
  CHECK(report->added == 1);
  CHECK(report->unchanged == 1);
  CHECK(fixture.manifest().generation == before.generation);
  CHECK(fixture.manifest().serial == before.serial + 1);
  CHECK(fixture.ids() == std::set<std::string>{"doe-2019-a", "doe-2019-c", "doe-2019-d"});
}

TEST_CASE("records lie in the shard of their circulation, and move with it") {
  const Fixture fixture;
  fixture.put("doe-2019-a");
  fixture.put(SampleRecord("doe-2019-b").with("circulation", "internal"), "doe-2019-b");
  fixture.put(SampleRecord("doe-2019-c").with("circulation", "restricted").with("groups", "[beta, alpha]"), "doe-2019-c");
  REQUIRE(fixture.build());
  CHECK(fixture.ids("public") == std::set<std::string>{"doe-2019-a"});
  CHECK(fixture.ids("internal") == std::set<std::string>{"doe-2019-b"});
  const auto shards = fixture.manifest().shards;
  REQUIRE(shards.size() == 3);
  CHECK(shards[2].name.starts_with("restricted-"));
  CHECK(shards[2].groups == std::vector<std::string>{"alpha", "beta"});

  const auto generation = fixture.manifest().generation;
  fixture.put(SampleRecord("doe-2019-a").with("circulation", "internal"), "doe-2019-a");
  REQUIRE(fixture.build());
  CHECK(fixture.ids("public").empty());
  CHECK(fixture.ids("internal") == std::set<std::string>{"doe-2019-a", "doe-2019-b"});
  CHECK(fixture.manifest().generation == generation + 1);  // two shards change in one step
}

TEST_CASE("a broken record is reported and its last good version stays") {
  Fixture fixture;
  fixture.put("doe-2019-a");
  fixture.put("doe-2019-b");
  REQUIRE(fixture.build());
  fixture.put(SampleRecord("doe-2019-a").with("effect", "wonderful"), "doe-2019-a");
  std::vector<std::string> rules;
  fixture.options.report = [&rules](const std::vector<Problem>& problems, const std::string&) {
    for (const auto& problem : problems) {
      rules.push_back(problem.rule);
    }
  };
  for (const bool full : {false, true}) {
    fixture.options.full = full;
    rules.clear();
    const auto report = fixture.build();
    REQUIRE(report);
    CHECK(report->rejected == 1);
    CHECK(report->kept == 1);
    CHECK(rules == std::vector<std::string>{"unknown-code"});
    CHECK(fixture.ids() == std::set<std::string>{"doe-2019-a", "doe-2019-b"});
  }
}

TEST_CASE("two files with one id are both rejected") {
  const Fixture fixture;
  fixture.put("doe-2019-a");
  test::write(fixture.corpus / "reviews" / "doe-2019-a.md", SampleRecord("doe-2019-a").text());
  fixture.put("doe-2019-b");
  const auto report = fixture.build();
  REQUIRE(report);
  CHECK(report->rejected == 2);
  CHECK(fixture.ids() == std::set<std::string>{"doe-2019-b"});
}

TEST_CASE("words of a removed record leave the spelling dictionary") {
  const Fixture fixture;
  fixture.put(SampleRecord("doe-2019-a").body("Officers tested a zephyrprobe in two towns."), "doe-2019-a");
  fixture.put("doe-2019-b");
  REQUIRE(fixture.build());
  const auto suggestion = [&fixture] {
    const auto manifest = fixture.manifest();
    return Xapian::Database(shard_path(fixture.index, manifest, manifest.shards[0]).string()).get_spelling_suggestion("zephyrprone");
  };
  CHECK(suggestion() == "zephyrprobe");
  fs::remove(fixture.corpus / "studies" / "doe-2019-a.md");
  REQUIRE(fixture.build());
  CHECK(suggestion().empty());
}

TEST_CASE("a document number is never used twice in one database") {
  const Fixture fixture;
  for (const auto* id : {"doe-2019-a", "doe-2019-b", "doe-2019-c"}) {
    fixture.put(id);
  }
  REQUIRE(fixture.build());
  const auto uuid = fixture.manifest().shards[0].uuid;
  auto highest = std::max({fixture.number_of("doe-2019-a"), fixture.number_of("doe-2019-b"), fixture.number_of("doe-2019-c")});

  fixture.put(SampleRecord("doe-2019-a").with("title", "Another title"), "doe-2019-a");
  REQUIRE(fixture.build());
  CHECK(fixture.number_of("doe-2019-a") > highest);
  highest = fixture.number_of("doe-2019-a");

  fs::remove(fixture.corpus / "studies" / "doe-2019-a.md");
  REQUIRE(fixture.build());
  fixture.put("doe-2019-d");
  REQUIRE(fixture.build());
  CHECK(fixture.number_of("doe-2019-d") > highest);
  CHECK(fixture.manifest().shards[0].uuid == uuid);
}

TEST_CASE("records of one strength and year come in the order of their tie-breaks, in every sort but by title") {
  const Fixture fixture;
  std::vector<std::string> ids;
  for (char last = 'a'; last <= 'h'; ++last) {
    ids.push_back(std::string("doe-2019-") + last);
    fixture.put(ids.back());
  }
  REQUIRE(fixture.build());
  std::sort(ids.begin(), ids.end(), [](const std::string& a, const std::string& b) { return layout::tie_break(a) < layout::tie_break(b); });
  const auto database = fixture.open_public();
  for (const auto slot : {layout::kSlotByStrength, layout::kSlotByNewest, layout::kSlotByOldest}) {
    std::map<std::string, std::string> by_key;
    for (auto key = database.valuestream_begin(slot); key != database.valuestream_end(slot); ++key) {
      by_key[*key] = database.get_document(key.get_docid()).get_value(layout::kSlotId);
    }
    std::vector<std::string> order;
    for (const auto& [key, id] : by_key) {
      order.push_back(id);
    }
    CHECK(order == ids);
  }
}

TEST_CASE("while one build holds the lock another stops with locked") {
  const Fixture fixture;
  fixture.put("doe-2019-a");
  fs::create_directories(fixture.index);
  const auto lock = FileLock::acquire(fixture.index / "lock");
  REQUIRE(lock);
  const auto report = fixture.build();
  REQUIRE_FALSE(report);
  CHECK(report.error().code == ErrorCode::locked);
  CHECK(exit_status(report.error().code) == 3);
}

TEST_CASE("a disk that fills up leaves the last good index") {
  const Fixture fixture;
  fixture.put("doe-2019-a");
  REQUIRE(fixture.build());
  const auto before = fixture.manifest();
  for (int i = 0; i < 60; ++i) {
    fixture.put(SampleRecord("doe-2020-" + std::to_string(i)).body("Words " + std::string(20'000, 'x') + std::to_string(i)), "doe-2020-" + std::to_string(i));
  }
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit old_limit{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &old_limit) == 0);
  rlimit small = old_limit;
  small.rlim_cur = 100'000;
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  auto options = fixture.options;
  options.full = true;
  const auto report = build_index(schemas(), fixture.corpus, options);
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &old_limit) == 0);
  REQUIRE_FALSE(report);
  CHECK(report.error().code == ErrorCode::no_space);
  CHECK(fixture.manifest().serial == before.serial);
  CHECK(fixture.ids() == std::set<std::string>{"doe-2019-a"});
  CHECK_FALSE(fs::exists(fixture.index / generation_name(before.generation + 1)));
  CHECK(fixture.build());
}

TEST_CASE("an empty corpus does not empty the index unless told to") {
  Fixture fixture;
  fixture.put("doe-2019-a");
  REQUIRE(fixture.build());
  fs::remove_all(fixture.corpus / "studies");
  const auto report = fixture.build();
  REQUIRE_FALSE(report);
  CHECK(report.error().code == ErrorCode::unreadable);
  fixture.options.full = true;
  const auto emptied = fixture.build();
  REQUIRE(emptied);
  CHECK(emptied->records == 0);
  CHECK(emptied->removed == 1);
}

TEST_CASE("a corpus folder that is not there is an error that names it") {
  Fixture fixture;
  fixture.corpus = fixture.folder / "nowhere";
  const auto report = fixture.build();
  REQUIRE_FALSE(report);
  CHECK(exit_status(report.error().code) != 0);
  CHECK(report.error().message.find("nowhere") != std::string::npos);
}

TEST_CASE("what a killed build left is cleared away and never read") {
  const Fixture fixture;
  fixture.put("doe-2019-a");
  REQUIRE(fixture.build());
  const auto stray = fixture.index / generation_name(fixture.manifest().generation + 1);
  test::write(stray / "public" / "iamglass", "half a file");
  fixture.put("doe-2019-b");
  REQUIRE(fixture.build());
  CHECK_FALSE(fs::exists(stray));
  CHECK(fixture.ids().size() == 2);
}

TEST_CASE("a build killed between its transaction and its manifest is finished by the next") {
  const Fixture fixture;
  fixture.put("doe-2019-a");
  REQUIRE(fixture.build());
  const auto manifest_before = test::read(fixture.index / "current");
  const auto revision_before = fixture.manifest().shards[0].revision;
  fixture.put("doe-2019-b");
  REQUIRE(fixture.build());
  test::write(fixture.index / "current", manifest_before);  // as if the process had died before it published
  const auto report = fixture.build();
  REQUIRE(report);
  CHECK(report->written);
  CHECK(fixture.manifest().shards[0].revision > revision_before);
}

TEST_CASE("a damaged manifest asks for a full build, which then works") {
  Fixture fixture;
  fixture.put("doe-2019-a");
  REQUIRE(fixture.build());
  test::write(fixture.index / "current", "{");
  const auto report = fixture.build();
  REQUIRE_FALSE(report);
  CHECK(report.error().code == ErrorCode::index_corrupt);
  fixture.options.full = true;
  CHECK(fixture.build());
  CHECK(fixture.ids() == std::set<std::string>{"doe-2019-a"});
}

TEST_CASE("records from lines give the same documents as files") {
  Fixture fixture;
  fixture.put("doe-2019-a");
  REQUIRE(fixture.build());
  const auto from_file = fixture.manifest();
  const auto data_of = [&fixture](const Manifest& manifest) {
    const Xapian::Database database(shard_path(fixture.index, manifest, manifest.shards[0]).string());
    return database.get_document(1).get_data();
  };
  const auto card_of = [](const std::string& data) { return std::string(layout::split_document(data).card); };
  const auto first = card_of(data_of(from_file));

  std::istringstream lines(
      R"({"record": {"id": "doe-2019-a", "kind": "study", "title": "Closing drug phone lines", "summary": "Closing advertised phone lines cut the calls to them.", "intervention": "Phone line closure", "priorities": ["ocg-business-models"], "crime_types": ["county-lines"], "countries": ["GB"], "published": 2019, "design": "quasi-experiment", "sms_level": 3, "effect": "reduces", "strength": 2, "sources": [{"type": "article", "title": "Closing lines", "authors": ["Doe, J."], "year": 2019}], "circulation": "public", "added": "2026-01-02"}, "body": "## What was done\n\nA.\n\n## Effect\n\nB.\n\n## Limits\n\nC.\n"})"
      "\nnot json\n");
  const auto report = build_index_from_lines(schemas(), lines, "records.jsonl", fixture.options);
  REQUIRE(report);
  CHECK(report->rejected == 1);
  CHECK(report->records == 1);
  CHECK(card_of(data_of(fixture.manifest())) == first);
}

TEST_CASE("named files are brought up to date without a look at the others") {
  Fixture fixture;
  for (const auto* id : {"doe-2019-a", "doe-2019-b", "doe-2019-c"}) {
    fixture.put(id);
  }
  REQUIRE(fixture.build());
  const auto path = [&](const std::string& id) { return fixture.corpus / "studies" / (id + ".md"); };
  const auto update = [&](const std::vector<fs::path>& paths) { return build_index_from_paths(schemas(), fixture.corpus, paths, fixture.options); };

  fixture.put(SampleRecord("doe-2019-a").with("title", "Another title"), "doe-2019-a");
  fixture.put(SampleRecord("doe-2019-b").with("title", "Changed too, but not named"), "doe-2019-b");
  fixture.put("doe-2019-d");
  fs::remove(path("doe-2019-c"));
  const auto report = update({path("doe-2019-a"), path("doe-2019-c"), path("doe-2019-d"), path("doe-2019-d")});
  REQUIRE(report);
  CHECK(report->changed == 1);
  CHECK(report->added == 1);
  CHECK(report->removed == 1);
  CHECK(report->records == 3);
  CHECK(fixture.ids() == std::set<std::string>{"doe-2019-a", "doe-2019-b", "doe-2019-d"});

  const auto again = update({path("doe-2019-a"), path("nobody-2000-nothing")});
  REQUIRE(again);
  CHECK(again->unchanged == 1);
  CHECK_FALSE(again->written);

  test::write(path("doe-2019-a"), "no record");
  const auto broken = update({path("doe-2019-a")});
  REQUIRE(broken);
  CHECK(broken->rejected == 1);
  CHECK(broken->kept == 1);
  CHECK(fixture.ids().contains("doe-2019-a"));

  const auto whole = fixture.build();  // catches up with what was not named
  REQUIRE(whole);
  CHECK(whole->changed == 1);
}

TEST_CASE("a file that has moved without a change keeps its record, where both places are named") {
  Fixture fixture;
  fixture.put("doe-2019-a");
  fixture.put("doe-2019-b");
  REQUIRE(fixture.build());
  const auto before = fixture.corpus / "studies" / "doe-2019-a.md";
  const auto after = fixture.corpus / "reviews" / "doe-2019-a.md";
  fs::create_directories(after.parent_path());
  fs::rename(before, after);
  const auto report = build_index_from_paths(schemas(), fixture.corpus, {before, after}, fixture.options);
  REQUIRE(report);
  CHECK(report->removed == 0);
  CHECK(fixture.ids() == std::set<std::string>{"doe-2019-a", "doe-2019-b"});
}

TEST_CASE("named files of a corpus that has no index yet bring the whole corpus in") {
  Fixture fixture;
  fixture.put("doe-2019-a");
  fixture.put("doe-2019-b");
  const auto report = build_index_from_paths(schemas(), fixture.corpus, {fixture.corpus / "studies" / "doe-2019-a.md"}, fixture.options);
  REQUIRE(report);
  CHECK(report->records == 2);
}

TEST_CASE("several shards of one circulation hold every record once") {
  Fixture fixture;
  fixture.options.shards = 3;
  for (int i = 0; i < 12; ++i) {
    fixture.put("doe-2020-" + std::to_string(i));
  }
  const auto report = fixture.build();
  REQUIRE(report);
  CHECK(report->records == 12);
  CHECK(fixture.manifest().shards.size() == 3);
  fixture.put(SampleRecord("doe-2020-3").with("title", "Changed"), "doe-2020-3");
  const auto second = fixture.build();
  REQUIRE(second);
  CHECK(second->changed == 1);
  CHECK(second->records == 12);
}
