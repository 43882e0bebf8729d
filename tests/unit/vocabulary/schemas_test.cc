// SPDX-License-Identifier: GPL-3.0-or-later
#include "vocabulary/schemas.h"

#include <catch2/catch.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "core/text.h"
#include "support/temp_folder.h"

namespace whatworks::test {
namespace {

using nlohmann::json;
using Texts = std::vector<std::string>;

const fs::path kRoot = WHATWORKS_SOURCE_DIR;

json entry(const std::string& code, const std::string& broader = {}) {
  json out{{"code", code}, {"label", "Label of " + code}, {"other_labels", json::array()}, {"definition", "x"}};
  if (!broader.empty()) {
    out["broader"] = broader;
  }
  return out;
}

// A folder of schemas with one vocabulary and one facet, both of which a test may spoil first.
class SmallFolder {
 public:
  SmallFolder() {
    vocabulary = {{"name", "crime"}, {"label", "Crime"}, {"definition", "x"}, {"concepts", {entry("drugs"), entry("county-lines", "drugs"), entry("fraud")}}};
    facets = {{"facets",
               {{{"name", "crime"},
                 {"label", "Crime"},
                 {"field", "crime_types"},
                 {"type", "vocabulary"},
                 {"vocabulary", "crime"},
                 {"several", true},
                 {"show", "open"}}}}};
  }
  Result<Schemas> load() {
    write(folder / "facets.json", facets.dump());
    write(folder / "record.schema.json", R"({"type": "object", "properties": {}})");
    write(folder / "vocabularies/crime.json", vocabulary.dump());
    return load_schemas(folder.path());
  }

  TempFolder folder;
  json vocabulary;
  json facets;
};

}  // namespace

TEST_CASE("best bets are read, and a change of them makes no index outdated") {
  SmallFolder folder;
  const auto digest = folder.load()->digest();
  write(folder.folder / "best_bets.json", R"({"about": "x", "bets": [{"typed": ["gangs"], "records": ["doe-2019-gangs"]}]})");
  const auto schemas = folder.load();
  REQUIRE(schemas.has_value());
  REQUIRE(schemas->best_bets().size() == 1);
  CHECK(schemas->best_bets().front().records == Texts{"doe-2019-gangs"});
  CHECK(schemas->digest() == digest);

  write(folder.folder / "best_bets.json", R"({"about": "x", "bets": [{"typed": ["gangs"]}]})");
  const auto wrong = folder.load();
  REQUIRE_FALSE(wrong.has_value());
  CHECK(wrong.error().message.find("best_bets.json: bet 1") != std::string::npos);
}

TEST_CASE("small schemas load") {
  SmallFolder folder;
  const auto schemas = folder.load();
  REQUIRE(schemas.has_value());
  const auto* crime = schemas->find_vocabulary("crime");
  REQUIRE(crime != nullptr);
  CHECK(crime->codes() == Texts{"drugs", "county-lines", "fraud"});
  CHECK(crime->position("fraud") == 2);
  CHECK(crime->position("none") == 3);
  CHECK(crime->find("none") == nullptr);
  CHECK(crime->with_ancestors("county-lines") == Texts{"county-lines", "drugs"});
  CHECK(crime->with_ancestors("none").empty());
  CHECK_FALSE(crime->ordered());
  const auto& facet = *schemas->find_facet("crime");
  CHECK(facet.several);
  CHECK(schemas->vocabulary_of(facet) == crime);
  CHECK(schemas->label_of(facet, "fraud") == "Label of fraud");
  CHECK(schemas->label_of(facet, "none") == "none");
  CHECK(schemas->find_facet("none") == nullptr);
}

TEST_CASE("a malformed vocabulary or catalogue is refused with its file and entry") {
  struct Case {
    std::string why;
    std::function<void(SmallFolder&)> spoil;
    Texts named;
  };
  const auto facet = [](SmallFolder& folder) -> json& { return folder.facets["facets"][0]; };
  const std::vector<Case> cases{
      {"no code", [](SmallFolder& f) { f.vocabulary["concepts"][1].erase("code"); }, {"crime.json", "concept 2", "\"code\""}},
      {"code of a wrong type", [](SmallFolder& f) { f.vocabulary["concepts"][1]["code"] = 7; }, {"crime.json", "concept 2", "\"code\""}},
      {"an unknown key", [](SmallFolder& f) { f.vocabulary["concepts"][2]["lable"] = "x"; }, {"crime.json", "concept 3", "\"lable\""}},
      {"a code twice", [](SmallFolder& f) { f.vocabulary["concepts"].push_back(entry("drugs")); }, {"crime.json", "concept 4", "\"drugs\""}},
      {"an unknown broader code", [](SmallFolder& f) { f.vocabulary["concepts"][1]["broader"] = "none"; }, {"crime.json", "county-lines", "\"none\""}},
      {"a circle", [](SmallFolder& f) { f.vocabulary["concepts"][0]["broader"] = "county-lines"; }, {"crime.json", "circle"}},
      {"a concept above itself", [](SmallFolder& f) { f.vocabulary["concepts"][2]["broader"] = "fraud"; }, {"crime.json", "\"fraud\"", "circle"}},
      {"other labels that are none", [](SmallFolder& f) { f.vocabulary["concepts"][0]["other_labels"] = {1}; }, {"crime.json", "concept 1", "other_labels"}},
      {"an entry that is no object", [](SmallFolder& f) { f.vocabulary["concepts"][0] = 7; }, {"crime.json", "concept 1"}},
      {"concepts that are no list", [](SmallFolder& f) { f.vocabulary["concepts"] = 7; }, {"crime.json", "\"concepts\""}},
      {"a name that is not the file's", [](SmallFolder& f) { f.vocabulary["name"] = "crimes"; }, {"crime.json", "\"crime\""}},
      {"an unknown key of the scheme", [](SmallFolder& f) { f.vocabulary["more"] = 1; }, {"crime.json", "\"more\""}},
      {"a list for a scheme", [](SmallFolder& f) { f.vocabulary = json::array(); }, {"crime.json"}},
      {"an unknown vocabulary", [&](SmallFolder& f) { facet(f)["vocabulary"] = "crimes"; }, {"facets.json", "facet 1", "\"crimes\""}},
      {"an unknown type", [&](SmallFolder& f) { facet(f)["type"] = "word"; }, {"facets.json", "facet 1", "vocabulary, country"}},
      {"an unknown way to show", [&](SmallFolder& f) { facet(f)["show"] = "shut"; }, {"facets.json", "facet 1", "open, closed"}},
      {"a name that is no slug", [&](SmallFolder& f) { facet(f)["name"] = "Crime Type"; }, {"facets.json", "facet 1", "\"name\""}},
      {"a facet twice", [&](SmallFolder& f) { f.facets["facets"].push_back(facet(f)); }, {"facets.json", "facet 2", "\"crime\""}},
      {"no field", [&](SmallFolder& f) { facet(f).erase("field"); }, {"facets.json", "facet 1", "\"field\""}},
      {"several that is neither true nor false", [&](SmallFolder& f) { facet(f)["several"] = "yes"; }, {"facets.json", "facet 1", "several"}},
      {"an unknown key of a facet", [&](SmallFolder& f) { facet(f)["colour"] = "red"; }, {"facets.json", "facet 1", "\"colour\""}},
  };
  for (const auto& [why, spoil, named] : cases) {
    SmallFolder folder;
    spoil(folder);
    const auto schemas = folder.load();
    INFO(why);
    REQUIRE_FALSE(schemas.has_value());
    CHECK(schemas.error().code == ErrorCode::bad_input);
    for (const auto& name : named) {
      INFO(schemas.error().message);
      CHECK(schemas.error().message.find(name) != std::string::npos);
    }
  }
}

TEST_CASE("files that are missing or no JSON are named") {
  SmallFolder folder;
  REQUIRE(folder.load().has_value());
  write(folder.folder / "vocabularies/crime.json", "{");
  const auto broken = load_schemas(folder.folder.path());
  REQUIRE_FALSE(broken.has_value());
  CHECK(broken.error().code == ErrorCode::bad_input);
  CHECK(broken.error().message.find("crime.json") != std::string::npos);

  for (const std::string name : {"facets.json", "record.schema.json", "vocabularies"}) {
    SmallFolder whole;
    REQUIRE(whole.load().has_value());
    fs::remove_all(whole.folder / name);
    const auto missing = load_schemas(whole.folder.path());
    INFO(name);
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().message.find(name) != std::string::npos);
  }
  CHECK_FALSE(load_schemas(folder.folder / "none").has_value());
}

TEST_CASE("the digest changes with every byte of the schemas") {
  SmallFolder folder;
  const auto before = folder.load()->digest();
  CHECK(folder.load()->digest() == before);
  folder.vocabulary["concepts"][0]["label"] = "Another";
  const auto after = folder.load()->digest();
  CHECK(after != before);
  folder.facets["facets"][0]["label"] = "Another";
  CHECK(folder.load()->digest() != after);
}

TEST_CASE("a narrower code brings the broader ones, a country its regions, and nothing the default") {
  const auto schemas = load_schemas(kRoot / "schemas");
  INFO((schemas ? std::string() : schemas.error().message));
  REQUIRE(schemas.has_value());
  const auto expand = [&](const char* facet, const Texts& stated) { return schemas->expand(*schemas->find_facet(facet), stated); };
  CHECK(expand("crime", {"county-lines"}) == Texts{"county-lines", "drugs"});
  CHECK(expand("crime", {"county-lines", "drugs"}) == Texts{"county-lines", "drugs"});
  CHECK(expand("crime", {}).empty());
  CHECK(expand("country", {"GB"}) == Texts{"GB"});
  CHECK(expand("region", {"GB"}) == Texts{"154", "150"});
  CHECK(expand("region", {"GB", "IE"}) == Texts{"154", "150"});
  CHECK(expand("region", {"ZZ"}).empty());
  CHECK(expand("status", {}) == Texts{"published"});
  CHECK(expand("status", {"trial-planned"}) == Texts{"trial-planned"});
  CHECK(expand("year", {"2019"}) == Texts{"2019"});
}

TEST_CASE("the real vocabularies are complete") {
  const auto schemas = load_schemas(kRoot / "schemas");
  REQUIRE(schemas.has_value());
  for (const auto& [name, vocabulary] : schemas->vocabularies()) {
    std::set<std::string> labels;
    for (const auto& entry_of : vocabulary.concepts()) {
      INFO(name << " " << entry_of.code);
      CHECK_FALSE(entry_of.label.empty());
      CHECK(labels.insert(entry_of.label).second);
      CHECK((name == "country" || name == "region" || !entry_of.definition.empty()));
      CHECK((name != "country" || entry_of.code.size() == 2));
      CHECK_FALSE(find_invalid_utf8(entry_of.label).has_value());
    }
  }
  const auto* regions = schemas->find_vocabulary("region");
  for (const auto& country : schemas->find_vocabulary("country")->concepts()) {
    INFO(country.code);
    CHECK((country.region.empty() || regions->find(country.region) != nullptr));
  }
  CHECK(schemas->find_vocabulary("country")->find("NO")->label == "Norway");
  for (const auto& facet : schemas->facets()) {
    INFO(facet.name);
    CHECK((facet.default_value.empty() || schemas->vocabulary_of(facet)->find(facet.default_value) != nullptr));
  }
}

}  // namespace whatworks::test
