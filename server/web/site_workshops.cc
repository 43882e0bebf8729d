// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/text.h"
#include "site_implementation.h"
#include "workshop/agenda.h"

// Workshops as those see them who set them up and run them.
namespace whatworks {
namespace {

WorkshopDetails details_in(const Parameters& form) {
  WorkshopDetails out;
  out.title = typed_field(form, "title", kLongestHeading);
  out.held_on = std::string(trim(typed_field(form, "held_on", 20)));
  out.place = typed_field(form, "place", kLongestHeading);
  out.purpose = typed_field(form, "purpose", kLongestPassage);
  out.circulation = value_of(form, "circulation");
  for (const auto& group : split(typed_field(form, "groups", kLongestHeading), ',')) {
    if (const auto name = trim(group); !name.empty()) {
      out.groups.emplace_back(name);
    }
  }
  return out;
}

std::int64_t version_in(const Parameters& form) { return parse_integer(value_of(form, "version")).value_or(0); }

std::vector<std::string> values_of(const Parameters& form, std::string_view name) {
  std::vector<std::string> out;
  for (const auto& [key, value] : form) {
    if (key == name && !value.empty()) {
      out.push_back(value);
    }
  }
  return out;
}

// Where on the form of details an error is to be mended.
std::string place_of(const Error& error) { return error.field.empty() ? "title" : error.field == "circulation" ? "circulation-public" : error.field; }

}  // namespace

Response Site::Implementation::workshops_page(const Call& call) const {
  auto list = workshops_.planning().list(call.visitor);
  if (!list) {
    return refusal(call, list.error());
  }
  return page("workshops", workshops_view(context(), {*std::move(list), call.visitor.may(Permission::facilitate)}));
}

Response Site::Implementation::new_workshop_page(const Call& call) const {
  WorkshopDetailsPage shown;
  auto list = workshops_.planning().list(call.visitor);
  if (!list) {
    return refusal(call, list.error());
  }
  shown.earlier = *std::move(list);
  return page("workshop_details", workshop_details_view(context(), shown));
}

Response Site::Implementation::set_up_workshop(const Call& call) const {
  if (const auto model = value_of(call.form, "like"); value_of(call.form, "do") == "duplicate") {
    const auto copy = workshops_.planning().duplicate(model, call.visitor);
    return copy ? see_other("/workshops/" + copy->name + "/details") : refusal(call, copy.error());
  }
  const auto details = details_in(call.form);
  const auto made = workshops_.planning().create(details, call.visitor);
  if (made) {
    return see_other("/workshops/" + made->name + "?done=set-up");
  }
  WorkshopDetailsPage shown;
  shown.details = details;
  shown.problem = made.error();
  shown.field = place_of(made.error());
  return form_answer("workshop_details", workshop_details_view(context(), shown), shown.problem);
}

Response Site::Implementation::show_workshop(const Call& call, const std::optional<Error>& problem) const {
  auto found = entry(call);
  if (!found) {
    return refusal(call, found.error());
  }
  WorkshopPage shown;
  shown.runs = found->runs;
  shown.on_panel = found->member.has_value();
  shown.workshop = std::move(found->workshop);
  const auto& info = shown.workshop.info;
  auto panel = workshops_.panel().progress(info.name, info.stage < Stage::round_two ? 1 : 2);
  if (!panel) {
    return refusal(call, panel.error());
  }
  shown.panel = *std::move(panel);
  shown.join_address = base(call.request) + "/join/" + info.join_code;
  shown.notice = value_of(call.target.parameters, "done");
  shown.problem = problem;
  return followed_answer(call, "workshop", workshop_view(context(), shown), problem);
}

Response Site::Implementation::workshop_page(const Call& call) const { return show_workshop(call, std::nullopt); }

Response Site::Implementation::advance_workshop(const Call& call) const {
  const auto from = find_stage(value_of(call.form, "from"));
  const auto to = find_stage(value_of(call.form, "to"));
  if (!from || !to) {
    return refusal(call, Error{ErrorCode::bad_parameter, "The form does not say which stage is meant", {}});
  }
  const auto moved = workshops_.planning().advance(call.id, *from, *to, call.visitor);
  return moved                                        ? see_other("/workshops/" + call.id + "?done=moved")
         : moved.error().code == ErrorCode::not_found ? refusal(call, moved.error())
                                                      : show_workshop(call, moved.error());
}

Response Site::Implementation::workshop_details_page(const Call& call) const {
  const auto workshop = workshops_.planning().find(call.id, call.visitor);
  if (!workshop) {
    return refusal(call, workshop.error());
  }
  const auto& info = workshop->info;
  return page("workshop_details", workshop_details_view(context(), {call.id, info.details.title, info.details, info.version, {}, {}, {}}));
}

Response Site::Implementation::change_workshop_details(const Call& call) const {
  const auto details = details_in(call.form);
  const auto changed = workshops_.planning().change_details(call.id, version_in(call.form), details, call.visitor);
  if (changed) {
    return see_other("/workshops/" + call.id + "?done=saved");
  }
  if (changed.error().code == ErrorCode::not_found) {
    return refusal(call, changed.error());
  }
  const auto workshop = workshops_.planning().find(call.id, call.visitor);
  if (!workshop) {
    return refusal(call, workshop.error());
  }
  return form_answer(
      "workshop_details",
      workshop_details_view(context(), {call.id, workshop->info.details.title, details, version_in(call.form), {}, changed.error(), place_of(changed.error())}),
      changed.error());
}

Response Site::Implementation::show_workshop_groups(const Call& call, const std::optional<Error>& problem, std::string_view field) const {
  auto workshop = workshops_.planning().find(call.id, call.visitor);
  if (!workshop) {
    return refusal(call, workshop.error());
  }
  WorkshopGroupsPage shown;
  shown.workshop = *std::move(workshop);
  shown.shortlisted = own_shortlist(call.request).items.size();
  if (problem) {
    for (const auto* name : {"group", "label", "address", "idea", "description"}) {
      shown.typed[name] = typed_field(call.form, name, kLongestPassage);
    }
    shown.typed_priorities = values_of(call.form, "priority");
  }
  shown.notice = value_of(call.target.parameters, "done");
  shown.problem = problem;
  shown.field = field;
  return form_answer("workshop_groups", workshop_groups_view(context(), shown), problem);
}

Response Site::Implementation::workshop_groups_page(const Call& call) const { return show_workshop_groups(call, std::nullopt, {}); }

namespace {

// Which records an address of ours names, as somebody pasted it: a record, a shortlist, or a search.
struct Pasted {
  std::vector<std::string> ids;
  std::optional<Parameters> search;
};

Result<Pasted> parse_pasted(std::string_view typed) {
  auto text = std::string(trim(typed));
  if (const auto scheme = text.find("://"); scheme != std::string::npos) {
    const auto path = text.find('/', scheme + 3);
    text.erase(0, path == std::string::npos ? text.size() : path);
  }
  if (is_slug(text)) {
    return Pasted{{text}, {}};  // the id of a record alone
  }
  const auto target = text.starts_with('/') ? parse_target(text) : Result<Target>(failure(ErrorCode::bad_input, "no address"));
  if (target && target->segments.size() == 2 && target->segments[0] == "records") {
    return Pasted{{target->segments[1]}, {}};
  }
  if (target && target->path == "/shortlist") {
    Pasted out;
    const auto parsed = parse_shortlist(target->parameters);
    for (const auto& item : parsed.list.items) {
      out.ids.push_back(item.id);
    }
    return out;
  }
  if (target && target->path == "/search") {
    return Pasted{{}, target->parameters};
  }
  return failure(ErrorCode::bad_input, "This is no address of a record, a shortlist or a search here", "copy it from the browser’s address bar");
}

}  // namespace

Result<std::vector<AgendaItem>> Site::Implementation::items_to_add(const Call& call) const {
  std::vector<std::string> ids;
  if (value_of(call.form, "do") == "add-shortlist") {
    const auto list = own_shortlist(call.request);
    for (const auto& item : list.items) {
      ids.push_back(item.id);
    }
  } else {
    auto pasted = parse_pasted(value_of(call.form, "address"));
    if (!pasted) {
      return failure(std::move(pasted.error()));
    }
    ids = std::move(pasted->ids);
    if (pasted->search) {
      auto request = parse_search_request(schemas_, *pasted->search).request;
      request.page = 1;
      request.per_page = static_cast<int>(kLongestAgenda);
      request.facets = std::vector<std::string>{};
      const auto found = open_to_all().search(request);
      if (!found) {
        return failure(found.error());
      }
      for (const auto& card : found->results) {
        ids.push_back(card.id);
      }
    }
  }
  return agenda_items(service_, ids);
}

Result<std::vector<ListedRecord>> Site::Implementation::briefings(const std::vector<AgendaItem>& items) const {
  const auto evidence = open_to_all();
  std::vector<ListedRecord> out;
  out.reserve(items.size());
  for (const auto& item : items) {
    auto record = item.record_id.empty() ? Result<RecordDetail>(failure(ErrorCode::not_found, {})) : evidence.record(item.record_id);
    if (!record && record.error().code != ErrorCode::not_found) {
      return failure(std::move(record.error()));
    }
    out.push_back({{item.record_id, {}}, record ? std::optional(*std::move(record)) : std::nullopt});
  }
  return out;
}

Response Site::Implementation::change_workshop_groups(const Call& call) const {
  const auto& planning = workshops_.planning();
  const auto what = value_of(call.form, "do");
  const auto version = version_in(call.form);
  const auto group = parse_integer(value_of(call.form, "group")).value_or(0);
  const auto address = "/workshops/" + call.id + "/groups";
  const auto answer = [&](const Status& done, const char* notice, std::string_view field) {
    if (done) {
      return see_other(address + "?done=" + notice + (group > 0 ? "#group-" + std::to_string(group) : ""));
    }
    return done.error().code == ErrorCode::not_found ? refusal(call, done.error()) : show_workshop_groups(call, done.error(), field);
  };
  const auto number = std::to_string(group);
  const auto add = [&](const Result<std::vector<AgendaItem>>& items, const std::string& field) {
    if (!items) {
      return answer(failure(items.error()), "", field);
    }
    const auto added = planning.add_items(call.id, version, group, *items, call.visitor);
    return added ? answer({}, *added == 0 ? "nothing-added" : "added", {})
                 : answer(failure(added.error()), "", added.error().field.empty() ? field : added.error().field + '-' + number);
  };
  if (what == "add-group") {
    const auto added = planning.add_group(call.id, version, {typed_field(call.form, "label", kLongestHeading), values_of(call.form, "priority")}, call.visitor);
    return answer(added ? Status{} : Status(failure(added.error())), "saved", !added && added.error().field == "priority" ? "priority-1" : "label");
  }
  if (what == "remove-group") {
    return answer(planning.remove_group(call.id, version, group, call.visitor), "saved", "group-" + number);
  }
  if (what == "add-address" || what == "add-shortlist") {
    return add(items_to_add(call), "address-" + number);
  }
  if (what == "add-idea") {
    return add(std::vector<AgendaItem>{{{}, {}, typed_field(call.form, "idea", kLongestHeading), typed_field(call.form, "description", kLongestPassage)}},
               "idea-" + number);
  }
  const auto item = value_of(call.form, "item");
  if (what == "up" || what == "down") {
    return answer(planning.move_item(call.id, version, item, what == "up" ? -1 : 1, call.visitor), "saved", "group-" + number);
  }
  if (what == "remove") {
    return answer(planning.remove_item(call.id, version, item, call.visitor), "saved", "group-" + number);
  }
  return refusal(call, Error{ErrorCode::bad_parameter, "The form does not say what to do with the groups", {}});
}

Response Site::Implementation::show_workshop_criteria(const Call& call, const std::vector<TypedCriterion>& typed, const std::optional<Error>& problem) const {
  auto workshop = workshops_.planning().find(call.id, call.visitor);
  if (!workshop) {
    return refusal(call, workshop.error());
  }
  if (problem) {
    workshop->info.version = version_in(call.form);  // that which was typed from: a save that comes too late is still told
  }
  return form_answer("workshop_criteria",
                     workshop_criteria_view(context(), {*std::move(workshop), typed, std::string(value_of(call.target.parameters, "done")), problem}), problem);
}

Response Site::Implementation::workshop_criteria_page(const Call& call) const { return show_workshop_criteria(call, {}, std::nullopt); }

namespace {

// The criteria as a form has them, numbered from 1; the last is for a new one, and may be empty.
std::vector<TypedCriterion> criteria_in(const Parameters& form) {
  std::vector<TypedCriterion> out;
  for (std::size_t i = 1; i <= kMostCriteria + 1; ++i) {
    const auto number = "-" + std::to_string(i);
    TypedCriterion typed{std::string(value_of(form, "name" + number)),
                         std::string(trim(typed_field(form, "label" + number, kLongestCriterionText))),
                         std::string(trim(typed_field(form, "question" + number, kLongestCriterionText))),
                         typed_field(form, "points" + number, kLongestCriterionText * kMostPoints),
                         value_of(form, "kind" + number) == "score",
                         value_of(form, "leave-out" + number) == "yes"};
    if (!typed.label.empty() || !typed.question.empty() || !trim(typed.points).empty()) {
      out.push_back(std::move(typed));
    }
  }
  return out;
}

Result<AssessmentScheme> scheme_of(const std::vector<TypedCriterion>& typed, AssessmentScheme scheme) {
  scheme.criteria.clear();
  for (const auto& entry : typed) {
    if (entry.leave_out) {
      continue;
    }
    auto points = parse_points(entry.points);
    if (!points) {
      return failure(std::move(points.error()));
    }
    scheme.criteria.push_back({entry.name.empty() ? slug(entry.label) : entry.name, entry.label, entry.question,
                               entry.score ? CriterionKind::score : CriterionKind::choice, *std::move(points)});
  }
  return scheme;
}

}  // namespace

Response Site::Implementation::change_workshop_criteria(const Call& call) const {
  const auto workshop = workshops_.planning().find(call.id, call.visitor);
  if (!workshop) {
    return refusal(call, workshop.error());
  }
  const auto typed = criteria_in(call.form);
  const auto scheme = scheme_of(typed, workshop->scheme);
  const auto changed = scheme ? workshops_.planning().change_scheme(call.id, version_in(call.form), *scheme, call.visitor) : Status(failure(scheme.error()));
  return changed ? see_other("/workshops/" + call.id + "/criteria?done=saved") : show_workshop_criteria(call, typed, changed.error());
}

Response Site::Implementation::workshop_print(const Call& call) const {
  const auto workshop = workshops_.planning().find(call.id, call.visitor);
  if (!workshop) {
    return refusal(call, workshop.error());
  }
  std::vector<AgendaItem> items;
  for (const auto& group : workshop->groups) {
    items.insert(items.end(), group.agenda.begin(), group.agenda.end());
  }
  const auto records = briefings(items);
  if (!records) {
    return refusal(call, records.error());
  }
  return page("workshop_print", workshop_print_view(context(), *workshop, *records, base(call.request) + "/join/" + workshop->info.join_code));
}

}  // namespace whatworks
