// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <nlohmann/json.hpp>

#include "view_parts.h"
#include "web/views.h"

namespace whatworks {
namespace {

std::uint32_t count_in(const SearchResults& results, std::string_view facet, std::string_view value) {
  for (const auto& counts : results.facets) {
    if (counts.name != facet) {
      continue;
    }
    for (const auto& entry : counts.values) {
      if (entry.value == value) {
        return entry.count;
      }
    }
  }
  return 0;
}

Json counted_links(const ViewContext& context, const SearchResults& all, std::string_view facet_name) {
  auto out = concept_links(context, facet_name);
  for (auto& link : out) {
    const auto count = count_in(all, facet_name, link.at("code").get<std::string>());
    link["count"] = count;
    link["count_text"] = count_of(count, "record", "records");
  }
  return out;
}

Json cards_of(const ViewContext& context, const SearchResults& results) {
  auto out = Json::array();
  for (const auto& card : results.results) {
    out.push_back(card_view(context, card));
  }
  return out;
}

}  // namespace

Json home_view(const ViewContext& context, const SearchResults& all, const SearchResults& newest) {
  auto effects = counted_links(context, all, "effect");
  effects.erase(std::remove_if(effects.begin(), effects.end(), [](const Json& link) { return link.at("count") == 0; }), effects.end());
  return Json{{"title", context.words.at("promise")},
              {"section", "home"},
              {"description", context.words.at("promise")},
              {"promise", context.words.at("promise")},
              {"total_text", count_of(all.total, "record", "records")},
              {"priorities", counted_links(context, all, "priority")},
              {"effects", std::move(effects)},
              {"newest", cards_of(context, newest)}};
}

Json priority_view(const ViewContext& context, const Concept& priority, std::span<const PriorityList> lists) {
  auto views = Json::array();
  for (const auto& list : lists) {
    const auto& results = list.results;
    const bool all_shown = results.total <= results.results.size();
    views.push_back({{"heading", list.heading},
                     {"empty", results.total == 0 ? Json(list.empty) : Json(nullptr)},
                     {"cards", cards_of(context, results)},
                     {"total", results.total},
                     {"more", all_shown ? Json(nullptr)
                                        : Json{{"text", "See all " + count_of(results.total, "record", "records")}, {"href", "/search" + to_query_string([&] {
                                                                                                                               auto request =
                                                                                                                                   results.request.at_page(1);
                                                                                                                               request.per_page =
                                                                                                                                   kDefaultPerPage;
                                                                                                                               request.facets.reset();
                                                                                                                               return request;
                                                                                                                             }())}}}});
  }
  return Json{
      {"title", priority.label},           {"section", "search"},      {"code", priority.code}, {"description", priority.definition}, {"label", priority.label},
      {"definition", priority.definition}, {"lists", std::move(views)}};
}

Json about_view(const ViewContext& context) {
  auto vocabularies = Json::array();
  for (const auto& name : context.words.at("about_vocabularies")) {
    const auto* vocabulary = context.schemas.find_vocabulary(name.get<std::string>());
    if (vocabulary == nullptr) {
      continue;
    }
    auto concepts = Json::array();
    for (const auto& entry : vocabulary->concepts()) {
      concepts.push_back({{"label", entry.label}, {"definition", entry.definition}});
    }
    vocabularies.push_back(
        {{"name", vocabulary->name()}, {"label", vocabulary->label()}, {"definition", vocabulary->definition()}, {"concepts", std::move(concepts)}});
  }
  return Json{{"title", "About"}, {"section", "about"}, {"vocabularies", std::move(vocabularies)}};
}

}  // namespace whatworks
