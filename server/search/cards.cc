// SPDX-License-Identifier: GPL-3.0-or-later
#include "cards.h"

#include <nlohmann/json.hpp>

namespace whatworks {
namespace {

using nlohmann::json;

std::string text(const json& card, const char* key) {
  const auto found = card.find(key);
  return found != card.end() && found->is_string() ? found->get<std::string>() : std::string();
}

int number(const json& card, const char* key) {
  const auto found = card.find(key);
  return found != card.end() && found->is_number_integer() ? found->get<int>() : 0;
}

std::vector<std::string> list(const json& card, const char* key) {
  std::vector<std::string> values;
  if (const auto found = card.find(key); found != card.end() && found->is_array()) {
    for (const auto& value : *found) {
      if (value.is_string()) {
        values.push_back(value.get<std::string>());
      }
    }
  }
  return values;
}

}  // namespace

ResultCard read_card(std::string_view json_text) {
  ResultCard card;
  const auto parsed = json::parse(json_text, nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_object()) {
    return card;
  }
  card.id = text(parsed, "id");
  card.kind = text(parsed, "kind");
  card.title = text(parsed, "title");
  card.summary = text(parsed, "summary");
  card.intervention = text(parsed, "intervention");
  card.published = number(parsed, "published");
  card.countries = list(parsed, "countries");
  card.priorities = list(parsed, "priorities");
  card.crime_types = list(parsed, "crime_types");
  card.design = text(parsed, "design");
  card.effect = text(parsed, "effect");
  card.harms = text(parsed, "harms");
  card.strength = number(parsed, "strength");
  card.circulation = text(parsed, "circulation");
  card.groups = list(parsed, "groups");
  card.status = text(parsed, "status");
  card.added = text(parsed, "added");
  card.reviewed = text(parsed, "reviewed");
  return card;
}

// The card's keys are those of the front matter.
ResultCard card_of(const Record& record) { return read_card(record.front_matter->dump()); }

}  // namespace whatworks
