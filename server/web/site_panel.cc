// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/text.h"
#include "site_implementation.h"

// Taking part in a workshop, without an account: by the code of the workshop, and then by one's own.
namespace whatworks {
namespace {

constexpr std::string_view kCookie = "panel";
constexpr std::string_view kSecureCookie = "__Host-panel";  // a browser keeps it only where it came by TLS, for this very host
constexpr std::string_view kCookieLife = "1209600";         // 14 days in seconds: the day itself, and its evaluation

Joining joining_in(const Parameters& form) {
  return {typed_field(form, "personal_code", 40), typed_field(form, "display_name", kLongestName),
          find_organisation(value_of(form, "organisation")).value_or(Organisation::police), parse_integer(value_of(form, "group")).value_or(0)};
}

// The scores that a form has; what is no number stays as typed.
struct TypedAssessment {
  Assessment assessment;
  std::map<std::string, std::string> wrong_numbers;
};

TypedAssessment assessment_in(const Parameters& form, const AssessmentScheme& scheme) {
  TypedAssessment out;
  for (const auto& criterion : scheme.criteria) {
    const auto chosen = value_of(form, "s-" + criterion.name);
    const auto number = trim(value_of(form, "n-" + criterion.name));
    if (chosen == "cannot") {
      out.assessment.scores[criterion.name] = std::nullopt;
    } else if (const bool typed = !number.empty() && (chosen.empty() || chosen == "other"); typed || (!chosen.empty() && chosen != "other")) {
      const auto value = parse_integer(typed ? number : chosen);
      if (value && criterion.takes(static_cast<double>(*value))) {
        out.assessment.scores[criterion.name] = static_cast<double>(*value);
      } else {
        out.wrong_numbers[criterion.name] = clean_utf8(number.substr(0, 40));
      }
    }
  }
  out.assessment.reason = typed_field(form, "reason", kLongestReason);
  out.assessment.current_practice = typed_field(form, "current_practice", kLongestReason);
  out.assessment.opportunity = typed_field(form, "opportunity", kLongestReason);
  return out;
}

// The round for which a form was made; 0 where it names none.
int round_in(const Parameters& form) {
  const auto round = parse_integer(value_of(form, "round")).value_or(0);
  return round == 1 || round == 2 ? static_cast<int>(round) : 0;
}

std::optional<Error> problem_with(const TypedAssessment& typed) {
  if (typed.wrong_numbers.empty()) {
    return std::nullopt;
  }
  return Error{ErrorCode::bad_input, "Enter a whole number from 0 to 100", {}};
}

bool wants_data(const Call& call) {
  return accept_quality(call.request.header("accept"), "text/html") < accept_quality(call.request.header("accept"), "application/json");
}

}  // namespace

std::string Site::Implementation::panel_cookie(const Call& call, std::string_view code) const {
  const bool secure = is_secure(call.request);
  std::string out(secure ? kSecureCookie : kCookie);
  out += "=" + std::string(code) + "; Path=/; Max-Age=" + std::string(kCookieLife) + "; HttpOnly; SameSite=Lax";
  return secure ? out + "; Secure" : out;
}

Result<Panel::Seat> Site::Implementation::seat(const Call& call) const {
  const auto code = call.request.cookie(is_secure(call.request) ? kSecureCookie : kCookie);
  return workshops_.panel().find(call.target.segments.at(1), code);
}

Result<Site::Implementation::Entry> Site::Implementation::entry(const Call& call) const {
  auto taken = seat(call);
  if (!taken && taken.error().code != ErrorCode::not_found) {
    return failure(std::move(taken.error()));
  }
  auto workshop = workshops_.planning().find(call.target.segments.at(1), call.visitor);
  if (workshop) {
    return Entry{*std::move(workshop), taken ? std::optional(std::move(taken->member)) : std::nullopt, call.visitor.may(Permission::facilitate)};
  }
  if (taken) {
    return Entry{std::move(taken->workshop), std::move(taken->member), false};
  }
  return failure(std::move(workshop.error()));
}

Response Site::Implementation::show_join(const Call& call, std::string_view code, const std::optional<Error>& problem, std::string_view field) const {
  JoinPage shown;
  shown.code = clean_utf8(code.substr(0, 40));
  shown.joining = joining_in(call.form);
  shown.problem = problem;
  shown.field = field;
  if (!trim(code).empty()) {
    auto workshop = workshops_.panel().find_by_join_code(code);
    if (workshop) {
      shown.workshop = *std::move(workshop);
    } else if (!problem) {
      shown.problem = workshop.error();
      shown.field = "code";
    }
  }
  if (shown.joining.personal_code.empty()) {
    shown.joining.personal_code = new_personal_code();
  }
  return form_answer("join", join_view(context(), shown), shown.problem);
}

Response Site::Implementation::join_page(const Call& call) const {
  const auto typed = value_of(call.target.parameters, "code");
  return show_join(call, call.id.empty() ? typed : std::string_view(call.id), std::nullopt, {});
}

Response Site::Implementation::join_workshop(const Call& call) const {
  const auto seated = [&](const std::string& workshop, std::string_view code, const char* notice) {
    auto response = see_other("/workshops/" + workshop + "/panel" + notice);
    response.headers.emplace_back("set-cookie", panel_cookie(call, code));
    return response;
  };
  if (value_of(call.form, "do") == "rejoin") {
    const auto code = value_of(call.form, "own_code");
    const auto taken = workshops_.panel().find(code);
    return taken ? seated(taken->workshop.info.name, parse_personal_code(code).value(), "") : show_join(call, {}, taken.error(), "own_code");
  }
  const auto code = value_of(call.form, "code");
  const auto workshop = workshops_.panel().find_by_join_code(code);
  if (!workshop) {
    return show_join(call, code, workshop.error(), "code");
  }
  const auto joining = joining_in(call.form);
  if (!find_organisation(value_of(call.form, "organisation"))) {
    return show_join(call, code, Error{ErrorCode::bad_input, "Choose the kind of organisation that you come from", {}}, "organisation-police");
  }
  const auto member = workshops_.panel().join(code, joining);
  if (!member) {
    return show_join(call, code, member.error(), member.error().field == "group" ? "group-1" : "display_name");
  }
  return seated(workshop->info.name, parse_personal_code(joining.personal_code).value(), "?done=joined");
}

Response Site::Implementation::show_panel(const Call& call, const std::optional<Error>& problem, std::string_view field) const {
  auto taken = seat(call);
  if (!taken) {
    return taken.error().code == ErrorCode::not_found ? see_other("/join") : refusal(call, taken.error());
  }
  const auto code = parse_personal_code(call.request.cookie(is_secure(call.request) ? kSecureCookie : kCookie)).value();
  if (value_of(call.target.parameters, "change") == "yes" || field == "display_name") {
    JoinPage shown;
    shown.workshop = std::move(taken->workshop);
    shown.has_seat = true;
    shown.joining = problem ? joining_in(call.form) : Joining{code, taken->member.display_name, taken->member.organisation, taken->member.group};
    shown.problem = problem;
    shown.field = field;
    return form_answer("join", join_view(context(), shown), problem);
  }
  auto own = workshops_.assessments().of(taken->member.key, open_round(taken->workshop.info.stage));
  if (!own) {
    return refusal(call, own.error());
  }
  return followed_answer(call, "panel",
                         panel_view(context(), {std::move(taken->workshop), std::move(taken->member), code, *std::move(own),
                                                std::string(value_of(call.target.parameters, "done")), problem}),
                         problem);
}

Response Site::Implementation::panel_page(const Call& call) const { return show_panel(call, std::nullopt, {}); }

Response Site::Implementation::change_panel(const Call& call) const {
  const auto code = call.request.cookie(is_secure(call.request) ? kSecureCookie : kCookie);
  const auto address = "/workshops/" + call.id + "/panel";
  const auto what = value_of(call.form, "do");
  if (what == "change") {
    auto joining = joining_in(call.form);
    joining.personal_code = code;
    const auto changed = workshops_.panel().change(call.id, joining);
    return changed ? see_other(address + "?done=saved") : show_panel(call, changed.error(), "display_name");
  }
  if (what != "finish" && what != "go-on") {
    return refusal(call, Error{ErrorCode::bad_parameter, "The form does not say what to do", {}});
  }
  const auto finished = workshops_.panel().finish(call.id, code, what == "finish");
  return finished ? see_other(address + (what == "finish" ? "?done=finished" : "?done=unfinished")) : show_panel(call, finished.error(), {});
}

// Whose answers are shown or saved, and to what.
struct Site::Implementation::RatingNews {
  Workshop workshop;
  RaterKey key;
  std::string item;
  std::optional<Panel::PaperForm> paper = {};
  std::optional<TypedAssessment> typed = {};
  std::int64_t version = 0;  // that what was typed is made from
  std::optional<Assessment> other = {};
  std::optional<Error> problem = {};
  std::string field = {};
};

Response Site::Implementation::show_rating(const Call& call, const RatingNews& news) const {
  const auto round = open_round(news.workshop.info.stage);
  const auto place = news.workshop.find_item(news.item);
  if (!place) {
    return refusal(call, Error{ErrorCode::not_found, "There is no such intervention on the agenda", {}});
  }
  if (round == 0 && !news.problem) {
    return see_other("/workshops/" + news.workshop.info.name + (news.paper ? "/paper" : "/panel"));
  }
  const auto own = workshops_.assessments().of(news.key, round);
  const auto briefing = briefings({*place->item});
  if (!own || !briefing) {
    return refusal(call, own ? briefing.error() : own.error());
  }
  RatingPage shown;
  shown.workshop = news.workshop;
  shown.item = news.item;
  shown.round = round;
  if (const auto kept = own->now.find(news.item); kept != own->now.end()) {
    shown.assessment = kept->second.assessment;
    shown.version = kept->second.version;
  }
  if (const auto before = own->before.find(news.item); before != own->before.end()) {
    shown.before = before->second;
  }
  if (news.typed) {
    shown.assessment = news.typed->assessment;
    shown.typed_numbers = news.typed->wrong_numbers;
    shown.version = news.other ? shown.version : news.version;
  }
  shown.other = news.other;
  shown.conflict_of_interest = std::find(own->conflicts.begin(), own->conflicts.end(), news.item) != own->conflicts.end();
  shown.briefing = briefing->front();
  shown.paper = news.paper;
  shown.seat = news.paper ? std::string() : seat_tag(news.key);
  shown.notice = value_of(call.target.parameters, "done");
  shown.problem = news.problem;
  shown.field = news.field;
  auto response = followed_answer(call, "rate", rating_view(context(), shown), news.problem);
  response.status = news.other ? http_status(ErrorCode::conflict) : response.status;
  return response;
}

Response Site::Implementation::rating_page(const Call& call) const {
  auto taken = seat(call);
  if (!taken) {
    return taken.error().code == ErrorCode::not_found ? see_other("/join") : refusal(call, taken.error());
  }
  const auto place = taken->workshop.find_item(call.id);
  if (!place || place->group->number != taken->member.group) {
    return refusal(call, Error{ErrorCode::not_found, "There is no such intervention on your agenda", {}});
  }
  return show_rating(call, {std::move(taken->workshop), std::move(taken->member.key), call.id});
}

namespace {

// The next on the agenda that its rater has not judged yet, after `item` and then from the beginning; empty where there is none.
std::string next_item(const Workshop& workshop, const std::string& item, const OwnAssessments& own) {
  const auto place = *workshop.find_item(item);
  const auto& agenda = place.group->agenda;
  for (std::size_t step = 1; step < agenda.size(); ++step) {
    const auto& name = agenda[(place.position + step) % agenda.size()].name;
    const auto kept = own.now.find(name);
    const bool whole = kept != own.now.end() && is_whole(kept->second.assessment, workshop.scheme);
    if (!whole && std::find(own.conflicts.begin(), own.conflicts.end(), name) == own.conflicts.end()) {
      return name;
    }
  }
  return {};
}

nlohmann::ordered_json saved_data(const SavedAssessment& saved) { return {{"saved", !saved.other}, {"version", saved.version}}; }

Response data_problem(const Error& error) {
  auto response = json_response(nlohmann::ordered_json{{"saved", false}, {"problem", error.message}, {"hint", error.hint}});
  response.status = http_status(error.code);
  response.kind = ResponseKind::live;
  return response;
}

}  // namespace

Response Site::Implementation::rate(const Call& call) const {
  auto taken = seat(call);
  if (!taken) {
    return wants_data(call) ? data_problem(taken.error()) : taken.error().code == ErrorCode::not_found ? see_other("/join") : refusal(call, taken.error());
  }
  const auto& workshop = taken->workshop;
  const auto& key = taken->member.key;
  const auto panel = "/workshops/" + workshop.info.name + "/panel";
  const auto& assessments = workshops_.assessments();
  const auto what = value_of(call.form, "do");
  if (what == "conflict" || what == "no-conflict") {
    const auto declared = assessments.declare_conflict(key, call.id, what == "conflict");
    return !declared            ? show_rating(call, {workshop, key, call.id, {}, {}, 0, {}, declared.error(), "main-content"})
           : what == "conflict" ? see_other(panel + "?done=saved")
                                : see_other(panel + "/" + call.id);
  }
  const auto version = parse_integer(value_of(call.form, "version")).value_or(0);
  const auto typed = assessment_in(call.form, workshop.scheme);
  if (const auto wrong = problem_with(typed)) {
    return wants_data(call) ? data_problem(*wrong)
                            : show_rating(call, {workshop, key, call.id, {}, typed, version, {}, wrong, "n-" + typed.wrong_numbers.begin()->first});
  }
  const auto saved = assessments.save(key, call.id, round_in(call.form), typed.assessment, version);
  if (wants_data(call)) {
    return saved ? json_response(saved_data(*saved)) : data_problem(saved.error());
  }
  if (!saved) {
    return show_rating(call, {workshop, key, call.id, {}, typed, version, {}, saved.error(), "main-content"});
  }
  if (saved->other) {
    return show_rating(call, {workshop, key, call.id, {}, typed, version, saved->other, {}, {}});
  }
  if (what != "next") {
    return see_other(panel + "/" + call.id + "?done=saved");
  }
  const auto own = assessments.of(key, open_round(workshop.info.stage));
  if (!own) {
    return refusal(call, own.error());
  }
  const auto next = next_item(workshop, call.id, *own);
  return see_other(next.empty() ? panel + "?done=saved" : panel + "/" + next);
}

namespace {

Panel::PaperForm paper_in(const Parameters& source) {
  return {parse_integer(value_of(source, "form")).value_or(0), parse_integer(value_of(source, "group")).value_or(0),
          find_organisation(value_of(source, "organisation")).value_or(Organisation::police)};
}

std::string paper_query(const Panel::PaperForm& paper) {
  return to_query_string(Parameters{
      {"form", std::to_string(paper.number)}, {"group", std::to_string(paper.group)}, {"organisation", std::string(organisation_name(paper.organisation))}});
}

}  // namespace

Response Site::Implementation::paper_page(const Call& call) const {
  auto workshop = workshops_.planning().find(call.id, call.visitor);
  if (!workshop) {
    return refusal(call, workshop.error());
  }
  const auto& asked = call.target.parameters;
  PaperPage shown{*std::move(workshop), paper_in(asked), std::string(value_of(asked, "done")), {}};
  const bool begins = !value_of(asked, "form").empty() && shown.notice.empty();
  if (begins) {
    const auto* group = shown.workshop.find_group(shown.paper.group);
    const auto rater = open_round(shown.workshop.info.stage) > 0
                           ? workshops_.panel().find_paper_rater(call.id, shown.paper, call.visitor)
                           : Result<RaterKey>(failure(ErrorCode::conflict, "No round is open, so nothing can be keyed in"));
    if (rater) {
      return see_other("/workshops/" + call.id + "/paper/" + group->agenda.front().name + paper_query(shown.paper));
    }
    shown.problem = rater.error();
  }
  return form_answer("paper", paper_view(context(), shown), shown.problem);
}

Response Site::Implementation::paper_form_page(const Call& call) const {
  const auto& name = call.target.segments.at(1);
  auto workshop = workshops_.planning().find(name, call.visitor);
  if (!workshop) {
    return refusal(call, workshop.error());
  }
  const auto paper = paper_in(call.target.parameters);
  const auto place = workshop->find_item(call.id);
  auto rater = workshops_.panel().find_paper_rater(name, paper, call.visitor);
  if (!rater || !place || place->group->number != paper.group) {
    return refusal(call, rater ? Error{ErrorCode::not_found, "There is no such intervention on the agenda", {}} : rater.error());
  }
  return show_rating(call, {*std::move(workshop), *std::move(rater), call.id, paper});
}

Response Site::Implementation::key_in_paper_form(const Call& call) const {
  const auto& name = call.target.segments.at(1);
  auto workshop = workshops_.planning().find(name, call.visitor);
  if (!workshop) {
    return refusal(call, workshop.error());
  }
  const auto paper = paper_in(call.form);
  auto rater = workshops_.panel().paper_rater(name, paper, call.visitor);
  if (!rater) {
    return refusal(call, rater.error());
  }
  const auto item = "/workshops/" + name + "/paper/" + call.id + paper_query(paper);
  if (const auto what = value_of(call.form, "do"); what == "conflict" || what == "no-conflict") {
    const auto declared = workshops_.assessments().declare_conflict(*rater, call.id, what == "conflict");
    return declared ? see_other(item)
                    : show_rating(call, {*std::move(workshop), *std::move(rater), call.id, paper, {}, 0, {}, declared.error(), "main-content"});
  }
  const auto version = parse_integer(value_of(call.form, "version")).value_or(0);
  const auto typed = assessment_in(call.form, workshop->scheme);
  if (const auto wrong = problem_with(typed)) {
    return show_rating(call, {*std::move(workshop), *std::move(rater), call.id, paper, typed, version, {}, wrong, "n-" + typed.wrong_numbers.begin()->first});
  }
  const auto saved = workshops_.assessments().save(*rater, call.id, round_in(call.form), typed.assessment, version);
  if (!saved || saved->other) {
    return show_rating(call, {*std::move(workshop), *std::move(rater), call.id, paper, typed, version, saved ? saved->other : std::nullopt,
                              saved ? std::nullopt : std::optional(saved.error()), "main-content"});
  }
  const auto place = *workshop->find_item(call.id);
  const auto next = place.position + 1;
  const auto address = "/workshops/" + name + "/paper";
  return see_other(next < place.group->agenda.size() ? address + "/" + place.group->agenda[next].name + paper_query(paper) : address + "?done=saved");
}

}  // namespace whatworks
