// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text.h"
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

// "/search?priority=what-works&stage=laundering"
std::string search_within(const ViewContext& context, const Concept& priority, std::string_view facet_name, const std::string& value) {
  return "/search" +
         to_query_string(SearchRequest{}.with(*context.schemas.find_facet("priority"), priority.code).with(*context.schemas.find_facet(facet_name), value));
}

// What no record of the priority deals with, and what some deal with and none measured, facet by facet.
Json gaps_view(const ViewContext& context, const Concept& priority, const SearchResults& all, const SearchResults& measured) {
  const auto& plan = context.words.at("priority_gaps");
  auto groups = Json::array();
  for (const auto& name : plan.at("facets").get<std::vector<std::string>>()) {
    const auto* facet = context.schemas.find_facet(name);
    const auto* vocabulary = facet == nullptr ? nullptr : context.schemas.vocabulary_of(*facet);
    if (vocabulary == nullptr) {
      continue;
    }
    std::vector<std::string> none;
    auto unmeasured = Json::array();
    for (const auto& entry : vocabulary->concepts()) {
      if (count_in(all, name, entry.code) == 0) {
        none.push_back(entry.label);
      } else if (count_in(measured, name, entry.code) == 0) {
        unmeasured.push_back({{"label", entry.label}, {"href", search_within(context, priority, name, entry.code)}});
      }
    }
    if (!none.empty() || !unmeasured.empty()) {
      groups.push_back({{"label", facet->label},
                        {"none", none.empty() ? Json(nullptr) : Json{{"heading", plan.at("none")}, {"labels", join(none, ", ")}}},
                        {"unmeasured", unmeasured.empty() ? Json(nullptr) : Json{{"heading", plan.at("unmeasured")}, {"links", std::move(unmeasured)}}}});
    }
  }
  return Json{{"slug", plan.at("slug")},
              {"heading", plan.at("heading")},
              {"gaps", Json{{"complete", groups.empty() ? plan.at("complete") : Json(nullptr)}, {"groups", std::move(groups)}}}};
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
              {"cards", cards_of(context, newest)}};
}

Json priority_view(const ViewContext& context, const Concept& priority, std::span<const PriorityList> lists, const SearchResults& all,
                   const SearchResults& measured) {
  auto views = Json::array();
  for (const auto& list : lists) {
    const auto& results = list.results;
    auto everything = results.request.at_page(1);
    everything.per_page = kDefaultPerPage;
    everything.facets.reset();
    const bool all_shown = results.total <= results.results.size();
    views.push_back(
        {{"slug", list.slug},
         {"heading", list.heading},
         {"empty", results.total == 0 ? Json(list.empty) : Json(nullptr)},
         {"cards", cards_of(context, results)},
         {"total", results.total},
         {"gaps", nullptr},
         {"more", all_shown ? Json(nullptr)
                            : Json{{"text", "See all " + count_of(results.total, "record", "records")}, {"href", "/search" + to_query_string(everything)}}}});
    if (context.words.at("priority_gaps").at("after") == list.slug) {
      views.push_back(gaps_view(context, priority, all, measured));
    }
  }
  auto effects = counted_links(context, all, "effect");
  for (auto& effect : effects) {
    effect["href"] = search_within(context, priority, "effect", effect.at("code").get<std::string>());
  }
  return Json{{"title", priority.label},
              {"section", "search"},
              {"code", priority.code},
              {"description", priority.definition},
              {"label", priority.label},
              {"definition", priority.definition},
              {"intro", context.words.at("priority_intros").value(priority.code, Json::array())},
              {"total_text", count_of(all.total, "record", "records")},
              {"effects", std::move(effects)},
              {"parts", std::move(views)}};
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
