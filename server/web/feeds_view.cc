// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "view_parts.h"
#include "web/api.h"
#include "web/feeds.h"
#include "web/http.h"

namespace whatworks {
namespace {

constexpr std::string_view kFeedPath = "/feed.atom";
constexpr std::string_view kYearOfTags = "2026";  // in which the names were first given; never to be changed
constexpr const char* kNoTime = "1970-01-01T00:00:00Z";

std::string midnight(const std::string& date) { return date.empty() ? kNoTime : date + "T00:00:00Z"; }

// The codes of a record, each with the address of its vocabulary.
Json categories(const ViewContext& context, const ResultCard& card, std::string_view base) {
  auto out = Json::array();
  const auto add = [&](std::string_view facet_name, const std::string& code) {
    const auto* facet = context.schemas.find_facet(facet_name);
    if (facet != nullptr && !code.empty()) {
      out.push_back({{"term", code}, {"label", value_label(context, *facet, code)}, {"scheme", std::string(base) + "/vocab/" + facet->vocabulary}});
    }
  };
  add("kind", card.kind);
  for (const auto& code : card.priorities) {
    add("priority", code);
  }
  for (const auto& code : card.crime_types) {
    add("crime", code);
  }
  add("effect", card.effect);
  return out;
}

}  // namespace

std::string tag_uri(std::string_view base, std::string_view path) {
  return "tag:" + std::string(host_of(base)) + "," + std::string(kYearOfTags) + ":" + std::string(path);
}

Json feed_view(const ViewContext& context, const SearchResults& results, std::string_view base) {
  const auto& request = results.request;
  const std::string root(base);
  const auto address = [&](int page) { return root + std::string(kFeedPath) + to_query_string(request.at_page(page)); };
  const int last = last_page(results.total, request.per_page);
  auto entries = Json::array();
  std::string newest;
  for (const auto& card : results.results) {
    newest = std::max(newest, card.updated());
    entries.push_back({{"id", tag_uri(base, "records/" + card.id)},
                       {"title", card.title},
                       {"href", root + "/records/" + card.id},
                       {"json_href", root + "/records/" + card.id + ".json"},
                       {"updated", midnight(card.updated())},
                       {"published", midnight(card.added)},
                       {"summary", card.summary},
                       {"categories", categories(context, card, base)}});
  }
  auto searched = request.at_page(1);
  searched.sort.reset();
  std::vector<std::string> parts;
  if (!request.q.empty()) {
    parts.push_back("‘" + request.q + "’");
  }
  for (const auto& narrowing : narrowings(context, request)) {
    parts.push_back(narrowing.facet + (narrowing.excluded ? ": not " : ": ") + narrowing.value);
  }
  const auto name = context.words.at("name").get<std::string>();
  return Json{{"id", tag_uri(base, "feed" + to_query_string(searched))},
              {"title", parts.empty() ? name + ": all records" : name + ": " + join(parts, ", ")},
              {"author", name},
              {"updated", midnight(newest)},
              {"self_href", address(request.page)},
              {"first_href", address(1)},
              {"prev_href", request.page > 1 ? Json(address(request.page - 1)) : Json(nullptr)},
              {"next_href", request.page < last ? Json(address(request.page + 1)) : Json(nullptr)},
              {"last_href", address(last)},
              {"search_href", root + "/search" + to_query_string(searched)},
              {"opensearch_href", root + "/opensearch.xml"},
              {"total", std::to_string(results.total)},
              {"start", std::to_string(static_cast<long long>(request.page - 1) * request.per_page + 1)},
              {"per_page", std::to_string(request.per_page)},
              {"entries", std::move(entries)}};
}

Json opensearch_view(const ViewContext& context, std::string_view base) {
  return Json{{"name", context.words.at("name")}, {"description", context.words.at("promise")}, {"base", base}};
}

Json opensearch_suggestions(const Schemas& schemas, std::string_view typed, const std::vector<Suggestion>& suggestions, std::string_view base) {
  const auto all = suggestions_json(schemas, typed, suggestions);
  auto texts = Json::array();
  auto kinds = Json::array();
  auto addresses = Json::array();
  for (const auto& suggestion : all.at("suggestions")) {
    texts.push_back(suggestion.at("text"));
    kinds.push_back(suggestion.at("kind"));
    addresses.push_back(std::string(base) + suggestion.at("url").get<std::string>());
  }
  return Json::array({std::string(typed), std::move(texts), std::move(kinds), std::move(addresses)});
}

}  // namespace whatworks
