// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/words.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace whatworks;

namespace {

std::string words(std::string_view text) {
  std::string shown;
  for (const auto& word : split_words(text)) {
    shown += (shown.empty() ? "" : word.hyphenated ? "-" : " ") + word.text;
  }
  return shown;
}

Schemas schemas() { return Schemas({}, {}, "", {}, {ThesaurusEntry{{"VRU", "violence reduction unit"}, {"VRU", "violence reduction unit"}, false}}, {}, ""); }

}  // namespace

TEST_CASE("words are cut as the term generator cuts them", "[R6]") {
  const auto text =
      GENERATE(as<std::string>{}, "phone lines", "don't at&t 3.5 1,000 end. e-mail", "cyber-crime -- dash - a-b-c", "naive cafe_bar", "x\xE2\x80\x99y", "");
  Xapian::TermGenerator generator;
  generator.index_text(text);
  std::vector<std::string> expected;
  const auto document = generator.get_document();
  for (auto term = document.termlist_begin(); term != document.termlist_end(); ++term) {
    expected.push_back(*term);
  }
  std::vector<std::string> found;
  for (auto& word : split_words(text)) {
    found.push_back(std::move(word.text));
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  CHECK(found == expected);
}

TEST_CASE("a hyphen joins two words and a dash does not", "[R6]") {
  CHECK(words("anti-money-laundering law") == "anti-money-laundering law");
  CHECK(words("one - two -- three -four") == "one two three four");
}

TEST_CASE("acronyms lose their dots and nothing else does", "[R6]") {
  CHECK(join_initials("the O.C.G. met the U.K police, e.g. Mr. A. Smith at 3.5") == "the OCG met the UK police, eg Mr. A. Smith at 3.5");
  CHECK(join_initials("a.b.cd end.") == "a.b.cd end.");
  CHECK(join_initials("") == "");
}

TEST_CASE("known phrases are found in any inflection", "[R5]") {
  KnownPhrases phrases(schemas());
  CHECK(phrases.find(split_words("two violence-reduction units and a unit")) == std::vector<std::string>{"XP:violenc_reduct_unit"});
  CHECK(phrases.find(split_words("violence reduction")).empty());
  CHECK(phrases.find({}).empty());
  CHECK(phrases.term("Violence Reduction Units") == "XP:violenc_reduct_unit");
  CHECK(phrases.term("VRU").empty());
}
