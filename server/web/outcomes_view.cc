// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "interchange/csv.h"
#include "outcome_view.h"
#include "view_parts.h"

namespace whatworks {
namespace {

constexpr std::string_view kPath = "/outcomes";

// The search as people know it: without what this page sets itself.
SearchRequest as_asked(const SearchRequest& request) {
  auto out = request.at_page(1);
  out.per_page = kDefaultPerPage;
  out.facets.reset();
  return out;
}

// Every outcome of the records as a row, in the order of the records.
Json outcome_rows(const ViewContext& context, std::span<const Record> records) {
  auto rows = Json::array();
  for (const auto& record : records) {
    for (const auto& outcome : member(*record.front_matter, "outcomes")) {
      auto row = outcome_view(context, outcome);
      row["href"] = "/records/" + record.id;
      row["title"] = record.title;
      row["published"] = record.published;
      row["circulation"] = circulation_view(context, record.circulation, record.groups);
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

Json words_chip(const ViewContext& context, const SearchRequest& request) {
  auto without = request;
  without.q.clear();
  without.sort.reset();
  return {
      {"facet", context.words.at("outcomes").at("words")}, {"value", request.q}, {"excluded", false}, {"href", std::string(kPath) + to_query_string(without)}};
}

Json notices_of(const ViewContext& context, const ParsedRequest& parsed, const SearchResults& results, std::size_t shown) {
  const auto& words = context.words.at("outcomes");
  auto out = Json::array();
  for (const auto& problem : parsed.problems) {
    if (problem.parameter == "year_from" || problem.parameter == "year_to") {
      out.push_back(context.words.at("year_errors").at(problem.parameter));
    }
  }
  if (results.corrected && results.did_you_mean) {
    out.push_back(words.at("corrected").get<std::string>() + " ‘" + *results.did_you_mean + "’.");
  }
  if (results.relaxed && results.total > 0) {
    out.push_back(words.at("relaxed"));
  }
  if (results.incomplete) {
    out.push_back(words.at("incomplete"));
  }
  if (results.total > shown) {
    out.push_back(words.at("cut").get<std::string>() + " " + with_commas(shown) + ". " + words.at("narrow").get<std::string>());
  }
  return out;
}

std::string summary_of(const SearchResults& results, std::span<const Record> records) {
  const auto with = std::count_if(records.begin(), records.end(), [](const Record& record) { return !member(*record.front_matter, "outcomes").empty(); });
  const auto all = count_of(results.total, "record", "records");
  const auto some = with_commas(static_cast<std::uint64_t>(with));
  return results.total > records.size() ? all + ". Of the first " + with_commas(records.size()) + ", " + some + " report measured outcomes."
                                        : all + ", of which " + some + " " + (with == 1 ? "reports" : "report") + " measured outcomes.";
}

}  // namespace

Json outcomes_view(const ViewContext& context, const ParsedRequest& parsed, const SearchResults& results, std::span<const Record> records) {
  const auto& words = context.words.at("outcomes");
  const auto request = as_asked(parsed.request);
  const auto query = to_query_string(request);
  auto rows = outcome_rows(context, records);
  auto chips = chip_views(narrowings(context, request), kPath);
  if (!request.q.empty()) {
    chips.insert(chips.begin(), words_chip(context, request));
  }
  const auto total_text = count_of(results.total, "record", "records");
  const auto caption = count_of(rows.size(), "outcome", "outcomes") + ", record by record in the order of the search";
  const bool plot = std::any_of(rows.begin(), rows.end(), can_be_drawn);
  return Json{
      {"title", words.at("title").get<std::string>() + ": " + total_text + (request.q.empty() ? "" : " for ‘" + request.q + "’")},
      {"section", "search"},
      {"q", request.q},
      {"summary", summary_of(results, records)},
      {"search_href", "/search" + query},
      {"chips", chips.empty() ? Json(nullptr) : Json{{"list", chips}}},
      {"clear_href", std::string(kPath)},
      {"notices", notices_of(context, parsed, results, records.size())},
      {"nothing", words.at("nothing")},
      {"table", rows.empty() ? Json(nullptr) : Json{{"rows", std::move(rows)}, {"plot", plot}, {"caption", caption}, {"csv_href", "/outcomes.csv" + query}}}};
}

std::string outcomes_csv(const ViewContext& context, std::span<const Record> records) {
  auto out = csv_row({"record", "title", "published", "outcome", "measures", "measure", "value", "interval_low", "interval_high", "no_difference", "n",
                      "good_direction", "verdict", "note", "url"});
  for (const auto& record : records) {
    for (const auto& outcome : member(*record.front_matter, "outcomes")) {
      const auto view = outcome_view(context, outcome);
      const auto& data = view.at("data");
      const auto& verdict = view.at("verdict");
      out += csv_row({record.id, record.title, std::to_string(record.published), text_of(view, "outcome"), text_of(data, "measures"), text_of(data, "measure"),
                      text_of(data, "value"), text_of(data, "low"), text_of(data, "high"), text_of(data, "none"), text_of(outcome, "n"), text_of(data, "harm"),
                      verdict.is_object() ? text_of(verdict, "label") : std::string(), text_of(view, "note"), "/records/" + record.id});
    }
  }
  return out;
}

}  // namespace whatworks
