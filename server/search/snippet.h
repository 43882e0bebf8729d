// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace whatworks {

// Cuts from a record's text the passage that holds most of what was searched for, rarer words counting more. Made once per search and used by one
// thread. Xapian's own snippets stem every word of the text, which takes the better part of a search; here only words that begin like a term are.
class SnippetCutter {
 public:
  // Takes the words of the general text from the query; `prefixes` are words that were typed with a star, without it.
  SnippetCutter(const Xapian::Query& query, const std::vector<std::string>& prefixes, const Xapian::Database& database, const Xapian::Stem& stemmer);

  // HTML with everything but <mark> escaped, about 40 words, with "…" where it was cut. Empty where the text holds no word of the query.
  [[nodiscard]] std::string cut(std::string_view text) const;

 private:
  struct Word {
    std::size_t begin;  // bytes
    std::size_t end;
    int term = -1;     // number of the term it matches, or -1
    double worth = 0;  // of that term
  };

  [[nodiscard]] std::vector<Word> split(std::string_view text) const;
  void match(std::string_view text, Word& word) const;

  const Xapian::Stem& stemmer_;
  std::unordered_map<std::string, int> exact_;  // folded word: number of the term
  std::unordered_map<std::string, int> stems_;
  std::vector<std::string> prefixes_;
  std::vector<double> worth_;            // by number of the term
  std::vector<std::string> beginnings_;  // two bytes with which a matching word may begin
};

}  // namespace whatworks
