// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "vocabulary/schemas.h"

namespace whatworks {

// Puts beside what was typed what it also means, by the thesaurus: `vru results` becomes `(vru OR "violence reduction unit") results`.
// Immutable and free to share between threads.
class Expander {
 public:
  explicit Expander(const std::vector<ThesaurusEntry>& thesaurus);

  // `words` are folded, with the query language's signs in them. Leaves alone what is quoted, excluded, starred or belongs to a field.
  [[nodiscard]] std::string expand(const std::string& words) const;

  // Whether a folded word stands in the thesaurus, alone or with others.
  [[nodiscard]] bool knows(const std::string& word) const { return words_.contains(word); }

 private:
  struct Meaning {
    std::vector<std::string> means;  // folded
    bool literal = false;
  };

  std::unordered_map<std::string, Meaning> meanings_;  // by what is typed, folded
  std::unordered_set<std::string> words_;
  std::size_t longest_ = 1;  // words in the longest of them
};

}  // namespace whatworks
