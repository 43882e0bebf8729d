// SPDX-License-Identifier: GPL-3.0-or-later
#include "text_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "core/text.h"
#include "index/layout.h"
#include "index/stop_words.h"

namespace whatworks {
namespace {

constexpr std::size_t kMaximumWords = 64;             // a query of a thousand words costs 180 ms on 20,000 records
constexpr Xapian::termcount kMaximumExpansion = 100;  // of a word with *, by frequency
constexpr std::size_t kCorrectedFrom = 4;             // letters of the shortest word that is corrected
constexpr std::size_t kTwoEditsFrom = 9;              // letters from which two slips are put right, else one

constexpr unsigned kSyntax =
    Xapian::QueryParser::FLAG_PHRASE | Xapian::QueryParser::FLAG_LOVEHATE | Xapian::QueryParser::FLAG_WILDCARD | Xapian::QueryParser::FLAG_PURE_NOT;

bool is_operator(std::string_view word) noexcept { return word == "AND" || word == "OR" || word == "NOT"; }

std::string straight_quotes(std::string text) {
  static constexpr std::array<std::string_view, 5> kDouble{"\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x9E", "\xC2\xAB", "\xC2\xBB"};
  for (const auto quote : kDouble) {
    for (auto at = text.find(quote); at != std::string::npos; at = text.find(quote, at)) {
      text.replace(at, quote.size(), "\"");
    }
  }
  return text;
}

// Folds words as the index does, keeps the operators, and cuts what is too long to answer quickly.
std::string normalise(const std::string& typed) {
  std::string out;
  std::size_t words = 0;
  for (const auto& word : split(straight_quotes(typed), ' ')) {
    if (word.empty()) {
      continue;
    }
    if (++words > kMaximumWords) {
      break;
    }
    if (!out.empty()) {
      out += ' ';
    }
    out += is_operator(word) ? word : fold(word);
  }
  return out;
}

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; }

bool all_capitals(std::string_view word) noexcept {
  return std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

QueryBuilder::QueryBuilder(const Schemas& schemas) : stemmer_("en"), expander_(schemas.thesaurus()) {
  for (const auto& word : split(kStopWords, ' ')) {
    stopper_.add(word);
  }
  for (const auto& [name, vocabulary] : schemas.vocabularies()) {
    for (const auto& entry : vocabulary.concepts()) {
      auto labels = entry.other_labels;
      labels.push_back(entry.label);
      for (const auto& label : labels) {
        for (const auto& word : split(fold(label), ' ')) {
          vocabulary_words_.insert(word);
        }
      }
    }
  }
}

Xapian::Query QueryBuilder::text(const std::string& typed, const Xapian::Database& database, bool any) const {
  Xapian::QueryParser parser;
  parser.set_database(database);
  parser.set_stemmer(stemmer_);
  parser.set_stemming_strategy(Xapian::QueryParser::STEM_SOME);
  parser.set_stopper(&stopper_);
  parser.set_default_op(any ? Xapian::Query::OP_OR : Xapian::Query::OP_AND);
  parser.set_max_expansion(kMaximumExpansion, Xapian::Query::WILDCARD_LIMIT_MOST_FREQUENT);
  for (const auto& field : layout::kTextFields) {
    if (!field.query_name.empty()) {
      parser.add_prefix(std::string(field.query_name), std::string(field.prefix));
    }
  }
  const auto words = normalise(typed);
  const auto expanded = expander_.expand(words);
  constexpr unsigned kWithOperators = kSyntax | Xapian::QueryParser::FLAG_BOOLEAN;
  for (const auto& [text, flags] :
       {std::pair(&expanded, kWithOperators), std::pair(&words, kWithOperators), std::pair(&words, kSyntax), std::pair(&words, 0U)}) {
    try {
      return parser.parse_query(*text, flags);
    } catch (const Xapian::QueryParserError&) {
      // Not the grammar after all ("guns AND"): take it more plainly.
    }
  }
  return {};
}

std::vector<std::string> QueryBuilder::prefixes(const std::string& typed) {
  std::vector<std::string> found;
  for (const auto& word : split(normalise(typed), ' ')) {
    const auto begin = word.find_last_of("(:\"") == std::string::npos ? 0 : word.find_last_of("(:\"") + 1;
    if (word.size() > begin + 1 && word.back() == '*') {
      found.push_back(word.substr(begin, word.size() - begin - 1));
    }
  }
  return found;
}

std::optional<std::string> QueryBuilder::correct(const std::string& typed, const Xapian::Database& database) const {
  const auto text = straight_quotes(typed);
  std::string out;
  bool corrected = false;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_letter(text[at])) {
      quoted = quoted != (text[at] == '"');
      out += text[at++];
      continue;
    }
    auto end = at;
    while (end < text.size() && (is_letter(text[end]) || (text[end] >= '0' && text[end] <= '9') || text[end] == '\'')) {
      ++end;
    }
    const auto word = text.substr(at, end - at);
    const char before = at == 0 ? ' ' : text[at - 1];
    const char after = end == text.size() ? ' ' : text[end];
    const bool plain = std::all_of(word.begin(), word.end(), is_letter);
    const bool joined = before == '-' || after == '-' || after == ':' || after == '*' || (before >= '0' && before <= '9');
    std::string suggestion;
    if (plain && !quoted && !joined && !all_capitals(word)) {
      const auto folded = fold(word);
      const auto letters = count_code_points(folded);
      const bool known =
          vocabulary_words_.contains(folded) || expander_.knows(folded) || database.term_exists(folded) || database.term_exists("Z" + stemmer_(folded));
      if (letters >= kCorrectedFrom && !known) {
        suggestion = database.get_spelling_suggestion(folded, letters >= kTwoEditsFrom ? 2 : 1);
      }
    }
    corrected = corrected || !suggestion.empty();
    out += suggestion.empty() ? word : suggestion;
    at = end;
  }
  return corrected ? std::optional(out) : std::nullopt;
}

Xapian::Query filter_query(const Schemas& schemas, const SearchRequest& request) {
  std::vector<Xapian::Query> all;
  std::vector<Xapian::Query> none;
  for (const auto& choice : request.choices) {
    const auto& facet = schemas.facets()[choice.order];
    std::vector<Xapian::Query> any;
    for (const auto& value : choice.include) {
      any.emplace_back(layout::facet_term(facet, value));
    }
    if (!any.empty()) {
      all.emplace_back(Xapian::Query::OP_OR, any.begin(), any.end());
    }
    for (const auto& value : choice.exclude) {
      none.emplace_back(layout::facet_term(facet, value));
    }
  }
  if (request.year_from || request.year_to) {
    // The key starts with the year in four digits; every byte after it sorts below this one.
    all.emplace_back(Xapian::Query::OP_VALUE_RANGE, layout::kSlotByOldest, fmt::format("{:04}", request.year_from.value_or(0)),
                     fmt::format("{:04}\xFF", request.year_to.value_or(9999)));
  }
  if (all.empty() && none.empty()) {
    return {};
  }
  Xapian::Query filter = all.empty() ? Xapian::Query(std::string()) : Xapian::Query(Xapian::Query::OP_AND, all.begin(), all.end());
  if (!none.empty()) {
    filter = Xapian::Query(Xapian::Query::OP_AND_NOT, filter, Xapian::Query(Xapian::Query::OP_OR, none.begin(), none.end()));
  }
  return filter;
}

}  // namespace whatworks
