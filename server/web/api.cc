// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/api.h"

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "web/views.h"

namespace whatworks {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSearchPath = "/api/v1/search";

Json choices_json(const SearchRequest& request, const std::vector<std::string> FacetChoice::*values) {
  auto out = Json::object();
  for (const auto& choice : request.choices) {
    if (!(choice.*values).empty()) {
      out[choice.facet] = choice.*values;
    }
  }
  return out;
}

// The words and filters of a search.
Json filters_json(const SearchRequest& request) {
  Json out{{"q", request.q}, {"filters", choices_json(request, &FacetChoice::include)}};
  if (auto excluded = choices_json(request, &FacetChoice::exclude); !excluded.empty()) {
    out["excluded"] = std::move(excluded);
  }
  if (request.year_from) {
    out["year_from"] = *request.year_from;
  }
  if (request.year_to) {
    out["year_to"] = *request.year_to;
  }
  return out;
}

Json query_json(const SearchResults& results) {
  const auto& request = results.request;
  auto out = filters_json(request);
  out["sort"] = sort_name(request.effective_sort());
  out["page"] = request.page;
  out["per_page"] = request.per_page;
  out["corrected"] = results.corrected;
  return out;
}

Json card_json(const ResultCard& card) {
  Json out{{"id", card.id},
           {"kind", card.kind},
           {"title", card.title},
           {"summary", card.summary},
           {"intervention", card.intervention},
           {"snippet", card.snippet},
           {"published", card.published},
           {"countries", card.countries},
           {"priorities", card.priorities},
           {"crime_types", card.crime_types},
           {"design", card.design},
           {"effect", card.effect},
           {"strength", card.strength}};
  if (!card.harms.empty()) {
    out["harms"] = card.harms;
  }
  out["circulation"] = card.circulation;
  out["status"] = card.status;
  out["added"] = card.added;
  if (!card.reviewed.empty()) {
    out["reviewed"] = card.reviewed;
  }
  out["score"] = card.score;
  out["url"] = "/records/" + card.id;
  return out;
}

Json facet_json(const FacetCounts& facet) {
  auto values = Json::array();
  for (const auto& value : facet.values) {
    Json entry{{"value", value.value}, {"label", value.label}, {"count", value.count}, {"selected", value.selected}};
    if (value.excluded) {
      entry["excluded"] = true;
    }
    if (!value.broader.empty()) {
      entry["broader"] = value.broader;
    }
    values.push_back(std::move(entry));
  }
  return Json{{"name", facet.name}, {"label", facet.label}, {"values", std::move(values)}};
}

Json links_json(const SearchResults& results) {
  const auto& request = results.request;
  const int last = last_page(results.total, request.per_page);
  const auto address = [&](int page) { return Json(std::string(kSearchPath) + to_query_string(request.at_page(page))); };
  const auto nothing = Json(nullptr);
  return Json{{"self", address(request.page)},
              {"first", address(1)},
              {"prev", request.page > 1 ? address(std::min(request.page - 1, last)) : nothing},
              {"next", request.page < last ? address(request.page + 1) : nothing},
              {"last", address(last)}};
}

Json tally_json(const EvidenceMap& map, const Tally& tally) {
  auto by_effect = Json::object();
  for (std::size_t i = 0; i < map.effects.size(); ++i) {
    by_effect[map.effects[i]] = tally.by_effect[i];
  }
  return Json{{"records", tally.records}, {"by_effect", std::move(by_effect)}, {"strongest", tally.strongest ? Json(*tally.strongest) : Json(nullptr)}};
}

Json axis_json(const EvidenceMap& map, const MapAxis& axis) {
  auto values = Json::array();
  for (const auto& value : axis.values) {
    Json entry{{"value", value.value}, {"label", value.label}};
    if (!value.broader.empty()) {
      entry["broader"] = value.broader;
    }
    entry.update(tally_json(map, value.all));
    values.push_back(std::move(entry));
  }
  return Json{{"facet", axis.facet}, {"label", axis.label}, {"values", std::move(values)}};
}

Json cells_json(const Schemas& schemas, const EvidenceMap& map) {
  auto cells = Json::array();
  for (std::size_t row = 0; row < map.rows.values.size(); ++row) {
    for (std::size_t column = 0; column < map.columns.values.size(); ++column) {
      const auto& row_value = map.rows.values[row].value;
      const auto& column_value = map.columns.values[column].value;
      Json cell{{"row", row_value}, {"column", column_value}};
      cell.update(tally_json(map, map.cell(row, column)));
      cell["url"] = "/search" + to_query_string(search_of_cell(schemas, map.request, row_value, column_value));
      cells.push_back(std::move(cell));
    }
  }
  return cells;
}

Json concept_json(const Concept& entry) {
  Json out{{"code", entry.code}, {"label", entry.label}, {"other_labels", entry.other_labels}, {"definition", entry.definition}};
  if (!entry.broader.empty()) {
    out["broader"] = entry.broader;
  }
  if (!entry.region.empty()) {
    out["region"] = entry.region;
  }
  return out;
}

std::string vocabulary_url(const std::string& name) { return "/api/v1/vocabularies/" + name; }

}  // namespace

Json search_json(const SearchResults& results) {
  auto cards = Json::array();
  for (const auto& card : results.results) {
    cards.push_back(card_json(card));
  }
  auto facets = Json::array();
  for (const auto& facet : results.facets) {
    facets.push_back(facet_json(facet));
  }
  return Json{{"query", query_json(results)},
              {"total", results.total},
              {"results", std::move(cards)},
              {"facets", std::move(facets)},
              {"did_you_mean", results.did_you_mean ? Json(*results.did_you_mean) : Json(nullptr)},
              {"relaxed", results.relaxed},
              {"incomplete", results.incomplete},
              {"links", links_json(results)},
              {"took_ms", results.took_ms}};
}

Json map_json(const Schemas& schemas, const EvidenceMap& map) {
  auto query = filters_json(map.request.search);
  query["rows"] = map.request.rows;
  query["columns"] = map.request.columns.empty() ? Json(nullptr) : Json(map.request.columns);
  query["corrected"] = map.corrected;
  return Json{{"query", std::move(query)},
              {"total", map.all.records},
              {"all", tally_json(map, map.all)},
              {"rows", axis_json(map, map.rows)},
              {"columns", map.request.columns.empty() ? Json(nullptr) : axis_json(map, map.columns)},
              {"cells", cells_json(schemas, map)},
              {"did_you_mean", map.did_you_mean ? Json(*map.did_you_mean) : Json(nullptr)},
              {"relaxed", map.relaxed},
              {"incomplete", map.incomplete},
              {"links", {{"self", "/api/v1/map" + to_query_string(to_parameters(map.request))}}},
              {"took_ms", map.took_ms}};
}

namespace {

Json similar_list(const std::vector<SimilarRecord>& similar) {
  auto list = Json::array();
  for (const auto& other : similar) {
    auto why = Json::array();
    for (const auto& reason : other.why) {
      why.push_back({{"kind", likeness_name(reason.kind)}, {"shared", reason.shared}});
    }
    list.push_back({{"id", other.card.id},
                    {"kind", other.card.kind},
                    {"title", other.card.title},
                    {"summary", other.card.summary},
                    {"effect", other.card.effect},
                    {"strength", other.card.strength},
                    {"score", other.score},
                    {"why", std::move(why)},
                    {"url", "/records/" + other.card.id}});
  }
  return list;
}

}  // namespace

Json similar_json(std::string_view id, const std::vector<SimilarRecord>& similar) { return Json{{"id", id}, {"related", similar_list(similar)}}; }

Json check_json(const Schemas& schemas, const Examination& examination) {
  auto problems = Json::array();
  for (const auto& problem : examination.problems) {
    problems.push_back({{"line", problem.line},
                        {"column", problem.column},
                        {"path", problem.path},
                        {"severity", severity_name(problem.severity)},
                        {"rule", problem.rule},
                        {"message", problem.message},
                        {"hint", problem.hint},
                        {"help", rule_path(problem.rule)}});
  }
  std::string html;
  for (const auto& section : examination.record ? examination.record->sections : std::vector<Section>{}) {
    html += "<h2 id=\"" + escape_html(section.slug) + "\">" + escape_html(section.heading) + "</h2>\n" + section.html;
  }
  auto suggestions = Json::array();
  for (const auto& suggestion : examination.suggestions) {
    const auto* facet = schemas.find_facet(suggestion.facet);
    suggestions.push_back({{"facet", suggestion.facet},
                           {"facet_label", facet == nullptr ? suggestion.facet : facet->label},
                           {"field", facet == nullptr ? suggestion.facet : facet->field},
                           {"code", suggestion.code},
                           {"label", suggestion.label},
                           {"score", suggestion.score},
                           {"records", suggestion.records},
                           {"words", suggestion.words}});
  }
  return Json{{"valid", examination.valid},      {"problems", std::move(problems)},       {"left_out", examination.left_out},
              {"html", std::move(html)},         {"suggestions", std::move(suggestions)}, {"similar", similar_list(examination.similar)},
              {"searched", examination.searched}};
}

Json suggestions_json(const Schemas& schemas, std::string_view typed, const std::vector<Suggestion>& suggestions) {
  auto list = Json::array();
  for (const auto& suggestion : suggestions) {
    Json entry{{"text", suggestion.text}};
    SearchRequest search;
    switch (suggestion.kind) {
      case SuggestionKind::label:
        entry["kind"] = "label";
        entry["facet"] = suggestion.facet;
        if (const auto* facet = schemas.find_facet(suggestion.facet); facet != nullptr) {
          entry["facet_label"] = facet->label;
        }
        entry["value"] = suggestion.value;
        search.choices = {{suggestion.facet, {suggestion.value}, {}}};
        entry["url"] = "/search" + to_query_string(search);
        break;
      case SuggestionKind::intervention:
        entry["kind"] = "intervention";
        search.q = "intervention:\"" + suggestion.text + "\"";
        entry["url"] = "/search" + to_query_string(search);
        break;
      case SuggestionKind::title:
        entry["kind"] = "title";
        entry["id"] = suggestion.record;
        entry["url"] = "/records/" + suggestion.record;
        break;
    }
    list.push_back(std::move(entry));
  }
  return Json{{"query", typed}, {"suggestions", std::move(list)}};
}

Json record_json(const RecordDetail& record) {
  Json out = *record.front_matter;
  auto sections = Json::array();
  for (const auto& section : record.sections) {
    sections.push_back({{"heading", section.heading}, {"slug", section.slug}, {"html", section.html}, {"text", section.text}});
  }
  // In place of what the record says of others: that, and what others say of it.
  auto related = Json::array();
  for (const auto& other : record.related) {
    related.push_back({{"id", other.id},
                       {"how", other.how},
                       {"inward", other.inward},
                       {"title", other.title},
                       {"effect", other.effect},
                       {"strength", other.strength},
                       {"url", "/records/" + other.id}});
  }
  auto bodies = Json::array();
  for (const auto& reading : record.crosswalk.bodies) {
    bodies.push_back({{"body", reading.body}, {"says", reading.says}, {"about", reading.about}, {"url", reading.url}});
  }
  out["related"] = std::move(related);
  out["crosswalk"] = Json{{"note", record.crosswalk.note}, {"bodies", std::move(bodies)}};
  out["sections"] = std::move(sections);
  out["etag"] = record.digest;
  out["url"] = "/records/" + record.card.id;
  return out;
}

Json vocabularies_json(const Schemas& schemas) {
  auto list = Json::array();
  for (const auto& [name, vocabulary] : schemas.vocabularies()) {
    list.push_back({{"name", name},
                    {"label", vocabulary.label()},
                    {"definition", vocabulary.definition()},
                    {"ordered", vocabulary.ordered()},
                    {"count", vocabulary.concepts().size()},
                    {"url", vocabulary_url(name)}});
  }
  return Json{{"vocabularies", std::move(list)}};
}

Json vocabulary_json(const Vocabulary& vocabulary) {
  auto concepts = Json::array();
  for (const auto& entry : vocabulary.concepts()) {
    concepts.push_back(concept_json(entry));
  }
  return Json{{"name", vocabulary.name()},       {"label", vocabulary.label()},     {"definition", vocabulary.definition()},
              {"ordered", vocabulary.ordered()}, {"concepts", std::move(concepts)}, {"url", vocabulary_url(vocabulary.name())}};
}

Json problem_json(ErrorCode code, int status, std::string_view detail, std::string_view instance, std::span<const ParameterProblem> problems) {
  Json out{{"type", "/about/problems/" + std::string(error_name(code))},
           {"title", status_phrase(status)},
           {"status", status},
           {"detail", detail},
           {"instance", instance}};
  if (!problems.empty()) {
    auto errors = Json::array();
    for (const auto& problem : problems) {
      errors.push_back({{"parameter", problem.parameter}, {"value", problem.value}, {"detail", problem.message}});
    }
    out["errors"] = std::move(errors);
  }
  return out;
}

std::string_view status_phrase(int status) noexcept {
  switch (status) {
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 503: return "Service Unavailable";
    default: return status >= 500 ? "Internal Server Error" : "Bad Request";
  }
}

}  // namespace whatworks
