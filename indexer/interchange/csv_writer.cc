// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/text.h"
#include "front_matter_access.h"
#include "interchange/csv.h"
#include "interchange/reference.h"
#include "source_description.h"
#include "writers.h"

namespace whatworks {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kListSeparator = "; ";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// What a record holds under a key, or below two: null where it holds nothing there.
const Json& at(const Json& object, std::initializer_list<const char*> path) {
  static const Json nothing;
  const Json* here = &object;
  for (const auto* key : path) {
    const auto found = here->is_object() ? here->find(key) : here->end();
    if (!here->is_object() || found == here->end()) {
      return nothing;
    }
    here = &*found;
  }
  return *here;
}

std::string number_text(const Json& value) { return value.is_number() ? value.dump() : std::string(); }  // empty where it is none

std::string cell_of(const Json& value) {
  if (value.is_string()) {
    return value.get_ref<const std::string&>();
  }
  if (value.is_array()) {
    std::vector<std::string> items;
    for (const auto& item : value) {
      items.push_back(item.is_string() ? item.get<std::string>() : number_text(item));
    }
    return join(items, kListSeparator);
  }
  return number_text(value);
}

// "Shootings: -27 percent-change (-40 to -12), n 210, measures harm, good is lower"
std::string describe_outcome(const Json& outcome) {
  std::string text = text_at(outcome, "outcome") + ":";
  if (const auto& value = at(outcome, {"value"}); value.is_number()) {
    text += ' ' + number_text(value);
  }
  text += ' ' + text_at(outcome, "measure");
  if (const auto& interval = at(outcome, {"ci"}); interval.is_array() && interval.size() == 2) {
    text += fmt::format(" ({} to {})", number_text(interval[0]), number_text(interval[1]));
  }
  if (const auto count = number_at(outcome, "n")) {
    text += fmt::format(", n {}", *count);
  }
  text += ", measures " + text_at(outcome, "measures") + ", good is " + text_at(outcome, "harm");
  const auto note = text_at(outcome, "note");
  return note.empty() ? text : text + ", " + note;
}

std::string describe_related(const Json& related) { return text_at(related, "how") + ' ' + text_at(related, "id"); }

// "245: councils dismissed between 1991 and 2016"
std::string describe_figure(const Json& figure) { return text_at(figure, "value") + ": " + text_at(figure, "what"); }

std::string list_cell(const Json& list, std::size_t from, std::string (*describe)(const Json&)) {
  std::vector<std::string> items;
  for (std::size_t i = from; i < list.size(); ++i) {
    items.push_back(describe(list[i]));
  }
  return join(items, kListSeparator);
}

// The values that a record has for a facet: those that it states, its regions, or the default.
std::vector<std::string> facet_values(const Schemas& schemas, const Facet& facet, const Record& record) {
  auto stated = stated_values(record, facet);
  return facet.type == FacetType::region || stated.empty() ? schemas.expand(facet, stated) : stated;
}

// The columns of one facet: its codes, and where it has a vocabulary, their labels.
void add_facet_cells(const Schemas& schemas, const Facet& facet, const Record& record, std::vector<std::string>& cells) {
  const auto values = facet_values(schemas, facet, record);
  cells.push_back(join(values, kListSeparator));
  if (schemas.vocabulary_of(facet) != nullptr) {
    std::vector<std::string> labels;
    std::transform(values.begin(), values.end(), std::back_inserter(labels), [&](const std::string& value) { return schemas.label_of(facet, value); });
    cells.push_back(join(labels, kListSeparator));
  }
}

constexpr auto kFirstColumns = std::to_array<std::string_view>({"id", "url", "title", "summary", "intervention"});

constexpr auto kLastColumns = std::to_array<std::string_view>(
    {"fieldwork_from",   "fieldwork_to",         "sms_level",       "studies",    "consistency",   "strength_reason", "emmie_effect", "emmie_mechanism",
     "emmie_moderators", "emmie_implementation", "emmie_economics", "outcomes",   "figures",       "source_type",     "source_title", "source_authors",
     "source_year",      "source_venue",         "source_doi",      "source_url", "other_sources", "related",         "groups",       "added",
     "reviewed",         "contributors"});

std::vector<std::string> last_cells(const Json& record) {
  const auto& source = record.at("sources").at(0);
  std::vector<std::string> contributors;
  for (const auto& contributor : contributors_of(record)) {
    contributors.push_back(describe_contributor(contributor));
  }
  const auto cell = [&](std::initializer_list<const char*> path) { return cell_of(at(record, path)); };
  const auto of_source = [&](const char* key) { return cell_of(at(source, {key})); };
  return {cell({"fieldwork", "from"}),
          cell({"fieldwork", "to"}),
          cell({"sms_level"}),
          cell({"studies"}),
          cell({"consistency"}),
          cell({"strength_reason"}),
          cell({"emmie", "effect"}),
          cell({"emmie", "mechanism"}),
          cell({"emmie", "moderators"}),
          cell({"emmie", "implementation"}),
          cell({"emmie", "economics"}),
          list_cell(at(record, {"outcomes"}), 0, describe_outcome),
          list_cell(at(record, {"figures"}), 0, describe_figure),
          of_source("type"),
          of_source("title"),
          of_source("authors"),
          of_source("year"),
          of_source("venue"),
          of_source("doi"),
          of_source("url"),
          list_cell(record.at("sources"), 1, describe_source),
          list_cell(at(record, {"related"}), 0, describe_related),
          cell({"groups"}),
          cell({"added"}),
          cell({"reviewed"}),
          join(contributors, kListSeparator)};
}

std::string first_row(const ExportOptions& options, const std::vector<std::string>& names) {
  return std::string(options.byte_order_mark ? kByteOrderMark : std::string_view()) + csv_row(names);
}

// A row a record.
class CsvWriter final : public Exporter {
 public:
  CsvWriter(const Schemas& schemas, const ExportOptions& options) : schemas_(schemas), options_(options) {}

  [[nodiscard]] std::string header() const override {
    std::vector<std::string> names(kFirstColumns.begin(), kFirstColumns.end());
    for (const auto& facet : schemas_.facets()) {
      names.push_back(column_of(facet));
      if (schemas_.vocabulary_of(facet) != nullptr) {
        names.push_back(column_of(facet) + "_label");
      }
    }
    names.insert(names.end(), kLastColumns.begin(), kLastColumns.end());
    return first_row(options_, names);
  }

  [[nodiscard]] std::string item(const Record& record) const override {
    std::vector<std::string> cells{record.id, record_address(options_.base_url, record.id), record.title, record.summary, record.intervention};
    for (const auto& facet : schemas_.facets()) {
      add_facet_cells(schemas_, facet, record, cells);
    }
    auto last = last_cells(*record.front_matter);
    std::move(last.begin(), last.end(), std::back_inserter(cells));
    return csv_row(cells);
  }

 private:
  // A facet may be called like a column that is there already.
  static std::string column_of(const Facet& facet) {
    auto name = facet.name;
    std::replace(name.begin(), name.end(), '-', '_');
    const auto is_taken = [&](const auto& columns) { return std::find(columns.begin(), columns.end(), name) != columns.end(); };
    return is_taken(kFirstColumns) || is_taken(kLastColumns) ? "facet_" + name : name;
  }

  const Schemas& schemas_;
  ExportOptions options_;
};

// A row an outcome, for those who calculate with them; `record` joins them to the rows above. Called as in the site's own table of outcomes.
class CsvOutcomesWriter final : public Exporter {
 public:
  explicit CsvOutcomesWriter(const ExportOptions& options) : options_(options) {}

  [[nodiscard]] std::string header() const override {
    return first_row(options_, std::vector<std::string>{"record", "title", "published", "outcome", "measures", "measure", "value", "interval_low",
                                                        "interval_high", "n", "good_direction", "note", "url"});
  }

  [[nodiscard]] std::string item(const Record& record) const override {
    std::string rows;
    for (const auto& outcome : at(*record.front_matter, {"outcomes"})) {
      const auto& interval = at(outcome, {"ci"});
      const auto cell = [&](const char* key) { return cell_of(at(outcome, {key})); };
      const auto end_of_interval = [&](std::size_t i) { return interval.is_array() && interval.size() == 2 ? number_text(interval[i]) : std::string(); };
      rows += csv_row({record.id, record.title, std::to_string(record.published), cell("outcome"), cell("measures"), cell("measure"), cell("value"),
                       end_of_interval(0), end_of_interval(1), cell("n"), cell("harm"), cell("note"), record_address(options_.base_url, record.id)});
    }
    return rows;
  }

 private:
  ExportOptions options_;
};

}  // namespace

std::unique_ptr<Exporter> make_csv_writer(const Schemas& schemas, const ExportOptions& options) { return std::make_unique<CsvWriter>(schemas, options); }

std::unique_ptr<Exporter> make_csv_outcomes_writer(const Schemas& /*schemas*/, const ExportOptions& options) {
  return std::make_unique<CsvOutcomesWriter>(options);
}

}  // namespace whatworks
