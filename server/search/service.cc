// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <chrono>
#include <thread>

#include "answer.h"
#include "batch.h"
#include "cards.h"
#include "code_suggestions.h"
#include "completion.h"
#include "index/xapian_error.h"
#include "map_answer.h"
#include "reader.h"
#include "related.h"
#include "search/search.h"

namespace whatworks {

class SearchService::Implementation {
 public:
  Implementation(fs::path index, const Schemas& schemas)
      : schemas_(schemas), completer_(schemas), pool_(schemas, std::move(index)), workers_(std::max(1U, std::thread::hardware_concurrency()) - 1) {}

  AnswerContext context(const Reader& reader, const OpenIndex& index) { return {schemas_, workers_, reader.queries(), index}; }

  // Runs `work` on the open index; where the index moves on meanwhile, once more from the start on the new one.
  template <typename T, typename Work>
  Result<T> with_index(const Audience& audience, const Work& work) {
    const auto reader = pool_.borrow(audience);
    for (bool again : {true, false}) {
      auto outcome = guard_xapian([&]() -> Result<T> {
        const auto index = reader->open(audience);
        if (!index) {
          return failure(index.error());
        }
        return work(*reader, **index);
      });
      if (outcome || (outcome.error().code != ErrorCode::index_changed && outcome.error().code != ErrorCode::index_corrupt)) {
        return outcome;
      }
      reader->forget();
      if (!again) {
        return outcome;
      }
    }
    return failure(ErrorCode::index_changed, "the index moved on twice during one request", "try again");
  }

  const Schemas& schemas_;
  Completer completer_;
  ReaderPool pool_;
  Workers workers_;
};

SearchService::SearchService(fs::path index_folder, const Schemas& schemas)
    : implementation_(std::make_unique<Implementation>(std::move(index_folder), schemas)) {}

SearchService::~SearchService() = default;

namespace {

double milliseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Result<SearchResults> SearchService::search(const SearchRequest& request, const Audience& audience) const {
  const auto start = std::chrono::steady_clock::now();
  auto results = implementation_->with_index<SearchResults>(audience, [&](const Reader& reader, const OpenIndex& index) -> Result<SearchResults> {
    return answer(implementation_->context(reader, index), request);
  });
  if (results) {
    results->took_ms = milliseconds_since(start);
  }
  return results;
}

Result<EvidenceMap> SearchService::map(const MapRequest& request, const Audience& audience) const {
  const auto start = std::chrono::steady_clock::now();
  auto map = implementation_->with_index<EvidenceMap>(
      audience, [&](const Reader& reader, const OpenIndex& index) { return answer_map(implementation_->context(reader, index), request); });
  if (map) {
    map->took_ms = milliseconds_since(start);
  }
  return map;
}

Result<RecordDetail> SearchService::record(std::string_view id, const Audience& audience) const {
  return implementation_->with_index<RecordDetail>(audience, [&](const Reader& /*reader*/, const OpenIndex& index) -> Result<RecordDetail> {
    auto found = find_record(index, id);
    if (!found) {
      return failure(found.error());
    }
    auto& record = found->record;
    RecordDetail detail;
    detail.card = std::move(found->card);
    detail.related = stated_relations(index, record);
    detail.crosswalk = read_across(implementation_->schemas_.crosswalk(), *record.front_matter);
    detail.front_matter = std::move(record.front_matter);
    detail.sections = std::move(record.sections);
    detail.digest = std::move(record.digest);
    return detail;
  });
}

Result<RecordDetail> SearchService::preview(const Record& draft, const Audience& audience) const {
  return implementation_->with_index<RecordDetail>(audience, [&](const Reader& /*reader*/, const OpenIndex& index) -> Result<RecordDetail> {
    RecordDetail detail;
    detail.card = card_of(draft);
    detail.related = stated_relations(index, draft);
    detail.crosswalk = read_across(implementation_->schemas_.crosswalk(), *draft.front_matter);
    detail.front_matter = draft.front_matter;
    detail.sections = draft.sections;
    detail.digest = draft.digest;
    return detail;
  });
}

Result<std::vector<Record>> SearchService::records(const std::vector<std::string>& ids, const Audience& audience) const {
  return implementation_->with_index<std::vector<Record>>(audience, [&](const Reader& /*reader*/, const OpenIndex& index) -> Result<std::vector<Record>> {
    std::vector<Record> records;
    for (const auto& id : ids) {
      auto found = find_record(index, id);
      if (found) {
        records.push_back(std::move(found->record));
      } else if (found.error().code != ErrorCode::not_found) {
        return failure(found.error());
      }
    }
    return records;
  });
}

Result<RecordBatch> SearchService::batch(const BatchRequest& request, const Audience& audience) const {
  return implementation_->with_index<RecordBatch>(
      audience, [&](const Reader& reader, const OpenIndex& index) { return next_batch(implementation_->context(reader, index), request); });
}

Result<std::vector<SimilarRecord>> SearchService::similar(std::string_view id, const Audience& audience) const {
  return implementation_->with_index<std::vector<SimilarRecord>>(audience,
                                                                 [&](const Reader& /*reader*/, const OpenIndex& index) -> Result<std::vector<SimilarRecord>> {
                                                                   const auto found = find_record(index, id);
                                                                   if (!found) {
                                                                     return failure(found.error());
                                                                   }
                                                                   return similar_records(implementation_->schemas_, index, found->record, kMostSimilar);
                                                                 });
}

Result<std::vector<CodeSuggestion>> SearchService::suggest_codes(const Record& draft, const Audience& audience) const {
  return implementation_->with_index<std::vector<CodeSuggestion>>(audience,
                                                                  [&](const Reader& /*reader*/, const OpenIndex& index) -> Result<std::vector<CodeSuggestion>> {
                                                                    return suggested_codes(implementation_->schemas_, index, draft);
                                                                  });
}

Result<std::vector<SimilarRecord>> SearchService::similar_to(const Record& draft, const Audience& audience) const {
  return implementation_->with_index<std::vector<SimilarRecord>>(audience,
                                                                 [&](const Reader& /*reader*/, const OpenIndex& index) -> Result<std::vector<SimilarRecord>> {
                                                                   return similar_records(implementation_->schemas_, index, draft, kMostSimilar);
                                                                 });
}

Result<std::vector<Suggestion>> SearchService::suggest(std::string_view typed, const Audience& audience) const {
  return implementation_->with_index<std::vector<Suggestion>>(audience,
                                                              [&](const Reader& /*reader*/, const OpenIndex& index) -> Result<std::vector<Suggestion>> {
                                                                return implementation_->completer_.complete(typed, index, kMostSuggestions);
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
    return explain_answer(implementation_->context(reader, index), request);
  });
}

}  // namespace whatworks
