// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>

#include "core/text.h"
#include "core/time.h"
#include "interchange/csv.h"
#include "site_implementation.h"
#include "web/trial_views.h"

// Trials: from a decision of a workshop to a protocol, and to the record that comes of it.
namespace whatworks {
namespace {

constexpr std::size_t kLongestTyped = 4 * kLongestPassage;  // bytes of a text that a page shows again

Protocol sent_protocol(const Parameters& form) {
  Protocol out;
  for (const auto& section : protocol_sections()) {
    for (const auto& field : section.fields) {
      out.set(field.name, clean_utf8(normalise_line_ends(value_of(form, field.name))));
    }
  }
  return out;
}

// The trials that the filters of an address let through.
std::vector<TrialInfo> filtered(std::vector<TrialInfo> trials, std::string_view priority, std::string_view state) {
  const auto is_out = [&](const TrialInfo& trial) {
    const bool is_of_priority = priority.empty() || std::find(trial.priorities.begin(), trial.priorities.end(), priority) != trial.priorities.end();
    return !is_of_priority || (!state.empty() && trial_state_name(trial.state) != state);
  };
  trials.erase(std::remove_if(trials.begin(), trials.end(), is_out), trials.end());
  return trials;
}

// Decisions to hold a trial of which there is none yet.
std::vector<RegisteredDecision> openings_of(std::vector<RegisteredDecision> decisions, const std::vector<TrialInfo>& trials) {
  std::set<std::string> begun;
  for (const auto& trial : trials) {
    begun.insert(trial.item.name);
  }
  const auto is_out = [&](const RegisteredDecision& entry) { return entry.kept.decision.outcome != Outcome::trial || begun.contains(entry.item.name); };
  decisions.erase(std::remove_if(decisions.begin(), decisions.end(), is_out), decisions.end());
  return decisions;
}

struct StepName {
  std::string_view name;
  TrialState to;
  std::string_view done;  // the notice
};
constexpr std::array kSteps{StepName{"start", TrialState::running, "started"}, StepName{"stop", TrialState::stopped, "stopped"},
                            StepName{"finish", TrialState::finished, "finished"}};

// A number as people type it, with or without a percent sign.
std::optional<double> typed_number(std::string_view text) {
  text = trim(text);
  if (text.ends_with('%')) {
    text = trim(text.substr(0, text.size() - 1));
  }
  return parse_decimal(text);
}

// Reads the fields of the form; the first that is no number is told.
class SizeForm {
 public:
  explicit SizeForm(SampleSizePage& page, const Parameters& sent) : page_(page), sent_(sent) {}

  void read() {
    auto& question = page_.question;
    if (page_.means) {
      question.means = {number("difference", "the difference"), number("standard_deviation", "the standard deviation")};
    } else {
      question.shares = SharesExpected{number("without", "the share without the intervention"), std::string(value_of(sent_, "measure")),
                                       number("effect", "what you expect with the intervention")};
    }
    question.alpha = number("alpha", "the significance level");
    question.power = number("power", "the power");
    if (!trim(value_of(sent_, "cluster_size")).empty() || !trim(value_of(sent_, "icc")).empty()) {
      question.clusters = Clusters{number("cluster_size", "the number of units in a cluster"), number("icc", "the intraclass correlation")};
    }
  }

 private:
  double number(const char* field, const char* what) {
    const auto value = typed_number(value_of(sent_, field));
    if (!value && !page_.problem) {
      page_.problem = Error{ErrorCode::bad_parameter, std::string("Give ") + what + " as a number", "such as 12.5"};
      page_.field = field;
    }
    return value.value_or(0);
  }

  SampleSizePage& page_;
  const Parameters& sent_;
};

}  // namespace

Response Site::Implementation::trials_page(const Call& call) const {
  if (has_empty_parameter(call.target.parameters)) {
    Parameters kept;
    std::copy_if(call.target.parameters.begin(), call.target.parameters.end(), std::back_inserter(kept),
                 [](const auto& field) { return !field.second.empty(); });
    return redirect_to("/trials" + to_query_string(kept));
  }
  auto all = workshops_.trials().all(call.visitor);
  if (!all) {
    return refusal(call, all.error());
  }
  TrialsPage shown;
  shown.all = all->size();
  shown.may_change = Trials::may_change(call.visitor);
  if (shown.may_change) {
    auto decisions = workshops_.decisions().all(call.visitor);
    if (!decisions) {
      return refusal(call, decisions.error());
    }
    shown.openings = openings_of(*std::move(decisions), *all);
  }
  shown.priority = value_of(call.target.parameters, "priority");
  shown.state = value_of(call.target.parameters, "state");
  shown.trials = filtered(*std::move(all), shown.priority, shown.state);
  auto response = page("trials", trials_view(context(), shown));
  response.kind = ResponseKind::live;
  return response;
}

Response Site::Implementation::trials_csv_file(const Call& call) const {
  auto all = workshops_.trials().all(call.visitor);
  if (!all) {
    return refusal(call, all.error());
  }
  Response response;
  response.content_type = kCsvMediaType;
  response.kind = ResponseKind::live;
  response.headers.emplace_back("content-disposition", "attachment; filename=\"trials.csv\"");
  response.body = trials_csv(filtered(*std::move(all), value_of(call.target.parameters, "priority"), value_of(call.target.parameters, "state")));
  return response;
}

Response Site::Implementation::show_trial(const Call& call, std::string_view notice, const std::optional<Error>& problem, std::string_view field) const {
  auto trial = workshops_.trials().find(call.id, call.visitor);
  if (!trial) {
    return refusal(call, trial.error());
  }
  TrialPage shown;
  const auto is_readable = [&](const std::string& id) {
    const auto found = id.empty() ? Result<std::vector<Record>>() : call.evidence.listed({id});
    return found && !found->empty();
  };
  auto made = workshops_.trials().find_write_up(trial->info, contributions_);
  if (!made) {
    return refusal(call, made.error());
  }
  shown.write_up = *std::move(made);
  shown.own_draft = shown.write_up && call.visitor.person && call.visitor.person->pseudonym == shown.write_up->writer;
  shown.written_is_there = shown.write_up && is_readable(shown.write_up->record_id);
  shown.record_is_there = is_readable(trial->info.item.record_id);
  shown.trial = *std::move(trial);
  shown.may_change = Trials::may_change(call.visitor);
  shown.may_write_up = call.visitor.may(Permission::contribute);
  shown.today = format_date(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(access_.now())));
  shown.typed = problem ? call.form : Parameters{};
  shown.notice = notice;
  shown.problem = problem;
  shown.field = field;
  return form_answer("trial", trial_view(context(), shown), problem);
}

Response Site::Implementation::trial_page(const Call& call) const {
  const auto done = value_of(call.target.parameters, "done");
  const bool is_known = words_.at("trials").at("notices").contains(std::string(done));
  return show_trial(call, is_known ? done : std::string_view{}, std::nullopt, {});
}

Response Site::Implementation::begin_trial(const Call& call) const {
  const auto begun = workshops_.trials().begin(value_of(call.form, "workshop"), value_of(call.form, "item"), call.visitor);
  return begun ? see_other("/trials/" + *begun + "?done=begun") : refusal(call, begun.error());
}

Response Site::Implementation::change_trial(const Call& call) const {
  const auto& trials = workshops_.trials();
  const auto what = value_of(call.form, "do");
  const auto version = parse_integer(value_of(call.form, "version")).value_or(0);
  const auto done = [&](std::string_view notice) { return see_other("/trials/" + call.id + "?done=" + std::string(notice)); };
  const auto refused = [&](const Error& error, std::string_view field) {
    const bool is_told_on_page = error.code != ErrorCode::not_found && error.code != ErrorCode::forbidden;
    return is_told_on_page ? show_trial(call, {}, error, field) : refusal(call, error);
  };
  if (what == "register") {
    const auto registered = trials.register_protocol(call.id, version, call.visitor);
    return registered ? done("registered") : refused(registered.error(), "main-content");
  }
  const auto* const step = std::find_if(kSteps.begin(), kSteps.end(), [&](const StepName& row) { return row.name == what; });
  if (step == kSteps.end()) {
    return refusal(call, Error{ErrorCode::bad_parameter, "The form does not say what to do with the trial", {}});
  }
  const auto day = std::string(trim(value_of(call.form, "day")));
  const auto reason = value_of(call.form, "reason");
  const auto advanced = trials.advance(call.id, {step->to, day, std::string(reason)}, version, call.visitor);
  if (advanced) {
    return done(step->done);
  }
  const auto& field = advanced.error().field;
  return refused(advanced.error(), field.empty() ? std::string("main-content") : std::string(what) + '-' + field);
}

Response Site::Implementation::show_trial_edit(const TrialEditPage& shown, int status) const {
  auto response = page("trial_edit", trial_edit_view(context(), shown));
  response.status = status;
  response.kind = ResponseKind::live;
  return response;
}

Response Site::Implementation::trial_edit_page(const Call& call) const {
  auto trial = workshops_.trials().find(call.id, call.visitor);
  if (!trial) {
    return refusal(call, trial.error());
  }
  if (!Trials::may_change(call.visitor)) {
    return refusal(call, Error{ErrorCode::forbidden, "Only facilitators and contributors work on trials", {}});
  }
  if (is_over(trial->info.state)) {
    return refusal(call, Error{ErrorCode::conflict, "The trial is over, so its protocol stays as it is", {}});
  }
  TrialEditPage shown;
  shown.check = value_of(call.target.parameters, "check") == "yes";
  shown.problems = shown.check ? registration_problems(trial->info.protocol) : std::vector<ProtocolProblem>{};
  shown.protocol = trial->info.protocol;
  shown.trial = std::move(trial->info);
  return show_trial_edit(shown, 200);
}

Response Site::Implementation::edit_trial(const Call& call) const {
  const auto& trials = workshops_.trials();
  auto trial = trials.find(call.id, call.visitor);
  if (!trial) {
    return refusal(call, trial.error());
  }
  if (!Trials::may_change(call.visitor)) {
    return refusal(call, Error{ErrorCode::forbidden, "Only facilitators and contributors work on trials", {}});
  }
  const bool is_draft = trial->info.state == TrialState::drafting;
  auto typed = typed_protocol(sent_protocol(call.form));
  TrialEditPage shown;
  shown.trial = std::move(trial->info);
  shown.reason = clean_utf8(value_of(call.form, "reason").substr(0, kLongestTyped));
  shown.problems = std::move(typed.problems);
  if (shown.problems.empty() && !is_draft) {
    shown.problems = registration_problems(typed.protocol);  // an amended protocol is registered at once
  }
  const auto version = parse_integer(value_of(call.form, "version")).value_or(0);
  if (!shown.problems.empty()) {
    // The version that was typed from stays in the form: a save that comes too late is still told.
    shown.trial.version = version;
    shown.protocol = std::move(typed.protocol);
    return show_trial_edit(shown, 422);
  }
  const auto saved = is_draft ? trials.save(call.id, typed.protocol, version, call.visitor)
                              : trials.amend(call.id, typed.protocol, value_of(call.form, "reason"), version, call.visitor);
  if (saved && !saved->other) {
    return see_other("/trials/" + call.id + (is_draft ? "?done=saved" : "?done=amended"));
  }
  if (!saved && (saved.error().code == ErrorCode::not_found || saved.error().code == ErrorCode::forbidden)) {
    return refusal(call, saved.error());
  }
  shown.protocol = std::move(typed.protocol);
  if (saved) {
    shown.problem = Error{ErrorCode::conflict, "Somebody else has changed the protocol since you opened this page, and yours is not saved yet", {}};
    shown.trial.version = saved->version;
    shown.other = saved->other;
  } else {
    shown.problem = saved.error();
    shown.trial.version = version;
  }
  const auto status = form_status(shown.problem);
  return show_trial_edit(shown, status);
}

Response Site::Implementation::write_up_trial(const Call& call) const {
  const auto made = workshops_.trials().write_up(call.id, contributions_, call.visitor);
  if (!made) {
    const auto code = made.error().code;
    return code == ErrorCode::not_found || code == ErrorCode::forbidden ? refusal(call, made.error()) : show_trial(call, {}, made.error(), "main-content");
  }
  const bool is_own = made->writer == call.visitor.person->pseudonym && made->record_id.empty();
  return see_other(is_own ? "/contribute/drafts/" + made->draft : "/trials/" + call.id);
}

Response Site::Implementation::protocol_file(const Call& call) const {
  const auto trial = workshops_.trials().find(call.id, call.visitor);
  if (!trial) {
    return refusal(call, trial.error());
  }
  const auto& versions = trial->versions;
  const auto asked = value_of(call.target.parameters, "version");
  const auto number = asked.empty() ? static_cast<long long>(versions.size()) : parse_integer(asked).value_or(0);
  const auto found = std::find_if(versions.begin(), versions.end(), [&](const ProtocolVersion& version) { return version.number == number; });
  if (found == versions.end()) {
    return refusal(call, Error{ErrorCode::not_found, versions.empty() ? "The protocol is not registered yet" : "There is no such version of the protocol", {}});
  }
  Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.headers.emplace_back("content-disposition", "attachment; filename=\"" + trial->info.name + "-version-" + std::to_string(found->number) + ".txt\"");
  response.body = found->text;
  response.kind = ResponseKind::live;
  return response;
}

Response Site::Implementation::sample_size_page(const Call& call) const {
  const auto& sent = call.target.parameters;
  SampleSizePage shown;
  shown.means = value_of(sent, "compare") == "means";
  shown.typed = sent;
  const bool is_sent = std::any_of(sent.begin(), sent.end(), [](const auto& field) { return field.first == "alpha"; });
  if (!is_sent) {
    // The form as it is opened, with what a link filled in.
    shown.typed.emplace_back("alpha", "0.05");
    shown.typed.emplace_back("power", "0.8");
  } else {
    SizeForm(shown, sent).read();
    const auto answer = size_of_trial(shown.question);
    if (!shown.problem && !answer) {
      shown.problem = answer.error();
      shown.field = wrong_part(shown.question);
    } else if (!shown.problem) {
      shown.answer = *answer;
    }
  }
  if (const auto name = value_of(sent, "trial"); !name.empty()) {
    auto trial = workshops_.trials().find(name, call.visitor);
    if (!trial) {
      return refusal(call, trial.error());
    }
    shown.trial = std::move(trial->info);
    if (const auto& id = shown.trial->item.record_id; !id.empty()) {
      if (const auto record = call.evidence.record(id)) {
        shown.record_title = record->card.title;
        if (const auto outcomes = record->front_matter->find("outcomes"); outcomes != record->front_matter->end() && outcomes->is_array()) {
          shown.outcomes.assign(outcomes->begin(), outcomes->end());
        }
      }
    }
  }
  auto response = page("sample_size", sample_size_view(context(), shown));
  response.kind = ResponseKind::live;
  return response;
}

}  // namespace whatworks
