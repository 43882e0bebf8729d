// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "view_parts.h"
#include "web/skos.h"
#include "web/views.h"

namespace whatworks {
namespace {

Json concept_link(const Vocabulary& vocabulary, const Concept& entry) {
  return Json{{"href", concept_path(vocabulary.name(), entry.code)}, {"label", entry.label}};
}

// What stands directly below a concept, or on top of the vocabulary where it is empty; each with what stands below it.
Json tree_below(const Vocabulary& vocabulary, const std::string& broader) {
  auto out = Json::array();
  for (const auto& entry : vocabulary.concepts()) {
    if (entry.broader == broader) {
      auto link = concept_link(vocabulary, entry);
      link["definition"] = entry.definition;
      auto below = Json::array();
      for (const auto& narrower : vocabulary.concepts()) {
        if (narrower.broader == entry.code) {
          below.push_back(concept_link(vocabulary, narrower));
          below.back()["definition"] = narrower.definition;
        }
      }
      link["below"] = below.empty() ? Json(nullptr) : Json{{"list", std::move(below)}};
      out.push_back(std::move(link));
    }
  }
  return out;
}

Json forms(const std::string& path) {
  return Json::array({{{"href", path + ".ttl"}, {"label", "SKOS as Turtle"}}, {{"href", path + ".jsonld"}, {"label", "SKOS as JSON-LD"}}});
}

}  // namespace

Json vocabularies_view(const ViewContext& context) {
  auto list = Json::array();
  for (const auto& [name, vocabulary] : context.schemas.vocabularies()) {
    list.push_back({{"href", scheme_path(name)},
                    {"label", vocabulary.label()},
                    {"definition", vocabulary.definition()},
                    {"count", count_of(vocabulary.concepts().size(), "term", "terms")}});
  }
  return Json{{"title", "Vocabularies"}, {"section", "about"}, {"vocabularies", std::move(list)}, {"json_href", "/api/v1/vocabularies"}};
}

Json vocabulary_view(const Vocabulary& vocabulary) {
  const auto path = scheme_path(vocabulary.name());
  return Json{{"title", vocabulary.label()},
              {"section", "about"},
              {"description", vocabulary.definition()},
              {"definition", vocabulary.definition()},
              {"concepts", tree_below(vocabulary, {})},
              {"forms", forms(path)},
              {"json_href", "/api/v1/vocabularies/" + vocabulary.name()}};
}

Json concept_view(const ViewContext& context, const Vocabulary& vocabulary, const Concept& entry, const std::optional<SearchResults>& results) {
  auto above = Json::array();
  for (const auto& code : vocabulary.with_ancestors(entry.code)) {
    if (code != entry.code) {
      above.insert(above.begin(), concept_link(vocabulary, *vocabulary.find(code)));
    }
  }
  auto below = tree_below(vocabulary, entry.code);
  const auto* regions = context.schemas.find_vocabulary("region");
  const auto* region = regions == nullptr || entry.region.empty() ? nullptr : regions->find(entry.region);
  Json view{{"title", entry.label},
            {"section", "about"},
            {"description", entry.definition},
            {"code", entry.code},
            {"definition", entry.definition},
            {"scheme", Json{{"href", scheme_path(vocabulary.name())}, {"label", vocabulary.label()}}},
            {"other_labels", join(entry.other_labels, "; ")},
            {"above", std::move(above)},
            {"region", region == nullptr ? Json(nullptr) : concept_link(*regions, *region)},
            {"below", below.empty() ? Json(nullptr) : Json{{"list", std::move(below)}}},
            {"forms", forms(scheme_path(vocabulary.name()))},
            {"records", nullptr}};
  if (results) {
    auto cards = Json::array();
    for (const auto& card : results->results) {
      cards.push_back(card_view(context, card));
    }
    auto all = results->request.at_page(1);
    all.facets.reset();
    all.per_page = kDefaultPerPage;
    view["records"] = Json{{"total", count_of(results->total, "record", "records")},
                           {"more_href", results->total > cards.size() ? Json("/search" + to_query_string(all)) : Json(nullptr)},
                           {"cards", std::move(cards)}};
  }
  return view;
}

}  // namespace whatworks
