// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text.h"
#include "core/time.h"
#include "site_implementation.h"

// What workshops found: the rounds, what was said of them and decided, and the register over all.
namespace whatworks {
namespace {

WorkshopDecision decision_in(const Parameters& form) {
  WorkshopDecision out;
  out.outcome = find_outcome(value_of(form, "outcome")).value_or(Outcome::park);
  out.owner = typed_field(form, "owner", kLongestHeading);
  out.due_on = std::string(trim(typed_field(form, "due_on", 20)));
  out.reason = typed_field(form, "reason", kLongestPassage);
  out.done = value_of(form, "done") == "yes";
  return out;
}

}  // namespace

Response Site::Implementation::show_results(const Call& call, const std::optional<Error>& problem, std::string_view field) const {
  auto found = entry(call);
  if (!found) {
    return refusal(call, found.error());
  }
  WorkshopResultsPage shown;
  shown.runs = found->runs;
  shown.on_panel = found->member.has_value();
  shown.workshop = std::move(found->workshop);
  const auto stage = shown.workshop.info.stage;
  if (stage >= Stage::discussion && !may_see_results(stage, shown.runs, shown.on_panel)) {
    return refusal(call, Error{ErrorCode::not_found, "The results are shown when the workshop is closed", {}});
  }
  auto results = workshops_.results().of(shown.workshop);
  auto decisions = workshops_.decisions().of(shown.workshop.info.name);
  if (!results || !decisions) {
    return refusal(call, results ? decisions.error() : results.error());
  }
  shown.results = *std::move(results);
  shown.decisions = *std::move(decisions);
  shown.item = value_of(call.form, "item");
  shown.notes = typed_field(call.form, "notes", kLongestNotes);
  shown.decision = decision_in(call.form);
  shown.notice = value_of(call.target.parameters, "done");
  shown.problem = problem;
  shown.field = field;
  return followed_answer(call, "results", workshop_results_view(context(), shown), problem);
}

Response Site::Implementation::workshop_results_page(const Call& call) const { return show_results(call, std::nullopt, {}); }

Response Site::Implementation::change_workshop_results(const Call& call) const {
  const auto workshop = workshops_.planning().find(call.id, call.visitor);
  if (!workshop) {
    return refusal(call, workshop.error());
  }
  const auto what = value_of(call.form, "do");
  const auto item = std::string(value_of(call.form, "item"));
  const auto version = parse_integer(value_of(call.form, "version")).value_or(0);
  const auto address = "/workshops/" + call.id + "/results";
  if (what == "note") {
    const auto noted = workshops_.results().note(call.id, item, value_of(call.form, "notes"), version, call.visitor);
    return noted ? see_other(address + "?done=noted#" + item) : show_results(call, noted.error(), "notes-" + item);
  }
  if (what != "decide") {
    return refusal(call, Error{ErrorCode::bad_parameter, "The form does not say what to do", {}});
  }
  if (!find_outcome(value_of(call.form, "outcome"))) {
    return show_results(call, Error{ErrorCode::bad_input, "Choose what becomes of it", {}}, "outcome-adopt-" + item);
  }
  const auto decided = workshops_.decisions().decide(*workshop, item, decision_in(call.form), version, call.visitor);
  if (decided) {
    return see_other(address + "?done=decided#" + item);
  }
  const auto& error = decided.error();
  return error.code == ErrorCode::not_found ? refusal(call, error)
                                            : show_results(call, error, (error.field.empty() ? "outcome-adopt" : error.field) + '-' + item);
}

// What panels said could be done at once, of the workshops that are closed.
Result<std::vector<NamedOpportunities>> Site::Implementation::named_opportunities(const Visitor& visitor) const {
  const auto workshops = workshops_.planning().list(visitor);
  if (!workshops) {
    return failure(workshops.error());
  }
  std::vector<NamedOpportunities> out;
  for (const auto& info : *workshops) {
    if (info.stage != Stage::closed) {
      continue;
    }
    const auto workshop = workshops_.planning().find(info.name, visitor);
    const auto items = workshop ? workshops_.results().on(*workshop, {}) : Result<std::vector<ItemResult>>(failure(workshop.error()));
    if (!items) {
      return failure(items.error());
    }
    for (const auto& item : *items) {
      auto texts = item.before ? item.before->texts.opportunities : std::vector<std::string>{};
      texts.insert(texts.end(), item.now.texts.opportunities.begin(), item.now.texts.opportunities.end());
      if (!texts.empty()) {
        out.push_back({info, *item.item, std::move(texts)});
      }
    }
  }
  return out;
}

Response Site::Implementation::opportunities_page(const Call& call) const {
  const auto decisions = workshops_.decisions().all(call.visitor);
  if (!decisions) {
    return refusal(call, decisions.error());
  }
  const auto now = format_date(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(access_.now())));
  const auto outcome = find_outcome(value_of(call.target.parameters, "outcome"));
  const auto named = named_opportunities(call.visitor);
  if (!named) {
    return refusal(call, named.error());
  }
  return page("opportunities", opportunities_view(context(), *decisions, *named, now, outcome ? outcome_name(*outcome) : std::string_view{}));
}

// What changes while somebody looks on, for the script that asks again and again: an entity tag over all that a page of the workshop may show of others, so
// that an answer while nothing changed costs no more than that. A page that is followed carries the tag that it was made at.
Result<std::string> Site::Implementation::state_tag(const WorkshopInfo& info, bool runs) const {
  Json state{{"stage", stage_name(info.stage)}, {"version", info.version}};
  if (runs) {
    const auto panel = workshops_.panel().progress(info.name, info.stage < Stage::round_two ? 1 : 2);
    if (!panel) {
      return failure(panel.error());
    }
    for (const auto& member : *panel) {
      state["panel"].push_back({member.display_name, member.group, static_cast<int>(member.how_far), member.finished});
    }
  }
  const auto notes = workshops_.results().digest(info.name);
  if (!notes) {
    return failure(notes.error());
  }
  state["notes"] = *notes;
  return "\"" + sha256(state.dump()).substr(0, 16) + "\"";
}

Response Site::Implementation::followed_answer(const Call& call, std::string_view template_name, Json view, const std::optional<Error>& problem) const {
  const auto found = entry(call);
  const auto tag = found ? state_tag(found->workshop.info, found->runs) : Result<std::string>(failure(found.error()));
  view["live_tag"] = tag ? Json(*tag) : Json(nullptr);
  return form_answer(template_name, std::move(view), problem);
}

Response Site::Implementation::workshop_state(const Call& call) const {
  const auto found = entry(call);
  if (!found) {
    return refusal(call, found.error());
  }
  const auto tag = state_tag(found->workshop.info, found->runs);
  if (!tag) {
    return refusal(call, tag.error());
  }
  auto response = json_response(Json{{"stage", stage_name(found->workshop.info.stage)}, {"version", found->workshop.info.version}});
  response.headers.emplace_back("etag", *tag);
  response.kind = ResponseKind::live;
  if (etag_matches(call.request.header("if-none-match"), *tag)) {
    response.status = 304;
    response.body.clear();
    response.content_type.clear();
  }
  return response;
}

}  // namespace whatworks
