// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop_parts.h"

#include <cmath>

#include "core/text.h"

namespace whatworks {

const Json& workshop_words(const ViewContext& context) { return context.words.at("workshops"); }

std::string workshop_address(const WorkshopInfo& workshop) { return "/workshops/" + workshop.name; }

Json workshop_facts(const ViewContext& context, const WorkshopInfo& workshop) {
  const auto& details = workshop.details;
  const auto& stage = workshop_words(context).at("stages").at(std::string(stage_name(workshop.stage)));
  return {{"title", details.title},
          {"href", workshop_address(workshop)},
          {"date", details.held_on.empty() ? Json(nullptr) : Json(date_in_words(details.held_on))},
          {"place", details.place.empty() ? Json(nullptr) : Json(details.place)},
          {"purpose", details.purpose.empty() ? Json(nullptr) : Json(details.purpose)},
          {"circulation", circulation_view(context, details.circulation, details.groups)},
          {"facilitator", workshop.facilitator_name},
          {"stage", {{"code", stage_name(workshop.stage)}, {"label", stage.at("label")}, {"text", stage.at("text")}}}};
}

std::string priorities_in_words(const ViewContext& context, const std::vector<std::string>& codes) {
  const auto* facet = context.schemas.find_facet("priority");
  std::vector<std::string> labels;
  labels.reserve(codes.size());
  for (const auto& code : codes) {
    labels.push_back(facet == nullptr ? code : value_label(context, *facet, code));
  }
  return join(labels, ", ");
}

Json choices_view(const Json& words, std::string_view chosen) {
  auto out = Json::array();
  for (const auto& [code, choice] : words.items()) {
    const bool plain = choice.is_string();
    out.push_back(
        {{"code", code}, {"label", plain ? choice : choice.at("label")}, {"text", plain ? Json(nullptr) : choice.at("text")}, {"chosen", code == chosen}});
  }
  return out;
}

std::string short_number(double value) {
  if (value == std::floor(value)) {
    return std::to_string(std::lround(value));
  }
  auto text = std::to_string(std::lround(value * 10));
  const std::size_t digits = value < 0 ? 2 : 1;
  if (text.size() == digits) {
    text.insert(digits - 1, 1, '0');
  }
  text.insert(text.size() - 1, 1, '.');
  return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

Json form_page(const ViewContext& context, const FormPage& page) {
  const auto problem = problem_view(page.problem, page.field);
  const auto& notices = workshop_words(context).at("notices");
  const auto notice = notices.find(page.notice);
  return {{"title", page_title(page.title, problem)},
          {"heading", page.title},
          {"section", "workshops"},
          {"problem", problem},
          {"errors", errors_view(problem)},
          {"notice", notice == notices.end() ? Json(nullptr) : *notice}};
}

}  // namespace whatworks
