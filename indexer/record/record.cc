// SPDX-License-Identifier: GPL-3.0-or-later
#include "record/record.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace whatworks {
namespace {

std::string value_text(const nlohmann::ordered_json& value) {
  return value.is_string() ? value.get<std::string>() : value.is_number_integer() ? value.dump() : std::string();
}

}  // namespace

std::vector<std::string> stated_values(const Record& record, const Facet& facet) {
  std::vector<std::string> values;
  const auto add = [&values](const nlohmann::ordered_json& value) {
    if (auto text = value_text(value); !text.empty()) {
      values.push_back(std::move(text));
    }
  };
  const auto found = record.front_matter->find(facet.field);
  if (found == record.front_matter->end()) {
    return values;
  }
  if (found->is_array()) {
    std::for_each(found->begin(), found->end(), add);
  } else {
    add(*found);
  }
  return values;
}

std::vector<std::string> author_names(const Record& record) {
  std::vector<std::string> names;
  const auto sources = record.front_matter->find("sources");
  if (sources == record.front_matter->end()) {
    return names;
  }
  for (const auto& source : *sources) {
    const auto authors = source.find("authors");
    if (authors == source.end()) {
      continue;
    }
    for (const auto& author : *authors) {
      if (auto name = value_text(author); !name.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
        names.push_back(std::move(name));
      }
    }
  }
  return names;
}

}  // namespace whatworks
