// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "bibtex_key.h"
#include "core/text.h"
#include "interchange/reference.h"
#include "latex.h"
#include "source_types.h"
#include "writers.h"

namespace whatworks {
namespace {

// Adds a field whose value is LaTeX already; nothing where it is empty.
void add(std::string& out, std::string_view field, std::string_view latex) {
  if (!latex.empty()) {
    out += fmt::format(",\n  {} = {{{}}}", field, latex);
  }
}

void add_text(std::string& out, std::string_view field, std::string_view text) { add(out, field, escape_latex(text)); }

// The name of a publisher, which BibLaTeX takes for a list wherever "and" stands in it.
void add_house(std::string& out, std::string_view field, std::string_view text) {
  const bool looks_like_list = fold(text).find(" and ") != std::string::npos;
  add(out, field, looks_like_list ? '{' + escape_latex(text) + '}' : escape_latex(text));
}

// An address or a DOI is taken to the letter; only what would end the field, or start a command, is written as a percent code.
std::string verbatim(std::string_view address) {
  std::string out;
  for (const char c : address) {
    switch (c) {
      case '{': out += "%7B"; break;
      case '}': out += "%7D"; break;
      case '\\': out += "%5C"; break;
      default: out += c;
    }
  }
  return out;
}

std::string name_of(const Author& author) {
  if (!author.body.empty()) {
    return '{' + escape_latex(author.body) + '}';
  }
  const auto suffix = author.suffix.empty() ? std::string() : ", " + escape_latex(author.suffix);
  return escape_latex(author.family) + suffix + ", " + escape_latex(author.given);
}

std::string names_of(const std::vector<Author>& authors) {
  std::string out;
  for (const auto& author : authors) {
    out += (out.empty() ? "" : " and ") + name_of(author);
  }
  return out;
}

std::string keywords_of(const std::vector<std::string>& keywords) {
  std::string out;
  for (const auto& keyword : keywords) {
    const bool has_comma = keyword.find(',') != std::string::npos;
    out += (out.empty() ? "" : ", ") + (has_comma ? '{' + escape_latex(keyword) + '}' : escape_latex(keyword));
  }
  return out;
}

class BibtexWriter final : public Exporter {
 public:
  BibtexWriter(const Schemas& schemas, const ExportOptions& options) : schemas_(schemas), options_(options) {}

  [[nodiscard]] std::string item(const Record& record) const override {
    const auto reference = reference_of(record, schemas_, options_.base_url);
    const auto& type = source_type(reference.type);
    const auto& venue = reference.venue;
    auto out = fmt::format("@{}{{{}", type.bibtex, bibtex_key(reference.id));
    add(out, "author", names_of(reference.authors));
    add(out, "title", escape_latex_title(reference.title, places_of(record)));
    add_house(out, type.bibtex_venue, venue.name);
    if (fold(venue.genre) != "phd thesis") {  // which is what the type of entry says
      add_text(out, "type", venue.genre);
    }
    add(out, "year", reference.year ? std::to_string(*reference.year) : std::string());
    add(out, "volume", venue.volume);
    add_text(out, "number", venue.issue);
    add(out, "pages", venue.last_page.empty() ? venue.first_page : venue.first_page + "--" + venue.last_page);
    add(out, "doi", verbatim(reference.doi));
    add(out, "url", verbatim(reference.url));
    if (!reference.url.empty()) {
      add(out, "urldate", reference.accessed);
    }
    add_text(out, "abstract", reference.abstract);
    add(out, "keywords", keywords_of(reference.keywords));
    add_text(out, "annote", reference.note);
    return out + "\n}\n";
  }

  [[nodiscard]] std::string separator() const override { return "\n"; }

 private:
  // Names of countries stand in titles whatever their case.
  [[nodiscard]] std::vector<std::string> places_of(const Record& record) const {
    std::vector<std::string> places;
    for (const auto& facet : schemas_.facets()) {
      if (facet.type == FacetType::country) {
        for (const auto& value : stated_values(record, facet)) {
          places.push_back(schemas_.label_of(facet, value));
        }
      }
    }
    return places;
  }

  const Schemas& schemas_;
  ExportOptions options_;
};

}  // namespace

std::unique_ptr<Exporter> make_bibtex_writer(const Schemas& schemas, const ExportOptions& options) { return std::make_unique<BibtexWriter>(schemas, options); }

}  // namespace whatworks
