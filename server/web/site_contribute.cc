// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "contribute/credit.h"
#include "contribute/finding.h"
#include "core/text.h"
#include "site_implementation.h"

// Writing records: drafts, from a template, a text, a file or an import, up to where they are handed in.
namespace whatworks {
namespace {

// What a form brings as text or as a file, whichever it has.
Result<std::string> sent_text(const Call& call) {
  const auto typed = value_of(call.form, "text");
  if (!trim(typed).empty()) {
    return std::string(typed);
  }
  const auto file = std::find_if(call.files.begin(), call.files.end(), [](const SentFile& sent) { return sent.field == "file" && !sent.bytes.empty(); });
  if (file == call.files.end()) {
    return failure(ErrorCode::bad_input, "There is no text", "paste it, or choose a file");
  }
  return file->bytes;
}

// A file of a record, which must be text: whatever else it is would be mangled by keeping it.
Result<std::string> sent_record(const Call& call) {
  auto text = sent_text(call);
  if (!text) {
    return text;
  }
  if (const auto wrong = find_invalid_utf8(*text)) {
    const auto line = 1 + std::count(text->begin(), text->begin() + static_cast<std::ptrdiff_t>(*wrong), '\n');
    return failure(ErrorCode::bad_input, "The file is not text in UTF-8: line " + std::to_string(line) + " holds other bytes",
                   "save it as plain text in UTF-8, and not as a word processor's document");
  }
  return text;
}

}  // namespace

Response Site::Implementation::show_contribute(const Call& call, const std::optional<Error>& problem, std::string_view field) const {
  ContributePage shown;
  shown.problem = problem;
  shown.field = field;
  shown.signed_in = call.visitor.person.has_value();
  shown.id = clean_utf8(value_of(call.form, "id").substr(0, 200));
  shown.kind = value_of(call.form, "kind");
  if (call.visitor.may(Permission::contribute)) {
    auto drafts = contributions_.drafts().of(call.visitor.person->pseudonym);
    if (!drafts) {
      return refusal(call, drafts.error());
    }
    shown.drafts = *std::move(drafts);
  }
  if (call.visitor.may(Permission::review)) {
    const auto waiting = contributions_.reviews().queue(call.visitor);
    if (!waiting) {
      return refusal(call, waiting.error());
    }
    shown.reviews = true;
    shown.waiting = static_cast<std::size_t>(std::count_if(
        waiting->begin(), waiting->end(), [&](const Submission& submission) { return submission.draft.owner != call.visitor.person->pseudonym; }));
  }
  return form_answer("contribute", contribute_view(context(), shown), problem);
}

Response Site::Implementation::contribute_page(const Call& call) const { return show_contribute(call, std::nullopt, {}); }

Response Site::Implementation::begin_draft(const Call& call) const {
  const auto& drafts = contributions_.drafts();
  const auto& owner = call.visitor.person->pseudonym;
  const auto how = value_of(call.form, "from");
  if (how == "record") {
    return begin_correction(call);
  }
  if (how != "template" && how != "text") {
    return refusal(call, Error{ErrorCode::bad_parameter, "The form does not say what the draft is to be made from", {}});
  }
  auto text = how == "text" ? sent_record(call) : Result<std::string>(std::string());
  if (how == "template") {
    const nlohmann::ordered_json known{{"contributors", credit_of(*call.visitor.person)}};
    const auto id = std::string(trim(value_of(call.form, "id")));
    text = contributions_.record_template().write({value_of(call.form, "kind"), id, &known});
  }
  if (!text) {
    return show_contribute(call, text.error(), how == "text" ? "text" : "id");
  }
  const auto begun = drafts.begin(*text, owner);
  if (!begun) {
    return show_contribute(call, begun.error(), how == "text" ? "text" : "id");
  }
  return see_other("/contribute/drafts/" + begun->name);
}

Response Site::Implementation::begin_correction(const Call& call) const {
  const auto id = std::string(value_of(call.form, "record"));
  const auto record = call.evidence.record(id);
  if (!record) {
    return refusal(call, record.error());
  }
  if (contributions_.keeper() == nullptr) {
    return show_contribute(call, Error{ErrorCode::conflict, "This server has no corpus, so nothing can be corrected here", {}}, "main-content");
  }
  const auto file = contributions_.keeper()->find(id);
  if (!file) {
    return refusal(call, file.error());
  }
  if (!*file) {
    return refusal(call, Error{ErrorCode::not_found, "There is no file of this record", {}});
  }
  const auto begun = contributions_.drafts().begin_correction(id, (*file)->text, call.visitor.person->pseudonym);
  return begun ? see_other("/contribute/drafts/" + begun->name) : show_contribute(call, begun.error(), "main-content");
}

Response Site::Implementation::import_library(const Call& call) const {
  const auto text = sent_text(call);
  if (!text) {
    return show_contribute(call, text.error(), "import-file");
  }
  const auto imported = contributions_.import_library(*text, call.visitor);
  if (!imported) {
    return show_contribute(call, imported.error(), "import-file");
  }
  auto response = page("imported", import_view(context(), *imported));
  response.kind = ResponseKind::live;
  return response;
}

std::vector<FindingSearch> Site::Implementation::finding_searches(const Call& call, const Record& record) const {
  std::vector<FindingSearch> out;
  for (auto& request : searches_that_find(record, schemas_)) {
    auto counting = request;
    counting.per_page = 1;
    counting.facets = std::vector<std::string>{};
    if (const auto found = call.evidence.search(counting)) {
      // Where no record has all the words now, those that have some of them would stand behind this one.
      out.push_back({std::move(request), found->relaxed || found->corrected ? 0 : found->total});
    }
  }
  return out;
}

Response Site::Implementation::show_draft(const Call& call, std::string_view notice, const std::optional<Error>& problem, std::string_view field) const {
  auto draft = contributions_.drafts().find(call.id, call.visitor.person->pseudonym);
  if (!draft) {
    return refusal(call, draft.error());
  }
  DraftPage shown;
  shown.examination = contributions_.examiner().examine(draft->text, call.evidence.audience());
  if (const auto& record = shown.examination.record) {
    if (auto preview = call.evidence.preview(*record)) {
      shown.preview = *std::move(preview);
    }
    shown.searches = finding_searches(call, *record);
  }
  for (auto number = draft->info.submissions; number > 0; --number) {
    if (auto submission = contributions_.reviews().find(call.id, number, call.visitor)) {
      shown.submissions.push_back(*std::move(submission));
    }
  }
  // Of a record that its contributor cannot read any more, a draft tells nothing new.
  if (!draft->info.corrects.empty() && contributions_.keeper() != nullptr) {
    const auto file = published_file(draft->info.corrects);
    const bool readable = file && *file && call.evidence.record(draft->info.corrects);
    shown.published_digest = readable ? sha256((*file)->text) : std::string();
  }
  // A text that was refused stands on the page again, so that it can be mended or copied.
  if (const auto typed = value_of(call.form, "text"); problem && field == "text" && !typed.empty()) {
    shown.typed = clean_utf8(normalise_line_ends(typed));
  }
  shown.draft = *std::move(draft);
  shown.note = problem ? typed_field(call.form, "note", kLongestRemark) : std::string();
  shown.notice = notice;
  shown.problem = problem;
  shown.field = field;
  return form_answer("draft", draft_view(context(), shown), problem);
}

Response Site::Implementation::draft_page(const Call& call) const {
  static constexpr auto kNotices = std::to_array<std::string_view>({"saved", "apart", "submitted", "taken-back", "used-copy", "rebased"});
  const auto done = value_of(call.target.parameters, "done");
  const bool known = std::find(kNotices.begin(), kNotices.end(), done) != kNotices.end();
  return show_draft(call, known ? done : std::string_view{}, std::nullopt, {});
}

Status Site::Implementation::rebase_draft(const Call& call) const {
  const auto& owner = call.visitor.person->pseudonym;
  const auto draft = contributions_.drafts().find(call.id, owner);
  if (!draft) {
    return failure(draft.error());
  }
  // Whoever can no longer read the record cannot have looked at it.
  const auto& id = draft->info.corrects;
  if (const auto record = call.evidence.record(id); !record) {
    return failure(ErrorCode::conflict, "The record that this corrects is not there any more", "begin a new draft");
  }
  const auto file = published_file(id);
  if (!file) {
    return failure(file.error());
  }
  return contributions_.drafts().rebase(call.id, owner, value_of(call.form, "digest"), *file ? (*file)->text : std::string());
}

Result<std::optional<CorpusText>> Site::Implementation::published_file(const std::string& id) const {
  if (contributions_.keeper() == nullptr || id.empty()) {
    return std::nullopt;
  }
  return contributions_.keeper()->find(id);
}

Response Site::Implementation::change_draft(const Call& call) const {
  const auto& drafts = contributions_.drafts();
  const auto& owner = call.visitor.person->pseudonym;
  const auto what = value_of(call.form, "do");
  const auto version = parse_integer(value_of(call.form, "version")).value_or(0);
  const auto address = "/contribute/drafts/" + call.id;
  const auto done = [&](std::string_view notice) { return see_other(address + "?done=" + std::string(notice)); };
  Status outcome;
  bool is_saved = false;  // what the form brought, though the rest was refused
  if (what == "save") {
    const auto saved = drafts.save(call.id, owner, value_of(call.form, "text"), version);
    if (saved) {
      return done(saved->kept_apart ? "apart" : "saved");
    }
    outcome = failure(saved.error());
  } else if (what == "submit") {
    // What stands in the field is handed in, saved before or not.
    const bool brings_text = std::any_of(call.form.begin(), call.form.end(), [](const auto& field) { return field.first == "text"; });
    const auto saved = brings_text ? drafts.save(call.id, owner, value_of(call.form, "text"), version) : Result<SavedDraft>(SavedDraft{version, false});
    if (saved && saved->kept_apart) {
      return done("apart");
    }
    outcome = saved ? contributions_.submit(call.id, call.visitor, saved->version, value_of(call.form, "note")) : Status(failure(saved.error()));
    is_saved = saved.has_value();
  } else if (what == "take-back") {
    outcome = drafts.take_back(call.id, call.visitor);
  } else if (what == "use-copy") {
    const auto used = drafts.use_copy(call.id, owner, parse_integer(value_of(call.form, "copy")).value_or(0));
    outcome = used ? Status{} : Status(failure(used.error()));
  } else if (what == "rebase") {
    outcome = rebase_draft(call);
  } else if (what == "discard" && value_of(call.form, "sure") == "yes") {
    if (outcome = drafts.discard(call.id, owner); outcome) {
      return see_other("/contribute");
    }
  } else if (what == "discard") {
    outcome = failure(ErrorCode::bad_input, "Tick the box to say that you mean it, since nothing brings a discarded draft back");
  } else {
    return refusal(call, Error{ErrorCode::bad_parameter, "The form does not say what to do with the draft", {}});
  }
  if (!outcome) {
    return outcome.error().code == ErrorCode::not_found ? refusal(call, outcome.error())
                                                        : show_draft(call, {}, outcome.error(),
                                                                     what == "discard" ? "sure"
                                                                     : is_saved        ? "note"
                                                                                       : "text");
  }
  return done(what == "submit" ? "submitted" : what == "take-back" ? "taken-back" : what == "use-copy" ? "used-copy" : "rebased");
}

Response Site::Implementation::show_preview(const Call& call, const std::string& text, std::string_view back) const {
  const auto examined = contributions_.examiner().examine(text, call.evidence.audience());
  if (!examined.record) {
    return refusal(call, Error{ErrorCode::not_found, "There is too little in the draft to show it as a page", {}});
  }
  const auto preview = call.evidence.preview(*examined.record);
  if (!preview) {
    return refusal(call, preview.error());
  }
  auto view = preview_view(context(), *preview, back);
  add_shortlist_state(view, {}, call.target.address);
  auto response = page("record", std::move(view));
  response.kind = ResponseKind::live;
  return response;
}

Response Site::Implementation::draft_preview(const Call& call) const {
  const auto draft = contributions_.drafts().find(call.id, call.visitor.person->pseudonym);
  return draft ? show_preview(call, draft->text, "/contribute/drafts/" + call.id) : refusal(call, draft.error());
}

Response Site::Implementation::draft_file(const Call& call) const {
  const auto draft = contributions_.drafts().find(call.id, call.visitor.person->pseudonym);
  if (!draft) {
    return refusal(call, draft.error());
  }
  Response response;
  response.content_type = "text/markdown; charset=utf-8";
  const auto& info = draft->info;
  response.headers.emplace_back("content-disposition", "attachment; filename=\"" + (info.record_id.empty() ? info.name : info.record_id) + ".md\"");
  response.body = draft->text;
  response.kind = ResponseKind::live;
  return response;
}

}  // namespace whatworks
