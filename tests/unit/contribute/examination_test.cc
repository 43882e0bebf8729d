// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute/examination.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "index/build.h"
#include "support/sample_record.h"
#include "support/temp_folder.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

const Schemas& schemas() {
  static const auto loaded = load_schemas(WHATWORKS_SOURCE_DIR "/schemas").value();
  return loaded;
}

SampleRecord study(const std::string& id, const std::string& title, const std::string& source) {
  return SampleRecord(id).with("title", title).with("sources", "[{type: article, title: " + source + ", authors: [\"Doe, J.\"], year: 2019}]");
}

// Three public records, one for members of a group alone, and whoever examines texts against them.
struct Desk {
  explicit Desk(bool indexed = true) : service(folder / "index", schemas()), examiner(Examiner::make(schemas(), service).value()) {
    put(study("doe-2019-lines", "Closing drug phone lines", "Closing advertised lines and what came after"), "doe-2019-lines");
    put(study("roe-2019-ports", "Scanning containers at ports", "Scanners for containers at large harbours"), "roe-2019-ports");
    put(study("moe-2019-cash", "Asking banks about cash", "What banks know of large sums in cash"), "moe-2019-cash");
    put(study("poe-2019-hidden", "Following hidden couriers", "Couriers who were followed from door to door")
            .with("circulation", "restricted")
            .with("groups", "[north]"),
        "poe-2019-hidden");
    if (indexed) {
      BuildOptions how;
      how.index = folder / "index";
      REQUIRE(build_index(schemas(), folder / "corpus", how)->rejected == 0);
    }
  }
  void put(const SampleRecord& record, const std::string& id) const { write(folder / "corpus" / "studies" / (id + ".md"), record.text()); }

  [[nodiscard]] Examination examine(const std::string& text, const Audience& audience = Audience::everyone()) const { return examiner.examine(text, audience); }

  TempFolder folder;
  SearchService service;
  Examiner examiner;
};

const Audience kNorth{true, {"north"}};

std::vector<Problem> of_rule(const Examination& examination, const std::string& rule) {
  std::vector<Problem> out;
  std::copy_if(examination.problems.begin(), examination.problems.end(), std::back_inserter(out), [&](const Problem& problem) { return problem.rule == rule; });
  return out;
}

SampleRecord fresh() { return study("loe-2020-new", "Closing more drug phone lines", "A quite different work on telephones"); }

}  // namespace

TEST_CASE("a text is examined as a whole: problems, record, codes and neighbours") {
  const Desk desk;
  const auto good = desk.examine(fresh().with("priorities", "[what-works]").text());
  CHECK(good.valid);
  CHECK(good.searched);
  REQUIRE(good.record);
  CHECK(good.record->id == "loe-2020-new");
  REQUIRE_FALSE(good.similar.empty());
  CHECK(good.similar.front().card.id == "doe-2019-lines");
  CHECK(std::any_of(good.suggestions.begin(), good.suggestions.end(), [](const CodeSuggestion& entry) { return entry.code == "ocg-business-models"; }));
  CHECK(of_rule(good, "duplicate-work").empty());
  // What the text has already is not proposed, nor what stands above it.
  const auto coded = desk.examine(fresh().text());
  CHECK(std::none_of(coded.suggestions.begin(), coded.suggestions.end(),
                     [](const CodeSuggestion& entry) { return entry.code == "ocg-business-models" || entry.code == "county-lines" || entry.code == "drugs"; }));
}

TEST_CASE("a text with errors is shown as far as it goes, whatever stands in it") {
  const Desk desk;
  const auto wrong = desk.examine(fresh().with("strength", "9").text());
  CHECK_FALSE(wrong.valid);
  REQUIRE(wrong.record);
  CHECK(wrong.record->sections.size() == 8);
  CHECK_FALSE(wrong.similar.empty());
  for (const std::string front : {"countries: GB", "countries: [1, {a: b}]", "related: [3, {id: [x]}, {how: extends}]", "sources: [x, {title: [a]}]",
                                  "sources: 3", "groups: {a: b}", "crime_types: {a: [b]}", "published: [2019]", "id: [a]"}) {
    INFO(front);
    const auto odd = desk.examine("---\ntitle: Closing phone lines\n" + front + "\n---\n\n## Effect\n\nFewer calls.\n");
    CHECK_FALSE(odd.valid);
    CHECK(odd.record);
  }
  for (const auto& none : {std::string(), std::string("hello"), std::string("\xFF\xFE\0a", 4), std::string("---\n"), std::string(300'000, 'x')}) {
    const auto nothing = desk.examine(none);
    CHECK_FALSE(nothing.valid);
    CHECK(nothing.problems.size() == 1);
    CHECK_FALSE(nothing.record);
  }
}

TEST_CASE("of very many problems errors are kept first, by line, and the rest is counted") {
  const Desk desk;
  std::string body;
  for (int i = 0; i < 500; ++i) {
    body += "Some <b>markup</b> here.\n\n";
  }
  const auto many = desk.examine(fresh().with("strength", "9").body(body).text());
  CHECK(many.problems.size() == kMostProblems);
  CHECK(many.left_out > 250);
  CHECK(of_rule(many, "out-of-range").size() == 1);
  CHECK(std::is_sorted(many.problems.begin(), many.problems.end(), [](const Problem& a, const Problem& b) { return a.line < b.line; }));
}

TEST_CASE("a record of the same publication is told, also with a slip in its title, but not an earlier version of the text") {
  const Desk desk;
  const auto same = [&](const std::string& id, const std::string& title) {
    return of_rule(desk.examine(study(id, "Something else", title).text()), "duplicate-work");
  };
  const auto found = same("loe-2020-new", "Closing advertised lines and what came after");
  REQUIRE(found.size() == 1);
  CHECK(found[0].severity == Severity::warning);
  CHECK(found[0].message.find("doe-2019-lines") != std::string::npos);
  CHECK(found[0].line > 1);
  CHECK(same("loe-2020-new", "Closing advertized lines and what came afterr").size() == 1);
  CHECK(same("loe-2020-new", "Closing borders and what came after").empty());
  CHECK(same("doe-2019-lines", "Closing advertised lines and what came after").empty());
}

TEST_CASE("related records are checked, and nothing tells of one that the asker may not see") {
  const Desk desk;
  const auto naming = [&](const std::string& id, const Audience& audience) {
    return desk.examine(fresh().with("related", "[{id: " + id + ", how: extends}]").text(), audience);
  };
  CHECK(of_rule(naming("doe-2019-lines", {}), "related-missing").empty());
  CHECK(of_rule(naming("nobody-2000-nothing", {}), "related-missing").size() == 1);
  // To a stranger it is as if it were not there; a member learns that strangers could not follow.
  CHECK(of_rule(naming("poe-2019-hidden", {}), "related-missing").size() == 1);
  CHECK(of_rule(naming("poe-2019-hidden", {}), "related-reach").empty());
  CHECK(of_rule(naming("poe-2019-hidden", kNorth), "related-reach").size() == 1);
  CHECK_FALSE(naming("poe-2019-hidden", kNorth).valid);
  const auto of_hidden = study("loe-2020-new", "Following hidden couriers", "Couriers who were followed from door to door").text();
  CHECK(of_rule(desk.examine(of_hidden), "duplicate-work").empty());
  CHECK(of_rule(desk.examine(of_hidden, kNorth), "duplicate-work").size() == 1);
  const auto stranger = desk.examine(of_hidden);
  CHECK(std::none_of(stranger.similar.begin(), stranger.similar.end(), [](const SimilarRecord& near) { return near.card.id == "poe-2019-hidden"; }));
}

TEST_CASE("without an index the text is checked all the same") {
  const Desk desk(false);
  const auto wrong = desk.examine(fresh().with("strength", "9").with("related", "[{id: nobody-2000-nothing, how: extends}]").text());
  CHECK_FALSE(wrong.searched);
  CHECK(of_rule(wrong, "out-of-range").size() == 1);
  CHECK(of_rule(wrong, "related-missing").empty());
  CHECK(desk.examine(fresh().text()).valid);
}
