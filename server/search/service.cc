// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "answer.h"
#include "cards.h"
#include "core/text.h"
#include "index/layout.h"
#include "index/xapian_error.h"
#include "reader.h"
#include "search/search.h"

namespace whatworks {
namespace {

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
  Implementation(fs::path index, const Schemas& schemas)
      : schemas_(schemas), pool_(schemas, std::move(index)), workers_(std::max(1U, std::thread::hardware_concurrency()) - 1) {}

  AnswerContext context(const Reader& reader, const OpenIndex& index) { return {schemas_, workers_, reader.queries(), index}; }

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
  Workers workers_;
};

SearchService::SearchService(fs::path index_folder, const Schemas& schemas)
    : implementation_(std::make_unique<Implementation>(std::move(index_folder), schemas)) {}

SearchService::~SearchService() = default;

Result<SearchResults> SearchService::search(const SearchRequest& request, const Audience& audience) const {
  const auto start = std::chrono::steady_clock::now();
  auto results = implementation_->with_index<SearchResults>(audience, [&](const Reader& reader, const OpenIndex& index) -> Result<SearchResults> {
    return answer(implementation_->context(reader, index), request);
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
    return explain_answer(implementation_->context(reader, index), request);
  });
}

}  // namespace whatworks
