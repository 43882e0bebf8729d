// SPDX-License-Identifier: GPL-3.0-or-later
#include "text_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "core/text.h"
#include "index/layout.h"
#include "index/stop_words.h"
#include "index/words.h"
#include "query_parser.h"
#include "spelling.h"

namespace whatworks {
namespace {

using Query = Xapian::Query;

constexpr Xapian::termcount kMaximumExpansion = 100;  // of a word with *, by frequency
constexpr std::size_t kShortestPart = 4;              // letters of each half of a word that is also looked for as two
constexpr std::size_t kShortestNeighbour = 3;         // letters of each of two words that are also looked for as one
constexpr Xapian::doccount kCommonestPart = 5'000;    // records; looking for two common words side by side costs more than it finds

const std::string kLabelPrefix(layout::text_field("label").prefix);

bool is_stop_word(const std::string& word) {
  static const std::unordered_set<std::string> words = [] {
    const auto list = split(kStopWords, ' ');
    return std::unordered_set<std::string>(list.begin(), list.end());
  }();
  return words.contains(word);
}

bool is_plain(const QueryNode& node) { return node.kind == QueryNode::Kind::term && !node.term.quoted && !node.term.starred && node.term.field.empty(); }

Query joined_by(Query::op joining, std::vector<Query> queries) {
  std::erase_if(queries, [](const Query& query) { return query.empty(); });
  return queries.size() == 1 ? queries.front() : Query(joining, queries.begin(), queries.end());
}

Query year_query(const YearRange& years) {
  // The key starts with the year in four digits; every byte after it sorts below this one.
  return {Query::OP_VALUE_RANGE, layout::kSlotByOldest, fmt::format("{:04}", years.from), fmt::format("{:04}\xFF", years.to)};
}

// Builds the query of one parsed text.
class TreeBuilder {
 public:
  TreeBuilder(const Xapian::Stem& stemmer, const Expander& expander, const Xapian::Database& database, bool keep_stop_words)
      : stemmer_(stemmer), expander_(expander), database_(database), keep_stop_words_(keep_stop_words) {}

  // The groups of a node; what is forbidden at its top goes to `forbidden`.
  std::vector<Query> groups(const QueryNode& node, std::vector<Query>& forbidden) {
    if (node.kind != QueryNode::Kind::all) {
      return without_empty({whole(node)});
    }
    std::vector<Query> found;
    for (std::size_t at = 0; at < node.children.size();) {
      found.push_back(is_plain(node.children[at]) ? plain_words(node.children, at) : whole(node.children[at++]));
    }
    const bool kept = std::exchange(keep_stop_words_, true);
    const bool weighty = std::exchange(collects_exact_, false);
    for (const auto& child : node.forbidden) {
      forbidden.push_back(whole(child));
    }
    keep_stop_words_ = kept;
    collects_exact_ = weighty;
    forbidden = without_empty(std::move(forbidden));
    return without_empty(std::move(found));
  }

  [[nodiscard]] const std::vector<std::string>& exact() const { return exact_; }

 private:
  static std::vector<Query> without_empty(std::vector<Query> queries) {
    std::erase_if(queries, [](const Query& query) { return query.empty(); });
    return queries;
  }

  Query whole(const QueryNode& node) {
    if (node.kind == QueryNode::Kind::term) {
      return term(node.term);
    }
    if (node.kind == QueryNode::Kind::any) {
      std::vector<Query> alternatives;
      for (const auto& child : node.children) {
        alternatives.push_back(whole(child));
      }
      return joined_by(Query::OP_OR, std::move(alternatives));
    }
    std::vector<Query> forbidden;
    auto wanted = joined_by(Query::OP_AND, groups(node, forbidden));
    if (forbidden.empty()) {
      return wanted;
    }
    return {Query::OP_AND_NOT, wanted.empty() ? Query(std::string()) : wanted, joined_by(Query::OP_OR, std::move(forbidden))};
  }

  // The group that begins with the plain word at `at`, which moves behind it: a name that the thesaurus knows, two words that are also written
  // as one, or the word alone. Empty for a stop word.
  Query plain_words(const std::vector<QueryNode>& nodes, std::size_t& at) {
    std::vector<std::string> words;
    std::vector<std::size_t> ends;  // of each node, in words
    for (auto i = at; i < nodes.size() && is_plain(nodes[i]); ++i) {
      words.insert(words.end(), nodes[i].term.words.begin(), nodes[i].term.words.end());
      ends.push_back(words.size());
    }
    const auto meaning = expander_.find(words);
    if (const auto end = std::find(ends.begin(), ends.end(), meaning.words); meaning.words != 0 && end != ends.end()) {
      at += static_cast<std::size_t>(end - ends.begin()) + 1;
      words.resize(meaning.words);
      return name(words, meaning);
    }
    const auto& typed = nodes[at].term;
    if (ends.size() > 1 && typed.words.size() == 1 && nodes[at + 1].term.words.size() == 1) {
      if (auto both = neighbours(words[0], words[1]); !both.empty()) {
        at += 2;
        return both;
      }
    }
    ++at;
    return term(typed);
  }

  // What a name of the thesaurus stands for: its words, wherever they stand, beside all that means the same. The latter counts as one term, since
  // a record that says one in its title and another in its text says the same thing twice.
  Query name(const std::vector<std::string>& words, const Meaning& meaning) {
    std::vector<Query> same = leaves(meaning.terms);
    if (!meaning.phrase.empty()) {
      same.emplace_back(meaning.phrase);
    }
    const auto joined = join(words, "");
    if (words.size() > 1 && database_.term_exists(stem_term(joined, ""))) {
      same.emplace_back(stem_term(joined, ""));
    }
    std::vector<Query> typed;
    // Of "getting out of a gang" the words alone are not what is looked for.
    const bool only_as_a_whole = words.size() > 1 && (meaning.literal || std::any_of(words.begin(), words.end(), is_stop_word));
    if (!only_as_a_whole) {
      for (const auto& word : words) {
        typed.push_back(meaning.literal ? Query(word) : stemmed(word, ""));
      }
    }
    std::vector<Query> group{joined_by(Query::OP_AND, std::move(typed)), joined_by(Query::OP_SYNONYM, std::move(same))};
    // Wider and narrower labels, and names that are only among the labels of a record's codes: they match, and count for nothing.
    auto uncounted = leaves(meaning.labels);
    for (const auto* names : {&meaning.terms, &meaning.labels}) {
      for (const auto& term : *names) {
        uncounted.push_back(as_label(term));
      }
    }
    uncounted.push_back(as_label(meaning.phrase));
    if (auto any = joined_by(Query::OP_OR, std::move(uncounted)); !any.empty()) {
      group.emplace_back(Query::OP_SCALE_WEIGHT, any, 0);
    }
    return joined_by(Query::OP_OR, std::move(group));
  }

  // The phrase among the labels of a record's codes; empty where the term is none of a phrase.
  static Query as_label(const std::string& term) { return layout::stems_of_phrase(term).empty() ? Query() : Query(layout::label_phrase_term(term)); }

  static std::vector<Query> leaves(const std::vector<std::string>& terms) { return {terms.begin(), terms.end()}; }

  // "Cyber crime" where records also say "cybercrime".
  Query neighbours(const std::string& first, const std::string& second) {
    if (is_stop_word(first) || is_stop_word(second) || count_code_points(first) < kShortestNeighbour || count_code_points(second) < kShortestNeighbour ||
        expander_.find(std::span(&second, 1)).words != 0) {
      return {};
    }
    const auto joined = stem_term(first + second, "");
    if (!database_.term_exists(joined)) {
      return {};
    }
    return {Query::OP_OR, Query(Query::OP_AND, stemmed(first, ""), stemmed(second, "")), Query(joined)};
  }

  Query term(const QueryTerm& term) {
    if (term.quoted && term.field == layout::text_field("country").prefix) {
      return every(term.words, term.field);  // labels have no positions
    }
    if (term.quoted) {
      const auto said = phrase(term.words, term.field);
      return term.field.empty() ? joined_by(Query::OP_OR, {said, label(term.words)}) : said;
    }
    const auto& last = term.words.back();
    if (term.starred) {
      Query beginning(Query::OP_WILDCARD, term.field + last, kMaximumExpansion, Query::WILDCARD_LIMIT_MOST_FREQUENT);
      if (term.words.size() == 1) {
        return beginning;
      }
      return {Query::OP_AND, phrase({term.words.begin(), term.words.end() - 1}, term.field), beginning};
    }
    if (term.words.size() > 1) {  // hyphens
      const Query joined(stem_term(join(term.words, ""), term.field));
      return {Query::OP_OR, joined, phrase(term.words, term.field)};
    }
    if (term.field.empty() && !keep_stop_words_ && is_stop_word(last)) {
      return {};
    }
    auto query = stemmed(last, term.field);
    if (const auto halves = term.field.empty() ? two_words(last) : std::vector<std::string>(); !halves.empty()) {
      return {Query::OP_OR, query, phrase(halves, "")};
    }
    return query;
  }

  static Query phrase(const std::vector<std::string>& words, const std::string& field) {
    std::vector<std::string> terms;
    terms.reserve(words.size());
    for (const auto& word : words) {
      terms.push_back(field + word);
    }
    return terms.size() == 1 ? Query(terms.front()) : Query(Query::OP_PHRASE, terms.begin(), terms.end());
  }

  // Labels have no positions, but names among them are terms as wholes. Empty for what is none.
  [[nodiscard]] Query label(const std::vector<std::string>& words) const {
    const auto meaning = expander_.find(words);
    return meaning.words == words.size() ? as_label(meaning.phrase) : Query();
  }

  Query every(const std::vector<std::string>& words, const std::string& field) {
    std::vector<Query> terms;
    terms.reserve(words.size());
    for (const auto& word : words) {
      terms.push_back(stemmed(word, field));
    }
    return joined_by(Query::OP_AND, std::move(terms));
  }

  Query stemmed(const std::string& word, const std::string& field) {
    if (collects_exact_ && has_stem(word)) {
      exact_.push_back(field + word);
    }
    const Query said(stem_term(word, field));
    return field.empty() ? Query(Query::OP_OR, said, Query(stem_term(word, kLabelPrefix))) : said;
  }

  [[nodiscard]] std::string stem_term(const std::string& word, const std::string& field) const {
    return has_stem(word) ? "Z" + field + stemmer_(word) : field + word;
  }

  // The halves of "cybercrime", where records say both and more of them than the whole.
  [[nodiscard]] std::vector<std::string> two_words(const std::string& word) const {
    const auto whole = std::max<Xapian::doccount>(database_.get_termfreq(word), 1);
    std::vector<std::string> best;
    Xapian::doccount best_records = whole - 1;
    for (std::size_t at = kShortestPart; at + kShortestPart <= word.size(); ++at) {
      const auto first = word.substr(0, at);
      const auto second = word.substr(at);
      if (is_stop_word(first) || is_stop_word(second)) {
        continue;
      }
      const auto records = std::min(database_.get_termfreq(first), database_.get_termfreq(second));
      if (records > best_records && records <= kCommonestPart) {
        best_records = records;
        best = {first, second};
      }
    }
    return best;
  }

  const Xapian::Stem& stemmer_;
  const Expander& expander_;
  const Xapian::Database& database_;
  bool keep_stop_words_;
  bool collects_exact_ = true;
  std::vector<std::string> exact_;
};

void collect_prefixes(const QueryNode& node, std::vector<std::string>& prefixes) {
  if (node.kind == QueryNode::Kind::term && node.term.starred) {
    prefixes.push_back(node.term.words.back());
  }
  for (const auto& child : node.children) {
    collect_prefixes(child, prefixes);
  }
}

}  // namespace

Query TextQuery::with(Query::op joining) const {
  auto query = joined_by(joining, groups);
  if (query.empty()) {
    if (forbidden.empty() && years.empty()) {
      return {};
    }
    query = Query(std::string());
  }
  if (!forbidden.empty()) {
    query = Query(Query::OP_AND_NOT, query, forbidden);
  }
  if (!years.empty()) {
    query = Query(Query::OP_FILTER, query, years);
  }
  return query;
}

QueryBuilder::QueryBuilder(const Schemas& schemas) : stemmer_("en"), expander_(schemas) {
  for (const auto& [name, vocabulary] : schemas.vocabularies()) {
    for (const auto& entry : vocabulary.concepts()) {
      auto labels = entry.other_labels;
      labels.push_back(entry.label);
      for (const auto& label : labels) {
        for (auto& word : split_words(fold(label))) {
          vocabulary_words_.insert(std::move(word.text));
        }
      }
    }
  }
}

TextQuery QueryBuilder::parse(const std::string& typed, const Xapian::Database& database) const {
  const auto parsed = parse_query(typed);
  TextQuery query;
  for (const bool keep_stop_words : {false, true}) {  // where nothing but stop words was typed, they are what is looked for
    std::vector<Query> forbidden;
    TreeBuilder builder(stemmer_, expander_, database, keep_stop_words);
    query.groups = builder.groups(parsed.words, forbidden);
    query.exact = builder.exact();
    for (const auto& years : parsed.excluded_years) {
      forbidden.push_back(year_query(years));
    }
    query.forbidden = joined_by(Query::OP_OR, std::move(forbidden));
    if (!query.groups.empty()) {
      break;
    }
  }
  std::vector<Query> years;
  for (const auto& range : parsed.years) {
    years.push_back(year_query(range));
  }
  query.years = joined_by(Query::OP_AND, std::move(years));
  return query;
}

std::vector<std::string> QueryBuilder::prefixes(const std::string& typed) {
  std::vector<std::string> found;
  collect_prefixes(parse_query(typed).words, found);
  return found;
}

std::optional<std::string> QueryBuilder::correct(const std::string& typed, const Xapian::Database& database) const {
  return correct_spelling(typed, database, [&](const std::string& word) {
    return vocabulary_words_.contains(word) || expander_.knows(word) || database.term_exists(word) || database.term_exists("Z" + stemmer_(word));
  });
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
    all.push_back(year_query({request.year_from.value_or(0), request.year_to.value_or(9999)}));
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
