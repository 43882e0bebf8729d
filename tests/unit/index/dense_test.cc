// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/dense.h"

#include <xapian.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <numeric>
#include <random>

#include "index/layout.h"
#include "support/temp_folder.h"

using namespace whatworks;
using test::TempFolder;

namespace {

Xapian::Document document_of(const std::string& text) {
  Xapian::TermGenerator generator;
  generator.set_stemmer(Xapian::Stem("en"));
  generator.set_stemming_strategy(Xapian::TermGenerator::STEM_SOME);
  Xapian::Document document;
  generator.set_document(document);
  generator.index_text(text);
  return document;
}

StemCounts stems_of(const std::string& text) { return stem_counts(document_of(text)); }

double cosine(const std::vector<float>& a, const std::vector<float>& b) {
  REQUIRE(a.size() == b.size());
  REQUIRE_FALSE(a.empty());
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

double cosine(const std::string& a, const std::string& b) { return dot(a, b) / std::sqrt(static_cast<double>(dot(a, a)) * dot(b, b)); }

// Texts of a topic: some of its words each, so that no text has them all.
std::vector<std::string> texts_about(const std::vector<std::string>& words, std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::string> texts;
  for (std::size_t number = 0; number < count; ++number) {
    std::string text;
    for (const auto& word : words) {
      if (random() % 3 != 0) {
        text += word + ' ';
      }
    }
    texts.push_back(text);
  }
  return texts;
}

const std::vector<std::string> kSea{"harbour", "vessel", "cargo", "container", "customs", "quay", "freight", "sailor", "crane", "anchor"};
const std::vector<std::string> kSchool{"pupil", "teacher", "lesson", "mentor", "classroom", "parent", "exclusion", "playground", "homework", "uniform"};

std::vector<std::string> two_topics() {
  auto texts = texts_about(kSea, 30, 1);
  const auto school = texts_about(kSchool, 30, 2);
  texts.insert(texts.end(), school.begin(), school.end());
  return texts;
}

std::optional<DenseModel> train(const std::vector<std::string>& texts, const DenseOptions& options = {}) {
  DenseSample sample;
  for (const auto& text : texts) {
    sample.add(stems_of(text));
  }
  return DenseModel::train(std::move(sample), options);
}

Xapian::WritableDatabase in_memory() { return Xapian::WritableDatabase(std::string(), Xapian::DB_BACKEND_INMEMORY); }

std::map<std::string, std::string> metadata(const Xapian::Database& database) {
  std::map<std::string, std::string> found;
  for (auto key = database.metadata_keys_begin(); key != database.metadata_keys_end(); ++key) {
    found[*key] = database.get_metadata(*key);
  }
  return found;
}

}  // namespace

TEST_CASE("stems of the general text count, without those of fields and stop words") {
  Xapian::Document document;
  document.add_term("Zgang", 3);
  document.add_term("Z2019", 1);
  document.add_term("Zdure", 4);  // "during"
  document.add_term("Zwork", 1);
  document.add_term("ZSgang", 5);
  document.add_term("ZXIgang", 5);
  document.add_term("gang", 3);
  document.add_term("Qdoe-2019", 1);
  document.add_term("Z", 1);
  std::map<std::string, unsigned> counts;
  for (const auto& [stem, count] : stem_counts(document)) {
    counts[stem] = count;
  }
  CHECK(counts == std::map<std::string, unsigned>{{"gang", 3}, {"2019", 1}, {"work", 1}});
  CHECK(general_stem("Zgang") == "gang");
  CHECK_FALSE(general_stem("Zthe"));
  CHECK_FALSE(general_stem("ZSgang"));
  CHECK_FALSE(general_stem(""));
}

TEST_CASE("texts of one topic lie closer than texts of two") {
  const auto model = train(two_topics(), {.dimensions = 2});
  REQUIRE(model);
  CHECK(model->dimensions() == 2);
  const auto sea = model->fold(stems_of("a vessel at the quay"));
  const auto more_sea = model->fold(stems_of("containers of freight"));
  const auto school = model->fold(stems_of("teachers and pupils"));
  CHECK(cosine(sea, more_sea) > 0.9);
  CHECK(std::abs(cosine(sea, school)) < 0.1);
}

TEST_CASE("two words that never meet come close where they keep the same company") {
  std::vector<std::string> texts;
  for (const auto& text : texts_about(kSea, 40, 3)) {
    texts.push_back(text + (texts.size() % 2 == 0 ? "smuggler" : "trafficker"));
  }
  for (const auto& text : texts_about(kSchool, 40, 4)) {
    texts.push_back(text + "tutor");
  }
  const auto model = train(texts, {.dimensions = 2});
  REQUIRE(model);
  const auto smuggler = model->fold(stems_of("smugglers"));
  CHECK(cosine(smuggler, model->fold(stems_of("traffickers"))) > 0.6);
  CHECK(cosine(smuggler, model->fold(stems_of("tutors"))) < 0.2);
}

TEST_CASE("every dimension kept, the view says what the words say") {
  const std::vector<std::string> words{"amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heath", "inlet", "jetty", "knoll", "ledge"};
  std::vector<std::string> texts;
  for (std::size_t at = 0; at < words.size(); ++at) {
    texts.push_back(words[at] + ' ' + words[(at + 1) % words.size()]);
  }
  const auto model = train(texts);
  REQUIRE(model);
  const auto first = model->fold(stems_of(texts[0]));
  CHECK(cosine(first, model->fold(stems_of(texts[0]))) == Approx(1));
  CHECK(cosine(first, model->fold(stems_of(texts[1]))) == Approx(0.5).margin(0.02));  // one word of two in common
  CHECK(cosine(first, model->fold(stems_of(texts[6]))) == Approx(0).margin(0.02));
}

TEST_CASE("the randomised search finds what the exact one does") {
  // For 2 dimensions of 60 records it searches 22 directions at random; for 60 it takes all there are.
  const auto texts = two_topics();
  const auto searched = train(texts, {.dimensions = 2});
  const auto exact = train(texts, {.dimensions = 60});
  REQUIRE(searched);
  REQUIRE(exact);
  for (const auto& text : texts) {
    const auto whole = exact->fold(stems_of(text));
    auto first_two = std::vector<float>(whole.begin(), whole.begin() + 2);
    const auto length = std::hypot(first_two[0], first_two[1]);
    const auto found = searched->fold(stems_of(text));
    // A singular vector may point either way.
    CHECK(std::abs(found[0]) == Approx(std::abs(first_two[0]) / length).margin(0.03));
    CHECK(std::abs(found[1]) == Approx(std::abs(first_two[1]) / length).margin(0.03));
  }
}

TEST_CASE("the same records give the same model, with any number of threads") {
  const TempFolder folder;
  const auto texts = two_topics();
  Xapian::WritableDatabase first((folder / "first").string(), Xapian::DB_CREATE);
  Xapian::WritableDatabase second((folder / "second").string(), Xapian::DB_CREATE);
  REQUIRE(train(texts, {.dimensions = 5, .threads = 1})->save(first));
  REQUIRE(train(texts, {.dimensions = 5, .threads = 3})->save(second));
  CHECK(metadata(first).size() == 21);
  CHECK(metadata(first) == metadata(second));
}

TEST_CASE("a saved model folds as the one that was trained") {
  const TempFolder folder;
  const auto texts = two_topics();
  const auto model = train(texts);
  REQUIRE(model);
  {
    Xapian::WritableDatabase database((folder / "shard").string(), Xapian::DB_CREATE);
    database.begin_transaction();
    REQUIRE(model->save(database));
    database.commit_transaction();
    Xapian::Database(database).compact((folder / "compacted").string());
  }
  for (const auto* name : {"shard", "compacted"}) {
    const auto reader = DenseReader::open(Xapian::Database((folder / name).string()));
    REQUIRE(reader);
    CHECK(reader->present());
    CHECK(reader->dimensions() == model->dimensions());
    CHECK(reader->gate() == Approx(model->gate()).margin(0.0001));
    for (const auto& text : texts) {
      CHECK(reader->fold(stems_of(text)).value() == model->fold(stems_of(text)));
    }
  }
}

TEST_CASE("a newer model takes the place of the older, within a transaction") {
  const TempFolder folder;
  Xapian::WritableDatabase database((folder / "shard").string(), Xapian::DB_CREATE);
  database.set_metadata("circulation", "public");
  REQUIRE(train(texts_about(kSea, 30, 5))->save(database));
  database.commit();
  database.begin_transaction();
  database.add_document(document_of("vessel"));
  REQUIRE(train(texts_about(kSchool, 30, 6))->save(database));
  CHECK(metadata(Xapian::Database((folder / "shard").string())).contains("dense:vessel"));
  database.commit_transaction();
  const auto found = metadata(Xapian::Database((folder / "shard").string()));
  CHECK_FALSE(found.contains("dense:vessel"));
  CHECK(found.contains("dense:pupil"));
  CHECK(found.at("circulation") == "public");
}

TEST_CASE("nothing known gives no vector") {
  const auto model = train(two_topics());
  REQUIRE(model);
  CHECK(model->fold({}).empty());
  CHECK(model->fold(stems_of("zeppelin")).empty());
  CHECK(model->fold(stems_of("what of the")).empty());
  auto database = in_memory();
  REQUIRE(model->save(database));
  const auto reader = DenseReader::open(database);
  REQUIRE(reader);
  CHECK(reader->fold({}).value().empty());
  CHECK(reader->fold(stems_of("zeppelin")).value().empty());
  CHECK(reader->fold({{std::string(1000, 'x'), 1}}).value().empty());
}

TEST_CASE("a database without a model has no dense view") {
  const auto reader = DenseReader::open(in_memory());
  REQUIRE(reader);
  CHECK_FALSE(reader->present());
  CHECK(reader->fold(stems_of("vessel")).value().empty());
}

TEST_CASE("small and empty samples") {
  CHECK_FALSE(train({}));
  CHECK_FALSE(train(std::vector<std::string>(9, "vessel quay")));
  CHECK_FALSE(train(std::vector<std::string>(20, "")));
  REQUIRE(train(std::vector<std::string>(20, "vessel quay")));

  const auto model = train(texts_about(kSea, 12, 7));
  REQUIRE(model);
  CHECK(model->dimensions() <= 10);
  CHECK_FALSE(model->fold(stems_of("vessel")).empty());
}

TEST_CASE("records alike give as many dimensions as there are differences") {
  auto texts = std::vector<std::string>(15, "vessel quay");
  texts.insert(texts.end(), 15, "pupil teacher");
  const auto model = train(texts);
  REQUIRE(model);
  CHECK(model->dimensions() == 2);
  CHECK(cosine(model->fold(stems_of("vessel")), model->fold(stems_of("quay"))) == Approx(1).margin(0.001));
}

TEST_CASE("a word of one record is known while records are few") {
  auto texts = two_topics();
  texts[0] += "lighthouse";
  CHECK_FALSE(train(texts)->fold(stems_of("lighthouse")).empty());
  while (texts.size() < 1000) {
    texts.push_back(texts[texts.size() % 60 + 1]);
  }
  const auto model = train(texts, {.dimensions = 5});
  CHECK(model->fold(stems_of("lighthouse")).empty());
  CHECK_FALSE(model->fold(stems_of("vessel")).empty());
}

TEST_CASE("the vocabulary is bounded, and what it leaves out is not known") {
  const auto model = train(two_topics(), {.vocabulary = 7});
  REQUIRE(model);
  CHECK(model->stems() == 7);
}

TEST_CASE("short texts shut the gate by half") {
  CHECK(train(std::vector<std::string>{20, "vessel quay cargo crane anchor"})->gate() == Approx(0.5).margin(0.001));
  std::string long_text;
  for (int number = 0; number < 30; ++number) {
    long_text += "word" + std::to_string(number) + ' ';
  }
  auto texts = std::vector<std::string>(20, long_text);
  texts.emplace_back("vessel");
  CHECK(train(texts)->gate() == 1);
}

TEST_CASE("malformed metadata is an error and nothing worse") {
  auto database = in_memory();
  REQUIRE(train(two_topics(), {.dimensions = 5})->save(database));
  for (const std::string header :
       {"x", "1", "1 5 60", "2 5 60 1.0", "1 0 60 1.0", "1 -5 60 1.0", "1 99999999999 60 1.0", "1 5 60 2.0", "1 5 60 nan", "1 5 60 1.0 x"}) {
    CAPTURE(header);
    database.set_metadata("dense", header);
    const auto reader = DenseReader::open(database);
    REQUIRE_FALSE(reader);
    CHECK(reader.error().code == ErrorCode::index_corrupt);
  }
  database.set_metadata("dense", "1 5 60 1.0");
  for (const std::string& stem :
       {std::string("x"), std::string(8, '\0'), std::string(10, '\0'), std::string("\0\0\xC0\x7F_____", 9), std::string("\xFF\xFF\x7F\x7F_____", 9)}) {
    database.set_metadata("dense:vessel", stem);
    const auto folded = DenseReader::open(database)->fold(stems_of("vessel"));
    REQUIRE_FALSE(folded);
    CHECK(folded.error().code == ErrorCode::index_corrupt);
  }
}

TEST_CASE("packing keeps the direction to a part in a thousand") {
  std::mt19937 random(8);
  std::normal_distribution<float> component;
  for (int round = 0; round < 50; ++round) {
    std::vector<float> a(200);
    std::vector<float> b(200);
    for (std::size_t at = 0; at < a.size(); ++at) {
      a[at] = component(random) * 0.001F;  // the scale does not matter
      b[at] = a[at] + component(random) * 0.001F;
    }
    const double exact = std::inner_product(a.begin(), a.end(), b.begin(), 0.0) /
                         std::sqrt(std::inner_product(a.begin(), a.end(), a.begin(), 0.0) * std::inner_product(b.begin(), b.end(), b.begin(), 0.0));
    CHECK(pack_vector(a).size() == 200);
    CHECK(cosine(pack_vector(a), pack_vector(b)) == Approx(exact).margin(0.002));
    CHECK(cosine(unpack_vector(pack_vector(a)), unpack_vector(pack_vector(b))) == Approx(exact).margin(0.002));
  }
}

TEST_CASE("vectors that are empty, zero or of other dimensions") {
  CHECK(pack_vector({}).empty());
  CHECK(unpack_vector("").empty());
  CHECK(unpack_vector(std::string(5, '\0')).empty());
  CHECK(dot("", "") == 0);
  CHECK(dot("\x01\x02", "\x01") == 0);
  CHECK(dot("\x7F\x80", "\x7F\x80") == 127 * 127 + 128 * 128);
  CHECK(pack_vector(std::vector<float>{0, 0}) == std::string(2, '\0'));
}
