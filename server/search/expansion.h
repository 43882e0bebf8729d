// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "index/words.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// What typed words also mean, as terms of the index.
struct Meaning {
  std::size_t words = 0;            // of what was typed, that this is the meaning of
  std::vector<std::string> terms;   // of single words their stem, of longer names the term of the phrase
  std::vector<std::string> labels;  // the same of wider and narrower labels in the vocabularies, where the thesaurus knows nothing
  std::string phrase;               // the term of what was typed itself, where it is longer than a word
  bool literal = false;             // slang, which is taken to the letter
};

// Knows what typed words also mean, by the thesaurus and by the labels of crimes and countries. Words match in any inflection, and articles
// within them do not matter; slang matches to the letter. One per thread.
class Expander {
 public:
  explicit Expander(const Schemas& schemas);

  // The meaning of the longest name that `words`, folded, begin with; of no words where there is none.
  [[nodiscard]] Meaning find(std::span<const std::string> words) const;

  // Whether a folded word stands in a name that this knows, alone or with others.
  [[nodiscard]] bool knows(const std::string& word) const { return words_.contains(word); }

 private:
  struct Entry {
    std::vector<std::string> terms;
    std::vector<std::string> labels;
    std::string phrase;
  };
  using Entries = std::unordered_map<std::string, Entry>;

  enum class Source { thesaurus, slang, labels };

  void add(KnownPhrases& phrases, const std::string& typed, std::span<const std::string> means, Source source);
  void add_labels(KnownPhrases& phrases, const Vocabulary& vocabulary);
  [[nodiscard]] std::string stem_term(const std::string& word) const;

  Xapian::Stem stemmer_{"en"};
  Entries names_;  // by stems
  Entries slang_;  // by words
  std::unordered_set<std::string> words_;
  std::size_t longest_ = 1;  // words in the longest name
};

}  // namespace whatworks
