// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/synthetic.h"

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "bench/queries.h"
#include "bench/words.h"

using namespace whatworks::bench;

namespace {

const Model& model() {
  static const auto loaded = [] {
    auto model = load_model(WHATWORKS_SOURCE_DIR "/corpus", WHATWORKS_SOURCE_DIR "/schemas");
    REQUIRE(model);
    return std::move(*model);
  }();
  return loaded;
}

std::size_t different_words(std::size_t count) {
  Random random(7);
  std::set<Language::Word> seen;
  auto word = model().language.first(random);
  for (std::size_t i = 0; i < count; ++i, word = model().language.after(word, random)) {
    seen.insert(word);
  }
  return seen.size();
}

}  // namespace

TEST_CASE("a seed names one set of records for good") {
  SyntheticRecords one(model(), 200, 3);
  SyntheticRecords same(model(), 200, 3);
  SyntheticRecords other(model(), 200, 4);
  std::size_t equal = 0;
  while (!one.done()) {
    const auto record = one.next();
    const auto again = same.next();
    CHECK(record.front_matter == again.front_matter);
    CHECK(record.body == again.body);
    equal += record.body == other.next().body ? 1U : 0U;
  }
  CHECK(equal == 0);
}

TEST_CASE("the vocabulary goes on growing with the text, ever more slowly") {
  const auto few = different_words(20'000);
  const auto some = different_words(200'000);
  const auto many = different_words(2'000'000);
  CHECK(some > few + few / 5);
  CHECK(many > some + some / 5);
  CHECK(many < 8 * some);
}

TEST_CASE("made-up words are plain and differ by their rank") {
  std::set<std::string> seen;
  for (Language::Word rank = 0; rank < 30'000; ++rank) {
    seen.insert(model().language.spelling(Language::kMadeUp + rank));
  }
  CHECK(seen.size() == 30'000);
  CHECK(words_of(*seen.begin()) == std::vector<std::string>{*seen.begin()});
}

TEST_CASE("each broad word is in about half of the records, and years lean to the recent") {
  REQUIRE(model().broad.size() >= 8);
  SyntheticRecords records(model(), 1'000, 1);
  std::map<Language::Word, int> with;
  int recent = 0;
  while (!records.done()) {
    const auto record = records.next();
    for (const auto word : std::set<Language::Word>(record.words.begin(), record.words.end())) {
      ++with[word];
    }
    recent += record.front_matter.at("published").get<int>() >= 2015 ? 1 : 0;
  }
  for (const auto word : model().broad) {
    CHECK(with[word] > 400);
    CHECK(with[word] < 640);
  }
  CHECK(recent > 550);
}

TEST_CASE("what is asked is many different things that records hold") {
  SyntheticRecords records(model(), 500, 1);
  QuestionMaker maker(model(), 500, 1);
  while (!records.done()) {
    maker.see(records.next());
  }
  for (const auto& question : maker.questions(Operation::keyword)) {
    CHECK(question.words.size() >= 2);
    CHECK(question.words.size() <= 3);
  }
  std::set<std::vector<std::string>> different;
  for (const auto& question : maker.questions(Operation::keyword_facets)) {
    different.insert(question.words);
    CHECK(question.counts);
  }
  CHECK(different.size() > 100);
  for (const auto& question : maker.questions(Operation::filter_facets)) {
    REQUIRE(question.filters.size() == 2);
    CHECK(question.filters[0].first != question.filters[1].first);
  }
  CHECK(maker.questions(Operation::broad_facets).size() == model().broad.size());
  CHECK(maker.questions(Operation::browse_facets).size() == 1);
}
