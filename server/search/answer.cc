// SPDX-License-Identifier: GPL-3.0-or-later
#include "answer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "best_bets.h"
#include "blending.h"
#include "core/text.h"
#include "counting.h"
#include "evaluate.h"
#include "filters.h"
#include "hits.h"
#include "interpretation.h"
#include "plan.h"
#include "remote_answer.h"
#include "snippet.h"

namespace whatworks {
namespace {

// The matches of a plan in every shard.
Matches match(const AnswerContext& context, const PlanNode& plan) {
  const auto& shards = context.index.shards;
  Matches matched;
  matched.by_shard.resize(shards.size());
  context.workers.run(shards.size(), [&](std::size_t i) { matched.by_shard[i] = shards[i].memory->found(plan, [&] { return evaluate(plan, shards[i]); }); });
  for (const auto& documents : matched.by_shard) {
    matched.size += documents->size();
  }
  return matched;
}

// What the filters leave of the matches of every shard.
std::vector<Filtered> filter(const AnswerContext& context, const std::vector<SharedDocs>& matched, const SearchRequest& request) {
  const auto years = year_facet(context.schemas);
  std::vector<Filtered> filtered(matched.size());
  context.workers.run(filtered.size(),
                      [&](std::size_t i) { filtered[i] = apply_filters(request, years, context.index.shards[i].memory->columns(), matched[i]); });
  return filtered;
}

// The filters of a request and the facets that it wants counted, as text.
std::string filters_of(SearchRequest request) {
  request.q.clear();
  request.sort.reset();
  request.page = 1;
  request.per_page = kDefaultPerPage;
  return to_query_string(request);
}

// Fills in the total, the counts of the facets and the range of years. Reads what is in memory alone, and so may run beside what reads the index.
void count(const AnswerContext& context, const PlanNode& plan, const std::vector<Filtered>& filtered, SearchResults& results) {
  const auto& shards = context.index.shards;
  const auto wanted = wanted_facets(context.schemas, results.request);
  const auto search = describe(plan) + filters_of(results.request);
  std::vector<std::shared_ptr<const std::vector<ValueCounts>>> counts(shards.size());
  context.workers.run(shards.size(), [&](std::size_t i) {
    counts[i] = shards[i].memory->counts(search, [&] {
      ValueCounter counter(shards[i].memory->columns(), filtered[i]);
      std::vector<ValueCounts> by_facet;
      by_facet.reserve(wanted.size());
      for (const auto* facet : wanted) {
        by_facet.push_back(counter.count(*facet));
      }
      return by_facet;
    });
  });
  for (const auto& shard : filtered) {
    results.total += static_cast<std::uint32_t>(shard.passed->size());
  }
  for (std::size_t number = 0; number < wanted.size(); ++number) {
    ValueCounts sum;
    for (const auto& by_facet : counts) {
      for (const auto& [value, values_count] : (*by_facet)[number]) {
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
}

std::vector<SharedDocs> passed_of(const std::vector<Filtered>& filtered) {
  std::vector<SharedDocs> passed;
  passed.reserve(filtered.size());
  for (const auto& shard : filtered) {
    passed.push_back(shard.passed);
  }
  return passed;
}

// The best hits by words, put in order by the dense view and the strength of evidence too.
void reorder(const AnswerContext& context, const QueryPlan& plan, std::vector<Hit>& hits) {
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < std::min(hits.size(), kBlended); ++i) {
    const auto& columns = context.index.shards[hits[i].shard].memory->columns();
    candidates.push_back({hits[i].score, columns.vectors.of(hits[i].document), columns.strength_of(hits[i].document)});
  }
  reorder_hits(hits, blended_order(candidates, context.index.dense, plan));
}

std::vector<Hit> find_hits(const AnswerContext& context, const Interpretation& interpreted, const std::vector<SharedDocs>& passed,
                           const SearchRequest& request) {
  const HitFinder finder(context.index, context.workers, passed);
  const auto first = static_cast<std::size_t>(request.page - 1) * static_cast<std::size_t>(request.per_page);
  const auto end = first + static_cast<std::size_t>(request.per_page);
  std::vector<Hit> hits;
  if (request.effective_sort() != Sort::relevance) {
    hits = finder.by_order(request.effective_sort(), end);
  } else {
    hits = finder.by_words(interpreted.plan, std::max(end, kBlended));
    reorder(context, interpreted.plan, hits);
    lift_best_bets(context.schemas, request.q, context.index, passed, hits);
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

Interpretation interpret_here(const AnswerContext& context, const std::string& typed) {
  return interpret(context.queries, context.index.all, typed, [&](const PlanNode& plan) { return match(context, plan); });
}

std::size_t year_facet(const Schemas& schemas) {
  const auto& facets = schemas.facets();
  return static_cast<std::size_t>(std::find_if(facets.begin(), facets.end(), [](const Facet& facet) { return facet.type == FacetType::year; }) -
                                  facets.begin());
}

SearchResults answer(const AnswerContext& context, const SearchRequest& request) {
  if (context.index.remote) {
    return answer_remotely(context, request);
  }
  SearchResults results;
  results.request = request;
  auto interpreted = interpret_here(context, request.q);
  const auto filtered = filter(context, interpreted.matched.by_shard, request);
  const auto passed = passed_of(filtered);
  std::vector<Hit> hits;
  context.workers.run(2, [&](std::size_t part) {
    if (part == 0) {
      hits = find_hits(context, interpreted, passed, request);
    } else {
      count(context, interpreted.plan.match, filtered, results);
    }
  });
  results.results = fetch(context, interpreted, hits, request.q);
  results.did_you_mean = std::move(interpreted.did_you_mean);
  results.corrected = interpreted.corrected;
  results.relaxed = interpreted.relaxed;
  return results;
}

std::string explain_answer(const AnswerContext& context, const SearchRequest& request) {
  if (context.index.remote) {
    const auto text = context.queries.parse(request.q, context.index.all);
    return fmt::format("request    {}\nquery      {}\norder      ranked by the shards\n", to_query_string(request), text.all().get_description());
  }
  const auto chosen = interpret_here(context, request.q);
  const auto& shards = context.index.shards;
  SearchResults counted;
  counted.request = request;
  const auto filtered = filter(context, chosen.matched.by_shard, request);
  const auto passed = passed_of(filtered);
  count(context, chosen.plan.match, filtered, counted);
  auto out = fmt::format("request    {}\nquery      {}\ncorrected  {}\nrelaxed    {}\nmatches    {} by words, {} after the filters\n", to_query_string(request),
                         chosen.query.get_description(), chosen.corrected ? chosen.did_you_mean.value_or("") : "no", chosen.relaxed ? "yes" : "no",
                         chosen.matched.size, counted.total);
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
  const bool dense = !dense_query(context.index.dense, chosen.plan).empty();
  out += fmt::format("then       {}strength of evidence, among the first {}\n",
                     dense ? fmt::format("the dense view (trusted {:.2f}), neighbours, ", context.index.dense->gate()) : std::string(), kBlended);
  for (const auto& hit : hits) {
    const auto& shard = shards[hit.shard];
    out += fmt::format("  {:<8.3f} {}\n", hit.score, shard.memory->card(shard.database, hit.document)->card.id);
  }
  return out;
}

}  // namespace whatworks
