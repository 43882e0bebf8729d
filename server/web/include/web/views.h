// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "search/request.h"
#include "search/search.h"
#include "vocabulary/schemas.h"

// What a page shows, as data: pure functions from what the modules below answered. A template puts the data into HTML and decides
// nothing; labels and definitions come from the vocabularies, the other words from site/content.json.
namespace whatworks {

struct ViewContext {
  const Schemas& schemas;
  const nlohmann::ordered_json& words;  // site/content.json
};

// A record in a list.
nlohmann::ordered_json card_view(const ViewContext& context, const ResultCard& card);

// One way out of a search that found nothing: the same search with something taken away, and what it would find.
struct WayOut {
  SearchRequest request;
  std::string without;  // what was taken away, in words
  std::uint32_t total = 0;
};

// What `request` narrows by, each with the search that goes without it: the chips above the results.
struct Narrowing {
  std::string facet;  // label of the facet, such as "Country"
  std::string value;  // label of the value, such as "Spain"
  bool excluded = false;
  SearchRequest without;
  std::optional<SearchRequest> turned;  // excluded instead of chosen, or the other way round; nothing for years
};
std::vector<Narrowing> narrowings(const ViewContext& context, const SearchRequest& request);

// The search page. `parsed` is what was asked for, with what was wrong in it.
nlohmann::ordered_json search_view(const ViewContext& context, const ParsedRequest& parsed, const SearchResults& results, std::span<const WayOut> ways_out);

nlohmann::ordered_json record_view(const ViewContext& context, const RecordDetail& record, const std::vector<SimilarRecord>& similar = {});

// The measured outcomes of the records that a search found, as a page and as a table for spreadsheets. `records` may be fewer than `results` counts.
nlohmann::ordered_json outcomes_view(const ViewContext& context, const ParsedRequest& parsed, const SearchResults& results, std::span<const Record> records);
std::string outcomes_csv(const ViewContext& context, std::span<const Record> records);

// The start page. `all` is a search for everything that counted the priorities and effects; `newest` the newest records.
nlohmann::ordered_json home_view(const ViewContext& context, const SearchResults& all, const SearchResults& newest);

// The vocabularies, one of them, and one concept with the first of its records (nothing where no facet has the vocabulary).
nlohmann::ordered_json vocabularies_view(const ViewContext& context);
nlohmann::ordered_json vocabulary_view(const Vocabulary& vocabulary);
nlohmann::ordered_json concept_view(const ViewContext& context, const Vocabulary& vocabulary, const Concept& entry,
                                    const std::optional<SearchResults>& results);

// A list on the page of a priority: the first few answers of a search.
struct PriorityList {
  std::string slug;
  std::string heading;
  std::string empty;  // what to say where there is none
  SearchResults results;
};

// The page of a priority. `all` counts facets over its records, `measured` over those that measured the harm: what neither has is untested.
nlohmann::ordered_json priority_view(const ViewContext& context, const Concept& priority, std::span<const PriorityList> lists, const SearchResults& all,
                                     const SearchResults& measured);

nlohmann::ordered_json about_view(const ViewContext& context);

// The last page of a search with so many results; 1 where there are none.
int last_page(std::uint32_t total, int per_page) noexcept;

// The links of a pagination in the form of GOV.UK's component: previous, numbers with gaps, next. Null where there is one page.
nlohmann::ordered_json pagination_view(const SearchRequest& request, std::string_view path, std::uint32_t total);

}  // namespace whatworks
