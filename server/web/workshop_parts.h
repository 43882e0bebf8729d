// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "view_parts.h"
#include "workshop/planning.h"
#include "workshop/workshops.h"

// Pieces that the pages of workshops share.
namespace whatworks {

// The texts of content.json for workshops.
const Json& workshop_words(const ViewContext& context);

std::string workshop_address(const WorkshopInfo& workshop);  // "/workshops/w-3f9a0c77b1d2"

// Title, date, place, purpose, circulation and stage in words.
Json workshop_facts(const ViewContext& context, const WorkshopInfo& workshop);

// The labels of priorities, with commas between.
std::string priorities_in_words(const ViewContext& context, const std::vector<std::string>& codes);

// A list of choices: code, label, text, chosen.
Json choices_view(const Json& words, std::string_view chosen);

// A number without a useless ".0": "50", "62.5".
std::string short_number(double value);

// What stands on every page with a form: title, section, problem, errors and notice (a key of workshops.notices; empty: none).
struct FormPage {
  std::string title;
  std::optional<Error> problem;
  std::string field;
  std::string notice;
};
Json form_page(const ViewContext& context, const FormPage& page);

}  // namespace whatworks
