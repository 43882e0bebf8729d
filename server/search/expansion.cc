// SPDX-License-Identifier: GPL-3.0-or-later
#include "expansion.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace whatworks {
namespace {

constexpr std::array<std::string_view, 9> kArticles{"a", "an", "the", "my", "our", "your", "his", "her", "their"};
constexpr std::size_t kLongestAcronym = 6;

bool is_article(const std::string& word) { return std::find(kArticles.begin(), kArticles.end(), word) != kArticles.end(); }

std::vector<std::string> plain_words(const std::string& label) {
  std::vector<std::string> words;
  for (auto& word : split_words(fold(join_initials(label)))) {
    words.push_back(std::move(word.text));
  }
  return words;
}

bool is_acronym(const std::string& label) {
  return label.size() >= 2 && label.size() <= kLongestAcronym && std::all_of(label.begin(), label.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

Expander::Expander(const Schemas& schemas) {
  KnownPhrases phrases(schemas);
  for (const auto& entry : schemas.thesaurus()) {
    for (const auto& typed : entry.typed) {
      add(phrases, typed, entry.means, entry.literal ? Source::slang : Source::thesaurus);
    }
  }
  for (const auto* name : {"crime", "country"}) {
    if (const auto* vocabulary = schemas.find_vocabulary(name)) {
      add_labels(phrases, *vocabulary);
    }
  }
}

// A label and the other labels mean each other where they are names of several words or acronyms: a single everyday word among them is often
// wider or narrower than the label, and would bring too much.
void Expander::add_labels(KnownPhrases& phrases, const Vocabulary& vocabulary) {
  for (const auto& entry : vocabulary.concepts()) {
    const auto is_name = [](const std::string& label) { return is_acronym(label) || plain_words(label).size() > 1; };
    std::vector<std::string> others;
    std::copy_if(entry.other_labels.begin(), entry.other_labels.end(), std::back_inserter(others), is_name);
    add(phrases, entry.label, others, Source::labels);
    for (const auto& other : others) {
      add(phrases, other, std::span(&entry.label, 1), Source::labels);
    }
  }
}

void Expander::add(KnownPhrases& phrases, const std::string& typed, std::span<const std::string> means, Source source) {
  const auto words = plain_words(typed);
  std::string key;
  for (const auto& word : words) {
    if (words.size() == 1 || !is_article(word)) {
      key += (key.empty() ? "" : " ") + (source == Source::slang ? word : stemmer_(word));
    }
  }
  auto& entry = (source == Source::slang ? slang_ : names_)[key];
  auto& terms = source == Source::labels ? entry.labels : entry.terms;
  entry.phrase = phrases.term(typed);
  for (const auto& other : means) {
    auto term = phrases.term(other);
    if (term.empty()) {
      term = stem_term(fold(join_initials(other)));
    }
    const bool itself = term == entry.phrase || (words.size() == 1 && term == stem_term(words.front()));
    if (!itself && std::find(terms.begin(), terms.end(), term) == terms.end()) {
      terms.push_back(std::move(term));
    }
  }
  longest_ = std::max(longest_, words.size() + 1);  // with an article that only the asker writes
  words_.insert(words.begin(), words.end());
}

Meaning Expander::find(std::span<const std::string> words) const {
  Meaning best;
  std::string stems;
  std::string letters;
  for (std::size_t i = 0; i < std::min(words.size(), longest_); ++i) {
    letters += (i == 0 ? "" : " ") + words[i];
    if (i != 0 && is_article(words[i])) {
      continue;
    }
    stems += (i == 0 ? "" : " ") + stemmer_(words[i]);
    const auto slang = slang_.find(letters);
    const auto name = names_.find(stems);
    if (name != names_.end()) {
      const auto& entry = name->second;
      best = {i + 1, entry.terms, entry.terms.empty() ? entry.labels : std::vector<std::string>(), entry.phrase, false};
    }
    if (slang != slang_.end()) {
      auto terms = slang->second.terms;
      const bool also_a_name = name != names_.end() && !name->second.terms.empty();
      if (also_a_name) {
        terms.insert(terms.end(), name->second.terms.begin(), name->second.terms.end());
      }
      best = {i + 1, std::move(terms), {}, slang->second.phrase, !also_a_name};
    }
  }
  return best;
}

std::string Expander::stem_term(const std::string& word) const { return has_stem(word) ? "Z" + stemmer_(word) : word; }

}  // namespace whatworks
