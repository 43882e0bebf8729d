// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "cards.h"
#include "core/text.h"
#include "counting.h"
#include "index/layout.h"
#include "index/xapian_error.h"
#include "reader.h"
#include "search/search.h"
#include "snippet.h"

namespace whatworks {
namespace {

// Okapi BM25. k1 and b were the best of a trial on public test collections; docs/relevance.md has the figures.
Xapian::BM25Weight weighting() { return {/*k1=*/1.4, /*k2=*/0, /*k3=*/1, /*b=*/0.7, /*min_normlen=*/0.5}; }

// Keeps the number of every document that the matcher shows it.
class DocumentCollector : public Xapian::MatchSpy {
 public:
  void operator()(const Xapian::Document& document, double /*weight*/) override { documents.push_back(document.get_docid()); }
  std::vector<Xapian::docid> documents;
};

using MatchSet = std::vector<std::vector<Xapian::docid>>;  // by shard

// All documents that match the words, before any filter.
MatchSet match(const OpenIndex& index, const Xapian::Query& query) {
  MatchSet matched;
  for (const auto& shard : index.shards) {
    if (query.empty()) {
      matched.push_back(shard.columns->documents);
      continue;
    }
    DocumentCollector collector;
    Xapian::Enquire enquire(shard.database);
    enquire.set_query(query);
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.add_matchspy(&collector);
    enquire.get_mset(0, 0, shard.database.get_doccount());
    matched.push_back(std::move(collector.documents));
  }
  return matched;
}

bool is_empty(const MatchSet& matched) {
  return std::all_of(matched.begin(), matched.end(), [](const auto& documents) { return documents.empty(); });
}

// What was typed, as it is answered: corrected or relaxed where the words as typed find nothing.
struct Interpretation {
  Xapian::Query query;
  MatchSet matched;
  std::optional<std::string> did_you_mean;
  bool corrected = false;
  bool relaxed = false;
};

Interpretation interpret(const QueryBuilder& queries, const OpenIndex& index, const std::string& typed) {
  Interpretation best;
  best.query = queries.text(typed, index.all, /*any=*/false);
  best.matched = match(index, best.query);
  if (best.query.empty()) {
    return best;
  }
  best.did_you_mean = queries.correct(typed, index.all);
  if (!is_empty(best.matched)) {
    return best;
  }
  if (best.did_you_mean) {
    auto query = queries.text(*best.did_you_mean, index.all, /*any=*/false);
    auto matched = match(index, query);
    if (!is_empty(matched)) {
      best.query = std::move(query);
      best.matched = std::move(matched);
      best.corrected = true;
      return best;
    }
  }
  auto query = queries.text(typed, index.all, /*any=*/true);
  auto matched = match(index, query);
  if (!is_empty(matched)) {
    best.query = std::move(query);
    best.matched = std::move(matched);
    best.relaxed = true;
  }
  return best;
}

void set_order(Xapian::Enquire& enquire, Sort sort) {
  switch (sort) {
    case Sort::relevance: enquire.set_sort_by_relevance_then_value(layout::kSlotByStrength, false); break;
    case Sort::strength: enquire.set_sort_by_value(layout::kSlotByStrength, false); break;
    case Sort::newest: enquire.set_sort_by_value(layout::kSlotByNewest, false); break;
    case Sort::oldest: enquire.set_sort_by_value(layout::kSlotByOldest, false); break;
    case Sort::title: enquire.set_sort_by_value(layout::kSlotByTitle, false); break;
  }
}

Xapian::Query with_filter(const Xapian::Query& query, const Xapian::Query& filter) {
  const auto base = query.empty() ? Xapian::Query(std::string()) : query;  // an empty query would match nothing
  return filter.empty() ? base : Xapian::Query(Xapian::Query::OP_FILTER, base, filter);
}

std::vector<ResultCard> fetch_page(const QueryBuilder& queries, const OpenIndex& index, const Xapian::Query& text_query, const Xapian::Query& filter,
                                   const SearchRequest& request) {
  std::vector<ResultCard> cards;
  Xapian::Enquire enquire(index.all);
  enquire.set_query(with_filter(text_query, filter));
  enquire.set_weighting_scheme(weighting());
  set_order(enquire, request.effective_sort());
  const auto first = static_cast<Xapian::doccount>(request.page - 1) * static_cast<Xapian::doccount>(request.per_page);
  const auto page = enquire.get_mset(first, static_cast<Xapian::doccount>(request.per_page));
  const SnippetCutter snippets(text_query, QueryBuilder::prefixes(request.q), index.all, queries.stemmer());
  for (auto hit = page.begin(); hit != page.end(); ++hit) {
    const auto data = hit.get_document().get_data();
    const auto parts = layout::split_document(data);
    auto card = read_card(parts.card);
    if (!text_query.empty()) {
      card.score = hit.get_weight();
      card.snippet = snippets.cut(parts.text);
    }
    cards.push_back(std::move(card));
  }
  return cards;
}

SearchResults answer(const Schemas& schemas, const QueryBuilder& queries, const OpenIndex& index, const SearchRequest& request) {
  SearchResults results;
  results.request = request;
  auto interpreted = interpret(queries, index, request.q);
  FacetCounter counter(schemas, request);
  for (std::size_t i = 0; i < index.shards.size(); ++i) {
    const auto& columns = *index.shards[i].columns;
    counter.count(columns, interpreted.matched[i]);
    if (columns.first_year != 0) {
      results.first_year = std::min(results.first_year.value_or(columns.first_year), columns.first_year);
      results.last_year = std::max(results.last_year.value_or(columns.last_year), columns.last_year);
    }
  }
  results.total = counter.total();
  results.facets = counter.facets();
  results.did_you_mean = std::move(interpreted.did_you_mean);
  results.corrected = interpreted.corrected;
  results.relaxed = interpreted.relaxed;
  if (results.total != 0) {
    results.results = fetch_page(queries, index, interpreted.query, filter_query(schemas, request), request);
  }
  return results;
}

// The data of the record with this id; nothing where the asker sees none.
std::optional<std::string> find_data(const OpenIndex& index, std::string_view id) {
  const auto term = layout::id_term(id);
  const auto posting = index.all.postlist_begin(term);
  if (posting == index.all.postlist_end(term)) {
    return std::nullopt;
  }
  return index.all.get_document(*posting).get_data();
}

RelatedRecord related_record(const ResultCard& card, std::string how, bool inward) {
  return {card.id, card.title, std::move(how), inward, card.effect, card.strength};
}

// How `from` is related to the record `id`, by its own front matter.
std::string relation_to(const Record& from, std::string_view id) {
  if (const auto links = from.front_matter->find("related"); links != from.front_matter->end()) {
    for (const auto& link : *links) {
      if (link.at("id").get<std::string>() == id) {
        return link.at("how").get<std::string>();
      }
    }
  }
  return {};
}

std::vector<RelatedRecord> related_records(const OpenIndex& index, const Record& record) {
  std::vector<RelatedRecord> related;
  if (const auto links = record.front_matter->find("related"); links != record.front_matter->end()) {
    for (const auto& link : *links) {
      if (const auto data = find_data(index, link.at("id").get<std::string>())) {
        related.push_back(related_record(read_card(layout::split_document(*data).card), link.at("how").get<std::string>(), false));
      }
    }
  }
  const auto term = layout::related_term(record.id);
  for (auto posting = index.all.postlist_begin(term); posting != index.all.postlist_end(term); ++posting) {
    const auto data = index.all.get_document(*posting).get_data();
    const auto parts = layout::split_document(data);
    const auto other = layout::decode_record(parts.record);
    const bool named_already = other && std::any_of(related.begin(), related.end(), [&](const RelatedRecord& known) { return known.id == other->id; });
    if (other && !named_already) {
      related.push_back(related_record(read_card(parts.card), relation_to(*other, record.id), true));
    }
  }
  return related;
}

}  // namespace

class SearchService::Implementation {
 public:
  Implementation(fs::path index, const Schemas& schemas) : schemas_(schemas), pool_(schemas, std::move(index)) {}

  // Runs `work` on the open index; where the index moves on meanwhile, once more from the start on the new one.
  template <typename T, typename Work>
  Result<T> with_index(const Audience& audience, const Work& work) {
    const auto reader = pool_.borrow();
    for (bool again : {true, false}) {
      auto outcome = guard_xapian([&]() -> Result<T> {
        const auto index = reader->open(audience);
        if (!index) {
          return failure(index.error());
        }
        return work(*reader, **index);
      });
      if (outcome) {
        return outcome;
      }
      reader->forget();
      const auto code = outcome.error().code;
      if (!again || (code != ErrorCode::index_changed && code != ErrorCode::index_corrupt)) {
        return outcome;
      }
    }
    return failure(ErrorCode::index_changed, "the index moved on twice during one request", "try again");
  }

  const Schemas& schemas_;
  ReaderPool pool_;
};

SearchService::SearchService(fs::path index_folder, const Schemas& schemas)
    : implementation_(std::make_unique<Implementation>(std::move(index_folder), schemas)) {}

SearchService::~SearchService() = default;

Result<SearchResults> SearchService::search(const SearchRequest& request, const Audience& audience) const {
  const auto start = std::chrono::steady_clock::now();
  auto results = implementation_->with_index<SearchResults>(audience, [&](const Reader& reader, const OpenIndex& index) -> Result<SearchResults> {
    return answer(implementation_->schemas_, reader.queries(), index, request);
  });
  if (results) {
    results->took_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  }
  return results;
}

Result<RecordDetail> SearchService::record(std::string_view id, const Audience& audience) const {
  return implementation_->with_index<RecordDetail>(audience, [&](const Reader& /*reader*/, const OpenIndex& index) -> Result<RecordDetail> {
    const auto data = is_slug(id) ? find_data(index, id) : std::nullopt;
    if (!data) {
      return failure(ErrorCode::not_found, fmt::format("There is no record \"{}\"", id));
    }
    const auto parts = layout::split_document(*data);
    auto record = layout::decode_record(parts.record);
    if (!record) {
      return failure(record.error());
    }
    RecordDetail detail;
    detail.card = read_card(parts.card);
    detail.related = related_records(index, *record);
    detail.crosswalk = read_across(implementation_->schemas_.crosswalk(), *record->front_matter);
    detail.front_matter = std::move(record->front_matter);
    detail.sections = std::move(record->sections);
    detail.digest = std::move(record->digest);
    return detail;
  });
}

IndexState SearchService::state(const Audience& audience) const {
  const auto state = implementation_->with_index<IndexState>(audience, [&](const Reader& /*reader*/, const OpenIndex& index) -> Result<IndexState> {
    return IndexState{index.records != 0, index.version, index.records, index.records != 0 ? "" : "the index holds no records"};
  });
  return state ? *state : IndexState{false, {}, 0, to_text(state.error())};
}

Result<std::string> SearchService::explain(const SearchRequest& request, const Audience& audience) const {
  return implementation_->with_index<std::string>(audience, [&](const Reader& reader, const OpenIndex& index) -> Result<std::string> {
    const auto interpreted = interpret(reader.queries(), index, request.q);
    return fmt::format("request   {}\nwords     {}\nfilter    {}\ncorrected {}\nrelaxed   {}\n", to_query_string(request), interpreted.query.get_description(),
                       filter_query(implementation_->schemas_, request).get_description(), interpreted.did_you_mean.value_or("-"),
                       interpreted.relaxed ? "yes" : "no");
  });
}

}  // namespace whatworks
