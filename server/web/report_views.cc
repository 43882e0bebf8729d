// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/report_views.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "interchange/csv.h"
#include "view_parts.h"

namespace whatworks {
namespace {

// A median as readers see it: of whole numbers, so that it ends in a half or in nothing.
std::string median_text(double value) {
  const auto floor = std::lround(std::floor(value));
  return std::to_string(floor) + (value == static_cast<double>(floor) ? "" : ".5");
}

Json table_view(const ReportTable& table, const std::string& id) {
  auto rows = Json::array();
  for (const auto& row : table.rows) {
    rows.push_back({{"first", row.front()}, {"cells", std::vector<std::string>(row.begin() + 1, row.end())}});
  }
  // A cell without text is a cell all the same.
  for (auto& row : rows) {
    auto cells = Json::array();
    for (const auto& cell : row["cells"]) {
      cells.push_back({{"text", cell}});
    }
    row["cells"] = std::move(cells);
  }
  return {{"id", id}, {"caption", table.caption}, {"columns", table.columns}, {"rows", std::move(rows)}};
}

Json section_view(const ReportSection& section) {
  auto blocks = Json::array();
  for (std::size_t i = 0; i < section.blocks.size(); ++i) {
    const auto& block = section.blocks[i];
    blocks.push_back({{"subheading", block.heading},
                      {"paragraph", block.link.empty() ? Json(block.paragraph) : Json(nullptr)},
                      {"link", block.link.empty() ? Json(nullptr) : Json{{"href", block.link}, {"text", block.paragraph}}},
                      {"entries", list_or_null(block.list)},
                      {"quotes", list_or_null(block.quotes)},
                      {"table", block.table ? table_view(*block.table, section.id + "-table-" + std::to_string(i)) : Json(nullptr)}});
  }
  return {{"id", section.id}, {"heading", section.heading}, {"blocks", std::move(blocks)}};
}

std::string column_name(std::string_view criterion) {
  std::string out(criterion);
  std::replace(out.begin(), out.end(), '-', '_');
  return out;
}

}  // namespace

Json report_view(const ViewContext& /*context*/, const ReportPage& page) {
  const auto& report = *page.report;
  const auto address = "/workshops/" + page.workshop->name;
  auto sections = Json::array();
  for (const auto& section : report.sections) {
    sections.push_back(section_view(section));
  }
  return {{"title", "Report: " + report.title},
          {"section", "workshops"},
          {"workshop", report.title},
          {"workshop_href", address},
          {"reference", report.reference},
          {"day", report.day},
          {"place", report.place},
          {"report_circulation", report.circulation},
          {"disclaimer", report.disclaimer},
          {"has_findings", report.has_findings},
          {"sections", std::move(sections)},
          {"markdown_href", address + "/report.md"},
          {"document_href", page.has_document ? Json(address + "/report.docx") : Json(nullptr)},
          {"csv_href", address + "/ratings.csv"},
          {"json_href_of_ratings", address + "/ratings.json"}};
}

std::string ratings_csv(const AssessmentScheme& scheme, const std::vector<OpenRating>& ratings) {
  std::vector<std::string> headings{"round", "group", "item", "title", "record", "rater", "organisation"};
  for (const auto& criterion : scheme.criteria) {
    headings.push_back(column_name(criterion.name));
  }
  auto out = csv_row(headings);
  for (const auto& rating : ratings) {
    std::vector<std::string> row{std::to_string(rating.round), rating.group, rating.item, rating.title, rating.record_id, rating.rater, rating.organisation};
    row.insert(row.end(), rating.scores.begin(), rating.scores.end());
    out += csv_row(row);
  }
  return out;
}

Json ratings_json(const Workshop& workshop, const std::vector<OpenRating>& ratings) {
  auto criteria = Json::array();
  for (const auto& criterion : workshop.scheme.criteria) {
    auto points = Json::array();
    for (const auto& point : criterion.points) {
      points.push_back({{"value", point.value}, {"label", point.label}});
    }
    criteria.push_back({{"name", criterion.name}, {"label", criterion.label}, {"question", criterion.question}, {"points", std::move(points)}});
  }
  auto rows = Json::array();
  for (const auto& rating : ratings) {
    auto scores = Json::object();
    for (std::size_t i = 0; i < rating.scores.size(); ++i) {
      const auto number = parse_decimal(rating.scores[i]);
      scores[workshop.scheme.criteria[i].name] = number ? Json(*number) : rating.scores[i].empty() ? Json(nullptr) : Json(rating.scores[i]);
    }
    rows.push_back({{"round", rating.round},
                    {"group", rating.group},
                    {"item", rating.item},
                    {"title", rating.title},
                    {"record", rating.record_id.empty() ? Json(nullptr) : Json(rating.record_id)},
                    {"rater", rating.rater},
                    {"organisation", rating.organisation.empty() ? Json(nullptr) : Json(rating.organisation)},
                    {"scores", std::move(scores)}});
  }
  const auto& details = workshop.info.details;
  return {{"workshop", workshop.info.name},
          {"title", details.title},
          {"held_on", details.held_on.empty() ? Json(nullptr) : Json(details.held_on)},
          {"circulation", details.circulation},
          {"fewest_answers", workshop.scheme.fewest_answers},
          {"criteria", std::move(criteria)},
          {"ratings", std::move(rows)}};
}

Json judgements_view(const std::vector<Judgement>& judgements) {
  auto out = Json::array();
  for (const auto& judgement : judgements) {
    const auto by_medians = std::string(category_in_words(*judgement.category));
    out.push_back({{"category", judgement.agreed ? by_medians : "Not agreed"},
                   {"not_agreed", !judgement.agreed},
                   {"by_medians", by_medians},
                   {"effect", median_text(judgement.medians.effect)},
                   {"certainty", median_text(judgement.medians.certainty)},
                   {"harms", median_text(judgement.medians.harms)},
                   {"people", count_of(judgement.people, "person judged it", "people judged it")},
                   {"workshop", judgement.workshop.details.title},
                   {"group", judgement.group},
                   {"day", date_in_words(judgement.workshop.details.held_on)},
                   {"href", "/workshops/" + judgement.workshop.name + "/report"}});
  }
  return list_or_null(std::move(out));
}

}  // namespace whatworks
