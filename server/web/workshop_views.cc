// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/workshop_views.h"

#include <algorithm>

#include "core/text.h"
#include "qr_code.h"
#include "workshop_parts.h"

namespace whatworks {
namespace {

Json item_view(const AgendaItem& item) {
  return {{"name", item.name},
          {"title", item.title},
          {"record_href", item.record_id.empty() ? Json(nullptr) : Json("/records/" + item.record_id)},
          {"description", item.description.empty() ? Json(nullptr) : Json(item.description)}};
}

Json join_view(const WorkshopInfo& workshop, const std::string& join_address) {
  const auto code = qr_code(join_address);
  return {{"code", workshop.join_code},
          {"spaced", workshop.join_code.substr(0, 3) + " " + workshop.join_code.substr(3)},
          {"address", join_address},
          {"qr", code ? Json{{"size", code->size}, {"path", code->path}} : Json(nullptr)}};
}

// What is still missing before the first round can open, and what was done.
Json steps_view(const Workshop& workshop) {
  const auto address = workshop_address(workshop.info);
  const bool has_groups = !workshop.groups.empty();
  const bool filled =
      has_groups && std::none_of(workshop.groups.begin(), workshop.groups.end(), [](const WorkshopGroup& group) { return group.agenda.empty(); });
  return Json::array({Json{{"label", "Title, date, place and who may read it"}, {"href", address + "/details"}, {"state", "Done"}, {"done", true}},
                      Json{{"label", "Groups, and what each is to judge"},
                           {"href", address + "/groups"},
                           {"state", filled       ? "Done"
                                     : has_groups ? "An agenda is empty"
                                                  : "To do"},
                           {"done", filled}},
                      Json{{"label", "Criteria and scales"}, {"href", address + "/criteria"}, {"state", "Ready as they are"}, {"done", true}},
                      Json{{"label", "Print agenda, cards and blank forms"}, {"href", address + "/print"}, {"state", "Optional"}, {"done", true}}});
}

std::string_view how_far_in_words(const MemberProgress& member) noexcept {
  if (member.finished || member.how_far == HowFar::all) {
    return "Finished";
  }
  return member.how_far == HowFar::under_way ? "Under way" : "Not begun";
}

Json progress_view(const ViewContext& context, const Workshop& workshop, const std::vector<MemberProgress>& panel, bool with_progress, bool shows_names) {
  const auto& organisations = workshop_words(context).at("organisations");
  auto groups = Json::array();
  for (const auto& group : workshop.groups) {
    auto members = Json::array();
    std::size_t finished = 0;
    for (const auto& member : panel) {
      if (member.group != group.number) {
        continue;
      }
      const auto how_far = how_far_in_words(member);
      finished += how_far == "Finished" ? 1U : 0U;
      members.push_back(
          {{"name", member.display_name}, {"organisation", organisations.at(std::string(organisation_name(member.organisation)))}, {"how_far", how_far}});
    }
    groups.push_back({{"number", group.number},
                      {"label", group.label},
                      {"priorities", priorities_in_words(context, group.priorities)},
                      {"count", count_of(members.size(), "person", "people")},
                      {"finished", with_progress ? Json(std::to_string(finished) + " of " + std::to_string(members.size())) : Json(nullptr)},
                      {"items", std::to_string(group.agenda.size())},
                      {"members", shows_names ? list_or_null(std::move(members)) : Json(nullptr)}});
  }
  return groups;
}

Json advance_view(const ViewContext& context, Stage stage, const char* which) {
  const auto& words = workshop_words(context).at("stages").at(std::string(stage_name(stage)));
  const auto found = words.find(which);
  if (found == words.end()) {
    return nullptr;
  }
  return {{"from", stage_name(stage)}, {"to", found->at("to")}, {"label", found->at("label")}, {"text", found->at("text")}};
}

}  // namespace

Json workshops_view(const ViewContext& context, const WorkshopsPage& page) {
  auto rows = Json::array();
  for (const auto& workshop : page.workshops) {
    rows.push_back(workshop_facts(context, workshop));
  }
  return {{"title", "Workshops"}, {"section", "workshops"},          {"problem", nullptr},
          {"notice", nullptr},    {"facilitates", page.facilitates}, {"workshops", list_or_null(std::move(rows))}};
}

Json workshop_details_view(const ViewContext& context, const WorkshopDetailsPage& page) {
  const bool is_new = page.name.empty();
  auto out = form_page(context, {is_new ? "Set up a workshop" : "Details: " + page.title, page.problem, page.field, {}});
  auto earlier = Json::array();
  for (const auto& workshop : page.earlier) {
    auto row = workshop_facts(context, workshop);
    row["name"] = workshop.name;
    earlier.push_back(std::move(row));
  }
  const auto& details = page.details;
  out.update(Json{{"action", is_new ? std::string("/workshops") : "/workshops/" + page.name + "/details"},
                  {"back", is_new ? Json(nullptr) : Json("/workshops/" + page.name)},
                  {"is_new", is_new},
                  {"version", page.version},
                  {"workshop_title", details.title},
                  {"held_on", details.held_on},
                  {"place", details.place},
                  {"purpose", details.purpose},
                  {"groups", join(details.groups, ", ")},
                  {"circulations", choices_view(workshop_words(context).at("circulations"), details.circulation)},
                  {"earlier", list_or_null(std::move(earlier))}});
  return out;
}

Json workshop_view(const ViewContext& context, const WorkshopPage& page) {
  const auto& info = page.workshop.info;
  auto out = form_page(context, {info.details.title, page.problem, "main-content", page.notice});
  const bool in_round = open_round(info.stage) > 0;
  out.update(Json{{"workshop", workshop_facts(context, info)},
                  {"address", workshop_address(info)},
                  {"runs", page.runs},
                  {"on_panel", page.on_panel},
                  {"live", page.runs && info.stage < Stage::closed ? Json(workshop_address(info) + "/state.json") : Json(nullptr)},
                  {"in_round", in_round},
                  {"preparing", info.stage == Stage::preparing},
                  {"steps", page.runs && info.stage == Stage::preparing ? list_or_null(steps_view(page.workshop)) : Json(nullptr)},
                  {"join", page.runs && info.stage < Stage::deciding ? join_view(info, page.join_address) : Json(nullptr)},
                  {"advance", page.runs ? advance_view(context, info.stage, "next") : Json(nullptr)},
                  {"skip", page.runs ? advance_view(context, info.stage, "skip") : Json(nullptr)},
                  {"results_href", may_see_results(info.stage, page.runs, page.on_panel) ? Json(workshop_address(info) + "/results") : Json(nullptr)},
                  {"people", page.panel.empty() ? Json(nullptr) : Json(count_of(page.panel.size(), "person", "people"))},
                  {"with_progress", page.runs && in_round},
                  {"groups", list_or_null(progress_view(context, page.workshop, page.panel, page.runs && in_round,
                                                        page.runs || page.on_panel || info.stage == Stage::closed))}});
  return out;
}

Json workshop_groups_view(const ViewContext& context, const WorkshopGroupsPage& page) {
  const auto& info = page.workshop.info;
  auto out = form_page(context, {"Groups and agendas", page.problem, page.field, page.notice});
  const bool preparing = info.stage == Stage::preparing;
  const bool can_add = preparing || info.stage == Stage::round_one;
  auto groups = Json::array();
  for (const auto& group : page.workshop.groups) {
    auto items = Json::array();
    for (std::size_t i = 0; i < group.agenda.size(); ++i) {
      auto item = item_view(group.agenda[i]);
      item["preparing"] = preparing;
      item["can_rise"] = preparing && i > 0;
      item["can_fall"] = preparing && i + 1 < group.agenda.size();
      items.push_back(std::move(item));
    }
    const auto number = std::to_string(group.number);
    const auto typed = [&](const char* field) {
      const auto found = page.typed.find(field);
      return page.typed.contains("group") && page.typed.at("group") == number && found != page.typed.end() ? found->second : std::string();
    };
    groups.push_back({{"number", group.number},
                      {"label", group.label},
                      {"priorities", priorities_in_words(context, group.priorities)},
                      {"items", list_or_null(std::move(items))},
                      {"preparing", preparing},
                      {"can_add", can_add},
                      {"pasted", typed("address")},
                      {"idea", typed("idea")},
                      {"description", typed("description")},
                      {"shortlisted", can_add && page.shortlisted > 0 ? Json(count_of(page.shortlisted, "record", "records")) : Json(nullptr)}});
  }
  auto priorities = Json::array();
  for (const auto& entry : context.schemas.find_vocabulary("priority")->concepts()) {
    priorities.push_back({{"code", entry.code},
                          {"label", entry.label},
                          {"chosen", std::find(page.typed_priorities.begin(), page.typed_priorities.end(), entry.code) != page.typed_priorities.end()}});
  }
  const auto label = page.typed.find("label");
  out.update(Json{{"workshop", workshop_facts(context, info)},
                  {"address", workshop_address(info) + "/groups"},
                  {"back", workshop_address(info)},
                  {"version", info.version},
                  {"preparing", preparing},
                  {"can_add", can_add},
                  {"groups", list_or_null(std::move(groups))},
                  {"new_label", label == page.typed.end() ? std::string() : label->second},
                  {"priorities", std::move(priorities)}});
  return out;
}

Json workshop_criteria_view(const ViewContext& context, const WorkshopCriteriaPage& page) {
  const auto& info = page.workshop.info;
  auto out = form_page(context, {"Criteria and scales", page.problem, "main-content", page.notice});
  const auto& scheme = page.workshop.scheme;
  auto fields = page.typed;
  if (fields.empty()) {
    for (const auto& criterion : scheme.criteria) {
      fields.push_back({criterion.name, criterion.label, criterion.question, write_points(criterion.points), criterion.kind == CriterionKind::score, false});
    }
  }
  auto criteria = Json::array();
  for (const auto& field : fields) {
    const auto* known = scheme.find(field.name);
    criteria.push_back({{"number", criteria.size() + 1},
                        {"name", field.name},
                        {"label", field.label},
                        {"question", field.question},
                        {"points", field.points},
                        {"rows", std::count(field.points.begin(), field.points.end(), '\n') + 1},
                        {"score", field.score},
                        {"leave_out", field.leave_out},
                        {"needed", known != nullptr && known->is_needed()}});
  }
  const auto& thresholds = scheme.thresholds;
  out.update(Json{{"workshop", workshop_facts(context, info)},
                  {"address", workshop_address(info) + "/criteria"},
                  {"back", workshop_address(info)},
                  {"version", info.version},
                  {"preparing", info.stage == Stage::preparing},
                  {"criteria", std::move(criteria)},
                  {"threshold_source", scheme.threshold_source},
                  {"thresholds",
                   {{"effect", short_number(thresholds.effect_low) + " and " + short_number(thresholds.effect_high)},
                    {"certainty", short_number(thresholds.certainty_low) + " and " + short_number(thresholds.certainty_high)},
                    {"harms", short_number(thresholds.harms)}}},
                  {"fewest", scheme.fewest_answers}});
  return out;
}

Json workshop_print_view(const ViewContext& context, const Workshop& workshop, const std::vector<ListedRecord>& briefings, const std::string& join_address) {
  auto criteria = Json::array();
  for (const auto& criterion : workshop.scheme.criteria) {
    auto points = Json::array();
    for (const auto& point : criterion.points) {
      points.push_back({{"value", short_number(point.value)}, {"label", point.label}});
    }
    criteria.push_back({{"label", criterion.label}, {"question", criterion.question}, {"score", criterion.kind == CriterionKind::score}, {"points", points}});
  }
  auto groups = Json::array();
  std::size_t place = 0;
  for (const auto& group : workshop.groups) {
    auto items = Json::array();
    for (const auto& item : group.agenda) {
      auto row = item_view(item);
      const auto& briefing = briefings.at(place++);
      row["number"] = items.size() + 1;
      row["sheet"] = briefing.record ? sheet_view(context, briefing) : Json(nullptr);
      items.push_back(std::move(row));
    }
    groups.push_back({{"label", group.label}, {"priorities", priorities_in_words(context, group.priorities)}, {"items", std::move(items)}});
  }
  auto out = form_page(context, {"For paper: " + workshop.info.details.title, std::nullopt, {}, {}});
  out.update(Json{{"workshop", workshop_facts(context, workshop.info)},
                  {"back", workshop_address(workshop.info)},
                  {"join", join_view(workshop.info, join_address)},
                  {"criteria", std::move(criteria)},
                  {"groups", list_or_null(std::move(groups))}});
  return out;
}

Json opportunities_view(const ViewContext& context, const std::vector<RegisteredDecision>& decisions, const std::vector<NamedOpportunities>& named,
                        std::string_view today, std::string_view outcome) {
  const auto& words = workshop_words(context).at("outcomes");
  auto rows = Json::array();
  std::size_t overdue = 0;
  for (const auto& entry : decisions) {
    const auto& decision = entry.kept.decision;
    const auto code = std::string(outcome_name(decision.outcome));
    if (!outcome.empty() && outcome != code) {
      continue;
    }
    const bool late = !decision.done && !decision.due_on.empty() && decision.due_on < today;
    overdue += late ? 1 : 0;
    auto row = item_view(entry.item);
    row.update(Json{{"outcome", words.at(code).at("label")},
                    {"owner", decision.owner},
                    {"due", decision.due_on.empty() ? Json(nullptr) : Json(date_in_words(decision.due_on))},
                    {"overdue", late},
                    {"done", decision.done},
                    {"reason", decision.reason.empty() ? Json(nullptr) : Json(decision.reason)},
                    {"priorities", priorities_in_words(context, entry.priorities)},
                    {"workshop", workshop_facts(context, entry.workshop)},
                    {"results_href", workshop_address(entry.workshop) + "/results#" + entry.item.name}});
    rows.push_back(std::move(row));
  }
  auto entries = Json::array();
  for (const auto& entry : named) {
    entries.push_back({{"title", entry.item.title},
                       {"href", workshop_address(entry.workshop) + "/results#" + entry.item.name},
                       {"workshop", entry.workshop.details.title},
                       {"texts", entry.texts}});
  }
  auto out = form_page(context, {"Opportunities and decisions", std::nullopt, {}, {}});
  out.update(Json{{"count", count_of(rows.size(), "decision", "decisions")},
                  {"overdue", overdue == 0 ? Json(nullptr) : Json(std::to_string(overdue))},
                  {"outcomes", choices_view(words, outcome)},
                  {"rows", list_or_null(std::move(rows))},
                  {"named", list_or_null(std::move(entries))}});
  return out;
}

}  // namespace whatworks
