// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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
  void add_folded(std::string_view field, const std::string& folded);
  void add_sources(const Record& record);
  void add_joined(const std::vector<TextWord>& words, unsigned weight, const std::string& prefix);
  void add_phrases(const std::vector<TextWord>& words, unsigned weight);
  void add_facets(Xapian::Document& document, const Record& record);
  void add_labels(Xapian::Document& document, const Facet& facet, const std::vector<std::string>& values, const std::vector<std::string>& stated);
  void add_sort_keys(Xapian::Document& document, const Record& record);

  // The terms of a value's labels: the same for every record of the value, so that they are made once. They have no
  // positions, and of words only the stems.
  using Term = std::pair<std::string, Xapian::termcount>;
  struct Labels {
    std::vector<Term> own;
    std::vector<Term> with_others;
  };
  std::vector<Term> label_terms(const Facet& facet, const std::string& label);
  const Labels& labels_of(const Facet& facet, const Concept& entry);

  const Schemas& schemas_;
  std::map<std::pair<const Facet*, const Concept*>, Labels> labels_;
  Xapian::Stem stemmer_;
  KnownPhrases phrases_;
  Xapian::TermGenerator generator_;
};

// Puts a document in its place in the dense view; an empty vector has none.
void add_vector(Xapian::Document& document, const std::vector<float>& vector);

// Whether a term is a word that spelling correction may offer.
bool is_spelling(const std::string& term) noexcept;

// Takes the words of a document that spelling correction may offer, with how often each stands in it.
template <typename Action>
void for_each_spelling(const Xapian::Document& document, const Action& action) {
  for (auto term = document.termlist_begin(); term != document.termlist_end(); ++term) {
    if (const auto word = *term; is_spelling(word)) {
      action(word, term.get_wdf());
    }
  }
}

}  // namespace whatworks
