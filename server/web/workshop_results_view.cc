// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <map>

#include "core/text.h"
#include "web/workshop_views.h"
#include "workshop_parts.h"

namespace whatworks {
namespace {

// A strip of dots, one for each answer, over a line from 0 to 100; in units of its picture.
constexpr double kLeft = 14;
constexpr double kPerPoint = 6;
constexpr double kLine = 66;  // the axis
constexpr double kDotSpacing = 11;
constexpr double kRoom = 56;  // above the axis
constexpr double kBin = 2;    // points of the score whose dots would lie on each other, so that they are stacked

double place_of(double value) { return kLeft + value * kPerPoint; }

std::string coordinate(double value) { return short_number(std::round(value * 10) / 10); }

Json dots_view(const std::vector<double>& values) {
  std::map<long, std::size_t> stacks;
  for (const auto value : values) {
    ++stacks[std::lround(value / kBin)];
  }
  std::size_t highest = 1;
  for (const auto& [bin, count] : stacks) {
    highest = std::max(highest, count);
  }
  const double spacing = std::min(kDotSpacing, kRoom / static_cast<double>(highest));
  std::map<long, std::size_t> placed;
  auto out = Json::array();
  for (const auto value : values) {
    const auto bin = std::lround(value / kBin);
    const auto level = static_cast<double>(placed[bin]++);
    out.push_back({{"x", coordinate(place_of(value))}, {"y", coordinate(kLine - 7 - level * spacing)}});
  }
  return out;
}

// `earlier` are the values of the round before; empty where there are none to show.
Json strip_view(const std::string& label, const std::vector<double>& values, const std::vector<double>& earlier) {
  const auto spread = spread_of(values);
  const auto before = spread_of(earlier);
  return {{"label", label},
          {"count", count_of(values.size(), "answer", "answers")},
          {"median", short_number(spread->median)},
          {"median_x", coordinate(place_of(spread->median))},
          {"box_x", coordinate(place_of(spread->lower_quartile))},
          {"box_width", coordinate((spread->upper_quartile - spread->lower_quartile) * kPerPoint)},
          {"earlier", before ? Json{{"median", short_number(before->median)}, {"x", coordinate(place_of(before->median))}} : Json(nullptr)},
          {"dots", dots_view(values)}};
}

Json strips_view(const CriterionResult& result, const CriterionResult* earlier) {
  static const CriterionResult kNothing;
  const auto& before = earlier == nullptr ? kNothing : *earlier;
  auto out = Json::array();
  if (result.police.empty()) {
    out.push_back(strip_view(result.criterion->label, result.values, before.values));
  } else {
    out.push_back(strip_view(result.criterion->label + ", police", result.police, before.police));
    out.push_back(strip_view(result.criterion->label + ", academics and others", result.others, before.others));
  }
  return out;
}

// How many chose each point of a scale.
std::string chosen_in_words(const CriterionResult& result) {
  std::vector<std::string> parts;
  for (const auto& point : result.criterion->points) {
    if (const auto count = std::count(result.values.begin(), result.values.end(), point.value); count > 0) {
      parts.push_back(point.label + ": " + std::to_string(count));
    }
  }
  return join(parts, "; ");
}

Json median_of(const CriterionResult& result) {
  if (!result.spread) {
    return nullptr;
  }
  const auto words = result.criterion->kind == CriterionKind::choice ? result.criterion->words(result.spread->median) : std::string_view{};
  return words.empty() ? Json(short_number(result.spread->median)) : Json(words);
}

Json median_of(const std::vector<double>& values) {
  const auto spread = spread_of(values);
  return spread ? Json(short_number(spread->median)) : Json(nullptr);
}

Json criterion_view(const CriterionResult& result, const RoundResult* before) {
  const bool is_score = result.criterion->kind == CriterionKind::score;
  const auto* earlier = before == nullptr || !before->shown ? nullptr : before->find(result.criterion->name);
  Json out{{"label", result.criterion->label},
           {"question", result.criterion->question},
           {"score", is_score},
           {"count", result.values.size()},
           {"enough", result.spread.has_value()},
           {"cannot_judge", result.cannot_judge},
           {"median", median_of(result)},
           {"police_median", is_score ? median_of(result.police) : Json(nullptr)},
           {"others_median", is_score ? median_of(result.others) : Json(nullptr)},
           {"before", earlier == nullptr ? Json(nullptr) : median_of(*earlier)},
           {"disagreement", result.disagreement && result.disagreement->disagreement}};
  if (result.spread) {
    out["quartiles"] = short_number(result.spread->lower_quartile) + " to " + short_number(result.spread->upper_quartile);
    out["range"] = short_number(result.spread->minimum) + " to " + short_number(result.spread->maximum);
    out["chosen"] = is_score ? Json(nullptr) : Json(chosen_in_words(result));
    out["strips"] = is_score ? strips_view(result, earlier) : Json(nullptr);
  } else {
    out.update(Json{{"quartiles", nullptr}, {"range", nullptr}, {"chosen", nullptr}, {"strips", nullptr}});
  }
  return out;
}

Json texts_view(const ItemResult& result) {
  auto out = Json::array();
  const auto add = [&](std::string_view heading, std::string_view when, const std::vector<std::string>& list) {
    if (!list.empty()) {
      out.push_back({{"heading", std::string(heading) + std::string(when)}, {"count", list.size()}, {"list", list}});
    }
  };
  const auto add_round = [&](const ItemTexts& texts, std::string_view when) {
    add("Reasons", when, texts.reasons);
    add("What it would improve", when, texts.current_practices);
    add("Immediate opportunities", when, texts.opportunities);
  };
  add_round(result.now.texts, "");
  if (result.before) {
    add_round(result.before->texts, ", in round one");
  }
  return list_or_null(std::move(out));
}

Json category_view(const ViewContext& context, const RoundResult& result) {
  if (!result.category) {
    return nullptr;
  }
  const auto& words = workshop_words(context).at("categories").at(std::string(category_name(*result.category)));
  return {{"label", words.at("label")}, {"text", words.at("text")}, {"agreed", result.agreed}};
}

// "park or reject": the outcomes that need a reason.
Json outcomes_that_depart(const Json& words, const RoundResult& last) {
  std::vector<std::string> names;
  for (const auto outcome : {Outcome::adopt, Outcome::trial, Outcome::park, Outcome::reject}) {
    if (departs(outcome, last)) {
      names.push_back(words.at(std::string(outcome_name(outcome))).at("verb").get<std::string>());
    }
  }
  return names.empty() ? Json(nullptr) : Json(join(names, " or "));
}

Json decision_view(const ViewContext& context, const WorkshopResultsPage& page, const ItemResult& result) {
  const auto& item = result.item->name;
  const auto& words = workshop_words(context).at("outcomes");
  const auto found = page.decisions.find(item);
  const bool typed = page.problem && page.item == item && page.field != "notes-" + item;
  const auto decision = typed ? page.decision : found == page.decisions.end() ? WorkshopDecision{} : found->second.decision;
  const bool decided = found != page.decisions.end();
  const auto chosen = decided || typed ? std::string(outcome_name(decision.outcome)) : std::string();
  Json made = nullptr;
  if (decided) {
    const auto& kept = found->second.decision;
    made = {{"label", words.at(std::string(outcome_name(kept.outcome))).at("label")},
            {"owner", kept.owner.empty() ? Json(nullptr) : Json(kept.owner)},
            {"due", kept.due_on.empty() ? Json(nullptr) : Json(date_in_words(kept.due_on))},
            {"reason", kept.reason.empty() ? Json(nullptr) : Json(kept.reason)},
            {"done", kept.done}};
  }
  return {{"made", std::move(made)},
          {"needs_reason", outcomes_that_depart(words, result.now)},
          {"choices", choices_view(words, chosen)},
          {"owner", decision.owner},
          {"due_on", decision.due_on},
          {"reason", decision.reason},
          {"done", decision.done},
          {"version", decided ? found->second.version : 0}};
}

Json item_result_view(const ViewContext& context, const WorkshopResultsPage& page, const ItemResult& result) {
  const auto& item = *result.item;
  const auto stage = page.workshop.info.stage;
  auto criteria = Json::array();
  for (const auto& criterion : result.now.criteria) {
    criteria.push_back(criterion_view(criterion, result.before ? &*result.before : nullptr));
  }
  const bool typed = page.problem && page.item == item.name;
  const bool notes_are_wrong = typed && page.field == "notes-" + item.name;
  return {{"name", item.name},
          {"title", item.title},
          {"record_href", item.record_id.empty() ? Json(nullptr) : Json("/records/" + item.record_id)},
          {"shown", result.now.shown},
          {"answers", count_of(result.now.answers, "answer", "answers")},
          {"conflicts", result.conflicts == 0 ? Json(nullptr) : Json(count_of(result.conflicts, "person", "people"))},
          {"category", category_view(context, result.now)},
          {"criteria", list_or_null(std::move(criteria))},
          {"split", std::any_of(result.now.criteria.begin(), result.now.criteria.end(), [](const auto& criterion) { return !criterion.police.empty(); })},
          {"two_rounds", result.before && result.before->shown},
          {"texts", texts_view(result)},
          {"notes", result.notes.empty() ? Json(nullptr) : Json(result.notes)},
          {"typed_notes", notes_are_wrong ? page.notes : result.notes},
          {"notes_version", result.notes_version},
          {"may_note", page.runs && stage < Stage::closed},
          {"may_decide", page.runs && stage >= Stage::deciding},
          {"decision", stage >= Stage::deciding ? decision_view(context, page, result) : Json(nullptr)},
          {"notes_error", notes_are_wrong ? Json(page.problem->message) : Json(nullptr)},
          {"decision_error", typed && !notes_are_wrong ? Json(page.problem->message) : Json(nullptr)}};
}

Json agreement_row(const CriterionAgreement& row) {
  const auto two = [](double value) {
    const auto hundredths = std::lround(value * 100);
    auto digits = std::to_string(std::labs(hundredths) % 100);
    return std::string(hundredths < 0 ? "−" : "") + std::to_string(std::labs(hundredths) / 100) + "." + (digits.size() < 2 ? "0" : "") + digits;
  };
  const auto& alpha = row.alpha;
  return {{"label", row.criterion->label},
          {"value", alpha.all_alike ? Json("All the same")
                    : alpha.value   ? Json(two(*alpha.value))
                                    : Json("–")},
          {"interval", row.interval && !alpha.all_alike ? Json(two(row.interval->low) + " to " + two(row.interval->high)) : Json("–")},
          {"words", alpha.value && !alpha.all_alike ? Json(agreement_in_words(*alpha.value)) : Json("–")},
          {"raters", row.raters},
          {"units", alpha.units}};
}

}  // namespace

Json workshop_results_view(const ViewContext& context, const WorkshopResultsPage& page) {
  const auto& info = page.workshop.info;
  auto out = form_page(context, {"Results: " + info.details.title, page.problem, page.field, page.notice});
  auto groups = Json::array();
  for (const auto& group : page.results.groups) {
    auto items = Json::array();
    for (const auto& item : group.items) {
      items.push_back(item_result_view(context, page, item));
    }
    auto agreement = Json::array();
    for (const auto& row : group.agreement) {
      agreement.push_back(agreement_row(row));
    }
    groups.push_back({{"number", group.group->number},
                      {"label", group.group->label},
                      {"priorities", priorities_in_words(context, group.group->priorities)},
                      {"raters", count_of(group.raters, "person", "people")},
                      {"items", std::move(items)},
                      {"agreement", list_or_null(std::move(agreement))}});
  }
  out.update(Json{{"workshop", workshop_facts(context, info)},
                  {"address", workshop_address(info) + "/results"},
                  {"back", workshop_address(info)},
                  {"runs", page.runs},
                  {"on_panel", page.on_panel},
                  {"live", info.stage < Stage::closed ? Json(workshop_address(info) + "/state.json") : Json(nullptr)},
                  {"round", page.results.round == 2 ? "two" : "one"},
                  {"second_open", info.stage == Stage::round_two},
                  {"fewest", page.workshop.scheme.fewest_answers},
                  {"threshold_source", page.workshop.scheme.threshold_source},
                  {"bands", workshop_words(context).at("agreement_bands")},
                  {"several", page.results.groups.size() > 1},
                  {"groups", list_or_null(std::move(groups))}});
  return out;
}

}  // namespace whatworks
