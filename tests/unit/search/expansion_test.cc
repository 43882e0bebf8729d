// SPDX-License-Identifier: GPL-3.0-or-later
// The private header is on purpose: what a word means is easier to read in terms than through an index.
#include "../../../server/search/expansion.h"

#include <catch2/catch.hpp>

using namespace whatworks;

namespace {

using Terms = std::vector<std::string>;

const Expander& expander() {
  static const Schemas schemas = [] {
    const Concept lines{"lines", "County lines", {"going country", "OTL", "trapping"}, "", "", ""};
    std::map<std::string, Vocabulary> vocabularies{{"crime", Vocabulary("crime", "Crime", "", false, {lines})}};
    const ThesaurusEntry unit{{"VRU", "violence reduction unit"}, {"VRU", "violence reduction unit"}, false};
    const ThesaurusEntry leaving{{"gang exit", "getting out of a gang"}, {"gang exit", "getting out of a gang"}, false};
    const ThesaurusEntry dealing{{"shotting"}, {"drug dealing", "dealers"}, true};
    return Schemas({}, std::move(vocabularies), "", {}, {unit, leaving, dealing}, {}, "");
  }();
  static const Expander made(schemas);
  return made;
}

Meaning find(const Terms& words) { return expander().find(words); }

}  // namespace

TEST_CASE("the thesaurus works both ways, in any inflection, for names of several words", "[R5]") {
  CHECK(find({"vru", "results"}).words == 1);
  CHECK(find({"vru"}).terms == Terms{"XP:violenc_reduct_unit"});
  CHECK(find({"violence", "reduction", "units"}).words == 3);
  CHECK(find({"violence", "reduction", "units"}).terms == Terms{"Zvru"});
  CHECK(find({"violence", "reduction"}).words == 0);
  CHECK(find({"get", "out", "of", "the", "gangs"}).terms == Terms{"XP:gang_exit"});
}

TEST_CASE("labels of the vocabularies mean each other where they are names", "[R5]") {
  CHECK(find({"going", "country"}).labels == Terms{"XP:counti_line"});
  CHECK(find({"otl"}).labels == Terms{"XP:counti_line"});
  CHECK(find({"county", "line"}).labels == Terms{"XP:go_countri", "Zotl"});
  CHECK(find({"trapping"}).words == 0);
}

TEST_CASE("slang is taken to the letter", "[R5]") {
  CHECK(find({"shotting"}).literal);
  CHECK(find({"shotting"}).terms == Terms{"XP:drug_deal", "Zdealer"});
  CHECK(find({"shot"}).words == 0);
  CHECK(find({}).words == 0);
}
