// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "outcome_view.h"
#include "web/trial_views.h"

namespace whatworks {
namespace {

std::string number(double value) { return fmt::format("{:.4g}", value); }

std::string typed(const Parameters& parameters, std::string_view name) {
  const auto found = std::find_if(parameters.begin(), parameters.end(), [&](const auto& parameter) { return parameter.first == name; });
  return found == parameters.end() ? std::string() : clean_utf8(found->second);
}

std::string address_with(const SampleSizePage& page, Parameters parameters) {
  if (page.trial) {
    parameters.insert(parameters.begin(), {"trial", page.trial->name});
  }
  return "/trials/sample-size" + to_query_string(parameters);
}

// The form with what an outcome states: nothing where its number is none that the form takes.
Json use_of(const SampleSizePage& page, const Json& outcome) {
  const auto measure = text_of(outcome, "measure");
  const auto& value = member(outcome, "value");
  if (!value.is_number()) {
    return nullptr;
  }
  if (shifts_share(measure)) {
    return address_with(page, {{"compare", "shares"}, {"measure", measure}, {"effect", value.dump()}}) + "#plan";
  }
  if (measure == "cohens-d" || measure == "hedges-g") {
    return address_with(page, {{"compare", "means"}, {"difference", value.dump()}, {"standard_deviation", "1"}}) + "#plan";
  }
  return nullptr;
}

Json outcome_rows(const ViewContext& context, const SampleSizePage& page) {
  auto out = Json::array();
  for (const auto& outcome : page.outcomes) {
    auto row = outcome_view(context, outcome);
    row["use_href"] = use_of(page, outcome);
    out.push_back(std::move(row));
  }
  return list_or_null(std::move(out));
}

Json field(const Json& words, const SampleSizePage& page, const std::string& name) {
  const auto& own = words.at("fields").at(name);
  const bool is_wrong = page.problem && page.field == name;
  return {{"name", name},
          {"label", own.at("label")},
          {"hint", own.contains("hint") ? own.at("hint") : Json(nullptr)},
          {"value", typed(page.typed, name)},
          {"error", is_wrong ? Json(page.problem->message) : Json(nullptr)},
          {"described", own.contains("hint") || is_wrong}};
}

Json fields(const Json& words, const SampleSizePage& page, const std::vector<std::string>& names) {
  auto out = Json::array();
  for (const auto& name : names) {
    out.push_back(field(words, page, name));
  }
  return out;
}

// What was asked, as the answer repeats it.
std::string difference_in_words(const SampleSizePage& page) {
  const auto& question = page.question;
  if (question.shares) {
    return "a change of the share from " + number(question.shares->without) + "% to " + number(page.answer->with) + "%";
  }
  return "a difference of " + number(question.means.difference) + " where single values vary by " + number(question.means.standard_deviation) +
         " (standard deviation)";
}

Json answer_view(const ViewContext& context, const SampleSizePage& page) {
  if (!page.answer) {
    return nullptr;
  }
  const auto& answer = *page.answer;
  const auto count = [](long long value) { return with_commas(static_cast<std::uint64_t>(value)); };
  const auto& words = context.words.at("trials").at("size");
  const auto clusters = answer.clusters == 0 ? Json(nullptr)
                                             : Json{{"count", count(answer.clusters)},
                                                    {"all", count(2 * answer.clusters)},
                                                    {"size", number(page.question.clusters->size)},
                                                    {"alone", count(answer.alone)},
                                                    {"design_effect", number(answer.design_effect)},
                                                    {"icc", number(page.question.clusters->icc)}};
  return {{"per_group", count(answer.per_group)},
          {"all", count(2 * answer.per_group)},
          {"difference", difference_in_words(page)},
          {"power", number(page.question.power * 100)},
          {"alpha", number(page.question.alpha * 100)},
          {"clusters", clusters},
          {"formula", words.at("formulas").at(page.means ? "means" : "shares")},
          {"cluster_formula", clusters.is_null() ? Json(nullptr) : words.at("formulas").at("clusters")}};
}

Json measure_options(const Json& words, const SampleSizePage& page) {
  const auto chosen = typed(page.typed, "measure");
  auto out = Json::array();
  for (const auto& [value, label] : words.at("measures").items()) {
    out.push_back({{"value", value}, {"label", label}, {"chosen", value == chosen}});
  }
  return out;
}

}  // namespace

Json sample_size_view(const ViewContext& context, const SampleSizePage& page) {
  const auto& words = context.words.at("trials").at("size");
  const auto shown = problem_view(page.problem, page.field);
  const auto trial_title = page.trial ? page.trial->protocol.at("title") : std::string();
  return {{"title", page_title("How many does a trial need?", shown)},
          {"section", "trials"},
          {"notice", nullptr},
          {"problem", shown},
          {"trial", page.trial ? Json{{"name", page.trial->name},
                                      {"href", "/trials/" + page.trial->name},
                                      {"title", trial_title.empty() ? page.trial->item.title : trial_title}}
                               : Json(nullptr)},
          {"means", page.means},
          {"shares", !page.means},
          {"compare", page.means ? "means" : "shares"},
          {"shares_href", address_with(page, {{"compare", "shares"}})},
          {"means_href", address_with(page, {{"compare", "means"}})},
          {"without", page.means ? Json(nullptr) : field(words, page, "without")},
          {"effect", page.means ? Json(nullptr) : field(words, page, "effect")},
          {"measures", measure_options(words, page)},
          {"mean_fields", page.means ? fields(words, page, {"difference", "standard_deviation"}) : Json::array()},
          {"test_fields", fields(words, page, {"alpha", "power"})},
          {"cluster_fields", fields(words, page, {"cluster_size", "icc"})},
          {"clusters_open", !typed(page.typed, "cluster_size").empty() || !typed(page.typed, "icc").empty()},
          {"answer", answer_view(context, page)},
          {"evidence", page.record_title
                           ? Json{{"title", *page.record_title}, {"href", "/records/" + page.trial->item.record_id}, {"rows", outcome_rows(context, page)}}
                           : Json(nullptr)},
          {"no_record", page.trial && !page.record_title}};
}

}  // namespace whatworks
