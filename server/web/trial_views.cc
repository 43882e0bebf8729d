// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/trial_views.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "core/time.h"
#include "interchange/csv.h"
#include "view_parts.h"

namespace whatworks {
namespace {

const Json& words_of(const ViewContext& context) { return context.words.at("trials"); }

std::string address_of(const TrialInfo& trial) { return "/trials/" + trial.name; }

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json state_view(const ViewContext& context, const TrialInfo& trial) {
  const std::string name(trial_state_name(trial.state));
  return {{"name", name}, {"label", words_of(context).at("states").at(name)}};
}

Json overdue_view(const ViewContext& context, const TrialInfo& trial) {
  return trial.overdue ? words_of(context).at("overdue").at(std::string(overdue_name(*trial.overdue))) : Json(nullptr);
}

std::string priority_label(const ViewContext& context, const std::string& code) {
  const auto* facet = context.schemas.find_facet("priority");
  return facet == nullptr ? code : context.schemas.label_of(*facet, code);
}

Json priority_links(const ViewContext& context, const std::vector<std::string>& codes) {
  auto out = Json::array();
  for (const auto& code : codes) {
    out.push_back({{"label", priority_label(context, code)}, {"href", "/priorities/" + code}});
  }
  return list_or_null(std::move(out));
}

// "1 March 2027 to 1 March 2028"; null where neither is known.
Json period_view(const Protocol& protocol) {
  const auto from = date_in_words(protocol.at("starts_on"));
  const auto to = date_in_words(protocol.at("ends_on"));
  if (from.empty() && to.empty()) {
    return nullptr;
  }
  return (from.empty() ? "start not set" : from) + " to " + (to.empty() ? "end not set" : to);
}

Json trial_row(const ViewContext& context, const TrialInfo& trial) {
  return {{"href", address_of(trial)},
          {"title", trial.protocol.at("title").empty() ? trial.item.title : trial.protocol.at("title")},
          {"state", state_view(context, trial)},
          {"overdue", overdue_view(context, trial)},
          {"owner", text_or_null(trial.owner)},
          {"period", period_view(trial.protocol)},
          {"report_due", text_or_null(date_in_words(trial.protocol.at("report_due")))},
          {"workshop", trial.workshop.details.title},
          {"workshop_href", "/workshops/" + trial.workshop.name},
          {"priorities", priority_links(context, trial.priorities)}};
}

Json options_view(const Json& labels, std::string_view chosen) {
  auto out = Json::array();
  for (const auto& [value, label] : labels.items()) {
    out.push_back({{"value", value}, {"label", label}, {"chosen", value == chosen}});
  }
  return out;
}

Json priority_options(const ViewContext& context, std::string_view chosen) {
  auto labels = Json::object();
  if (const auto* facet = context.schemas.find_facet("priority")) {
    for (const auto& code : context.schemas.vocabulary_of(*facet)->codes()) {
      labels[code] = priority_label(context, code);
    }
  }
  return options_view(labels, chosen);
}

Json opening_views(const std::vector<RegisteredDecision>& openings) {
  auto out = Json::array();
  for (const auto& opening : openings) {
    const auto& decision = opening.kept.decision;
    out.push_back({{"title", opening.item.title},
                   {"workshop", opening.workshop.details.title},
                   {"workshop_name", opening.workshop.name},
                   {"item", opening.item.name},
                   {"owner", text_or_null(decision.owner)},
                   {"due", text_or_null(date_in_words(decision.due_on))}});
  }
  return list_or_null(std::move(out));
}

// A value as people read it.
std::string shown_value(const ProtocolField& field, const std::string& value) { return field.kind == ProtocolFieldKind::day ? date_in_words(value) : value; }

Json protocol_view(const Protocol& protocol) {
  auto sections = Json::array();
  for (const auto& section : protocol_sections()) {
    auto fields = Json::array();
    for (const auto& field : section.fields) {
      fields.push_back({{"label", field.label}, {"value", text_or_null(shown_value(field, protocol.at(field.name)))}});
    }
    // Where a section asks for one thing alone, its name says what.
    sections.push_back({{"id", section.id},
                        {"number", section.number},
                        {"label", section.label},
                        {"one", section.fields.size() == 1 ? Json(fields.front()) : Json(nullptr)},
                        {"many", section.fields.size() == 1 ? Json(nullptr) : Json{{"list", fields}}}});
  }
  return sections;
}

Json change_views(const Protocol& before, const Protocol& after, std::string_view before_label, std::string_view after_label) {
  auto out = Json::array();
  for (const auto* field : changed_fields(before, after)) {
    out.push_back({{"label", field->label},
                   {"before_label", before_label},
                   {"after_label", after_label},
                   {"before", text_or_null(shown_value(*field, before.at(field->name)))},
                   {"after", text_or_null(shown_value(*field, after.at(field->name)))}});
  }
  return out;
}

bool changes_outcomes(const Protocol& before, const Protocol& after) {
  const auto changed = changed_fields(before, after);
  return std::any_of(changed.begin(), changed.end(), [](const ProtocolField* field) { return field->is_outcome; });
}

Json version_views(const TrialInfo& trial, const std::vector<ProtocolVersion>& versions) {
  auto out = Json::array();
  for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
    const bool is_first = version + 1 == versions.rend();
    const auto file = "version=" + std::to_string(version->number);
    out.push_back({{"number", version->number},
                   {"first", is_first},
                   {"at", instant_in_words(version->registered)},
                   {"by", version->by},
                   {"hash", version->hash},
                   {"file", trial.name + "-version-" + std::to_string(version->number) + ".txt"},
                   {"file_href", address_of(trial) + "/protocol.txt?" + file},
                   {"reason", text_or_null(version->reason)},
                   {"outcomes", !is_first && changes_outcomes((version + 1)->protocol, version->protocol)},
                   {"changes", is_first ? Json(nullptr) : list_or_null(change_views((version + 1)->protocol, version->protocol, "Before", "Now"))}});
  }
  return list_or_null(std::move(out));
}

// The outcomes as they were registered first and as they are now, where they differ.
Json switched_view(const std::vector<ProtocolVersion>& versions) {
  auto fields = Json::array();
  for (std::size_t i = 1; i < versions.size(); ++i) {
    for (const auto* field : changed_fields(versions[i - 1].protocol, versions[i].protocol)) {
      if (field->is_outcome) {
        fields.push_back({{"label", field->label},
                          {"version", versions[i].number},
                          {"at", instant_in_words(versions[i].registered)},
                          {"before_label", "Before"},
                          {"after_label", "Now"},
                          {"before", text_or_null(versions[i - 1].protocol.at(field->name))},
                          {"after", text_or_null(versions[i].protocol.at(field->name))}});
      }
    }
  }
  return list_or_null(std::move(fields));
}

Json step_views(const ViewContext& context, const std::vector<TrialStep>& steps) {
  auto out = Json::array();
  for (const auto& step : steps) {
    out.push_back({{"label", words_of(context).at("steps").at(std::string(trial_state_name(step.state)))},
                   {"day", date_in_words(step.happened_on)},
                   {"reason", text_or_null(step.reason)},
                   {"by", step.by}});
  }
  return list_or_null(std::move(out));
}

// Whether the treatment began before the protocol was registered, which a registration is there to rule out.
bool registered_late(const Trial& trial) {
  const auto started = std::find_if(trial.steps.begin(), trial.steps.end(), [](const TrialStep& step) { return step.state == TrialState::running; });
  if (started == trial.steps.end() || trial.versions.empty()) {
    return false;
  }
  const std::chrono::year_month_day registered(std::chrono::floor<std::chrono::days>(trial.versions.front().registered));
  return started->happened_on < format_date(registered);
}

Json missing_views(const TrialInfo& trial) {
  auto out = Json::array();
  for (const auto& problem : registration_problems(trial.protocol)) {
    out.push_back({{"text", problem.error.message}, {"href", address_of(trial) + "/edit?check=yes#" + std::string(problem.field)}});
  }
  return list_or_null(std::move(out));
}

std::string typed(const Parameters& parameters, std::string_view name) {
  const auto found = std::find_if(parameters.begin(), parameters.end(), [&](const auto& parameter) { return parameter.first == name; });
  return found == parameters.end() ? std::string() : clean_utf8(found->second);
}

// The forms that take the trial a step further: what may be done now.
Json next_steps(const ViewContext& context, const TrialPage& page) {
  const auto state = page.trial.info.state;
  std::vector<std::string> steps;
  if (state == TrialState::planned) {
    steps = {"start", "stop"};
  } else if (state == TrialState::running) {
    steps = {"finish", "stop"};
  }
  auto out = Json::array();
  for (const auto& step : steps) {
    const bool is_refused = typed(page.typed, "do") == step;
    const auto& words = words_of(context).at("next").at(step);
    const bool is_stop = step == "stop";
    const auto field = step + "-day";
    out.push_back({{"name", step},
                   {"heading", words.at("heading")},
                   {"question", words.at("question")},
                   {"button", words.at("button")},
                   {"day", is_refused ? typed(page.typed, "day") : page.today},
                   {"day_error", page.problem && page.field == field ? Json(page.problem->message) : Json(nullptr)},
                   {"stop", is_stop},
                   {"reason", is_refused ? typed(page.typed, "reason") : std::string()},
                   {"reason_error", page.problem && page.field == "stop-reason" && is_stop ? Json(page.problem->message) : Json(nullptr)}});
  }
  return list_or_null(std::move(out));
}

Json write_up_view(const TrialPage& page) {
  if (!is_over(page.trial.info.state)) {
    return nullptr;
  }
  const auto& made = page.write_up;
  const bool is_published = made && !made->record_id.empty();
  return {{"begin", !made && page.may_write_up},
          {"nobody", !made && !page.may_write_up},
          {"draft_href", made && page.own_draft && !is_published ? Json("/contribute/drafts/" + made->draft) : Json(nullptr)},
          {"others", made && !page.own_draft && !is_published ? Json(made->writer_name) : Json(nullptr)},
          {"record_href", is_published && page.written_is_there ? Json("/records/" + made->record_id) : Json(nullptr)},
          {"hidden_record", is_published && !page.written_is_there}};
}

Json error_list(const std::vector<ProtocolProblem>& problems, const std::optional<Error>& problem, std::string_view href) {
  auto out = Json::array();
  for (const auto& row : problems) {
    out.push_back({{"text", row.error.message}, {"href", "#" + std::string(row.field)}});
  }
  if (const auto view = problem_view(problem, href); !view.is_null()) {
    out.push_back({{"text", view.at("text")}, {"href", view.at("href")}});
  }
  return list_or_null(std::move(out));
}

Json field_view(const ProtocolField& field, const TrialEditPage& page) {
  const auto found = std::find_if(page.problems.begin(), page.problems.end(), [&](const ProtocolProblem& problem) { return problem.field == field.name; });
  const auto error = found == page.problems.end() ? Json(nullptr) : Json(found->error.message);
  const bool is_day = field.kind == ProtocolFieldKind::day;
  return {{"name", field.name},
          {"question", field.question},
          {"help", field.help.empty() ? Json(nullptr) : Json(field.help)},
          {"needed", field.needed},
          {"value", page.protocol.at(field.name)},
          {"error", error},
          {"described", !field.help.empty() || is_day || !error.is_null()},
          {"day", is_day},
          {"line", field.kind == ProtocolFieldKind::line},
          {"passage", field.kind == ProtocolFieldKind::passage},
          {"rows", field.longest > 2'000 ? 8 : 4},
          {"longest", field.longest}};
}

Json form_sections(const TrialEditPage& page) {
  auto sections = Json::array();
  for (const auto& section : protocol_sections()) {
    auto fields = Json::array();
    for (const auto& field : section.fields) {
      fields.push_back(field_view(field, page));
    }
    sections.push_back({{"id", section.id}, {"number", section.number}, {"label", section.label}, {"fields", std::move(fields)}});
  }
  return sections;
}

}  // namespace

Json trials_view(const ViewContext& context, const TrialsPage& page) {
  auto rows = Json::array();
  for (const auto& trial : page.trials) {
    rows.push_back(trial_row(context, trial));
  }
  const bool is_filtered = !page.priority.empty() || !page.state.empty();
  const Parameters filters{{"priority", page.priority}, {"state", page.state}};
  Parameters used;
  std::copy_if(filters.begin(), filters.end(), std::back_inserter(used), [](const auto& filter) { return !filter.second.empty(); });
  return {{"title", "Trials"},
          {"section", "trials"},
          {"description", "Trials that workshops agreed on, with their registered protocols and where each of them stands."},
          {"count", count_of(page.trials.size(), "trial", "trials")},
          {"trials", list_or_null(std::move(rows))},
          {"filtered", is_filtered},
          {"none", page.all == 0},
          {"some", page.all > 0},
          {"csv_href", page.all == 0 ? Json(nullptr) : Json("/trials.csv" + to_query_string(used))},
          {"states", options_view(words_of(context).at("states"), page.state)},
          {"priorities", priority_options(context, page.priority)},
          {"may_change", page.may_change},
          {"openings", opening_views(page.openings)}};
}

std::string trials_csv(const std::vector<TrialInfo>& trials) {
  auto out =
      csv_row({"trial", "title", "state", "overdue", "priorities", "workshop", "group", "intervention", "record", "owner", "start", "end", "report_due"});
  for (const auto& trial : trials) {
    const auto& protocol = trial.protocol;
    out += csv_row({trial.name, protocol.at("title"), std::string(trial_state_name(trial.state)),
                    trial.overdue ? std::string(overdue_name(*trial.overdue)) : std::string(), join(trial.priorities, "; "), trial.workshop.details.title,
                    trial.group, trial.item.title, trial.item.record_id, trial.owner, protocol.at("starts_on"), protocol.at("ends_on"),
                    protocol.at("report_due")});
  }
  return out;
}

Json trial_view(const ViewContext& context, const TrialPage& page) {
  const auto& info = page.trial.info;
  const auto shown = problem_view(page.problem, page.field.empty() ? "main-content" : page.field);
  auto view = trial_row(context, info);
  const auto heading = view.at("title").get<std::string>();
  const bool is_draft = info.state == TrialState::drafting;
  const bool amends = info.state == TrialState::planned || info.state == TrialState::running;
  view["heading"] = heading;
  view["title"] = page_title(heading, shown);
  view["section"] = "trials";
  view["notice"] = page.notice.empty() ? Json(nullptr) : words_of(context).at("notices").at(page.notice);
  view["problem"] = shown;
  view["address"] = address_of(info);
  view["version"] = info.version;
  view["group"] = info.group;
  view["circulation"] = circulation_view(context, info.workshop.details.circulation, info.workshop.details.groups);
  view["item"] = info.item.title;
  view["item_href"] = page.record_is_there ? Json("/records/" + info.item.record_id) : Json(nullptr);
  view["edit_href"] = page.may_change && (is_draft || amends) ? Json(address_of(info) + "/edit") : Json(nullptr);
  view["draft"] = is_draft;
  view["missing"] = is_draft ? missing_views(info) : Json(nullptr);
  view["may_register"] = is_draft && page.may_change && registration_problems(info.protocol).empty();
  view["next"] = page.may_change ? next_steps(context, page) : Json(nullptr);
  view["write_up"] = write_up_view(page);
  view["switched"] = switched_view(page.trial.versions);
  view["registered_late"] = registered_late(page.trial);
  view["registered"] = page.trial.versions.empty() ? Json(nullptr) : Json(instant_in_words(page.trial.versions.front().registered));
  view["steps"] = step_views(context, page.trial.steps);
  view["sections"] = protocol_view(info.protocol);
  view["versions"] = version_views(info, page.trial.versions);
  view["size_href"] = "/trials/sample-size?trial=" + info.name;
  return view;
}

Json trial_edit_view(const ViewContext& context, const TrialEditPage& page) {
  const bool is_draft = page.trial.state == TrialState::drafting;
  const auto problems = error_list(page.problems, page.problem, page.other ? "conflict" : is_draft ? "main-content" : "reason");
  const std::string heading = is_draft ? "Write the protocol" : "Amend the protocol";
  const bool is_refused = !problems.is_null() && !page.check;
  const bool at_reason = page.problem && !page.other && !is_draft;
  return {{"title", (is_refused ? "Error: " : "") + heading},
          {"section", "trials"},
          {"heading", heading},
          {"trial_title", trial_row(context, page.trial).at("title")},
          {"href", address_of(page.trial)},
          {"address", address_of(page.trial) + "/edit"},
          {"version", page.trial.version},
          {"problems", problems},
          {"problems_heading", page.check ? "Before the trial can be registered" : "There is a problem"},
          {"draft", is_draft},
          {"reason", page.reason},
          {"reason_error", at_reason ? Json(page.problem->message) : Json(nullptr)},
          {"conflict", page.other ? list_or_null(change_views(*page.other, page.protocol, "What they saved", "What you typed")) : Json(nullptr)},
          {"size_href", "/trials/sample-size?trial=" + page.trial.name},
          {"sections", form_sections(page)}};
}

Json priority_trials_view(const ViewContext& context, const std::vector<TrialInfo>& trials, std::string_view priority) {
  auto rows = Json::array();
  for (const auto& trial : trials) {
    const bool is_of_it = std::find(trial.priorities.begin(), trial.priorities.end(), priority) != trial.priorities.end();
    if (is_of_it && (trial.overdue || trial.state == TrialState::running)) {
      rows.push_back(trial_row(context, trial));
    }
  }
  if (rows.empty()) {
    return nullptr;
  }
  return {{"list", std::move(rows)}, {"all_href", "/trials?priority=" + std::string(priority)}};
}

}  // namespace whatworks
