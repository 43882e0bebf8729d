// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "expansion.h"
#include "search/request.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// What a record's score gains from the very word that was typed, of what it has from the word's stem; docs/relevance.md has the experiment.
inline constexpr double kExactWordWeight = 0.15;

// What was typed as the engine's queries, in the parts that count differently. All of them are made of terms, AND, OR, SYNONYM, FILTER and AND_NOT,
// but for phrases (PHRASE), prefixes (WILDCARD) and years (VALUE_RANGE); SCALE_WEIGHT always scales to nothing.
struct TextQuery {
  std::vector<Xapian::Query> groups;  // each a thing looked for: a word with what it also means, a phrase, a bracket, alternatives
  Xapian::Query forbidden;            // records that hold it do not match; empty where nothing is forbidden
  Xapian::Query years;                // only records within match, without weight; empty where no years were typed
  std::vector<std::string> exact;     // terms of the very words that were typed outside quotation marks; they add weight and need not be there

  [[nodiscard]] Xapian::Query all() const { return with(Xapian::Query::OP_AND); }  // records with every group; empty where nothing searchable was typed
  [[nodiscard]] Xapian::Query any() const { return with(Xapian::Query::OP_OR); }   // records with at least one

 private:
  [[nodiscard]] Xapian::Query with(Xapian::Query::op joining) const;
};

// Turns what was typed into the engine's query: docs/search.md tells the language. Whatever is typed gives a query. One per thread.
class QueryBuilder {
 public:
  explicit QueryBuilder(const Schemas& schemas);

  // `database` holds the records that the asker may see: it tells which ways to write a word are worth looking for.
  [[nodiscard]] TextQuery parse(const std::string& typed, const Xapian::Database& database) const;

  // What was typed with each misspelt word corrected from the records in `database`, or nothing where there is nothing to correct. Leaves alone
  // what is quoted, excluded or in capitals, what holds digits, field names, short words, and the words of the vocabularies and the thesaurus.
  [[nodiscard]] std::optional<std::string> correct(const std::string& typed, const Xapian::Database& database) const;

  // The words that were typed with a star, folded and without it.
  [[nodiscard]] static std::vector<std::string> prefixes(const std::string& typed);

  [[nodiscard]] const Xapian::Stem& stemmer() const noexcept { return stemmer_; }

 private:
  Xapian::Stem stemmer_;
  Expander expander_;
  std::set<std::string> vocabulary_words_;
};

// The facets and years that were chosen, as a query without weight; empty where nothing is chosen.
Xapian::Query filter_query(const Schemas& schemas, const SearchRequest& request);

}  // namespace whatworks
