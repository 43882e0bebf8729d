// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/tokens.h"
#include "core/text.h"
#include "site_implementation.h"
#include "web/evaluation_views.h"

// What a workshop was good for: the form of the day, the follow-ups after weeks, and what came of them.
namespace whatworks {
namespace {

constexpr std::string_view kItemPrefix = "item-";
constexpr std::string_view kTextPrefix = "text-";
constexpr std::string_view kUsePrefix = "use-";
constexpr std::string_view kSent = "sent";

// What a form says of items and in words. A value that is no number is none of any scale, which the module below tells.
EvaluationAnswers answers_of(const Parameters& form) {
  EvaluationAnswers out;
  out.token = value_of(form, "token");
  for (const auto& [name, value] : form) {
    const std::string_view field(name);
    if (field.starts_with(kItemPrefix)) {
      const auto number = static_cast<int>(parse_integer(value).value_or(-1));
      out.items[std::string(field.substr(kItemPrefix.size()))] = value == kNotApplicable ? std::nullopt : std::optional(number);
    } else if (field.starts_with(kTextPrefix)) {
      out.texts[std::string(field.substr(kTextPrefix.size()))] = value;
    }
  }
  return out;
}

Likelihoods likelihoods_of(const Parameters& form) {
  Likelihoods out;
  for (const auto& [name, value] : form) {
    if (const std::string_view field(name); field.starts_with(kUsePrefix)) {
      out[std::string(field.substr(kUsePrefix.size()))] = static_cast<int>(parse_integer(value).value_or(-1));
    }
  }
  return out;
}

// As typed, so that it can stand on a page again.
Parameters cleaned(const Parameters& form) {
  Parameters out;
  out.reserve(form.size());
  for (const auto& [name, value] : form) {
    out.emplace_back(name, clean_utf8(value.substr(0, 4 * kLongestAnswer)));
  }
  return out;
}

std::string token_of(const Parameters& form) {
  const auto sent = value_of(form, "token");
  return sent.empty() ? random_token() : clean_utf8(sent.substr(0, 100));
}

}  // namespace

Response Site::Implementation::show_evaluation(const Call& call, const std::optional<Error>& problem) const {
  const auto own = seat(call);
  auto workshop = own ? Result<Workshop>(own->workshop) : workshops_.planning().find(call.id, call.visitor);
  if (!workshop) {
    return refusal(call, workshop.error());
  }
  EvaluationPage shown;
  shown.workshop = &workshop->info;
  shown.scheme = &workshops_.evaluations().scheme();
  shown.moment = moment_of(workshop->info.stage);
  shown.facilitates = call.visitor.may(Permission::facilitate);
  if (own) {
    auto likelihoods = workshops_.evaluations().likelihoods(own->member.key, shown.moment);
    if (!likelihoods) {
      return refusal(call, likelihoods.error());
    }
    shown.likelihoods = *std::move(likelihoods);
    shown.group = workshop->find_group(own->member.group);
  }
  shown.sent = own.has_value() && !problem && value_of(call.target.parameters, "done") == kSent;
  shown.token = token_of(call.form);
  shown.typed = cleaned(call.form);
  shown.problem = problem;
  auto response = page("evaluation", evaluation_view(context(), shown));
  response.status = own ? form_status(problem) : http_status(ErrorCode::forbidden);
  response.kind = ResponseKind::live;
  return response;
}

Response Site::Implementation::evaluation_page(const Call& call) const { return show_evaluation(call, std::nullopt); }

Response Site::Implementation::evaluate(const Call& call) const {
  const auto own = seat(call);
  if (!own) {
    return show_evaluation(call, std::nullopt);
  }
  const auto& evaluations = workshops_.evaluations();
  const auto moment = value_of(call.form, "moment") == moment_name(Moment::before) ? Moment::before : Moment::after;
  const auto likelihoods = likelihoods_of(call.form);
  if (auto saved = evaluations.save_likelihoods(own->member.key, moment, likelihoods); !saved) {
    return show_evaluation(call, saved.error());
  }
  // The form itself goes without the code of whoever sent it. Whoever said no more than how likely they are has said something.
  const auto answers = answers_of(call.form);
  const bool says_nothing =
      answers.items.empty() && std::all_of(answers.texts.begin(), answers.texts.end(), [](const auto& text) { return trim(text.second).empty(); });
  if (moment == Moment::after && (!says_nothing || likelihoods.empty())) {
    if (auto sent = evaluations.submit(call.id, answers); !sent) {
      return show_evaluation(call, sent.error());
    }
  }
  return see_other("/workshops/" + call.id + "/evaluation?done=" + std::string(kSent));
}

Response Site::Implementation::evaluation_results(const Call& call) const {
  const auto own = seat(call);
  const bool facilitates = call.visitor.may(Permission::facilitate);
  auto workshop = facilitates || !own ? workshops_.planning().find(call.id, call.visitor) : Result<Workshop>(own->workshop);
  if (!workshop) {
    return refusal(call, workshop.error());
  }
  // One that still goes on is nobody's but the facilitators'.
  if (!facilitates && (!own || workshop->info.stage != Stage::closed)) {
    return refusal(call, Error{ErrorCode::forbidden, "The evaluation is shown to the panel once the workshop is closed", {}});
  }
  const auto results = workshops_.evaluations().results(*workshop);
  if (!results) {
    return refusal(call, results.error());
  }
  EvaluationResultsPage shown;
  shown.workshop = &*workshop;
  shown.scheme = &workshops_.evaluations().scheme();
  shown.results = &*results;
  shown.facilitates = facilitates;
  shown.base = base(call.request);
  if (facilitates) {
    auto links = workshops_.evaluations().links(call.id, call.visitor);
    if (!links) {
      return refusal(call, links.error());
    }
    shown.links = *std::move(links);
  }
  return page("evaluation_results", evaluation_results_view(context(), shown));
}

Response Site::Implementation::make_follow_up_link(const Call& call) const {
  const auto level = parse_integer(value_of(call.form, "level")).value_or(0);
  const auto made = workshops_.evaluations().make_link(call.id, level == 3 ? 3 : 2, call.visitor);
  return made ? see_other("/workshops/" + call.id + "/evaluation/results#follow-ups") : refusal(call, made.error());
}

Response Site::Implementation::show_follow_up(const Call& call, const std::optional<Error>& problem) const {
  const auto& name = call.target.segments.at(1);
  const auto key = std::string(value_of(call.target.parameters, "key"));
  const auto level = static_cast<int>(parse_integer(call.id).value_or(0));
  const auto workshop = workshops_.evaluations().find_follow_up(name, level, key);
  if (!workshop) {
    return refusal(call, workshop.error());
  }
  FollowUpPage shown;
  shown.workshop = &*workshop;
  shown.scheme = &workshops_.evaluations().scheme();
  shown.level = level;
  shown.key = key;
  shown.token = token_of(call.form);
  shown.sent = !problem && value_of(call.target.parameters, "done") == kSent;
  shown.typed = cleaned(call.form);
  shown.problem = problem;
  return form_answer("follow_up", follow_up_view(context(), shown), problem);
}

Response Site::Implementation::follow_up_page(const Call& call) const { return show_follow_up(call, std::nullopt); }

Response Site::Implementation::follow_up(const Call& call) const {
  const auto& name = call.target.segments.at(1);
  const auto key = value_of(call.target.parameters, "key");
  const auto level = static_cast<int>(parse_integer(call.id).value_or(0));
  if (auto sent = workshops_.evaluations().submit_follow_up(name, level, key, answers_of(call.form)); !sent) {
    return sent.error().code == ErrorCode::not_found ? refusal(call, sent.error()) : show_follow_up(call, sent.error());
  }
  return see_other("/workshops/" + name + "/follow-up/" + call.id + "?key=" + std::string(key) + "&done=" + std::string(kSent));
}

}  // namespace whatworks
