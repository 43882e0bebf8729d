// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/text.h"
#include "core/time.h"
#include "interchange/csv.h"
#include "view_parts.h"
#include "web/views.h"

namespace whatworks {
namespace {

constexpr std::string_view kSearchPath = "/search";
constexpr std::size_t kValuesShown = 8;              // ux F9
constexpr std::size_t kValuesWithoutFilterBox = 15;  // ux F9

// Facet values as a tree, written as a flat list with marks where a list within the list begins and ends.
class FacetRows {
 public:
  FacetRows(const ViewContext& context, const FacetCounts& facet) : facet_(facet) {
    std::set<std::string_view> present;
    for (const auto& value : facet.values) {
      present.insert(value.value);
    }
    for (const auto& value : facet.values) {
      const bool below = !value.broader.empty() && present.count(value.broader) != 0 && value.broader != value.value;
      children_[below ? std::string_view(value.broader) : std::string_view()].push_back(&value);
    }
    // Chosen ones come first, unless the order itself means something (ux F6).
    const auto* entry = context.schemas.find_facet(facet.name);
    const auto* vocabulary = entry == nullptr ? nullptr : context.schemas.vocabulary_of(*entry);
    if (vocabulary == nullptr || !vocabulary->ordered()) {
      for (auto& [parent, values] : children_) {
        std::stable_partition(values.begin(), values.end(), [&](const FacetValueCount* value) { return holds_choice(*value); });
      }
    }
  }

  // The rows of the first values and, apart, of the rest; a branch is never torn, and what is chosen stands with the first.
  void write(Json& shown, Json& more) {
    std::size_t count = 0;
    for (const auto* root : children_[std::string_view()]) {
      auto& rows = count < kValuesShown || holds_choice(*root) || facet_.values.size() <= kValuesShown + 1 ? shown : more;
      add(*root, rows);
      count += size(*root);
    }
  }

 private:
  bool holds_choice(const FacetValueCount& value) const {
    if (value.selected) {
      return true;
    }
    const auto below = children_.find(value.value);
    return below != children_.end() && std::any_of(below->second.begin(), below->second.end(), [&](const auto* child) { return holds_choice(*child); });
  }

  std::size_t size(const FacetValueCount& value) const {
    std::size_t out = 1;
    if (const auto below = children_.find(value.value); below != children_.end()) {
      for (const auto* child : below->second) {
        out += size(*child);
      }
    }
    return out;
  }

  void add(const FacetValueCount& value, Json& rows) {
    rows.push_back({{"input", "f-" + facet_.name + "-" + std::to_string(++number_)},
                    {"parameter", facet_.name},
                    {"value", value.value},
                    {"label", value.label},
                    {"count", value.count},
                    {"plural", value.count != 1},
                    {"checked", value.selected},
                    {"excluded", value.excluded},
                    {"opens", false},
                    {"closes", Json::array()}});
    const auto own = rows.size() - 1;
    const auto below = children_.find(value.value);
    if (below == children_.end()) {
      return;
    }
    rows[own]["opens"] = true;
    for (const auto* child : below->second) {
      add(*child, rows);
    }
    rows[rows.size() - 1]["closes"].push_back(true);
  }

  const FacetCounts& facet_;
  std::map<std::string_view, std::vector<const FacetValueCount*>> children_;
  std::size_t number_ = 0;
};

Json definitions(const ViewContext& context, const FacetCounts& facet) {
  auto out = Json::array();
  const auto& explained = context.words.at("explained_facets");
  const auto* entry = context.schemas.find_facet(facet.name);
  const auto* vocabulary = entry == nullptr ? nullptr : context.schemas.vocabulary_of(*entry);
  if (vocabulary == nullptr || std::find(explained.begin(), explained.end(), Json(facet.name)) == explained.end()) {
    return out;
  }
  for (const auto& value : vocabulary->concepts()) {
    out.push_back({{"label", value.label}, {"definition", value.definition}});
  }
  return out;
}

// "2 selected, 1 excluded", or nothing (ux F12).
std::string chosen_text(std::ptrdiff_t selected, std::ptrdiff_t excluded) {
  std::vector<std::string> parts;
  if (selected > 0) {
    parts.push_back(std::to_string(selected) + " selected");
  }
  if (excluded > 0) {
    parts.push_back(std::to_string(excluded) + " excluded");
  }
  return join(parts, ", ");
}

Json facet_view(const ViewContext& context, const FacetCounts& facet) {
  const auto* entry = context.schemas.find_facet(facet.name);
  const auto selected = std::count_if(facet.values.begin(), facet.values.end(), [](const auto& value) { return value.selected; });
  const auto excluded = std::count_if(facet.values.begin(), facet.values.end(), [](const auto& value) { return value.excluded; });
  if (entry == nullptr || entry->show == FacetShow::hidden || entry->type == FacetType::year || (facet.values.size() < 2 && selected == 0 && excluded == 0)) {
    return nullptr;  // ux F5
  }
  auto shown = Json::array();
  auto more = Json::array();
  FacetRows(context, facet).write(shown, more);
  const auto explained = definitions(context, facet);
  return Json{{"name", facet.name},
              {"label", facet.label},
              {"open", entry->show == FacetShow::open || selected > 0},
              {"chosen", chosen_text(selected, excluded)},
              {"rows", std::move(shown)},
              {"more", more.empty() ? Json(nullptr) : Json{{"rows", std::move(more)}, {"total", facet.values.size()}}},
              {"filterable", facet.values.size() > kValuesWithoutFilterBox},
              {"explained", explained.empty() ? Json(nullptr) : Json{{"concepts", explained}}}};
}

// Hidden inputs that carry a search through a form, without the parameters that the form sets itself.
Json carried(const SearchRequest& request, const std::set<std::string_view>& without) {
  auto out = Json::array();
  for (const auto& [name, value] : to_parameters(request)) {
    if (without.count(name) == 0) {
      out.push_back({{"name", name}, {"value", value}});
    }
  }
  return out;
}

// Links that exclude what was chosen and choose what was excluded (ux F8).
Json turn_views(const ViewContext& context, const std::vector<Narrowing>& chips) {
  const auto& words = context.words.at("turns");
  auto list = Json::array();
  std::set<std::string_view> ways;
  for (const auto& chip : chips) {
    if (chip.turned) {
      const auto* way = chip.excluded ? "include" : "exclude";
      ways.insert(way);
      list.push_back(
          {{"how", words.at(way).at("how")}, {"facet", chip.facet}, {"value", chip.value}, {"href", std::string(kSearchPath) + to_query_string(*chip.turned)}});
    }
  }
  return list.empty() ? Json(nullptr)
                      : Json{{"summary", words.at(ways.size() > 1 ? std::string_view("both") : *ways.begin()).at("summary")}, {"list", std::move(list)}};
}

Json sort_views(const ViewContext& context, const SearchRequest& request) {
  auto out = Json::array();
  for (const auto sort : {Sort::relevance, Sort::strength, Sort::newest, Sort::oldest, Sort::title, Sort::updated}) {
    if (sort == Sort::relevance && request.q.empty()) {
      continue;  // ux F15: nothing to be relevant to
    }
    const std::string name(sort_name(sort));
    out.push_back({{"value", name}, {"label", context.words.at("sorts").at(name)}, {"selected", sort == request.effective_sort()}});
  }
  return out;
}

bool is_about_a_year(const ParameterProblem& problem) { return problem.parameter == "year_from" || problem.parameter == "year_to"; }

// What the API says of a year names the parameter; on a page it names the field.
std::string year_message(const ViewContext& context, const ParsedRequest& parsed, const ParameterProblem& problem) {
  const auto& understood = problem.parameter == "year_from" ? parsed.request.year_from : parsed.request.year_to;
  return understood ? problem.message : context.words.at("year_errors").at(problem.parameter).get<std::string>();
}

Json year_view(const ViewContext& context, const ParsedRequest& parsed, const SearchResults& results) {
  auto out = Json{{"from", ""}, {"to", ""}, {"from_error", nullptr}, {"to_error", nullptr}, {"hint", nullptr}};
  const auto& request = parsed.request;
  if (request.year_from) {
    out["from"] = std::to_string(*request.year_from);
  }
  if (request.year_to) {
    out["to"] = std::to_string(*request.year_to);
  }
  for (const auto& problem : parsed.problems) {
    if (is_about_a_year(problem)) {
      const std::string side = problem.parameter == "year_from" ? "from" : "to";
      out[side] = problem.value;
      out[side + "_error"] = year_message(context, parsed, problem);
    }
  }
  if (results.first_year && results.last_year) {
    out["hint"] = Json{{"first", *results.first_year}, {"last", *results.last_year}};
  }
  return out;
}

Json error_summary(const ViewContext& context, const ParsedRequest& parsed) {
  auto out = Json::array();
  for (const auto& problem : parsed.problems) {
    if (is_about_a_year(problem)) {
      out.push_back({{"href", "#" + problem.parameter}, {"text", year_message(context, parsed, problem)}});
    }
  }
  return out;
}

std::string title_of(const SearchRequest& request, std::uint32_t total) {
  std::string out = count_of(total, "record", "records");
  if (!request.q.empty()) {
    out += " for ‘" + shorten(request.q, 60) + "’";
  }
  if (const int last = last_page(total, request.per_page); last > 1) {
    out += " (page " + std::to_string(request.page) + " of " + std::to_string(last) + ")";
  }
  return out;
}

}  // namespace

std::vector<Narrowing> narrowings(const ViewContext& context, const SearchRequest& request) {
  std::vector<Narrowing> out;
  for (const auto& choice : request.choices) {
    const auto* facet = context.schemas.find_facet(choice.facet);
    if (facet == nullptr) {
      continue;
    }
    for (const auto& value : choice.include) {
      auto without = request.without(choice.facet, value);
      auto turned = without.with_exclusion(*facet, value);
      out.push_back({facet->label, value_label(context, *facet, value), false, std::move(without), std::move(turned)});
    }
    for (const auto& value : choice.exclude) {
      auto without = request.without_exclusion(choice.facet, value);
      auto turned = without.with(*facet, value);
      out.push_back({facet->label, value_label(context, *facet, value), true, std::move(without), std::move(turned)});
    }
  }
  if (request.year_from) {
    auto without = request.at_page(1);
    without.year_from.reset();
    out.push_back({"Published from", std::to_string(*request.year_from), false, std::move(without), std::nullopt});
  }
  if (request.year_to) {
    auto without = request.at_page(1);
    without.year_to.reset();
    out.push_back({"Published to", std::to_string(*request.year_to), false, std::move(without), std::nullopt});
  }
  return out;
}

Json search_view(const ViewContext& context, const ParsedRequest& parsed, const SearchResults& results, std::span<const WayOut> ways_out) {
  const auto& request = parsed.request;
  const auto path = std::string(kSearchPath);

  auto facets = Json::array();
  for (const auto& facet : results.facets) {
    if (auto view = facet_view(context, facet); !view.is_null()) {
      facets.push_back(std::move(view));
    }
  }
  auto cards = Json::array();
  for (const auto& card : results.results) {
    cards.push_back(card_view(context, card));
  }
  auto ways = Json::array();
  for (const auto& way : ways_out) {
    ways.push_back({{"href", path + to_query_string(way.request)}, {"without", way.without}, {"total", count_of(way.total, "record", "records")}});
  }
  auto hidden = carried(request, [&] {
    std::set<std::string_view> own{"q", "year_from", "year_to", "sort", "page"};
    for (const auto& facet : context.schemas.facets()) {
      own.insert(facet.name);
    }
    return own;
  }());
  // A choice of a facet that has no place in the panel would be lost with the next search.
  for (const auto& choice : request.choices) {
    const bool in_panel = std::any_of(facets.begin(), facets.end(), [&](const Json& facet) { return facet.at("name") == choice.facet; });
    for (const auto& value : choice.include) {
      const bool checked = in_panel && std::any_of(results.facets.begin(), results.facets.end(), [&](const FacetCounts& facet) {
                             return facet.name == choice.facet &&
                                    std::any_of(facet.values.begin(), facet.values.end(), [&](const auto& counted) { return counted.value == value; });
                           });
      if (!checked) {
        hidden.push_back({{"name", choice.facet}, {"value", value}});
      }
    }
  }
  const auto narrowed = narrowings(context, request);
  const auto chips = chip_views(narrowed, kSearchPath);
  auto without_words = request.at_page(1);
  without_words.q.clear();
  without_words.sort.reset();
  const auto errors = error_summary(context, parsed);
  Json did_you_mean = nullptr;
  if (results.did_you_mean && !results.corrected) {
    auto corrected = request.at_page(1);
    corrected.q = *results.did_you_mean;
    did_you_mean = Json{{"words", *results.did_you_mean}, {"href", path + to_query_string(corrected)}};
  }
  const bool cut = std::any_of(parsed.problems.begin(), parsed.problems.end(), [](const auto& problem) { return problem.parameter == "q"; });

  SearchRequest filters_alone = request.at_page(1);  // what a map keeps of a search
  filters_alone.sort.reset();
  filters_alone.per_page = kDefaultPerPage;
  filters_alone.facets.reset();

  return Json{{"title", (errors.empty() ? "" : "Error: ") + title_of(request, results.total)},
              {"section", "search"},
              // Where a mistake was made, the address keeps it.
              {"address", errors.empty() ? Json(path + to_query_string(request)) : Json(nullptr)},
              {"q", request.q},
              {"hidden", std::move(hidden)},
              {"errors", errors.empty() ? Json(nullptr) : Json{{"list", errors}}},
              {"explicit_sort", request.sort ? Json(sort_name(*request.sort)) : Json(nullptr)},
              {"facets", std::move(facets)},
              {"year", year_view(context, parsed, results)},
              {"has_filters", !chips.empty()},
              {"chips", chips.empty() ? Json(nullptr) : Json{{"list", chips}, {"turns", turn_views(context, narrowed)}}},
              {"clear_href", path + to_query_string(request.without_filters())},
              {"clear_words_href", request.q.empty() ? Json(nullptr) : Json(path + to_query_string(without_words))},
              {"total", results.total},
              {"total_text", count_of(results.total, "record", "records")},
              {"found", results.total > 0},
              {"outcomes_href", "/outcomes" + to_query_string(request.at_page(1))},
              {"one_page", last_page(results.total, request.per_page) == 1},
              {"page_text", "page " + std::to_string(request.page) + " of " + std::to_string(last_page(results.total, request.per_page))},
              {"first_number", static_cast<std::int64_t>(request.page - 1) * request.per_page + 1},
              {"query_cut", cut},
              {"did_you_mean", std::move(did_you_mean)},
              {"corrected", results.corrected && results.did_you_mean ? Json{{"words", *results.did_you_mean}, {"typed", request.q}} : Json(nullptr)},
              {"relaxed", results.relaxed && results.total > 0},
              {"incomplete", results.incomplete},
              {"cards", std::move(cards)},
              {"map_href", "/map" + to_query_string(filters_alone)},
              {"ways_out", ways.empty() ? Json(nullptr) : Json{{"list", ways}}},
              {"priorities", results.total == 0 ? concept_links(context, "priority") : Json::array()},
              {"sorts", sort_views(context, request)},
              {"sort_hidden", carried(request, {"sort", "page"})},
              {"can_sort", results.total > 1},
              {"pagination", pagination_view(request, path, results.total)},
              {"downloads", download_links(context, "search",
                                           [&](const ExportFormatInfo& format) {
                                             auto parameters = to_parameters(filters_alone);
                                             parameters.insert(parameters.begin(), {"format", std::string(format.name)});
                                             if (format.media_type == kCsvMediaType) {
                                               parameters.emplace_back("bom", "yes");  // people open it in Excel
                                             }
                                             return "/api/v1/export" + to_query_string(parameters);
                                           })},
              {"feed_href", "/feed.atom" + to_query_string(filters_alone)},
              {"feed_title", "New and re-assessed records of this search"},
              {"meta", Json::array({{{"name", "totalResults"}, {"content", std::to_string(results.total)}},
                                    {{"name", "startIndex"}, {"content", std::to_string(static_cast<std::int64_t>(request.page - 1) * request.per_page + 1)}},
                                    {{"name", "itemsPerPage"}, {"content", std::to_string(request.per_page)}}})},
              {"json_href", "/api/v1/search" + to_query_string(request)}};
}

}  // namespace whatworks
