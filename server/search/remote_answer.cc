// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote_answer.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "batch.h"
#include "blending.h"
#include "cards.h"
#include "core/text.h"
#include "counting.h"
#include "index/layout.h"
#include "interpretation.h"
#include "ranking.h"
#include "snippet.h"

namespace whatworks {
namespace {

using Query = Xapian::Query;

Query filtered(const Query& query, const Query& filter) { return filter.empty() ? query : Query(Query::OP_FILTER, query, filter); }

// A facet's values as its slot holds them, packed, counted on the shards.
struct CountedSlot {
  const Facet* facet;
  std::unique_ptr<Xapian::ValueCountMatchSpy> spy;

  explicit CountedSlot(const Facet* which) : facet(which), spy(std::make_unique<Xapian::ValueCountMatchSpy>(layout::facet_slot(*which))) {}
};

// Asks the shards, all of them at once; every match is looked at, so that the counts are exact.
Xapian::MSet ask(const AnswerContext& context, const Query& query, Sort sort, Xapian::doccount count, const std::vector<CountedSlot>& slots) {
  Xapian::Enquire enquire(context.index.all);
  enquire.set_query(query);
  enquire.set_weighting_scheme(bm25_weight());
  switch (sort) {
    case Sort::relevance: enquire.set_sort_by_relevance_then_value(layout::kSlotByStrength, false); break;
    case Sort::strength: enquire.set_sort_by_value(layout::kSlotByStrength, false); break;
    case Sort::newest: enquire.set_sort_by_value(layout::kSlotByNewest, false); break;
    case Sort::oldest: enquire.set_sort_by_value(layout::kSlotByOldest, false); break;
    case Sort::updated: enquire.set_sort_by_value(layout::kSlotByUpdated, false); break;
    case Sort::title: enquire.set_sort_by_value(layout::kSlotByTitle, false); break;
  }
  for (const auto& slot : slots) {
    enquire.add_matchspy(slot.spy.get());
  }
  return enquire.get_mset(0, count, context.index.all.get_doccount());
}

ValueCounts unpack(const CountedSlot& slot) {
  ValueCounts counts;
  std::uint32_t stated = 0;
  for (auto packed = slot.spy->values_begin(); packed != slot.spy->values_end(); ++packed) {
    const auto frequency = packed.get_termfreq();
    stated += frequency;
    for (const auto& value : split(*packed, layout::kValueSeparator)) {
      counts[value] += frequency;
    }
  }
  if (const auto total = static_cast<std::uint32_t>(slot.spy->get_total()); total > stated) {
    counts[std::string(kMissingValue)] = total - stated;
  }
  return counts;
}

// All facets that have no choice of their own are counted in one go, apart from the ranking: asked for documents too, Xapian counts some of those twice.
std::vector<ValueCounts> count_together(const AnswerContext& context, const Query& query, const std::vector<const Facet*>& facets) {
  std::vector<CountedSlot> slots;
  slots.reserve(facets.size());
  for (const auto* facet : facets) {
    slots.emplace_back(facet);
  }
  ask(context, query, Sort::relevance, 0, slots);
  std::vector<ValueCounts> counts;
  counts.reserve(slots.size());
  for (const auto& slot : slots) {
    counts.push_back(unpack(slot));
  }
  return counts;
}

// A facet whose own choice does not narrow its counts is counted with the other filters alone.
ValueCounts count_without_own_choice(const AnswerContext& context, const Query& words, const SearchRequest& request, const Facet& facet) {
  auto others = request;
  std::erase_if(others.choices, [&](const FacetChoice& choice) { return choice.facet == facet.name; });
  if (facet.type == FacetType::year) {
    others.year_from.reset();
    others.year_to.reset();
  }
  return count_together(context, filtered(words, filter_query(context.schemas, others)), {&facet}).front();
}

// Every hit holds its document's data, which has come over the network.
struct RemoteHit {
  Xapian::Document document;
  double score = 0;
};

std::vector<RemoteHit> fetch_hits(const Xapian::MSet& found) {
  found.fetch();  // all at once, not one by one
  std::vector<RemoteHit> hits;
  hits.reserve(found.size());
  for (auto hit = found.begin(); hit != found.end(); ++hit) {
    hits.push_back({hit.get_document(), hit.get_weight()});
  }
  return hits;
}

void reorder(const AnswerContext& context, const QueryPlan& plan, std::vector<RemoteHit>& hits) {
  const auto depth = std::min(hits.size(), kBlended);
  std::vector<std::string> vectors;
  vectors.reserve(depth);
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < depth; ++i) {
    vectors.push_back(hits[i].document.get_value(layout::kSlotVector));
    candidates.push_back({hits[i].score, vectors.back(), layout::read_strength_key(hits[i].document.get_value(layout::kSlotByStrength)).strength});
  }
  reorder_hits(hits, blended_order(candidates, context.index.dense, plan));
}

// The first four digits of the key in a slot, over all shards; nothing where there are no records.
std::optional<int> year_of(const std::string& key) {
  const auto year = parse_integer(key.substr(0, 4));
  return year && *year > 0 ? std::optional(static_cast<int>(*year)) : std::nullopt;
}

Interpretation interpret_remotely(const AnswerContext& context, const std::string& typed) {
  return interpret(context.queries, context.index.all, typed, [&](const PlanNode& plan) {
    return Matches{{}, ask(context, to_query(plan), Sort::strength, 0, {}).get_matches_estimated()};
  });
}

// Fills counts of two facets from searches that count one: for each value of the outer facet, and for all records, by each effect and each strength.
class RemoteCrossCounter {
 public:
  RemoteCrossCounter(const AnswerContext& context, const CrossFacets& facets, CrossCounts& counts) : context_(context), facets_(facets), counts_(counts) {
    rows_outside_ = facets.columns == nullptr ? false : counts.rows().size() < counts.columns().size();
  }

  void count(const Query& matching) {
    const auto& values = rows_outside_ ? counts_.rows() : counts_.columns();
    const auto* facet = rows_outside_ ? &facets_.rows : facets_.columns;
    for (std::size_t place = 0; place < values.size(); ++place) {
      count_inside(narrowed(matching, *facet, values[place]), place);
    }
    count_inside(matching, values.size());
  }

 private:
  static Query narrowed(const Query& query, const Facet& facet, const std::string& value) { return filtered(query, Query(layout::facet_term(facet, value))); }

  void count_inside(const Query& query, std::size_t outer) {
    const auto& effects = counts_.effects();
    for (std::size_t effect = 0; effect < effects.size(); ++effect) {
      for_each_count(narrowed(query, facets_.effect, effects[effect]), outer,
                     [&](std::size_t row, std::size_t column, std::uint32_t records) { counts_.count(row, column, effect, records); });
    }
    for (const auto& code : context_.schemas.vocabulary_of(facets_.strength)->codes()) {
      for_each_count(narrowed(query, facets_.strength, code), outer, [&](std::size_t row, std::size_t column, std::uint32_t /*records*/) {
        counts_.rate(row, column, static_cast<int>(parse_integer(code).value_or(0)));
      });
    }
  }

  // Calls `use` with each cell of the outer value that matches hold, and with how many.
  template <typename Use>
  void for_each_count(const Query& query, std::size_t outer, const Use& use) {
    const auto& inner = rows_outside_ ? counts_.columns() : counts_.rows();
    const auto use_inner = [&](std::size_t place, std::uint32_t records) { rows_outside_ ? use(outer, place, records) : use(place, outer, records); };
    std::vector<CountedSlot> slots;
    slots.emplace_back(rows_outside_ ? facets_.columns : &facets_.rows);
    const auto total = ask(context_, query, Sort::relevance, 0, slots).get_matches_estimated();
    if (total == 0) {
      return;
    }
    const auto counts = unpack(slots.front());
    for (std::size_t place = 0; place < inner.size(); ++place) {
      if (const auto known = counts.find(inner[place]); known != counts.end()) {
        use_inner(place, known->second);
      }
    }
    use_inner(inner.size(), total);
  }

  const AnswerContext& context_;
  const CrossFacets& facets_;
  CrossCounts& counts_;
  bool rows_outside_ = false;
};

}  // namespace

CountedAcross count_across_remotely(const AnswerContext& context, const SearchRequest& request, const CrossFacets& facets) {
  const auto& all = context.index.all;
  auto interpreted = interpret_remotely(context, request.q);
  const YearRange years{year_of(all.get_value_lower_bound(layout::kSlotByOldest)).value_or(0),
                        year_of(all.get_value_upper_bound(layout::kSlotByOldest)).value_or(0)};
  CrossCounts counts(context.schemas, facets, years);
  RemoteCrossCounter(context, facets, counts).count(filtered(to_query(interpreted.plan.match), filter_query(context.schemas, request)));
  return {std::move(counts), std::move(interpreted)};
}

std::vector<std::string> next_documents_remotely(const AnswerContext& context, const BatchRequest& request, std::size_t count, std::uint32_t& total) {
  const auto words = to_query(interpret_remotely(context, request.search.q).plan.match);
  // The slot by day holds the days inverted, the last first.
  const auto range = days_of(request);
  const Query days(Query::OP_VALUE_RANGE, layout::kSlotByUpdated, layout::updated_key(range.to), layout::updated_key(range.from) + '\xFF');
  const auto wanted = filtered(filtered(words, filter_query(context.schemas, request.search)), days);
  total = ask(context, wanted, Sort::strength, 0, {}).get_matches_estimated();
  Xapian::Enquire enquire(context.index.all);
  enquire.set_query(filtered(wanted, Query(Query::OP_VALUE_GE, layout::kSlotId, request.after + '\0')));
  enquire.set_weighting_scheme(Xapian::BoolWeight());
  enquire.set_sort_by_value(layout::kSlotId, false);
  const auto found = enquire.get_mset(0, static_cast<Xapian::doccount>(count));
  found.fetch();
  std::vector<std::string> documents;
  documents.reserve(found.size());
  for (auto hit = found.begin(); hit != found.end(); ++hit) {
    documents.push_back(hit.get_document().get_data());
  }
  return documents;
}

SearchResults answer_remotely(const AnswerContext& context, const SearchRequest& request) {
  SearchResults results;
  results.request = request;
  const auto& all = context.index.all;
  auto interpreted = interpret_remotely(context, request.q);
  const auto words = to_query(interpreted.plan);
  const auto matching = filtered(words, filter_query(context.schemas, request));
  const auto wanted = wanted_facets(context.schemas, request);
  const auto has_own_choice = [&](const Facet& facet) {
    return request.choice(facet.name) != nullptr || (facet.type == FacetType::year && (request.year_from || request.year_to));
  };
  std::vector<const Facet*> without_choice;
  std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(without_choice), [&](const Facet* facet) { return !has_own_choice(*facet); });
  auto together = count_together(context, matching, without_choice);
  const auto first = static_cast<std::size_t>(request.page - 1) * static_cast<std::size_t>(request.per_page);
  const auto end = first + static_cast<std::size_t>(request.per_page);
  const bool by_words = request.effective_sort() == Sort::relevance;
  const auto asked = by_words ? std::max(end, kBlended) : end;
  const auto found = ask(context, matching, request.effective_sort(), static_cast<Xapian::doccount>(std::min<std::size_t>(asked, all.get_doccount())), {});
  results.total = found.get_matches_estimated();
  auto counted = together.begin();
  for (const auto* facet : wanted) {
    const auto counts = has_own_choice(*facet) ? count_without_own_choice(context, words, request, *facet) : std::move(*counted++);
    results.facets.push_back(present_counts(context.schemas, request, *facet, counts));
  }
  results.first_year = year_of(all.get_value_lower_bound(layout::kSlotByOldest));
  results.last_year = year_of(all.get_value_upper_bound(layout::kSlotByOldest));

  auto hits = fetch_hits(found);
  if (by_words) {
    reorder(context, interpreted.plan, hits);
  }
  const SnippetCutter snippets(interpreted.query, QueryBuilder::prefixes(request.q), all, context.queries.stemmer());
  for (auto place = first; place < std::min(end, hits.size()); ++place) {
    const auto data = hits[place].document.get_data();
    const auto parts = layout::split_document(data);
    auto card = read_card(parts.card);
    if (!interpreted.query.empty()) {
      card.score = by_words ? hits[place].score : 0;
      card.snippet = snippets.cut(parts.text);
    }
    results.results.push_back(std::move(card));
  }
  results.did_you_mean = std::move(interpreted.did_you_mean);
  results.corrected = interpreted.corrected;
  results.relaxed = interpreted.relaxed;
  results.incomplete = context.index.incomplete;
  return results;
}

}  // namespace whatworks
