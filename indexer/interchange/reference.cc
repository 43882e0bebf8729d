// SPDX-License-Identifier: GPL-3.0-or-later
#include "interchange/reference.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "front_matter_access.h"
#include "one_line.h"
#include "source_description.h"

namespace whatworks {
namespace {

// Facets that take several values say what a record is about; those that take one are judgements of it, or say what it is.
bool is_subject(const Facet& facet) noexcept { return facet.several && facet.type != FacetType::region && facet.type != FacetType::year; }
bool is_judgement(const Facet& facet) noexcept { return !facet.several && facet.type != FacetType::region && facet.type != FacetType::year; }

std::vector<std::string> keywords_of(const Record& record, const Schemas& schemas) {
  std::vector<std::string> keywords{one_line(record.intervention)};
  for (const auto& facet : schemas.facets()) {
    if (!is_subject(facet)) {
      continue;
    }
    for (const auto& value : stated_values(record, facet)) {
      auto label = one_line(schemas.label_of(facet, value));
      if (std::find(keywords.begin(), keywords.end(), label) == keywords.end()) {
        keywords.push_back(std::move(label));
      }
    }
  }
  return keywords;
}

std::string ratings_of(const Record& record, const Schemas& schemas) {
  std::string text;
  for (const auto& facet : schemas.facets()) {
    if (!is_judgement(facet)) {
      continue;
    }
    for (const auto& value : stated_values(record, facet)) {
      if (value != facet.default_value) {
        text += fmt::format(" {}: {}.", facet.label, schemas.label_of(facet, value));
      }
    }
  }
  return text;
}

// Of the summary, in the note alone, so that no program takes them for authors of the source.
std::string writers_of(const Record& record) {
  std::string text;
  for (const auto& contributor : contributors_of(record)) {
    text += (text.empty() ? " Written by " : "; ") + describe_contributor(contributor);
  }
  return text.empty() ? text : text + ".";
}

std::string note_of(const Record& record, const Schemas& schemas, std::string_view base_url) {
  const auto address = record_address(base_url, record.id);
  auto note = "Summary by Whatworks, not by the authors." + writers_of(record) + " Record: " + record.title + " (" + (address.empty() ? record.id : address) +
              ")." + ratings_of(record, schemas);
  if (const auto reviewed = text_at(*record.front_matter, "reviewed"); !reviewed.empty()) {
    note += " Read against its sources: " + reviewed + ".";
  }
  const auto& sources = record.front_matter->at("sources");
  for (std::size_t i = 1; i < sources.size(); ++i) {
    note += (i == 1 ? " Other sources: [" : "; [") + std::to_string(i + 1) + "] " + describe_source(sources[i]);
  }
  return one_line(note);
}

}  // namespace

std::string describe_contributor(const Contributor& contributor) {
  return contributor.name + (contributor.orcid.empty() ? "" : " (https://orcid.org/" + contributor.orcid + ")");
}

std::string describe_source(const nlohmann::ordered_json& source) {
  std::string text = text_at(source, "type") + ":";
  if (const auto authors = list_at(source, "authors"); !authors.empty()) {
    text += ' ' + join(authors, "; ");
  }
  if (const auto year = number_at(source, "year")) {
    text += fmt::format(" ({})", *year);
  }
  text += ' ' + text_at(source, "title");
  for (const auto* key : {"venue", "doi", "url"}) {
    if (const auto value = text_at(source, key); !value.empty()) {
      text += (key == std::string_view("doi") ? ", doi:" : ", ") + value;
    }
  }
  return text;
}

bool is_base_url(std::string_view url) noexcept {
  const bool has_scheme = url.starts_with("https://") || url.starts_with("http://");
  const auto host = url.substr(std::min(url.find("//") + 2, url.size()));
  return has_scheme && !host.empty() && host.front() != '/' && url.find_first_of(" \t\r\n\"<>\\^`{|}?#") == std::string_view::npos && !find_invalid_utf8(url);
}

std::string record_address(std::string_view base_url, std::string_view id) {
  if (base_url.empty()) {
    return {};
  }
  while (base_url.ends_with('/')) {
    base_url.remove_suffix(1);
  }
  return std::string(base_url) + "/records/" + std::string(id);
}

Reference reference_of(const Record& record, const Schemas& schemas, std::string_view base_url) {
  const auto& source = record.front_matter->at("sources").at(0);
  Reference reference;
  reference.id = record.id;
  reference.type = text_at(source, "type");
  reference.title = one_line(text_at(source, "title"));
  for (const auto& author : list_at(source, "authors")) {
    reference.authors.push_back(parse_author(author));
  }
  if (const auto year = number_at(source, "year")) {
    reference.year = static_cast<int>(*year);
  }
  reference.venue = parse_venue(text_at(source, "venue"), reference.type, reference.year);
  reference.doi = one_line(text_at(source, "doi"));
  reference.url = one_line(text_at(source, "url"));
  reference.abstract = one_line(record.summary);
  reference.keywords = keywords_of(record, schemas);
  reference.note = note_of(record, schemas, base_url);
  reference.accessed = text_at(*record.front_matter, "reviewed");
  return reference;
}

}  // namespace whatworks
