// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/evaluation_views.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "core/time.h"
#include "view_parts.h"

namespace whatworks {
namespace {

constexpr int kTones = 5;  // of a scale, from one end to the other

std::string typed_value(const Parameters& typed, std::string_view name) {
  const auto found = std::find_if(typed.begin(), typed.end(), [&](const auto& field) { return field.first == name; });
  return found == typed.end() ? std::string() : found->second;
}

std::string number_text(double value) {
  const auto whole = std::lround(value);
  return value == static_cast<double>(whole) ? std::to_string(whole) : std::to_string(std::lround(std::floor(value))) + ".5";  // medians of whole numbers
}

// The points of a scale as radios of a field; `last` stands after them.
Json choices(const std::string& field, const std::vector<ScalePoint>& scale, const std::string& chosen, const std::string& last = {}) {
  auto out = Json::array();
  const auto add = [&](const std::string& value, const std::string& label) {
    out.push_back({{"id", field + "-" + value}, {"field", field}, {"value", value}, {"label", label}, {"chosen", chosen == value}});
  };
  for (const auto& point : scale) {
    add(number_text(point.value), point.label);
  }
  if (!last.empty()) {
    add(std::string(kNotApplicable), last);
  }
  return out;
}

Json form_view(const EvaluationScheme& scheme, int level, const Parameters& typed, std::string_view token) {
  const auto& form = scheme.form(level);
  auto items = Json::array();
  for (const auto& item : form.items) {
    const auto field = item_field(item.name);
    items.push_back(
        {{"field", field}, {"statement", item.statement}, {"choices", choices(field, scheme.scale, typed_value(typed, field), scheme.not_applicable)}});
  }
  auto questions = Json::array();
  for (const auto& question : form.questions) {
    const auto field = text_field(question.name);
    questions.push_back({{"field", field}, {"question", question.question}, {"text", typed_value(typed, field)}, {"longest", kLongestAnswer}});
  }
  return {{"heading", form.title}, {"token", token}, {"items", std::move(items)}, {"questions", std::move(questions)}};
}

std::string day_of(const WorkshopInfo& workshop) { return workshop.details.held_on.empty() ? std::string() : date_in_words(workshop.details.held_on); }

Json uses_view(const EvaluationPage& page) {
  auto out = Json::array();
  for (const auto& item : page.group->agenda) {
    const auto field = use_field(item.name);
    const auto kept = page.likelihoods.find(item.name);
    const auto typed = typed_value(page.typed, field);
    const auto chosen = !typed.empty() || kept == page.likelihoods.end() ? typed : std::to_string(kept->second);
    out.push_back({{"field", field}, {"title", item.title}, {"choices", choices(field, page.scheme->likelihood, chosen)}});
  }
  return list_or_null(std::move(out));
}

// "4 of 12 (33%)"; people may have left the panel, so that there are more forms than people.
std::string rate_in_words(std::size_t forms, std::size_t panel) {
  const auto of = std::to_string(forms) + " of " + std::to_string(panel);
  return panel == 0 || forms > panel ? of : of + " (" + std::to_string(std::lround(100.0 * static_cast<double>(forms) / static_cast<double>(panel))) + "%)";
}

Json labels_of(const std::vector<ScalePoint>& scale) {
  auto out = Json::array();
  for (std::size_t i = 0; i < scale.size(); ++i) {
    out.push_back({{"label", scale[i].label}, {"tone", 1 + std::lround(static_cast<double>(i) * (kTones - 1) / static_cast<double>(scale.size() - 1))}});
  }
  return out;
}

Json item_view(const ItemDistribution& item) {
  Json out{{"statement", item.item->statement}, {"shown", item.shown}};
  if (item.shown) {
    out["bar"] = spread_bar(item.counts);
    out["counts"] = item.counts;
    out["answers"] = item.answers;
    out["not_applicable"] = item.not_applicable;
    out["median"] = number_text(item.median);
  }
  return out;
}

Json form_result_view(const EvaluationResultsPage& page, const FormResult& result) {
  const auto level = result.form->level;
  auto items = Json::array();
  for (const auto& item : result.items) {
    items.push_back(item_view(item));
  }
  auto questions = Json::array();
  for (const auto& question : result.questions) {
    questions.push_back({{"question", question.question->question}, {"answers", list_or_null(question.answers)}});
  }
  return {{"level", level},
          {"id", "level-" + std::to_string(level)},
          {"title", result.form->title},
          {"when", result.form->when},
          {"rate", rate_in_words(result.forms, page.results->panel)},
          {"shown", result.shown},
          {"scale", labels_of(page.scheme->scale)},
          {"not_applicable", page.scheme->not_applicable},
          {"columns", page.scheme->scale.size() + 3},
          {"items", std::move(items)},
          {"questions", std::move(questions)}};
}

// How often chance alone would bring it, as cases in a hundred or a thousand.
std::string chance_in_words(double p) {
  if (p >= 0.095) {
    return std::to_string(std::lround(100 * p)) + " of 100 times";
  }
  return p < 0.001 ? "less than once in 1,000 times" : std::to_string(std::lround(1000 * p)) + " of 1,000 times";
}

Json likelihood_view(const LikelihoodResult& result) {
  Json out{{"title", result.item->title}, {"group", result.group->label}, {"pairs", result.pairs}, {"shown", result.shown}};
  if (!result.shown) {
    return out;
  }
  out["rows"] = Json::array();
  const auto add = [&](std::string_view moment, const std::vector<std::size_t>& counts) {
    out["rows"].push_back({{"moment", moment}, {"bar", spread_bar(counts)}, {"counts", counts}});
  };
  add("Before", result.before);
  add("After", result.after);
  out["up"] = result.up;
  out["down"] = result.down;
  out["same"] = result.same;
  out["chance"] = result.test ? Json(chance_in_words(result.test->p)) : Json(nullptr);
  return out;
}

Json link_view(const EvaluationResultsPage& page, const EvaluationForm& form) {
  const auto& info = page.workshop->info;
  const auto level = std::to_string(form.level);
  Json out{{"level", level}, {"title", form.title}, {"when", form.when}, {"address", nullptr}};
  const auto link = std::find_if(page.links.begin(), page.links.end(), [&](const FollowUpLink& made) { return made.level == form.level; });
  if (link != page.links.end()) {
    out["address"] = page.base + "/workshops/" + info.name + "/follow-up/" + level + "?key=" + link->key;
    out["ends"] = format_date_in_words(std::chrono::floor<std::chrono::days>(link->ends));
    out["workshop"] = info.details.title;
    out["day"] = day_of(info);
  }
  return out;
}

}  // namespace

std::string item_field(std::string_view name) { return "item-" + std::string(name); }
std::string text_field(std::string_view name) { return "text-" + std::string(name); }
std::string use_field(std::string_view item) { return "use-" + std::string(item); }

Json evaluation_view(const ViewContext& /*context*/, const EvaluationPage& page) {
  const auto& info = *page.workshop;
  const auto field = page.group != nullptr && !page.group->agenda.empty() && page.moment == Moment::before
                         ? use_field(page.group->agenda.front().name)
                         : item_field(page.scheme->form(1).items.front().name);
  const auto shown = problem_view(page.problem, field + "-1");
  const bool before = page.moment == Moment::before;
  const auto* title = page.sent ? "Thank you" : before ? "Before you start" : "How was it?";
  Json out{{"title", page_title(title, shown)},
           {"section", "workshops"},
           {"heading", title},
           {"notice", nullptr},
           {"problem", shown},
           {"workshop", info.details.title},
           {"workshop_href", "/workshops/" + info.name},
           {"address", "/workshops/" + info.name + "/evaluation"},
           {"results_href", "/workshops/" + info.name + "/evaluation/results"},
           {"facilitates", page.facilitates},
           {"stranger", page.group == nullptr},
           {"sent", page.sent},
           {"before", before},
           {"uses", nullptr},
           {"form", nullptr}};
  if (page.group != nullptr && !page.sent) {
    out["question"] = page.scheme->likelihood_question;
    out["uses"] = uses_view(page);
    out["form"] = before ? Json(nullptr) : form_view(*page.scheme, 1, page.typed, page.token);
  }
  return out;
}

Json follow_up_view(const ViewContext& /*context*/, const FollowUpPage& page) {
  const auto& form = page.scheme->form(page.level);
  const auto shown = problem_view(page.problem, item_field(form.items.front().name) + "-1");
  const auto title = page.sent ? std::string("Thank you") : form.title;
  return {{"title", page_title(title, shown)},
          {"section", "workshops"},
          {"heading", title},
          {"notice", nullptr},
          {"problem", shown},
          {"workshop", page.workshop->details.title},
          {"day", day_of(*page.workshop)},
          {"address", "/workshops/" + page.workshop->name + "/follow-up/" + std::to_string(page.level) + "?key=" + page.key},
          {"sent", page.sent},
          {"form", page.sent ? Json(nullptr) : form_view(*page.scheme, page.level, page.typed, page.token)}};
}

Json spread_bar(const std::vector<std::size_t>& counts) {
  const auto total = std::accumulate(counts.begin(), counts.end(), std::size_t{0});
  auto parts = Json::array();
  std::size_t before = 0;
  for (std::size_t i = 0; i < counts.size() && total > 0; ++i) {
    if (counts[i] > 0) {
      const auto share = [&](std::size_t count) { return std::round(1000.0 * static_cast<double>(count) / static_cast<double>(total)) / 10; };
      parts.push_back({{"x", share(before)},
                       {"width", share(counts[i])},
                       {"tone", 1 + std::lround(static_cast<double>(i) * (kTones - 1) / static_cast<double>(counts.size() - 1))}});
    }
    before += counts[i];
  }
  return {{"parts", std::move(parts)}};
}

Json evaluation_results_view(const ViewContext& /*context*/, const EvaluationResultsPage& page) {
  const auto& info = page.workshop->info;
  auto forms = Json::array();
  for (const auto& result : page.results->forms) {
    // A follow-up that nobody was asked for is not missed.
    if (result.form->level == 1 || result.forms > 0) {
      forms.push_back(form_result_view(page, result));
    }
  }
  auto likelihoods = Json::array();
  for (const auto& result : page.results->likelihoods) {
    likelihoods.push_back(likelihood_view(result));
  }
  auto links = Json::array();
  for (std::size_t i = 1; i < page.scheme->forms.size() && page.facilitates; ++i) {
    links.push_back(link_view(page, page.scheme->forms[i]));
  }
  return {{"title", "Evaluation: " + info.details.title},
          {"section", "workshops"},
          {"workshop", info.details.title},
          {"workshop_href", "/workshops/" + info.name},
          {"form_address", "/workshops/" + info.name + "/evaluation/link"},
          {"fewest", page.scheme->fewest_answers},
          {"forms", std::move(forms)},
          {"question", page.scheme->likelihood_question},
          {"likelihood_scale", labels_of(page.scheme->likelihood)},
          {"likelihood_columns", page.scheme->likelihood.size() + 2},
          {"likelihoods", list_or_null(std::move(likelihoods))},
          {"may_link", info.stage >= Stage::deciding},
          {"links", list_or_null(std::move(links))}};
}

}  // namespace whatworks
