// SPDX-License-Identifier: GPL-3.0-or-later
#include "record/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text.h"

namespace whatworks {
namespace {

std::string value_text(const nlohmann::ordered_json& value) {
  return value.is_string() ? value.get<std::string>() : value.is_number_integer() ? value.dump() : std::string();
}

}  // namespace

Record make_record(nlohmann::ordered_json front_matter, std::string body, std::vector<Section> sections, std::string digest) {
  Record record;
  record.id = front_matter.at("id").get<std::string>();
  record.kind = front_matter.at("kind").get<std::string>();
  record.title = front_matter.at("title").get<std::string>();
  record.summary = front_matter.at("summary").get<std::string>();
  record.intervention = front_matter.at("intervention").get<std::string>();
  record.published = front_matter.at("published").get<int>();
  record.circulation = front_matter.at("circulation").get<std::string>();
  if (const auto groups = front_matter.find("groups"); groups != front_matter.end()) {
    record.groups = groups->get<std::vector<std::string>>();
    std::sort(record.groups.begin(), record.groups.end());
  }
  record.front_matter = std::make_shared<const nlohmann::ordered_json>(std::move(front_matter));
  record.body = std::move(body);
  record.sections = std::move(sections);
  record.digest = std::move(digest);
  return record;
}

Record make_draft(nlohmann::ordered_json front_matter, std::string body, std::vector<Section> sections, std::string digest) {
  if (!front_matter.is_object()) {
    front_matter = nlohmann::ordered_json::object();
  }
  const auto text_at = [&](const char* key) {
    const auto found = front_matter.find(key);
    return found != front_matter.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  Record record;
  record.id = text_at("id");
  record.kind = text_at("kind");
  record.title = text_at("title");
  record.summary = text_at("summary");
  record.intervention = text_at("intervention");
  record.circulation = text_at("circulation");
  if (const auto year = front_matter.find("published"); year != front_matter.end() && year->is_number_integer()) {
    record.published = year->get<int>();
  }
  if (const auto groups = front_matter.find("groups"); groups != front_matter.end() && groups->is_array()) {
    for (const auto& group : *groups) {
      if (group.is_string()) {
        record.groups.push_back(group.get<std::string>());
      }
    }
    std::sort(record.groups.begin(), record.groups.end());
  }
  record.front_matter = std::make_shared<const nlohmann::ordered_json>(std::move(front_matter));
  record.body = std::move(body);
  record.sections = std::move(sections);
  record.digest = std::move(digest);
  return record;
}

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

std::string updated_on(const Record& record) {
  return std::max(record.front_matter->value("added", std::string()), record.front_matter->value("reviewed", std::string()));
}

std::string Contributor::key() const {
  if (!orcid.empty()) {
    return orcid;
  }
  constexpr std::size_t kWordsKept = 60;  // bytes
  const auto folded = fold(name);
  const auto words = slug(folded);
  const auto is_ascii_word = [](unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const bool says_all = std::all_of(folded.begin(), folded.end(), [](unsigned char c) { return c < 0x80; }) &&
                        std::any_of(folded.begin(), folded.end(), is_ascii_word) && is_slug(words);
  return says_all ? words : slug(words.substr(0, kWordsKept)) + fmt::format("-{:016x}", fnv1a(folded));
}

std::vector<Contributor> contributors_of(const nlohmann::ordered_json& front_matter) {
  std::vector<Contributor> out;
  if (const auto named = front_matter.find("contributors"); named != front_matter.end() && named->is_array()) {
    for (const auto& entry : *named) {
      if (entry.is_object() && entry.contains("name")) {
        const auto orcid = entry.find("orcid");
        out.push_back({value_text(entry.at("name")), orcid == entry.end() ? std::string() : value_text(*orcid)});
      }
    }
  }
  return out;
}

std::vector<Contributor> contributors_of(const Record& record) { return contributors_of(*record.front_matter); }

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
