// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/metadata.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "interchange/exporter.h"
#include "search/request.h"
#include "view_parts.h"
#include "web/skos.h"

namespace whatworks {
namespace {

constexpr std::string_view kResolver = "https://doi.org/";

// What a type of source is called by those who read pages.
struct PageType {
  std::string_view type;       // in record.schema.json
  std::string_view schema;     // schema.org
  std::string_view venue_tag;  // Highwire's tag that holds the venue, by which Zotero knows the type
  std::string_view dublin;     // DC.type where Highwire has no tag for the type
  std::string_view metadata;   // the metadata format of a ContextObject
  std::string_view genre;
};

constexpr auto kPageTypes = std::to_array<PageType>({
    {"web-page", "WebPage", "citation_publisher", "webpage", "dc", "document"},
    {"article", "ScholarlyArticle", "citation_journal_title", "", "journal", "article"},
    {"report", "Report", "citation_technical_report_institution", "", "book", "report"},
    {"thesis", "Thesis", "citation_dissertation_institution", "", "dissertation", ""},
    {"chapter", "Chapter", "citation_book_title", "", "book", "bookitem"},
    {"book", "Book", "citation_publisher", "book", "book", "book"},
    {"conference-paper", "ScholarlyArticle", "citation_conference_title", "", "book", "proceeding"},
    {"preprint", "ScholarlyArticle", "citation_publisher", "preprint", "journal", "preprint"},
    {"dataset", "Dataset", "citation_publisher", "dataset", "dc", "document"},
    {"legislation", "Legislation", "citation_publisher", "statute", "dc", "document"},
});

const PageType& page_type(std::string_view type) {
  const auto* found = std::find_if(kPageTypes.begin(), kPageTypes.end(), [&](const PageType& row) { return row.type == type; });
  return found == kPageTypes.end() ? kPageTypes.front() : *found;
}

std::string source_address(const Reference& reference) { return reference.doi.empty() ? reference.url : std::string(kResolver) + reference.doi; }

// "Family, Given"; a body without the marks at which readers divide names.
std::string name_of(const Author& author) {
  if (author.body.empty()) {
    return author.family + (author.given.empty() ? "" : ", " + author.given) + (author.suffix.empty() ? "" : ", " + author.suffix);
  }
  std::string out;
  for (const char c : author.body) {
    out += c == ',' || c == ';' ? std::string(" –") : std::string(1, c);
  }
  return out;
}

std::string percent(std::string_view text) { return to_query_string(Parameters{{"", std::string(text)}}).substr(2); }

// Within a script element no text may end it.
std::string in_script(const Json& value) {
  auto text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string out;
  for (const char c : text) {
    out += c == '<' ? std::string("\\u003c") : std::string(1, c);
  }
  return out;
}

Json author_nodes(const Reference& reference) {
  auto out = Json::array();
  for (const auto& author : reference.authors) {
    if (!author.body.empty()) {
      out.push_back({{"@type", "Organization"}, {"name", author.body}});
    } else {
      Json person{{"@type", "Person"}, {"familyName", author.family}};
      if (!author.given.empty()) {
        person["givenName"] = author.given;
      }
      person["name"] = author.given + (author.given.empty() ? "" : " ") + author.family;
      out.push_back(std::move(person));
    }
  }
  return out;
}

// The codes of a record as terms of our vocabularies.
Json defined_terms(const ViewContext& context, const RecordDetail& record, std::string_view base) {
  auto out = Json::array();
  const auto add = [&](const char* facet_name, const std::vector<std::string>& codes) {
    const auto* facet = context.schemas.find_facet(facet_name);
    for (const auto& code : codes) {
      if (facet != nullptr) {
        const std::string root(base);
        out.push_back({{"@type", "DefinedTerm"},
                       {"@id", root + concept_path(facet->vocabulary, code)},
                       {"name", value_label(context, *facet, code)},
                       {"termCode", code},
                       {"inDefinedTermSet", root + scheme_path(facet->vocabulary)}});
      }
    }
  };
  add("priority", record.card.priorities);
  add("crime", record.card.crime_types);
  return out;
}

Json source_node(const ViewContext& context, const RecordDetail& record, const Reference& reference, std::string_view base) {
  Json out{{"@type", page_type(reference.type).schema}, {"name", reference.title}, {"author", author_nodes(reference)}, {"abstract", reference.abstract}};
  const auto address = source_address(reference);
  if (!address.empty()) {
    out["@id"] = address;
    out["url"] = address;
  }
  if (reference.year) {
    out["datePublished"] = std::to_string(*reference.year);
  }
  if (!reference.doi.empty()) {
    out["identifier"] = Json{{"@type", "PropertyValue"}, {"propertyID", "DOI"}, {"value", reference.doi}};
    out["sameAs"] = std::string(kResolver) + reference.doi;
  }
  if (!reference.venue.name.empty()) {
    const bool published = reference.type == "report" || reference.type == "thesis" || reference.type == "book" || reference.type == "dataset";
    if (published) {
      out["publisher"] = Json{{"@type", "Organization"}, {"name", reference.venue.name}};
    } else {
      out["isPartOf"] = Json{{"@type", reference.type == "article" ? "Periodical" : "CreativeWork"}, {"name", reference.venue.name}};
    }
  }
  if (!reference.venue.first_page.empty()) {
    out["pagination"] = reference.venue.first_page + (reference.venue.last_page.empty() ? "" : "-" + reference.venue.last_page);
  }
  auto places = Json::array();
  if (const auto* facet = context.schemas.find_facet("country"); facet != nullptr) {
    for (const auto& code : record.card.countries) {
      places.push_back({{"@type", "Country"}, {"name", value_label(context, *facet, code)}, {"identifier", code}});
    }
  }
  if (!places.empty()) {
    out["spatialCoverage"] = std::move(places);
  }
  out["about"] = defined_terms(context, record, base);
  return out;
}

Json breadcrumbs(std::string_view base, const std::vector<std::pair<std::string, std::string>>& trail) {
  auto items = Json::array();
  for (const auto& [name, path] : trail) {
    items.push_back({{"@type", "ListItem"}, {"position", items.size() + 1}, {"name", name}, {"item", std::string(base) + path}});
  }
  return Json{{"@type", "BreadcrumbList"}, {"itemListElement", std::move(items)}};
}

}  // namespace

Json highwire_tags(const Reference& reference) {
  auto tags = Json::array();
  const auto add = [&](std::string_view name, const std::string& content) {
    if (!content.empty()) {
      tags.push_back({{"name", name}, {"content", content}});
    }
  };
  const auto& type = page_type(reference.type);
  add("citation_title", reference.title);
  for (const auto& author : reference.authors) {
    add("citation_author", name_of(author));
  }
  add("citation_publication_date", reference.year ? std::to_string(*reference.year) : std::string());
  add(type.venue_tag, reference.venue.name);
  add("citation_volume", reference.venue.volume);
  add("citation_issue", reference.venue.issue);
  add("citation_firstpage", reference.venue.first_page);
  add("citation_lastpage", reference.venue.last_page);
  add("citation_doi", reference.doi);
  add("citation_public_url", source_address(reference));
  add("citation_abstract", reference.abstract);
  add("citation_keywords", join(reference.keywords, "; "));
  add("citation_language", "en");
  add("DC.type", std::string(type.dublin));
  return tags;
}

std::string context_object(const Reference& reference) {
  const auto& type = page_type(reference.type);
  std::string out = "ctx_ver=Z39.88-2004&rft_val_fmt=" + percent("info:ofi/fmt:kev:mtx:" + std::string(type.metadata));
  const auto add = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) {
      out += "&" + std::string(key) + "=" + percent(value);
    }
  };
  const auto& venue = reference.venue;
  add("rft.genre", std::string(type.metadata == "dc" ? "" : type.genre));
  if (type.metadata == "journal") {
    add("rft.atitle", reference.title);
    add("rft.jtitle", venue.name);
  } else if (type.metadata == "book") {
    const bool part = type.genre == "bookitem" || type.genre == "proceeding";
    add(part ? "rft.atitle" : "rft.btitle", reference.title);
    add(part ? "rft.btitle" : "rft.pub", venue.name);
  } else {
    add("rft.title", reference.title);
    add(type.metadata == "dissertation" ? "rft.inst" : "rft.publisher", venue.name);
  }
  add("rft.volume", venue.volume);
  add("rft.issue", venue.issue);
  add("rft.spage", venue.first_page);
  add("rft.epage", venue.last_page);
  add("rft.date", reference.year ? std::to_string(*reference.year) : std::string());
  for (std::size_t i = 0; i < reference.authors.size(); ++i) {
    const auto& author = reference.authors[i];
    if (i == 0 && author.body.empty() && type.metadata != "dc") {
      add("rft.aulast", author.family);
      add("rft.aufirst", author.given);
    }
    add(type.metadata == "dc" ? "rft.creator" : author.body.empty() ? "rft.au" : "rft.aucorp", author.body.empty() ? name_of(author) : author.body);
  }
  add("rft_id", reference.doi.empty() ? reference.url : "info:doi/" + reference.doi);
  return out;
}

std::string record_json_ld(const ViewContext& context, const RecordDetail& record, const Reference& reference, std::string_view base) {
  const auto address = record_address(base, record.card.id);
  Json page{{"@type", "WebPage"},
            {"@id", address},
            {"url", address},
            {"name", record.card.title},
            {"description", record.card.summary},
            {"inLanguage", "en-GB"},
            {"dateCreated", record.card.added},
            {"dateModified", record.card.updated()},
            {"isPartOf", Json{{"@type", "WebSite"}, {"@id", std::string(base) + "/"}, {"name", context.words.at("name")}}},
            {"mainEntity", source_node(context, record, reference, base)}};
  // Of the summary; those of the source are in its own node.
  auto writers = Json::array();
  for (const auto& contributor : contributors_of(*record.front_matter)) {
    writers.push_back({{"@type", "Person"}, {"name", contributor.name}});
    if (!contributor.orcid.empty()) {
      writers.back()["@id"] = "https://orcid.org/" + contributor.orcid;
    }
  }
  if (!writers.empty()) {
    page["author"] = std::move(writers);
  }
  if (const auto licence = licence_of(record.card.circulation); !licence.empty()) {
    page["license"] = licence;
  }
  return in_script(
      Json{{"@context", "https://schema.org"},
           {"@graph",
            Json::array({std::move(page), breadcrumbs(base, {{"Start", "/"}, {"Search", "/search"}, {record.card.title, "/records/" + record.card.id}})})}});
}

std::string site_json_ld(const ViewContext& context, std::string_view base) {
  const std::string root(base);
  const auto name = context.words.at("name").get<std::string>();
  const auto promise = context.words.at("promise").get<std::string>();
  auto files = Json::array();
  for (const auto& format : export_formats()) {
    files.push_back({{"@type", "DataDownload"},
                     {"encodingFormat", format.media_type.substr(0, format.media_type.find(';'))},
                     {"contentUrl", root + "/api/v1/export?format=" + std::string(format.name)}});
  }
  Json site{{"@type", "WebSite"},
            {"@id", root + "/"},
            {"url", root + "/"},
            {"name", name},
            {"description", promise},
            {"inLanguage", "en-GB"},
            {"potentialAction", Json{{"@type", "SearchAction"},
                                     {"target", Json{{"@type", "EntryPoint"}, {"urlTemplate", root + "/search?q={search_term_string}"}}},
                                     {"query-input", "required name=search_term_string"}}}};
  Json dataset{
      {"@type", "Dataset"},
      {"@id", root + "/#dataset"},
      {"url", root + "/"},
      {"name", name + ": all records"},
      {"description", promise + ". Studies, reviews and examples from policing serious organised crime, each summed up, coded and rated, with its sources."},
      {"license", kRecordsLicence},
      {"isAccessibleForFree", true},
      {"creator", Json{{"@type", "Organization"}, {"name", name}, {"url", root + "/"}}},
      {"distribution", std::move(files)}};
  return in_script(Json{{"@context", "https://schema.org"}, {"@graph", Json::array({std::move(site), std::move(dataset)})}});
}

std::string signposts(const Reference& reference, std::string_view base, std::string_view licence) {
  const auto address = record_address(base, reference.id);
  std::vector<std::string> links;
  const auto add = [&](const std::string& target, std::string_view relation, std::string_view type = {}) {
    links.push_back("<" + target + ">; rel=\"" + std::string(relation) + "\"" + (type.empty() ? "" : "; type=\"" + std::string(type) + "\""));
  };
  if (!reference.doi.empty()) {
    const auto slash = std::min(reference.doi.size(), reference.doi.find('/'));
    add(std::string(kResolver) + percent(reference.doi.substr(0, slash)) + "/" + percent(reference.doi.substr(std::min(reference.doi.size(), slash + 1))),
        "cite-as");
  }
  add("https://schema.org/" + std::string(page_type(reference.type).schema), "type");
  add("https://schema.org/AboutPage", "type");
  if (!licence.empty()) {
    add(std::string(licence), "license");
  }
  add(address + ".json", "describedby", "application/json");
  add(address + ".ris", "describedby", "application/x-research-info-systems");
  add(address + ".bib", "describedby", "application/x-bibtex");
  add(address + ".csl.json", "describedby", "application/vnd.citationstyles.csl+json");
  add(address + ".md", "item", "text/markdown");
  add(std::string(base) + "/", "collection", "text/html");
  return join(links, ", ");
}

}  // namespace whatworks
