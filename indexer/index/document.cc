// SPDX-License-Identifier: GPL-3.0-or-later
#include "document.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "core/time.h"
#include "index/dense.h"
#include "index/layout.h"
#include "stem_cache.h"

namespace whatworks {
namespace {

constexpr std::size_t kShortestSpelling = 3;  // bytes; shorter words are rarely mistyped and often acronyms

constexpr std::size_t kLongestWord = 64;  // bytes, as the term generator has it

}  // namespace

DocumentMaker::DocumentMaker(const Schemas& schemas) : schemas_(schemas), stemmer_(make_caching_stemmer()), phrases_(schemas) {
  generator_.set_stemmer(stemmer_);
  generator_.set_stemming_strategy(Xapian::TermGenerator::STEM_SOME);
}

void DocumentMaker::add_text(std::string_view field, const std::string& text) { add_folded(field, fold(join_initials(text))); }

void DocumentMaker::add_folded(std::string_view field_name, const std::string& folded) {
  const auto& field = layout::text_field(field_name);
  const auto words = split_words(folded);
  if (!field.prefix.empty()) {
    generator_.index_text(folded, 1, std::string(field.prefix));
    generator_.increase_termpos();
    add_joined(words, 1, std::string(field.prefix));
  }
  if (field.weight != 0) {
    generator_.index_text(folded, field.weight);
    generator_.increase_termpos();  // a phrase must not run from one field into the next
    add_joined(words, field.weight, "");
    add_phrases(words, field.weight);
  }
}

// "Cyber-crime" is looked for as "cybercrime", too.
void DocumentMaker::add_joined(const std::vector<TextWord>& words, unsigned weight, const std::string& prefix) {
  Xapian::Document document = generator_.get_document();  // the same one, not a copy
  for (std::size_t begin = 0; begin < words.size();) {
    auto joined = words[begin].text;
    auto end = begin + 1;
    for (; end < words.size() && words[end].hyphenated; ++end) {
      joined += words[end].text;
    }
    if (end > begin + 1 && has_stem(joined) && joined.size() <= kLongestWord) {
      document.add_term(prefix + joined, weight);
      document.add_term("Z" + prefix + stemmer_(joined), weight);
    }
    begin = end;
  }
}

void DocumentMaker::add_phrases(const std::vector<TextWord>& words, unsigned weight) {
  Xapian::Document document = generator_.get_document();
  for (const auto& term : phrases_.find(words)) {
    document.add_term(term, weight);
  }
}

void DocumentMaker::add_facets(Xapian::Document& document, const Record& record) {
  for (const auto& facet : schemas_.facets()) {
    const auto stated = stated_values(record, facet);
    const auto values = schemas_.expand(facet, stated);
    for (const auto& value : values) {
      document.add_boolean_term(layout::facet_term(facet, value));
    }
    if (values.empty()) {
      document.add_boolean_term(layout::facet_term(facet, kMissingValue));
    } else {
      document.add_value(layout::facet_slot(facet), join(values, std::string(1, layout::kValueSeparator)));
    }
    add_labels(document, facet, values, stated);
  }
}

// Everyday words for the codes. A value that came with a narrower one lends its label alone: its other labels may say too much, as
// "Scandinavia" would of every country of Northern Europe.
void DocumentMaker::add_labels(Xapian::Document& document, const Facet& facet, const std::vector<std::string>& values, const std::vector<std::string>& stated) {
  const auto* vocabulary = schemas_.vocabulary_of(facet);
  for (const auto& value : values) {
    const auto* entry = vocabulary == nullptr ? nullptr : vocabulary->find(value);
    if (entry == nullptr) {
      continue;
    }
    const auto& labels = labels_of(facet, *entry);
    const bool is_stated = std::find(stated.begin(), stated.end(), value) != stated.end();
    for (const auto& [term, count] : is_stated ? labels.with_others : labels.own) {
      document.add_term(term, count);
    }
  }
}

const DocumentMaker::Labels& DocumentMaker::labels_of(const Facet& facet, const Concept& entry) {
  const auto [found, is_new] = labels_.try_emplace({&facet, &entry});
  if (is_new) {
    const auto code = facet.type == FacetType::country ? " . " + entry.code : std::string();
    auto with_others = entry.label;
    for (const auto& other : entry.other_labels) {
      with_others += " . " + other;
    }
    found->second = {label_terms(facet, entry.label + code), label_terms(facet, with_others + code)};
  }
  return found->second;
}

std::vector<DocumentMaker::Term> DocumentMaker::label_terms(const Facet& facet, const std::string& label) {
  const auto meanwhile = generator_.get_document();
  Xapian::Document document;
  generator_.set_document(document);
  const auto folded = fold(join_initials(label));
  if (facet.type == FacetType::country) {
    add_folded("country", folded);
  }
  add_folded("label", folded);
  // Apart from what a record's own words say, or a name among the labels of half of the records would count for next to nothing.
  for (const auto& term : phrases_.find(split_words(folded))) {
    document.add_term(layout::label_phrase_term(term));
  }
  generator_.set_document(meanwhile);
  std::vector<Term> terms;
  for (auto term = document.termlist_begin(); term != document.termlist_end(); ++term) {
    const auto name = *term;
    const auto first_small = std::find_if(name.begin(), name.end(), [](char c) { return c < 'A' || c > 'Z'; });
    const bool stem_is_enough = name.front() != 'Z' && has_stem(name.substr(static_cast<std::size_t>(first_small - name.begin())));
    if (!stem_is_enough) {
      terms.emplace_back(name, term.get_wdf());
    }
  }
  return terms;
}

void DocumentMaker::add_sources(const Record& record) {
  const auto sources = record.front_matter->find("sources");
  if (sources == record.front_matter->end()) {
    return;
  }
  for (const auto& source : *sources) {
    if (const auto title = source.find("title"); title != source.end() && title->is_string()) {
      const auto folded = fold(join_initials(title->get<std::string>()));
      generator_.index_text(folded, 1, std::string(layout::text_field("title").prefix));
      add_folded("section", folded);
    }
  }
}

void DocumentMaker::add_sort_keys(Xapian::Document& document, const Record& record) {
  const auto strength = record.front_matter->at("strength").get<int>();
  const auto newest = fmt::format("{:04}", std::clamp(9999 - record.published, 0, 9999));
  document.add_value(layout::kSlotId, record.id);
  document.add_value(layout::kSlotDigest, record.digest);
  const auto tie_break = fmt::format("{:08x}", layout::tie_break(record.id)) + record.id;
  document.add_value(layout::kSlotByStrength, fmt::format("{}{}{}", 9 - std::clamp(strength, 0, 9), newest, tie_break));
  document.add_value(layout::kSlotByNewest, newest + tie_break);
  document.add_value(layout::kSlotByOldest, fmt::format("{:04}{}", record.published, tie_break));
  document.add_value(layout::kSlotByUpdated,
                     layout::updated_key(layout::day_number(parse_date(updated_on(record)).value_or(std::chrono::year_month_day{}))) + tie_break);
  document.add_value(layout::kSlotByTitle, fold(record.title) + '\t' + record.id);
}

Xapian::Document DocumentMaker::make(const Record& record) {
  Xapian::Document document;
  generator_.set_document(document);
  generator_.set_termpos(0);
  add_text("title", record.title);
  add_text("intervention", record.intervention);
  add_text("summary", record.summary);
  for (const auto& section : record.sections) {
    add_text("section", section.text);
  }
  add_sources(record);
  for (const auto& author : author_names(record)) {
    add_text("author", author);
  }
  for (const auto& contributor : contributors_of(record)) {
    add_text("contributor", contributor.name);
    add_text("contributor", contributor.key());  // initials and apostrophes are other words in it than in the name
  }
  add_facets(document, record);
  add_sort_keys(document, record);
  if (const auto related = record.front_matter->find("related"); related != record.front_matter->end()) {
    for (const auto& link : *related) {
      document.add_boolean_term(layout::related_term(link.at("id").get<std::string>()));
    }
  }
  document.add_boolean_term(layout::id_term(record.id));
  document.set_data(layout::encode_document(record));
  return document;
}

void add_vector(Xapian::Document& document, const std::vector<float>& vector) {
  if (!vector.empty()) {
    document.add_value(layout::kSlotVector, pack_vector(vector));
  }
}

// Words of the general text are the only terms without a prefix; prefixes and stems start with a capital letter.
bool is_spelling(const std::string& term) noexcept {
  return term.size() >= kShortestSpelling &&
         std::all_of(term.begin(), term.end(), [](char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; });
}

}  // namespace whatworks
