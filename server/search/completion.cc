// SPDX-License-Identifier: GPL-3.0-or-later
#include "completion.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "cards.h"
#include "core/text.h"
#include "index/layout.h"
#include "index/words.h"

namespace whatworks {
namespace {

constexpr std::size_t kShortestPrefix = 3;      // letters from which records are looked for; fewer begin half of all words
constexpr std::size_t kMostExpansions = 1'000;  // words with the prefix that are looked at
constexpr std::size_t kKeptExpansions = 8;      // of these, the most frequent
constexpr std::size_t kMostSteps = 500;         // postings looked at for each of them
constexpr std::size_t kFetched = 30;            // records whose titles are read
constexpr std::size_t kMostWords = 8;

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (auto& word : split_words(fold(text))) {
    words.push_back(std::move(word.text));
  }
  return words;
}

// How well a name is begun by what was typed: 2 from its first word on, 1 from a later one, 0 not at all.
int fit(const std::vector<std::string>& typed, const std::vector<std::string>& name) {
  for (std::size_t begin = 0; begin + typed.size() <= name.size(); ++begin) {
    const auto last = typed.size() - 1;
    if (std::equal(typed.begin(), typed.end() - 1, name.begin() + static_cast<std::ptrdiff_t>(begin)) && name[begin + last].starts_with(typed[last])) {
      return begin == 0 ? 2 : 1;
    }
  }
  return 0;
}

// Whether a name holds all that was typed, in any order.
bool holds(const std::vector<std::string>& typed, const std::vector<std::string>& name) {
  return std::all_of(typed.begin(), typed.end(), [&](const std::string& word) {
    const bool unfinished = &word == &typed.back();
    return std::any_of(name.begin(), name.end(), [&](const std::string& other) { return unfinished ? other.starts_with(word) : other == word; });
  });
}

// The most frequent terms that begin so.
std::vector<std::string> expansions(const Xapian::Database& database, const std::string& beginning) {
  std::vector<std::pair<Xapian::doccount, std::string>> found;
  const auto end = database.allterms_end(beginning);
  for (auto term = database.allterms_begin(beginning); term != end && found.size() < kMostExpansions; ++term) {
    found.emplace_back(term.get_termfreq(), *term);
  }
  const auto kept = std::min(kKeptExpansions, found.size());
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept), found.end(), [](const auto& a, const auto& b) { return a > b; });
  found.resize(kept);
  std::vector<std::string> terms;
  terms.reserve(kept);
  for (auto& [frequency, term] : found) {
    terms.push_back(std::move(term));
  }
  return terms;
}

// Some documents that hold all the terms: what the first postings of the rarest show.
void add_common(const Xapian::Database& shard, std::vector<std::string> terms, std::set<Xapian::docid>& documents) {
  std::stable_sort(terms.begin(), terms.end(), [&](const std::string& a, const std::string& b) { return shard.get_termfreq(a) < shard.get_termfreq(b); });
  std::vector<std::pair<Xapian::PostingIterator, Xapian::PostingIterator>> others;
  for (std::size_t i = 1; i < terms.size(); ++i) {
    others.emplace_back(shard.postlist_begin(terms[i]), shard.postlist_end(terms[i]));
  }
  std::size_t steps = 0;
  const auto end = shard.postlist_end(terms.front());
  for (auto posting = shard.postlist_begin(terms.front()); posting != end && steps < kMostSteps; ++posting, ++steps) {
    const auto document = *posting;
    const bool all = std::all_of(others.begin(), others.end(), [document](auto& other) {
      if (other.first != other.second) {
        other.first.skip_to(document);
      }
      return other.first != other.second && *other.first == document;
    });
    if (all) {
      documents.insert(document);
    }
  }
}

// The cards of the strongest records that have the words in a field.
std::vector<ResultCard> cards_with(const std::vector<std::string>& words, std::string_view field, const OpenIndex& index) {
  const std::string prefix(layout::text_field(field).prefix);
  std::vector<std::tuple<std::uint64_t, std::size_t, Xapian::docid>> found;  // the strongest first
  for (std::size_t number = 0; number < index.shards.size(); ++number) {
    const auto& shard = index.shards[number];
    std::set<Xapian::docid> documents;
    for (const auto& last : expansions(shard.database, prefix + words.back())) {
      std::vector<std::string> terms{last};
      for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        terms.push_back(prefix + words[i]);
      }
      add_common(shard.database, std::move(terms), documents);
    }
    const auto& columns = shard.memory->columns();
    for (const auto document : documents) {
      found.emplace_back(columns.orders[document], number, document);
    }
  }
  std::sort(found.begin(), found.end());
  found.resize(std::min(found.size(), kFetched));
  std::vector<ResultCard> cards;
  for (const auto& [order, number, document] : found) {
    const auto data = index.shards[number].database.get_document(document).get_data();
    cards.push_back(read_card(layout::split_document(data).card));
  }
  return cards;
}

// Those of a card's texts that the words begin, each once, the best fits first.
std::vector<Suggestion> texts_with(const std::vector<std::string>& words, std::string_view field, SuggestionKind kind, const OpenIndex& index) {
  std::vector<std::pair<int, Suggestion>> found;
  std::set<std::string> seen;
  for (auto& card : cards_with(words, field, index)) {
    auto& text = kind == SuggestionKind::title ? card.title : card.intervention;
    const auto name = words_of(text);
    const auto fits = fit(words, name);
    if (holds(words, name) && seen.insert(fold(text)).second) {  // the words may also stand in the title of a source alone
      Suggestion suggestion{kind, std::move(text), {}, {}, {}};
      suggestion.record = kind == SuggestionKind::title ? std::move(card.id) : std::string();
      found.emplace_back(fits, std::move(suggestion));
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Suggestion> suggestions;
  suggestions.reserve(found.size());
  for (auto& [fits, suggestion] : found) {
    suggestions.push_back(std::move(suggestion));
  }
  return suggestions;
}

// Whether any record that may be seen carries the value.
bool carried(const OpenIndex& index, const Facet& facet, const std::string& value) {
  if (index.remote) {
    return index.all.term_exists(layout::facet_term(facet, value));
  }
  return std::any_of(index.shards.begin(), index.shards.end(), [&](const OpenShard& shard) {
    const auto& values = shard.memory->columns().facets[facet.index].values();
    return std::find(values.begin(), values.end(), value) != values.end();
  });
}

}  // namespace

Completer::Completer(const Schemas& schemas) {
  for (const auto& facet : schemas.facets()) {
    const auto* vocabulary = facet.show == FacetShow::hidden ? nullptr : schemas.vocabulary_of(facet);
    if (vocabulary == nullptr || facet.type == FacetType::integer) {
      continue;
    }
    for (const auto& entry : vocabulary->concepts()) {
      Label label{{words_of(entry.label)}, &facet, entry.code, entry.label};
      for (const auto& other : entry.other_labels) {
        label.names.push_back(words_of(other));
      }
      labels_.push_back(std::move(label));
    }
  }
}

std::vector<Suggestion> Completer::labels(const std::vector<std::string>& words, const OpenIndex& index, std::size_t most) const {
  std::vector<std::pair<int, const Label*>> found;
  for (const auto& label : labels_) {
    int best = 2 * fit(words, label.names.front());  // its own label counts more than what else it is called
    for (const auto& name : label.names) {
      best = std::max(best, fit(words, name));
    }
    if (best != 0 && carried(index, *label.facet, label.value)) {
      found.emplace_back(best, &label);
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  found.resize(std::min(found.size(), most));
  std::vector<Suggestion> suggestions;
  suggestions.reserve(found.size());
  for (const auto& [fits, label] : found) {
    suggestions.push_back({SuggestionKind::label, label->text, {}, label->facet->name, label->value});
  }
  return suggestions;
}

std::vector<Suggestion> Completer::complete(std::string_view typed, const OpenIndex& index, std::size_t most) const {
  auto words = words_of(typed);
  if (words.empty() || words.size() > kMostWords) {
    return {};
  }
  // A third for each kind, and what one leaves free for the next.
  auto suggestions = labels(words, index, (most + 2) / 3);
  if (count_code_points(words.back()) >= kShortestPrefix) {
    auto interventions = texts_with(words, "intervention", SuggestionKind::intervention, index);
    interventions.resize(std::min(interventions.size(), (most - suggestions.size()) / 2));
    auto titles = texts_with(words, "title", SuggestionKind::title, index);
    titles.resize(std::min(titles.size(), most - suggestions.size() - interventions.size()));
    std::move(interventions.begin(), interventions.end(), std::back_inserter(suggestions));
    std::move(titles.begin(), titles.end(), std::back_inserter(suggestions));
  }
  return suggestions;
}

}  // namespace whatworks
