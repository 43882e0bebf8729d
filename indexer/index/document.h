// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include "index/words.h"
#include "record/record.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// Makes the Xapian document of a record. One per thread.
class DocumentMaker {
 public:
  explicit DocumentMaker(const Schemas& schemas);  // must outlive the maker
  [[nodiscard]] Xapian::Document make(const Record& record);

 private:
  void add_text(std::string_view field, const std::string& text);
  void add_joined(const std::vector<TextWord>& words, unsigned weight, const std::string& prefix);
  void add_phrases(const std::vector<TextWord>& words, unsigned weight);
  void add_facets(Xapian::Document& document, const Record& record);
  void add_labels(const Facet& facet, const std::vector<std::string>& values, const std::vector<std::string>& stated);
  void add_sort_keys(Xapian::Document& document, const Record& record);

  const Schemas& schemas_;
  Xapian::Stem stemmer_{"en"};
  KnownPhrases phrases_;
  Xapian::TermGenerator generator_;
};

// The words of a document that spelling correction may offer: added with it and taken away with it.
void add_spellings(Xapian::WritableDatabase& database, const Xapian::Document& document);
void remove_spellings(Xapian::WritableDatabase& database, const Xapian::Document& document);

}  // namespace whatworks
