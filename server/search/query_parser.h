// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace whatworks {

// One thing to look for, as it was typed: a word, a word with hyphens or a phrase.
struct QueryTerm {
  std::vector<std::string> words;  // folded; several in a phrase or where there are hyphens
  std::string field;               // the prefix of a field's terms, or empty
  bool quoted = false;
  bool starred = false;
};

// What was typed, as a tree. A branch without children asks for nothing.
struct QueryNode {
  enum class Kind { term, all, any };
  Kind kind = Kind::all;
  QueryTerm term;                    // of a term
  std::vector<QueryNode> children;   // of the others
  std::vector<QueryNode> forbidden;  // of all: what must not hold
};

// Both ends inclusive.
struct YearRange {
  int from = 0;
  int to = 9999;
};

struct ParsedQuery {
  QueryNode words;
  std::vector<YearRange> years;           // all must hold, wherever they were typed
  std::vector<YearRange> excluded_years;  // none may hold
};

// Reads the query language. Every text is a query: a sign that makes no sense where it stands is left out, an operator that joins nothing is a word,
// what is opened and not closed ends with the text. Of very long queries the first 64 words count, and brackets nest at most 16 deep.
ParsedQuery parse_query(std::string_view typed);

// Curly and angled quotation marks as the straight one.
std::string straight_quotes(std::string text);

// The years of "2015..2020", "2015.." or "..2020", in either order; nothing where it is none.
std::optional<YearRange> parse_years(std::string_view text);

}  // namespace whatworks
