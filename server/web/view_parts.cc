// SPDX-License-Identifier: GPL-3.0-or-later
#include "view_parts.h"

#include <cctype>

#include "core/text.h"
#include "core/time.h"

namespace whatworks {
namespace {

void add_concept(const ViewContext& context, std::string_view facet_name, std::string_view code, Json& list) {
  if (const auto* facet = context.schemas.find_facet(facet_name); facet != nullptr && !code.empty()) {
    list.push_back(value_label(context, *facet, code));
  }
}

std::string joined(const ViewContext& context, std::string_view facet_name, const std::vector<std::string>& codes) {
  auto labels = Json::array();
  for (const auto& code : codes) {
    add_concept(context, facet_name, code, labels);
  }
  return join(labels.get<std::vector<std::string>>(), ", ");
}

// Countries on a card: operations across a continent name dozens.
std::string some_countries(const ViewContext& context, std::vector<std::string> codes) {
  constexpr std::size_t kMostCountries = 4;
  if (codes.size() <= kMostCountries + 1) {
    return joined(context, "country", codes);
  }
  const auto more = codes.size() - kMostCountries;
  codes.resize(kMostCountries);
  return joined(context, "country", codes) + " and " + std::to_string(more) + " more";
}

}  // namespace

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) {
    return {};
  }
  return found->is_string() ? found->get<std::string>() : found->dump();
}

const Json& member(const Json& object, const char* key) {
  static const Json kNothing;
  const auto found = object.find(key);
  return found == object.end() ? kNothing : *found;
}

std::string instant_in_words(std::chrono::sys_seconds instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const auto time = format_instant(instant).substr(11, 5);
  return format_date_in_words(std::chrono::year_month_day(day)) + " at " + time;
}

std::string with_commas(std::uint64_t number) {
  auto out = std::to_string(number);
  for (auto position = static_cast<std::ptrdiff_t>(out.size()) - 3; position > 0; position -= 3) {
    out.insert(static_cast<std::size_t>(position), ",");
  }
  return out;
}

std::string count_of(std::uint64_t number, std::string_view one, std::string_view many) {
  return with_commas(number) + " " + std::string(number == 1 ? one : many);
}

std::string value_label(const ViewContext& context, const Facet& facet, std::string_view value) {
  return value == kMissingValue ? "Not stated" : context.schemas.label_of(facet, value);
}

std::string date_in_words(std::string_view date) {
  const auto day = parse_date(date);
  return day ? format_date_in_words(*day) : std::string();
}

std::string search_link(const Facet& facet, std::string_view value) { return "/search" + to_query_string(SearchRequest{}.with(facet, std::string(value))); }

Json chip_views(const std::vector<Narrowing>& chips, std::string_view path) {
  auto out = Json::array();
  for (const auto& chip : chips) {
    out.push_back({{"facet", chip.facet},
                   {"value", chip.value},
                   {"excluded", chip.excluded},
                   {"key", (chip.excluded ? "not " : "") + chip.facet + " " + chip.value},
                   {"href", std::string(path) + to_query_string(chip.without)}});
  }
  return out;
}

Json download_links(const ViewContext& context, const char* page, const std::function<std::string(const ExportFormatInfo&)>& address) {
  auto out = Json::array();
  for (const auto& name : context.words.at("downloads").at(page)) {
    if (const auto* format = find_export_format(name.get<std::string>()); format != nullptr) {
      out.push_back({{"href", address(*format)}, {"label", context.words.at("formats").at(name.get<std::string>())}});
    }
  }
  return out;
}

Json concept_links(const ViewContext& context, std::string_view facet_name) {
  auto out = Json::array();
  const auto* facet = context.schemas.find_facet(facet_name);
  const auto* vocabulary = facet == nullptr ? nullptr : context.schemas.vocabulary_of(*facet);
  if (vocabulary == nullptr) {
    return out;
  }
  for (const auto& entry : vocabulary->concepts()) {
    out.push_back({{"code", entry.code},
                   {"label", entry.label},
                   {"definition", entry.definition},
                   {"href", facet->name == "priority" ? "/priorities/" + entry.code : search_link(*facet, entry.code)}});
  }
  return out;
}

Json rating_view(const ViewContext& context, const Facet& facet, std::string_view value) {
  const auto* vocabulary = context.schemas.vocabulary_of(facet);
  const auto* entry = vocabulary == nullptr ? nullptr : vocabulary->find(value);
  auto marks = Json::array();
  const auto level = parse_integer(value);
  if (facet.type == FacetType::integer && vocabulary != nullptr && level) {
    for (std::size_t i = 1; i < vocabulary->concepts().size(); ++i) {
      marks.push_back({{"filled", static_cast<long long>(i) <= *level}});
    }
  }
  return Json{{"facet", facet.name},
              {"name", facet.label},
              {"code", value},
              {"label", value_label(context, facet, value)},
              {"definition", entry == nullptr ? "" : entry->definition},
              {"about", vocabulary == nullptr ? "" : vocabulary->definition()},
              {"marks", marks.empty() ? Json(nullptr) : Json{{"list", marks}}},
              {"href", search_link(facet, value)}};
}

Json circulation_view(const ViewContext& context, const std::string& circulation, const std::vector<std::string>& groups) {
  const auto& notes = context.words.at("circulation_notes");
  const auto note = notes.find(circulation);
  if (note == notes.end()) {
    return nullptr;
  }
  const auto named = groups.empty() ? note->value("no_groups", std::string()) : join(groups, " or ");
  return {{"code", circulation}, {"label", joined(context, "circulation", {circulation})}, {"text", note->at("text").get<std::string>() + named}};
}

Json card_view(const ViewContext& context, const ResultCard& card) {
  auto ratings = Json::array();
  const auto add_rating = [&](std::string_view facet_name, const std::string& value) {
    if (const auto* facet = context.schemas.find_facet(facet_name); facet != nullptr && !value.empty()) {
      ratings.push_back(rating_view(context, *facet, value));
    }
  };
  add_rating("effect", card.effect);
  add_rating("strength", std::to_string(card.strength));
  const auto* harms = context.schemas.find_facet("harms");
  const auto one = [&](std::string_view facet_name, const std::string& code) { return code.empty() ? std::string() : joined(context, facet_name, {code}); };
  return Json{{"id", card.id},
              {"href", "/records/" + card.id},
              {"title", card.title},
              {"summary", card.summary},
              {"snippet", card.snippet},
              {"ratings", std::move(ratings)},
              {"harms", harms != nullptr && card.harms == context.words.at("flagged_harms") ? Json{{"name", harms->label}, {"label", one("harms", card.harms)}}
                                                                                            : Json(nullptr)},
              {"kind", one("kind", card.kind)},
              {"design", one("design", card.design)},
              {"countries", some_countries(context, card.countries)},
              {"priorities", joined(context, "priority", card.priorities)},
              {"crimes", joined(context, "crime", card.crime_types)},
              {"published", card.published},
              // A record that is not yet a result says so on its face.
              {"status", card.status.empty() || card.status == context.words.at("usual_status") ? Json(nullptr) : Json(one("status", card.status))},
              {"circulation", circulation_view(context, card.circulation, card.groups)},
              {"reviewed_on", card.reviewed},
              {"reviewed", date_in_words(card.reviewed)}};
}

Json problem_view(const std::optional<Error>& problem, std::string_view field) {
  if (!problem) {
    return nullptr;
  }
  // What failed below may name files of the machine: its reason is for the operator.
  if (http_status(problem->code) >= 500 && problem->code != ErrorCode::bad_usage) {
    return {{"text", "That could not be done just now, and nothing has changed"},
            {"hint", "Try again in a minute; whoever runs this site finds the reason in its log"},
            {"href", "#" + std::string(field)}};
  }
  auto hint = problem->hint;
  if (!hint.empty()) {
    hint.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(hint.front())));  // it stands alone here
  }
  return {{"text", problem->message}, {"hint", hint.empty() ? Json(nullptr) : Json(hint)}, {"href", "#" + std::string(field)}};
}

Json errors_view(const Json& problem) {
  return problem.is_null() ? Json::object() : Json{{problem.at("href").get<std::string>().substr(1), problem.at("text")}};
}

std::string page_title(std::string_view title, const Json& problem) { return (problem.is_null() ? "" : "Error: ") + std::string(title); }

Json list_or_null(Json list) { return list.empty() ? Json(nullptr) : Json{{"list", std::move(list)}}; }

}  // namespace whatworks
