// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "vocabulary/schemas.h"

// What a word is: the same for a record that is indexed and for a query that is typed, so that the two meet.
namespace whatworks {

struct TextWord {
  std::string text;
  bool hyphenated = false;  // only a hyphen stands between it and the word before
};

// The words of folded text, cut as Xapian's term generator cuts them.
std::vector<TextWord> split_words(std::string_view folded);

// Acronyms written with dots as people also write them without: "the O.C.G. met" gives "the OCG met". Decimals and sentences stay as they are.
std::string join_initials(std::string_view text);

// Whether the index holds a word's stem beside the word; a number has none.
bool has_stem(std::string_view word);

// Phrases that the schemas know: names in the thesaurus and the labels of crimes and countries, of two words and more. A record that says one gets
// a term for it, so that a search for its synonym need not look at positions. One per thread.
class KnownPhrases {
 public:
  explicit KnownPhrases(const Schemas& schemas);

  // The term of every known phrase in the text, once for each time it is said.
  [[nodiscard]] std::vector<std::string> find(const std::vector<TextWord>& words);

  // The term of a phrase; empty where it is a single word. The phrase is folded first.
  [[nodiscard]] std::string term(const std::string& phrase);

 private:
  const std::string& stem(const std::string& word);

  Xapian::Stem stemmer_{"en"};
  std::unordered_map<std::string, std::string> stems_;
  std::unordered_set<std::string> beginnings_;  // of phrases, from their first word on, without the last
  std::unordered_set<std::string> phrases_;
};

}  // namespace whatworks
