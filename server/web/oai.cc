// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/oai.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "core/time.h"
#include "interchange/reference.h"
#include "view_parts.h"
#include "web/http.h"

namespace whatworks {
namespace {

constexpr std::string_view kPrefix = "oai_dc";
constexpr std::array kSetFacets{std::string_view("priority"), std::string_view("kind")};
constexpr char kTokenSeparator = '~';
constexpr std::size_t kTokenParts = 5;
constexpr std::size_t kLongestToken = 300;

struct VerbRow {
  OaiVerb verb;
  std::string_view name;
  std::vector<std::string_view> required;
  std::vector<std::string_view> optional;
};

const std::vector<VerbRow>& verbs() {
  static const std::vector<VerbRow> rows{
      {OaiVerb::identify, "Identify", {}, {}},
      {OaiVerb::list_metadata_formats, "ListMetadataFormats", {}, {"identifier"}},
      {OaiVerb::list_sets, "ListSets", {}, {"resumptionToken"}},
      {OaiVerb::list_identifiers, "ListIdentifiers", {"metadataPrefix"}, {"from", "until", "set", "resumptionToken"}},
      {OaiVerb::list_records, "ListRecords", {"metadataPrefix"}, {"from", "until", "set", "resumptionToken"}},
      {OaiVerb::get_record, "GetRecord", {"identifier", "metadataPrefix"}, {}},
  };
  return rows;
}

bool holds(const std::vector<std::string_view>& list, std::string_view name) { return std::find(list.begin(), list.end(), name) != list.end(); }

class OaiParser {
 public:
  OaiParser(const Schemas& schemas, std::string_view host) : schemas_(schemas), host_(host) {}

  ParsedOaiRequest parse(const Parameters& arguments) {
    const auto* row = read_verb(arguments);
    if (row == nullptr) {
      return std::move(parsed_);
    }
    read_arguments(*row, arguments);
    if (parsed_.errors.empty()) {
      OaiRequest request;
      request.verb = row->verb;
      request.batch.limit = kOaiPage;
      request.batch.search.facets.emplace();
      if (values_.contains("identifier")) {
        read_identifier(request);
      }
      if (holds(row->optional, "resumptionToken")) {
        values_.contains("resumptionToken") ? read_token(*row, request) : read_selection(request);
      }
      if (const auto prefix = values_.find("metadataPrefix"); prefix != values_.end() && prefix->second != kPrefix) {
        add("cannotDisseminateFormat", "Records are given as oai_dc alone");
      }
      parsed_.request = std::move(request);
    }
    if (!parsed_.errors.empty()) {
      parsed_.request.reset();
    }
    const bool is_bad = std::any_of(parsed_.errors.begin(), parsed_.errors.end(), [](const auto& error) { return error.code == "badArgument"; });
    if (!is_bad) {
      parsed_.attributes = arguments;
    }
    return std::move(parsed_);
  }

 private:
  void add(std::string code, std::string message) { parsed_.errors.push_back({std::move(code), std::move(message)}); }

  const VerbRow* read_verb(const Parameters& arguments) {
    const auto is_verb = [](const auto& argument) { return argument.first == "verb"; };
    const auto count = std::count_if(arguments.begin(), arguments.end(), is_verb);
    if (count != 1) {
      add("badVerb", count == 0 ? "The argument verb is missing" : "The argument verb is given more than once");
      return nullptr;
    }
    const auto& name = std::find_if(arguments.begin(), arguments.end(), is_verb)->second;
    const auto found = std::find_if(verbs().begin(), verbs().end(), [&](const VerbRow& row) { return row.name == name; });
    if (found == verbs().end()) {
      add("badVerb", "There is no verb \"" + name + "\"; there are Identify, ListMetadataFormats, ListSets, ListIdentifiers, ListRecords and GetRecord");
      return nullptr;
    }
    return &*found;
  }

  void read_arguments(const VerbRow& row, const Parameters& arguments) {
    for (const auto& [name, value] : arguments) {
      if (name == "verb") {
        continue;
      }
      if (!holds(row.required, name) && !holds(row.optional, name)) {
        add("badArgument", std::string(row.name) + " takes no argument \"" + name + "\"");
      } else if (!values_.emplace(name, value).second) {
        add("badArgument", "The argument " + name + " is given more than once");
      } else if (value.empty()) {
        add("badArgument", "The argument " + name + " is empty");
      }
    }
    if (values_.contains("resumptionToken")) {
      if (values_.size() > 1) {
        add("badArgument", "A resumptionToken stands alone, without other arguments");
      }
      return;
    }
    for (const auto& name : row.required) {
      if (!values_.contains(std::string(name))) {
        add("badArgument", "The argument " + std::string(name) + " is missing");
      }
    }
  }

  void read_identifier(OaiRequest& request) {
    const auto& identifier = values_.at("identifier");
    const auto start = oai_identifier(host_, "");
    if (identifier.starts_with(start) && is_slug(identifier.substr(start.size()))) {
      request.id = identifier.substr(start.size());
    } else {
      add("idDoesNotExist", "There is no record \"" + identifier + "\"; our identifiers look like " + start + "doe-2019-lines");
    }
  }

  std::optional<std::chrono::year_month_day> day(const char* name) {
    const auto found = values_.find(name);
    if (found == values_.end()) {
      return std::nullopt;
    }
    const auto parsed = parse_date(found->second);
    if (!parsed) {
      add("badArgument", std::string(name) + " must be a day such as 2026-11-24: our datestamps are days");
    }
    return parsed;
  }

  void read_selection(OaiRequest& request) {
    request.batch.updated_from = day("from");
    request.batch.updated_to = day("until");
    if (request.batch.updated_from && request.batch.updated_to && *request.batch.updated_from > *request.batch.updated_to) {
      add("badArgument", "from is later than until");
    }
    const auto set = values_.find("set");
    if (set != values_.end() && !choose_set(set->second, request)) {
      add("noRecordsMatch", "There is no set \"" + set->second + "\"; see ListSets");
    }
    note_filters(set == values_.end() ? std::string() : set->second, request);
  }

  static void note_filters(const std::string& set, OaiRequest& request) {
    const std::string separator(1, kTokenSeparator);
    const auto text = [](const auto& day) { return day ? format_date(*day) : std::string(); };
    request.token_filters = text(request.batch.updated_from) + separator + text(request.batch.updated_to) + separator + set;
  }

  // "priority:what-works", or "priority" for all that have any.
  bool choose_set(const std::string& set, OaiRequest& request) {
    const auto colon = set.find(':');
    const auto name = set.substr(0, colon);
    const auto* facet = std::find(kSetFacets.begin(), kSetFacets.end(), name) == kSetFacets.end() ? nullptr : schemas_.find_facet(name);
    const auto* vocabulary = facet == nullptr ? nullptr : schemas_.vocabulary_of(*facet);
    if (vocabulary == nullptr) {
      return false;
    }
    if (colon == std::string::npos) {
      request.batch.search = request.batch.search.with_exclusion(*facet, std::string(kMissingValue));
      return true;
    }
    const auto code = set.substr(colon + 1);
    if (vocabulary->find(code) == nullptr) {
      return false;
    }
    request.batch.search = request.batch.search.with(*facet, code);
    return true;
  }

  // What write_token() wrote: how many came before, the selection, the last id.
  void read_token(const VerbRow& row, OaiRequest& request) {
    const auto& token = values_.at("resumptionToken");
    const auto parts = token.size() <= kLongestToken ? split(token, kTokenSeparator) : std::vector<std::string>();
    constexpr long long kHighest = 99999999;
    const auto cursor = parts.size() == kTokenParts ? parse_integer(parts[0]).value_or(0) : 0;
    const auto is_day = [](const std::string& text) { return text.empty() || parse_date(text); };
    const bool good = row.verb != OaiVerb::list_sets && cursor > 0 && cursor <= kHighest && is_day(parts[1]) && is_day(parts[2]) && is_slug(parts[4]) &&
                      (parts[3].empty() || choose_set(parts[3], request));
    if (!good) {
      add("badResumptionToken", "This resumptionToken is none of ours; begin again without it");
      return;
    }
    request.cursor = static_cast<std::uint32_t>(cursor);
    request.batch.updated_from = parse_date(parts[1]);
    request.batch.updated_to = parse_date(parts[2]);
    request.batch.after = parts[4];
    note_filters(parts[3], request);
  }

  const Schemas& schemas_;
  std::string host_;
  ParsedOaiRequest parsed_;
  std::map<std::string, std::string> values_;
};

std::string write_token(const OaiRequest& request, std::uint32_t cursor, const std::string& after) {
  const std::string separator(1, kTokenSeparator);
  return std::to_string(cursor) + separator + request.token_filters + separator + after;
}

// What every answer has; the other parts are null until they are filled.
Json answer(const OaiContext& context, const ParsedOaiRequest& parsed) {
  auto attributes = Json::array();
  for (const auto& [name, value] : parsed.attributes) {
    attributes.push_back({{"name", name}, {"value", value}});
  }
  Json out{{"now", context.now}, {"base_url", context.base + "/oai"}, {"attributes", std::move(attributes)}};
  for (const auto* part : {"errors", "identify", "formats", "sets", "list_identifiers", "list_records", "get_record"}) {
    out[part] = nullptr;
  }
  return out;
}

std::string address_of_source(const Json& source) {
  const auto doi = text_of(source, "doi");
  return doi.empty() ? text_of(source, "url") : "https://doi.org/" + doi;
}

Json dublin_core(const OaiContext& context, const Record& record) {
  const auto& view = context.view;
  const auto reference = reference_of(record, view.schemas, context.base);
  auto elements = Json::array();
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) {
      elements.push_back({{"name", name}, {"text", clean_utf8(text)}});
    }
  };
  const auto& front_matter = *record.front_matter;
  add("title", record.title);
  for (const auto& author : member(member(front_matter, "sources").at(0), "authors")) {
    add("creator", author.get<std::string>());
  }
  for (const auto& keyword : reference.keywords) {
    add("subject", keyword);
  }
  add("description", record.summary);
  add("publisher", view.words.at("name").get<std::string>());
  add("date", updated_on(record));
  add("type", "Text");
  add("type", view.schemas.label_of(*view.schemas.find_facet("kind"), record.kind));
  add("format", "text/html");
  add("identifier", record_address(context.base, record.id));
  for (const auto& source : member(front_matter, "sources")) {
    const auto year = text_of(source, "year");
    const auto venue = text_of(source, "venue");
    add("source", text_of(source, "title") + (venue.empty() ? "" : ". " + venue) + (year.empty() ? "" : " (" + year + ")"));
    add("relation", address_of_source(source));
  }
  add("language", "en");
  for (const auto& code : member(front_matter, "countries")) {
    add("coverage", view.schemas.label_of(*view.schemas.find_facet("country"), code.get<std::string>()));
  }
  add("rights", std::string(kRecordsLicence));
  return elements;
}

Json header(const OaiContext& context, const Record& record) {
  auto sets = Json::array();
  for (const auto name : kSetFacets) {
    if (const auto* facet = context.view.schemas.find_facet(name); facet != nullptr) {
      for (const auto& code : stated_values(record, *facet)) {
        sets.push_back(std::string(name) + ":" + code);
      }
    }
  }
  return Json{{"identifier", oai_identifier(host_of(context.base), record.id)}, {"datestamp", updated_on(record)}, {"sets", std::move(sets)}};
}

}  // namespace

std::string oai_identifier(std::string_view host, std::string_view id) { return "oai:" + std::string(host) + ":" + std::string(id); }

ParsedOaiRequest parse_oai_request(const Schemas& schemas, const Parameters& arguments, std::string_view host) {
  Parameters clean;  // the answer repeats them, and XML has no place for control characters, which forms may hold
  for (const auto& [name, value] : arguments) {
    clean.emplace_back(clean_utf8(name), clean_utf8(value));
  }
  return OaiParser(schemas, host).parse(clean);
}

Json oai_errors(const OaiContext& context, const ParsedOaiRequest& parsed, std::span<const OaiError> errors) {
  auto out = answer(context, parsed);
  auto list = Json::array();
  for (const auto& error : errors) {
    list.push_back({{"code", error.code}, {"message", error.message}});
  }
  out["errors"] = std::move(list);
  return out;
}

Json oai_identify(const OaiContext& context, const ParsedOaiRequest& parsed, std::string_view earliest) {
  auto out = answer(context, parsed);
  out["identify"] = Json{{"name", context.view.words.at("name")},
                         {"email", context.view.words.at("contact_email")},
                         {"earliest", earliest},
                         {"host", host_of(context.base)},
                         {"sample", oai_identifier(host_of(context.base), "doe-2019-lines")}};
  return out;
}

Json oai_formats(const OaiContext& context, const ParsedOaiRequest& parsed) {
  auto out = answer(context, parsed);
  out["formats"] = true;
  return out;
}

Json oai_sets(const OaiContext& context, const ParsedOaiRequest& parsed) {
  auto out = answer(context, parsed);
  auto sets = Json::array();
  for (const auto name : kSetFacets) {
    const auto* facet = context.view.schemas.find_facet(name);
    const auto* vocabulary = facet == nullptr ? nullptr : context.view.schemas.vocabulary_of(*facet);
    if (vocabulary == nullptr) {
      continue;
    }
    sets.push_back({{"spec", name}, {"name", facet->label}});
    for (const auto& entry : vocabulary->concepts()) {
      sets.push_back({{"spec", std::string(name) + ":" + entry.code}, {"name", facet->label + ": " + entry.label}});
    }
  }
  out["sets"] = Json{{"list", std::move(sets)}};
  return out;
}

Json oai_records(const OaiContext& context, const ParsedOaiRequest& parsed, const RecordBatch& batch) {
  auto out = answer(context, parsed);
  const auto& request = *parsed.request;
  const bool with_metadata = request.verb != OaiVerb::list_identifiers;
  auto records = Json::array();
  for (const auto& record : batch.records) {
    records.push_back({{"header", header(context, record)}});
    if (with_metadata) {
      records.back()["elements"] = dublin_core(context, record);
    }
  }
  if (request.verb == OaiVerb::get_record) {
    out["get_record"] = Json{{"records", std::move(records)}};
    return out;
  }
  Json token = nullptr;
  if (batch.more || request.cursor > 0) {  // the last part of a list that came in several has an empty one
    const auto seen = request.cursor + static_cast<std::uint32_t>(batch.records.size());
    token = Json{{"text", batch.more ? write_token(request, seen, batch.records.back().id) : std::string()},
                 {"total", std::to_string(batch.total)},
                 {"cursor", std::to_string(request.cursor)}};
  }
  out[with_metadata ? "list_records" : "list_identifiers"] = Json{{"records", std::move(records)}, {"token", std::move(token)}};
  return out;
}

}  // namespace whatworks
