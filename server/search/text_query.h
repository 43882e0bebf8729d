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

// Turns what was typed into the engine's query. Whatever is typed gives a query: what does not parse is taken as plain words. One per reader.
//
//     phone lines             both words, stemmed
//     "phone lines" -burner   the phrase, without records that say burner
//     title:lines drug*       a field, and words that begin alike
class QueryBuilder {
 public:
  explicit QueryBuilder(const Schemas& schemas);

  // Empty where nothing searchable was typed. `any` asks for records with any of the words, else all are needed.
  [[nodiscard]] Xapian::Query text(const std::string& typed, const Xapian::Database& database, bool any) const;

  // What was typed with each misspelt word corrected, or nothing where there is nothing to correct. Leaves alone what is quoted, excluded or in
  // capitals, what holds digits, field names, short words, and the words of the vocabularies.
  [[nodiscard]] std::optional<std::string> correct(const std::string& typed, const Xapian::Database& database) const;

  // The words that were typed with a star, folded and without it.
  [[nodiscard]] static std::vector<std::string> prefixes(const std::string& typed);

  [[nodiscard]] const Xapian::Stem& stemmer() const noexcept { return stemmer_; }

 private:
  Xapian::Stem stemmer_;
  Xapian::SimpleStopper stopper_;
  Expander expander_;
  std::set<std::string> vocabulary_words_;
};

// The facets and years that were chosen, as a query without weight; empty where nothing is chosen.
Xapian::Query filter_query(const Schemas& schemas, const SearchRequest& request);

}  // namespace whatworks
