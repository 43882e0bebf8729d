// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/panel_views.h"

#include <algorithm>

#include "workshop_parts.h"

namespace whatworks {
namespace {

Json groups_view(const ViewContext& context, const Workshop& workshop, std::int64_t chosen) {
  auto out = Json::array();
  for (const auto& group : workshop.groups) {
    out.push_back({{"number", group.number},
                   {"label", group.label},
                   {"priorities", priorities_in_words(context, group.priorities)},
                   {"chosen", group.number == chosen || workshop.groups.size() == 1}});
  }
  return out;
}

std::string answer_in_words(const Criterion& criterion, const Assessment& assessment) {
  const auto found = assessment.scores.find(criterion.name);
  if (found == assessment.scores.end()) {
    return "No answer";
  }
  if (!found->second) {
    return "Cannot judge";
  }
  const auto words = criterion.words(*found->second);
  return criterion.kind == CriterionKind::score ? short_number(*found->second) : std::string(words);
}

// One of the three texts, as a field.
Json text_field(const char* name, const char* label, const char* hint, const std::string& text) {
  return {{"name", name}, {"label", label}, {"hint", hint}, {"text", text}};
}

Json criterion_view(const Criterion& criterion, const RatingPage& page) {
  const auto& scores = page.assessment.scores;
  const auto found = scores.find(criterion.name);
  const bool answered = found != scores.end();
  const bool cannot = answered && !found->second;
  const auto typed = page.typed_numbers.find(criterion.name);
  auto points = Json::array();
  bool is_point = false;
  for (const auto& point : criterion.points) {
    const bool chosen = answered && found->second && *found->second == point.value && typed == page.typed_numbers.end();
    is_point = is_point || chosen;
    points.push_back({{"value", short_number(point.value)}, {"label", point.label}, {"chosen", chosen}});
  }
  const bool other = typed != page.typed_numbers.end() || (answered && found->second && !is_point);
  return {{"name", criterion.name},
          {"label", criterion.label},
          {"question", criterion.question},
          {"score", criterion.kind == CriterionKind::score},
          {"points", std::move(points)},
          {"other", other},
          {"number", typed != page.typed_numbers.end() ? typed->second
                     : other                           ? short_number(*found->second)
                                                       : std::string()},
          {"cannot", cannot},
          {"before", page.before ? Json(answer_in_words(criterion, *page.before)) : Json(nullptr)},
          {"error", page.problem && page.field == "n-" + criterion.name ? Json(page.problem->message) : Json(nullptr)}};
}

Json other_view(const Workshop& workshop, const std::optional<Assessment>& other) {
  if (!other) {
    return nullptr;
  }
  auto rows = Json::array();
  for (const auto& criterion : workshop.scheme.criteria) {
    rows.push_back({{"label", criterion.label}, {"answer", answer_in_words(criterion, *other)}});
  }
  rows.push_back({{"label", "Reason"}, {"answer", other->reason}});
  rows.push_back({{"label", "What it would improve"}, {"answer", other->current_practice}});
  rows.push_back({{"label", "Immediate opportunity"}, {"answer", other->opportunity}});
  return {{"rows", std::move(rows)}};
}

std::string with_hyphens(const std::string& code) {
  std::string out;
  for (std::size_t i = 0; i < code.size(); ++i) {
    out += i > 0 && i % 4 == 0 ? "-" : "";
    out += code[i];
  }
  return out;
}

}  // namespace

Json join_view(const ViewContext& context, const JoinPage& page) {
  auto out = form_page(context, {page.has_seat ? "Your name and group" : "Join a workshop", page.problem, page.field, {}});
  out.update(Json{{"code", page.code},
                  {"has_seat", page.has_seat},
                  {"workshop", page.workshop ? workshop_facts(context, page.workshop->info) : Json(nullptr)},
                  {"action", page.has_seat ? workshop_address(page.workshop->info) + "/panel" : std::string("/join")},
                  {"personal_code", page.joining.personal_code},
                  {"display_name", page.joining.display_name},
                  {"longest_name", kLongestName},
                  {"organisations", choices_view(workshop_words(context).at("organisations"),
                                                 page.joining.display_name.empty() ? "" : organisation_name(page.joining.organisation))},
                  {"groups", page.workshop ? list_or_null(groups_view(context, *page.workshop, page.joining.group)) : Json(nullptr)}});
  return out;
}

Json panel_view(const ViewContext& context, const PanelPage& page) {
  const auto& info = page.workshop.info;
  const auto round = open_round(info.stage);
  const auto* group = page.workshop.find_group(page.member.group);
  auto items = Json::array();
  std::size_t done = 0;
  Json next = nullptr;
  for (const auto& item : group->agenda) {
    const bool conflict = std::find(page.own.conflicts.begin(), page.own.conflicts.end(), item.name) != page.own.conflicts.end();
    const auto kept = page.own.now.find(item.name);
    const bool whole = kept != page.own.now.end() && is_whole(kept->second.assessment, page.workshop.scheme);
    const auto href = workshop_address(info) + "/panel/" + item.name;
    done += whole || conflict ? 1 : 0;
    if (!whole && !conflict && next.is_null()) {
      next = {{"href", href}, {"begun", kept != page.own.now.end()}};
    }
    items.push_back({{"title", item.title},
                     {"href", href},
                     {"state", conflict                     ? "Not judged: conflict of interest"
                               : whole                      ? "Done"
                               : kept != page.own.now.end() ? "Begun"
                                                            : "To do"},
                     {"done", whole || conflict}});
  }
  auto out = form_page(context, {info.details.title, page.problem, "main-content", page.notice});
  const bool finished = round == 2 ? page.member.finished_second : page.member.finished_first;
  out.update(Json{{"workshop", workshop_facts(context, info)},
                  {"address", workshop_address(info) + "/panel"},
                  {"live", workshop_address(info) + "/state.json"},
                  {"name", page.member.display_name},
                  {"organisation", workshop_words(context).at("organisations").at(std::string(organisation_name(page.member.organisation)))},
                  {"group", group->label},
                  {"priorities", priorities_in_words(context, group->priorities)},
                  {"seat", seat_tag(page.member.key)},
                  {"personal_code", with_hyphens(page.personal_code)},
                  {"round", round == 0 ? Json(nullptr) : Json(round == 2 ? "two" : "one")},
                  {"waiting", info.stage == Stage::preparing},
                  {"results_href", shown_round(info.stage, info.second_was_held) > 0 ? Json(workshop_address(info) + "/results") : Json(nullptr)},
                  {"finished", finished},
                  {"done", std::to_string(done) + " of " + std::to_string(items.size())},
                  {"all_done", done == items.size()},
                  {"next", std::move(next)},
                  {"items", round == 0 ? Json(nullptr) : list_or_null(std::move(items))}});
  return out;
}

Json rating_view(const ViewContext& context, const RatingPage& page) {
  const auto& info = page.workshop.info;
  const auto place = *page.workshop.find_item(page.item);
  auto criteria = Json::array();
  for (const auto& criterion : page.workshop.scheme.criteria) {
    criteria.push_back(criterion_view(criterion, page));
  }
  const auto& assessment = page.assessment;
  auto texts =
      Json::array({text_field("reason", "Your reason", "The panel reads it without your name. Do not name people or operations.", assessment.reason),
                   text_field("current_practice", "What current practice would it improve?", "If you know one.", assessment.current_practice),
                   text_field("opportunity", "Is there an immediate opportunity?", "Something that could begin at once, and where.", assessment.opportunity)});
  const auto address = workshop_address(info) + (page.paper ? "/paper/" : "/panel/") + page.item;
  Json paper = nullptr;
  if (page.paper) {
    paper = {{"form", page.paper->number},
             {"group", page.paper->group},
             {"organisation", organisation_name(page.paper->organisation)},
             {"organisation_label", workshop_words(context).at("organisations").at(std::string(organisation_name(page.paper->organisation)))}};
  }
  auto out = form_page(context, {place.item->title, page.problem, page.field, page.notice});
  out.update(Json{{"workshop", workshop_facts(context, info)},
                  {"address", address},
                  {"back", page.paper ? workshop_address(info) + "/paper" : workshop_address(info) + "/panel"},
                  {"live", page.paper ? Json(nullptr) : Json(workshop_address(info) + "/state.json")},
                  {"item", page.item},
                  {"seat", page.seat},
                  {"place", std::to_string(place.position + 1) + " of " + std::to_string(place.group->agenda.size())},
                  {"round", page.round == 2 ? "two" : "one"},
                  {"round_number", page.round},
                  {"version", page.version},
                  {"paper", std::move(paper)},
                  {"conflict_of_interest", page.conflict_of_interest},
                  {"other", other_view(page.workshop, page.other)},
                  {"record_href", place.item->record_id.empty() ? Json(nullptr) : Json("/records/" + place.item->record_id)},
                  {"description", place.item->description.empty() ? Json(nullptr) : Json(place.item->description)},
                  {"sheet", page.briefing && page.briefing->record ? sheet_view(context, *page.briefing) : Json(nullptr)},
                  {"criteria", std::move(criteria)},
                  {"texts", std::move(texts)},
                  {"before_reason", page.before && !page.before->reason.empty() ? Json(page.before->reason) : Json(nullptr)},
                  {"longest_text", kLongestReason}});
  return out;
}

Json paper_view(const ViewContext& context, const PaperPage& page) {
  const auto& info = page.workshop.info;
  auto out = form_page(context, {"Key in forms from paper", page.problem, "form", page.notice});
  auto groups = groups_view(context, page.workshop, page.paper.group);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    groups[i]["first"] = page.workshop.groups[i].agenda.empty() ? Json(nullptr) : Json(page.workshop.groups[i].agenda.front().name);
  }
  out.update(Json{
      {"workshop", workshop_facts(context, info)},
      {"address", workshop_address(info) + "/paper"},
      {"back", workshop_address(info)},
      {"open", open_round(info.stage) > 0},
      {"form", page.paper.number == 0 ? std::string() : std::to_string(page.paper.number)},
      {"organisations", choices_view(workshop_words(context).at("organisations"), page.paper.number == 0 ? "" : organisation_name(page.paper.organisation))},
      {"groups", list_or_null(std::move(groups))}});
  return out;
}

}  // namespace whatworks
