// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>

#include "core/text.h"
#include "site_implementation.h"

// Reviewing what others handed in.
namespace whatworks {
namespace {

// Which of a draft's submissions is meant; 0: the last.
std::int64_t asked_submission(const Call& call) {
  const auto& source = call.request.method == "POST" ? call.form : call.target.parameters;
  return std::max<std::int64_t>(parse_integer(value_of(source, "submission")).value_or(0), 0);
}

Codes codes_in(const Parameters& form, const std::vector<const Facet*>& facets) {
  Codes out;
  for (const auto* facet : facets) {
    for (const auto& [name, value] : form) {
      if (name == facet->name && !value.empty()) {
        out[facet->name].push_back(value);
      }
    }
  }
  return out;
}

}  // namespace

Response Site::Implementation::review_queue(const Call& call) const {
  const auto waiting = contributions_.reviews().queue(call.visitor);
  if (!waiting) {
    return refusal(call, waiting.error());
  }
  return page("review_queue", review_queue_view(context(), *waiting, call.visitor.person->pseudonym));
}

Response Site::Implementation::show_review(const Call& call, const std::optional<Error>& problem, std::string_view field) const {
  auto submission = contributions_.reviews().find(call.id, asked_submission(call), call.visitor);
  if (!submission) {
    return refusal(call, submission.error());
  }
  ReviewPage shown;
  const auto& draft = submission->draft;
  const auto file = published_file(draft.corrects);
  if (!file) {
    return refusal(call, file.error());
  }
  // It may have been given to fewer readers since the correction was handed in.
  const bool readable = *file && call.evidence.record(draft.corrects);
  auto compared = difference(readable ? (*file)->text : std::string(), submission->text);
  if (!compared) {
    return refusal(call, compared.error());
  }
  shown.difference = *std::move(compared);
  shown.all_lines = draft.corrects.empty() || value_of(call.target.parameters, "lines") == "all";
  shown.examination = contributions_.examiner().examine(submission->text, call.evidence.audience());
  shown.own = draft.owner == call.visitor.person->pseudonym;
  shown.waits = !submission->decision && draft.state == DraftState::submitted && submission->number == draft.submissions;
  auto agreement = contributions_.reviews().agreement(call.id, submission->number, call.visitor);
  if (!agreement) {
    return refusal(call, agreement.error());
  }
  shown.may_code = shown.waits && !shown.own && !*agreement;
  shown.agreement = *std::move(agreement);
  const auto line = parse_integer(value_of(call.request.method == "POST" ? call.form : call.target.parameters, "line")).value_or(0);
  shown.line = std::clamp<std::int64_t>(line, 0, 1'000'000);
  shown.comment = typed_field(call.form, "comment", kLongestRemark);
  shown.decision = value_of(call.form, "decision");
  shown.reason = typed_field(call.form, "reason", kLongestRemark);
  if (const auto done = value_of(call.target.parameters, "done"); done == "commented" || done == "decided" || done == "coded" || done == "settled") {
    shown.notice = done;
  }
  shown.submission = *std::move(submission);
  shown.problem = problem;
  shown.field = field;
  return form_answer("review", review_view(context(), shown), problem);
}

Response Site::Implementation::review_page(const Call& call) const { return show_review(call, std::nullopt, {}); }

Response Site::Implementation::change_review(const Call& call) const {
  const auto& reviews = contributions_.reviews();
  const auto number = asked_submission(call);
  const auto address = "/review/" + call.id + "?submission=" + std::to_string(number);
  const auto what = value_of(call.form, "do");
  if (what == "comment") {
    const auto typed = trim(value_of(call.form, "line"));
    const auto comment = trim(value_of(call.form, "comment"));
    const bool fits = !comment.empty() && count_code_points(clean_utf8(comment)) <= kLongestRemark;
    const auto line = typed.empty() ? std::optional<long long>(0) : parse_integer(typed);
    const auto done = line ? reviews.comment(call.id, number, *line, value_of(call.form, "comment"), call.visitor)
                           : Status(failure(ErrorCode::bad_input, "The line is no number", "leave it empty to comment on the whole"));
    return done ? see_other(address + "&done=commented" + (*line > 0 ? "#line-" + std::to_string(*line) : "#comments"))
                : show_review(call, done.error(), line && !fits ? "comment" : "line");
  }
  const auto decision = what == "decide" ? find_decision(value_of(call.form, "decision")) : std::nullopt;
  if (what == "decide" && !decision) {
    return show_review(call, Error{ErrorCode::bad_input, "Choose what you decide", {}}, "decision-accept");
  }
  if (!decision) {
    return refusal(call, Error{ErrorCode::bad_parameter, "The form does not say what to do with the draft", {}});
  }
  const auto reason = value_of(call.form, "reason");
  if (*decision == Decision::accept) {
    const auto published = contributions_.accept(call.id, number, reason, call.visitor);
    return published ? see_other("/records/" + published->record_id) : show_review(call, published.error(), "decision-accept");
  }
  const auto decided = reviews.decide(call.id, number, *decision, reason, call.visitor);
  return decided ? see_other(address + "&done=decided") : show_review(call, decided.error(), "reason");
}

Response Site::Implementation::review_preview(const Call& call) const {
  const auto submission = contributions_.reviews().find(call.id, asked_submission(call), call.visitor);
  return submission ? show_preview(call, submission->text, "/review/" + call.id) : refusal(call, submission.error());
}

Response Site::Implementation::show_coding(const Call& call, const std::optional<Error>& problem) const {
  const auto& reviews = contributions_.reviews();
  auto submission = reviews.find(call.id, asked_submission(call), call.visitor);
  if (!submission) {
    return refusal(call, submission.error());
  }
  auto agreement = reviews.agreement(call.id, submission->number, call.visitor);
  if (!agreement) {
    return refusal(call, agreement.error());
  }
  CodingPage shown;
  shown.facets = reviews.coded_facets();
  if (*agreement && (*agreement)->coders.size() < 2) {
    return see_other("/review/" + call.id);  // theirs stands, and there is nothing to settle yet
  }
  if (const auto examined = contributions_.examiner().examine(submission->text, call.evidence.audience()); examined.record) {
    if (auto record = call.evidence.preview(*examined.record)) {
      shown.record = *std::move(record);
    }
  }
  shown.codes = codes_in(call.form, shown.facets);
  if (*agreement && shown.codes.empty()) {
    for (const auto& facet : (*agreement)->facets) {
      shown.codes[facet.facet->name] = facet.agreed ? facet.coders.front() : std::vector<std::string>{};
    }
  }
  shown.agreement = *std::move(agreement);
  shown.submission = *std::move(submission);
  shown.problem = problem;
  return form_answer("coding", coding_view(context(), shown), problem);
}

Response Site::Implementation::coding_page(const Call& call) const { return show_coding(call, std::nullopt); }

Response Site::Implementation::code_submission(const Call& call) const {
  const auto& reviews = contributions_.reviews();
  const auto number = asked_submission(call);
  const auto codes = codes_in(call.form, reviews.coded_facets());
  const bool settles = value_of(call.form, "do") == "settle";
  const auto done = settles ? reviews.settle(call.id, number, codes, call.visitor) : reviews.code(call.id, number, codes, call.visitor);
  return done ? see_other("/review/" + call.id + "?done=" + (settles ? "settled" : "coded") + "#agreement") : show_coding(call, done.error());
}

}  // namespace whatworks
