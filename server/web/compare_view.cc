// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>

#include "core/text.h"
#include "interchange/csv.h"
#include "short_forms.h"
#include "web/compare.h"

namespace whatworks {
namespace {

constexpr std::size_t kTitleInTitle = 50;  // code points of each record's title in the page's

// A record with what its own page would show of it.
struct Column {
  const RecordDetail& record;
  Json view;
};

// What stands in a cell: `plain` is what is compared and what goes into spreadsheets, the others are the ways to show it.
Json cell_of(std::string plain) {
  return Json{{"plain", plain},    {"text", std::move(plain)}, {"gap", nullptr},     {"more", nullptr},
              {"rating", nullptr}, {"entries", nullptr},       {"outcomes", nullptr}};
}

Json gap_of(const std::string& words) {
  auto cell = cell_of(words);
  cell["text"] = nullptr;
  cell["gap"] = words;
  return cell;
}

const Json* find_by(const Json& list, const char* key, const std::string& value) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const Json& entry) { return entry.at(key) == value; });
  return found == list.end() ? nullptr : &*found;
}

Json list_cell(const Json& entries, const std::string& missing) {
  std::vector<std::string> texts;
  for (const auto& entry : entries) {
    const auto href = text_of(entry, "href");
    texts.push_back(text_of(entry, "text") + (href.empty() ? "" : " " + href));
  }
  if (texts.empty()) {
    return gap_of(missing);
  }
  auto cell = cell_of(join(texts, "; "));
  cell["text"] = nullptr;
  cell["entries"] = Json{{"list", entries}};
  return cell;
}

// The labels of a facet's codes: words alone, since links as close together as here are hard to hit.
Json labels_cell(const ViewContext& context, const Column& column, const std::string& facet_name, const std::string& missing) {
  const auto* facet = context.schemas.find_facet(facet_name);
  const auto* fact = facet == nullptr ? nullptr : find_by(column.view.at("facts"), "name", facet->label);
  auto entries = Json::array();
  for (const auto& value : fact == nullptr ? Json::array() : fact->at("values")) {
    entries.push_back({{"text", value.at("label")}, {"href", ""}});
  }
  return list_cell(entries, missing);
}

Json outcomes_cell(const ViewContext& context, const Column& column, const std::string& missing) {
  auto tables = outcome_lines(context, column.view);
  std::vector<std::string> lines;
  for (const auto& table : tables) {
    for (const auto& row : table.at("rows")) {
      lines.push_back(text_of(table, "heading") + ": " + text_of(row, "text") + " (" + text_of(row, "reading") + ")");
    }
  }
  if (lines.empty()) {
    return gap_of(missing);
  }
  auto cell = cell_of(join(lines, "; "));
  cell["text"] = nullptr;
  cell["outcomes"] = Json{{"tables", std::move(tables)}};
  return cell;
}

Json section_cell(const ViewContext& context, const Column& column, const std::string& slug, const std::string& missing) {
  auto opening = opening_of(column.record, slug);
  if (opening.text.empty()) {
    const auto* plan = find_by(context.words.at("sections"), "slug", slug);
    return gap_of(plan == nullptr ? missing : plan->value("gap", missing));
  }
  auto cell = cell_of(std::move(opening.text));
  cell["more"] = opening.more ? Json("/records/" + column.record.card.id + "#" + slug) : Json(nullptr);
  return cell;
}

Json rating_cell(const Column& column, const std::string& facet, const std::string& missing) {
  const auto* rating = find_by(column.view.at("ratings"), "facet", facet);
  if (rating == nullptr) {
    return gap_of(missing);
  }
  auto cell = cell_of(text_of(*rating, "label"));
  cell["text"] = nullptr;
  cell["rating"] = *rating;
  return cell;
}

Json plain_cell(const std::string& text, const std::string& missing) { return text.empty() ? gap_of(missing) : cell_of(text); }

Json cell_for(const ViewContext& context, const Json& plan, const Column& column) {
  const auto missing = text_of(context.words.at("compare"), "missing");
  const auto kind = text_of(plan, "of");
  const auto& view = column.view;
  if (kind == "rating") {
    return rating_cell(column, text_of(plan, "facet"), missing);
  }
  if (kind == "section") {
    return section_cell(context, column, text_of(plan, "slug"), missing);
  }
  if (kind == "facet") {
    return labels_cell(context, column, text_of(plan, "facet"), missing);
  }
  if (kind == "outcomes") {
    return outcomes_cell(context, column, missing);
  }
  if (kind == "sources") {
    return list_cell(source_lines(view), missing);
  }
  if (kind == "years") {
    return cell_of(view.at("published").dump() + (text_of(view, "fieldwork").empty() ? "" : " (data: " + text_of(view, "fieldwork") + ")"));
  }
  return plain_cell(text_of(view, kind.c_str()), missing);
}

std::string row_name(const ViewContext& context, const Json& plan) {
  if (plan.contains("name")) {
    return text_of(plan, "name");
  }
  const auto* facet = context.schemas.find_facet(text_of(plan, "facet"));
  return facet == nullptr ? text_of(plan, "facet") : facet->label;
}

// The rows that site/content.json plans: {"name", "differs", "cells"}. A list in another order is another text, but not another thing.
Json rows_of(const ViewContext& context, std::span<const RecordDetail> records) {
  std::vector<Column> columns;
  for (const auto& record : records) {
    columns.push_back({record, record_view(context, record)});
  }
  auto rows = Json::array();
  for (const auto& plan : context.words.at("compare").at("rows")) {
    auto cells = Json::array();
    std::set<std::set<std::string>> contents;
    for (const auto& column : columns) {
      auto cell = cell_for(context, plan, column);
      const auto parts = split(text_of(cell, "plain"), ';');
      std::set<std::string> content;
      for (const auto& part : parts) {
        content.emplace(trim(part));
      }
      contents.insert(std::move(content));
      cells.push_back(std::move(cell));
    }
    rows.push_back({{"name", row_name(context, plan)}, {"differs", contents.size() > 1}, {"cells", std::move(cells)}});
  }
  return rows;
}

std::vector<std::string> ids_of(std::span<const RecordDetail> records) {
  std::vector<std::string> out;
  for (const auto& record : records) {
    out.push_back(record.card.id);
  }
  return out;
}

// What the page says of a request that could not be met as it was.
void add_notices(const Comparison& comparison, Json& view) {
  auto left_out = Json::array();
  for (const auto& card : comparison.left_out) {
    left_out.push_back({{"title", card.title}, {"href", "/records/" + card.id}});
  }
  view["not_found"] = comparison.not_found;
  view["repeated"] = comparison.repeated;
  view["left_out"] = left_out.empty() ? Json(nullptr) : Json{{"list", std::move(left_out)}};
}

}  // namespace

std::string compare_address(const std::vector<std::string>& ids) {
  Parameters parameters;
  for (const auto& id : ids) {
    parameters.emplace_back("id", id);
  }
  return "/compare" + to_query_string(parameters);
}

Json compare_view(const ViewContext& context, const Comparison& comparison) {
  const auto ids = ids_of(comparison.records);
  const auto address = compare_address(ids);
  auto columns = Json::array();
  std::vector<std::string> titles;
  for (const auto& record : comparison.records) {
    auto others = ids;
    std::erase(others, record.card.id);
    auto column = card_view(context, record.card);
    column["without"] = compare_address(others);
    columns.push_back(std::move(column));
    titles.push_back(shorten(record.card.title, kTitleInTitle));
  }
  auto rows = rows_of(context, comparison.records);
  const auto all = rows.size();
  const auto differing = static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [](const Json& row) { return row.at("differs") == true; }));
  if (comparison.only_differences) {
    rows.erase(std::remove_if(rows.begin(), rows.end(), [](const Json& row) { return row.at("differs") == false; }), rows.end());
  }
  auto view = Json{{"title", "Compare " + std::to_string(ids.size()) + " records: " + join(titles, "; ")},
                   {"section", "shortlist"},
                   {"count", ids.size()},
                   {"cards", std::move(columns)},
                   {"rows", std::move(rows)},
                   {"differing", differing},
                   {"all", all},
                   {"only_differences", comparison.only_differences},
                   {"all_href", address},
                   {"differences_href", address + "&show=differences"},
                   {"csv_href", "/compare.csv" + address.substr(address.find('?'))}};
  add_notices(comparison, view);
  return view;
}

std::string compare_csv(const ViewContext& context, const Comparison& comparison) {
  const auto& words = context.words.at("compare");
  const auto line = [&](std::string name, std::string difference, const auto& text) {
    std::vector<std::string> fields{std::move(name), std::move(difference)};
    for (const auto& record : comparison.records) {
      fields.push_back(text(record));
    }
    return csv_row(fields);
  };
  auto out = line("row", "comparison", [](const auto& record) { return record.card.id; });
  out += line(text_of(words, "title"), "", [](const auto& record) { return record.card.title; });
  for (const auto& row : rows_of(context, comparison.records)) {
    if (comparison.only_differences && row.at("differs") == false) {
      continue;
    }
    std::size_t column = 0;
    out += line(text_of(row, "name"), text_of(words, row.at("differs") == true ? "different" : "same"),
                [&](const auto&) { return text_of(row.at("cells").at(column++), "plain"); });
  }
  const auto nothing = [](const auto&) { return std::string(); };
  for (const auto& id : comparison.not_found) {
    out += line(text_of(words, "not_found"), id, nothing);
  }
  for (const auto& card : comparison.left_out) {
    out += line(text_of(words, "left_out"), card.id, nothing);
  }
  return out;
}

Json compare_choice_view(const ViewContext& context, const Comparison& comparison, const std::vector<SimilarRecord>& similar) {
  auto cards = Json::array();
  auto candidates = Json::array();
  for (const auto& record : comparison.records) {
    cards.push_back(card_view(context, record.card));
    for (const auto& other : similar) {
      candidates.push_back({{"title", other.card.title}, {"href", compare_address({record.card.id, other.card.id})}});
    }
  }
  auto view = Json{{"title", "Choose records to compare"},
                   {"section", "shortlist"},
                   {"cards", std::move(cards)},
                   {"candidates", candidates.empty() ? Json(nullptr) : Json{{"list", std::move(candidates)}}}};
  add_notices(comparison, view);
  return view;
}

}  // namespace whatworks
