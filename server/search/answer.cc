// SPDX-License-Identifier: GPL-3.0-or-later
#include "answer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

#include "core/text.h"
#include "counting.h"
#include "dense_ranking.h"
#include "evaluate.h"
#include "filters.h"
#include "hits.h"
#include "plan.h"
#include "snippet.h"

namespace whatworks {
namespace {

// So many of the best by their words are put in order by the dense view too.
constexpr std::size_t kBlended = 1000;

// A question of this many things or more is rarely answered by records that hold them all: where fewer than kEnough do, those that hold any count too.
constexpr std::size_t kQuestion = 3;
constexpr std::size_t kEnough = 10;

using MatchSets = std::vector<SharedDocs>;  // by shard

MatchSets match(const AnswerContext& context, const PlanNode& plan) {
  const auto& shards = context.index.shards;
  MatchSets matched(shards.size());
  context.workers.run(shards.size(), [&](std::size_t i) { matched[i] = evaluate(plan, shards[i]); });
  return matched;
}

std::size_t size_of(const MatchSets& matched) {
  return std::accumulate(matched.begin(), matched.end(), std::size_t{0}, [](std::size_t sum, const SharedDocs& documents) { return sum + documents->size(); });
}

// What was typed, as it is answered: corrected or relaxed where the words as typed find nothing, or too little.
struct Interpretation {
  Xapian::Query query;
  QueryPlan plan;
  MatchSets matched;
  std::optional<std::string> did_you_mean;
  bool corrected = false;
  bool relaxed = false;
};

Interpretation read(const AnswerContext& context, const TextQuery& text, bool any) {
  Interpretation reading;
  reading.query = any ? text.any() : text.all();
  reading.plan = make_plan(reading.query, {text.exact, kExactWordWeight});
  reading.matched = match(context, reading.plan.match);
  reading.relaxed = any;
  return reading;
}

// The best way to take what was typed: as it is, with its slips put right, or with any of its words instead of all.
Interpretation choose(const AnswerContext& context, const std::string& typed) {
  const auto text = context.queries.parse(typed, context.index.all);
  auto all = read(context, text, /*any=*/false);
  if (all.query.empty()) {
    return all;
  }
  const auto found = size_of(all.matched);
  all.did_you_mean = context.queries.correct(typed, context.index.all);
  if (found >= kEnough || (found != 0 && text.groups.size() < kQuestion)) {
    return all;
  }
  if (found == 0 && all.did_you_mean) {
    auto corrected = read(context, context.queries.parse(*all.did_you_mean, context.index.all), /*any=*/false);
    if (size_of(corrected.matched) != 0) {
      corrected.did_you_mean = std::move(all.did_you_mean);
      corrected.corrected = true;
      return corrected;
    }
  }
  auto any = read(context, text, /*any=*/true);
  if (size_of(any.matched) == found) {
    return all;
  }
  any.did_you_mean = std::move(all.did_you_mean);
  return any;
}

std::size_t year_facet(const Schemas& schemas) {
  const auto& facets = schemas.facets();
  return static_cast<std::size_t>(std::find_if(facets.begin(), facets.end(), [](const Facet& facet) { return facet.type == FacetType::year; }) -
                                  facets.begin());
}

// Filters and counts, shard by shard. Returns by shard what passed the filters.
MatchSets count(const AnswerContext& context, const MatchSets& matched, SearchResults& results) {
  const auto& shards = context.index.shards;
  const auto wanted = wanted_facets(context.schemas, results.request);
  const auto years = year_facet(context.schemas);
  std::vector<std::vector<ValueCounts>> counts(shards.size());
  MatchSets passed(shards.size());
  context.workers.run(shards.size(), [&](std::size_t i) {
    const auto& columns = shards[i].memory->columns();
    const auto filtered = apply_filters(results.request, years, columns, matched[i]);
    ValueCounter counter(columns, filtered);
    for (const auto* facet : wanted) {
      counts[i].push_back(counter.count(*facet));
    }
    passed[i] = filtered.passed;
  });
  for (const auto& documents : passed) {
    results.total += static_cast<std::uint32_t>(documents->size());
  }
  for (std::size_t number = 0; number < wanted.size(); ++number) {
    ValueCounts sum;
    for (auto& by_facet : counts) {
      for (const auto& [value, values_count] : by_facet[number]) {
        sum[value] += values_count;
      }
    }
    results.facets.push_back(present_counts(context.schemas, results.request, *wanted[number], sum));
  }
  for (const auto& shard : shards) {
    const auto& columns = shard.memory->columns();
    if (columns.first_year != 0) {
      results.first_year = std::min(results.first_year.value_or(columns.first_year), columns.first_year);
      results.last_year = std::max(results.last_year.value_or(columns.last_year), columns.last_year);
    }
  }
  return passed;
}

// The query in the dense view; empty where there is no view or none of its words is in it.
std::vector<float> dense_query(const AnswerContext& context, const QueryPlan& plan) {
  if (!context.index.dense) {
    return {};
  }
  StemCounts stems;
  for (const auto& part : plan.scoring) {
    for (const auto& term : part.terms) {
      const auto stem = general_stem(term);
      if (stem && std::none_of(stems.begin(), stems.end(), [&](const StemCount& known) { return known.stem == *stem; })) {
        stems.push_back({std::string(*stem), part.repeats});
      }
    }
  }
  const auto folded = context.index.dense->fold(stems);
  return folded ? *folded : std::vector<float>();
}

// The best hits by words, put in order by the dense view and the strength of evidence too.
void reorder(const AnswerContext& context, const QueryPlan& plan, std::vector<Hit>& hits) {
  const auto depth = std::min(hits.size(), kBlended);
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < depth; ++i) {
    const auto& columns = context.index.shards[hits[i].shard].memory->columns();
    candidates.push_back({hits[i].score, columns.vectors.of(hits[i].document), columns.strengths[hits[i].document]});
  }
  Blend how;
  how.gate = context.index.dense ? context.index.dense->gate() : 0;
  const auto scores = blend(candidates, dense_query(context, plan), how);
  std::vector<std::size_t> order(depth);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  std::vector<Hit> reordered;
  for (const auto place : order) {
    reordered.push_back(hits[place]);
    reordered.back().score = scores[place];
  }
  std::copy(reordered.begin(), reordered.end(), hits.begin());
  // The rest follow by their words alone, below the last of these.
  const auto rest = hits.begin() + static_cast<std::ptrdiff_t>(depth);
  if (rest != hits.end()) {
    const double drop = std::max(0.0, rest->score - reordered.back().score);
    std::for_each(rest, hits.end(), [drop](Hit& hit) { hit.score -= drop; });
  }
}

std::vector<Hit> find_hits(const AnswerContext& context, const Interpretation& interpreted, const MatchSets& passed, const SearchRequest& request) {
  const HitFinder finder(context.index, context.workers, passed);
  const auto first = static_cast<std::size_t>(request.page - 1) * static_cast<std::size_t>(request.per_page);
  const auto end = first + static_cast<std::size_t>(request.per_page);
  std::vector<Hit> hits;
  if (request.effective_sort() != Sort::relevance) {
    hits = finder.by_order(request.effective_sort(), end);
  } else {
    hits = finder.by_words(interpreted.plan, std::max(end, kBlended));
    reorder(context, interpreted.plan, hits);
  }
  hits.resize(std::min(hits.size(), end));
  hits.erase(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(std::min(hits.size(), first)));
  return hits;
}

std::vector<ResultCard> fetch(const AnswerContext& context, const Interpretation& interpreted, const std::vector<Hit>& hits, const std::string& typed) {
  const SnippetCutter snippets(interpreted.query, QueryBuilder::prefixes(typed), context.index.all, context.queries.stemmer());
  std::vector<ResultCard> cards;
  for (const auto& hit : hits) {
    const auto& shard = context.index.shards[hit.shard];
    const auto stored = shard.memory->card(shard.database, hit.document);
    auto card = stored->card;
    if (!interpreted.query.empty()) {
      card.score = hit.score;
      card.snippet = snippets.cut(stored->text);
    }
    cards.push_back(std::move(card));
  }
  return cards;
}

}  // namespace

SearchResults answer(const AnswerContext& context, const SearchRequest& request) {
  SearchResults results;
  results.request = request;
  auto interpreted = choose(context, request.q);
  const auto passed = count(context, interpreted.matched, results);
  results.results = fetch(context, interpreted, find_hits(context, interpreted, passed, request), request.q);
  results.did_you_mean = std::move(interpreted.did_you_mean);
  results.corrected = interpreted.corrected;
  results.relaxed = interpreted.relaxed;
  return results;
}

std::string explain_answer(const AnswerContext& context, const SearchRequest& request) {
  const auto chosen = choose(context, request.q);
  const auto& shards = context.index.shards;
  SearchResults counted;
  counted.request = request;
  const auto passed = count(context, chosen.matched, counted);
  auto out = fmt::format("request    {}\nquery      {}\ncorrected  {}\nrelaxed    {}\nmatches    {} by words, {} after the filters\n", to_query_string(request),
                         chosen.query.get_description(), chosen.corrected ? chosen.did_you_mean.value_or("") : "no", chosen.relaxed ? "yes" : "no",
                         size_of(chosen.matched), counted.total);
  if (request.effective_sort() != Sort::relevance || chosen.plan.scoring.empty()) {
    return out + fmt::format("order      by {}\n", sort_name(request.effective_sort()));
  }
  std::vector<ShardScoring> scoring;
  scoring.reserve(shards.size());
  for (const auto& shard : shards) {
    scoring.push_back(gather(chosen.plan, shard));
  }
  const TermWeights weights(chosen.plan, scoring, context.index.collection);
  out += fmt::format("order      BM25 (k1 {}, b {}) over {} records of {:.0f} words; weights of the terms:\n", kBm25K1, kBm25B,
                     context.index.collection.records, context.index.collection.average_length);
  for (std::size_t i = 0; i < chosen.plan.scoring.size(); ++i) {
    const auto& part = chosen.plan.scoring[i];
    out += fmt::format("  {:<40} {:.2f}\n", join(part.terms, part.kind == ScoringPart::Kind::synonym ? " = " : " "), fmt::join(weights.of(i), ", "));
  }
  const auto hits = find_hits(context, chosen, passed, request);
  const bool dense = context.index.dense && !dense_query(context, chosen.plan).empty();
  out += fmt::format("then       {}strength of evidence, among the first {}\n",
                     dense ? fmt::format("the dense view (trusted {:.2f}), neighbours, ", context.index.dense->gate()) : std::string(), kBlended);
  for (const auto& hit : hits) {
    const auto& shard = shards[hit.shard];
    out += fmt::format("  {:<8.3f} {}\n", hit.score, shard.memory->card(shard.database, hit.document)->card.id);
  }
  return out;
}

}  // namespace whatworks
