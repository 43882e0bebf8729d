// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/contribute_views.h"

#include <algorithm>
#include <cmath>

#include "contribute_parts.h"
#include "core/text.h"

namespace whatworks {
namespace {

const Json& words_of(const ViewContext& context) { return context.words.at("contribute"); }

std::string shown_title(const ViewContext& context, const std::string& title) {
  return title.empty() ? words_of(context).at("untitled").get<std::string>() : title;
}

Json state_view(const ViewContext& context, DraftState state) {
  const std::string name(draft_state_name(state));
  const auto& words = words_of(context).at("states").at(name);
  return {{"code", name}, {"label", words.at("label")}, {"text", words.at("text")}};
}

Json draft_row(const ViewContext& context, const DraftInfo& draft) {
  return {{"href", "/contribute/drafts/" + draft.name}, {"title", shown_title(context, draft.title)}, {"record_id", draft.record_id},
          {"correction", !draft.corrects.empty()},      {"state", state_view(context, draft.state)},  {"changed", instant_in_words(draft.changed)}};
}

Json kinds_view(const ViewContext& context, std::string_view chosen) {
  auto out = Json::array();
  const auto* vocabulary = context.schemas.find_vocabulary("kind");
  for (const auto& entry : vocabulary->concepts()) {
    out.push_back({{"code", entry.code}, {"label", entry.label}, {"what", entry.definition}, {"chosen", entry.code == chosen}});
  }
  return out;
}

long percent(double share) { return std::lround(share * 100); }

// Codes that the index suggests, one entry for each facet.
Json suggestions_view(const ViewContext& context, const std::vector<CodeSuggestion>& suggestions) {
  auto out = Json::array();
  for (const auto& facet : context.schemas.facets()) {
    auto codes = Json::array();
    for (const auto& suggestion : suggestions) {
      if (suggestion.facet != facet.name) {
        continue;
      }
      auto records = Json::array();
      for (const auto& id : suggestion.records) {
        records.push_back({{"href", "/records/" + id}, {"id", id}});
      }
      codes.push_back({{"code", suggestion.code},
                       {"label", suggestion.label},
                       {"percent", percent(suggestion.score)},
                       {"words", suggestion.words.empty() ? Json(nullptr) : Json(join(suggestion.words, ", "))},
                       {"records", list_or_null(std::move(records))}});
    }
    if (!codes.empty()) {
      out.push_back({{"label", facet.label}, {"field", facet.field}, {"codes", std::move(codes)}});
    }
  }
  return list_or_null(std::move(out));
}

Json similar_records(const std::vector<SimilarRecord>& similar) {
  auto out = Json::array();
  for (const auto& other : similar) {
    out.push_back({{"href", "/records/" + other.card.id}, {"title", other.card.title}});
  }
  return list_or_null(std::move(out));
}

Json searches_view(const ViewContext& context, const std::vector<FindingSearch>& searches) {
  auto out = Json::array();
  for (const auto& search : searches) {
    std::vector<std::string> parts;
    if (!search.request.q.empty()) {
      parts.push_back("‘" + search.request.q + "’");
    }
    for (const auto& narrowing : narrowings(context, search.request)) {
      parts.push_back(narrowing.facet + ": " + narrowing.value);
    }
    out.push_back(
        {{"href", "/search" + to_query_string(search.request)}, {"label", join(parts, ", ")}, {"total", count_of(search.total, "record now", "records now")}});
  }
  return list_or_null(std::move(out));
}

// The text with a number for each line, for whoever has no script that leads from a problem to its line.
Json numbered_lines(const std::string& text, const std::vector<Problem>& problems) {
  auto out = Json::array();
  auto lines = split(text, '\n');
  if (lines.size() > 1 && lines.back().empty()) {
    lines.pop_back();
  }
  int number = 0;
  for (auto& line : lines) {
    ++number;
    const bool wrong = std::any_of(problems.begin(), problems.end(), [&](const Problem& problem) { return problem.line == number; });
    out.push_back({{"number", number}, {"text", std::move(line)}, {"wrong", wrong}});
  }
  return out;
}

Json copies_view(const DraftPage& page) {
  auto out = Json::array();
  for (const auto& copy : page.draft.copies) {
    const auto made = difference(page.draft.text, copy.text);
    out.push_back({{"id", copy.id}, {"made", instant_in_words(copy.made)}, {"difference", made ? difference_view(*made, {}, {}) : Json(nullptr)}});
  }
  return list_or_null(std::move(out));
}

Json submission_view(const ViewContext& context, const Submission& submission) {
  auto comments = Json::array();
  for (const auto& comment : submission.comments) {
    comments.push_back({{"author", comment.author_name},
                        {"text", comment.text},
                        {"at", instant_in_words(comment.at)},
                        {"line", comment.line > 0 ? Json(comment.line) : Json(nullptr)}});
  }
  return {{"number", submission.number},
          {"at", instant_in_words(submission.at)},
          {"note", submission.note.empty() ? Json(nullptr) : Json(submission.note)},
          {"href", "/review/" + submission.draft.name + "?submission=" + std::to_string(submission.number)},
          {"decision", decision_view(context, submission.decision)},
          {"comments", list_or_null(std::move(comments))}};
}

Json submissions_view(const ViewContext& context, const std::vector<Submission>& submissions) {
  auto out = Json::array();
  for (const auto& submission : submissions) {
    out.push_back(submission_view(context, submission));
  }
  return list_or_null(std::move(out));
}

// What the draft corrects; whether that record has changed meanwhile or is gone.
Json correction_view(const DraftPage& page) {
  const auto& info = page.draft.info;
  if (info.corrects.empty()) {
    return nullptr;
  }
  const bool gone = page.published_digest && page.published_digest->empty();
  return {{"id", info.corrects},
          {"href", "/records/" + info.corrects},
          {"gone", gone},
          {"moved_on", page.published_digest && !gone && *page.published_digest != info.base},
          {"digest", page.published_digest.value_or(std::string())}};
}

Json form_problem(Json view, const std::optional<Error>& problem, std::string_view field) {
  auto shown = problem_view(problem, field);
  view["title"] = page_title(view.at("title").get<std::string>(), shown);
  view["errors"] = errors_view(shown);
  view["problem"] = std::move(shown);
  return view;
}

}  // namespace

Json contribute_view(const ViewContext& context, const ContributePage& page) {
  auto rows = Json::array();
  if (page.drafts) {
    for (const auto& draft : *page.drafts) {
      rows.push_back(draft_row(context, draft));
    }
  }
  return form_problem({{"title", "Contribute"},
                       {"section", "contribute"},
                       {"notice", nullptr},
                       {"signed_in", page.signed_in},
                       {"may", page.drafts.has_value()},
                       {"drafts", list_or_null(std::move(rows))},
                       {"reviews", page.reviews},
                       {"waiting", count_of(page.waiting, "draft waits", "drafts wait")},
                       {"id", page.id},
                       {"kinds", kinds_view(context, page.kind.empty() ? "study" : page.kind)}},
                      page.problem, page.field);
}

Json import_view(const ViewContext& context, const ImportedDrafts& page) {
  auto made = Json::array();
  for (std::size_t i = 0; i < page.drafts.size() && i < page.import.drafts.size(); ++i) {
    auto row = draft_row(context, page.drafts[i]);
    auto unmapped = Json::array();
    for (const auto& field : page.import.drafts[i].unmapped) {
      unmapped.push_back({{"field", field.field}, {"value", field.value}});
    }
    row["unmapped"] = list_or_null(std::move(unmapped));
    made.push_back(std::move(row));
  }
  auto duplicates = Json::array();
  for (const auto& duplicate : page.import.duplicates) {
    duplicates.push_back({{"line", duplicate.line},
                          {"title", duplicate.title},
                          {"of", duplicate.of},
                          {"href", duplicate.of.starts_with("/records/") ? Json(duplicate.of) : Json(nullptr)},
                          {"how", duplicate.by_doi ? "the same DOI" : "the same title and year"}});
  }
  auto problems = Json::array();
  for (const auto& problem : page.import.problems) {
    problems.push_back({{"line", problem.line}, {"message", problem.message}, {"hint", problem.hint.empty() ? Json(nullptr) : Json(problem.hint)}});
  }
  return {{"title", "Imported references"},
          {"section", "contribute"},
          {"problem", nullptr},
          {"notice", nullptr},
          {"format", import_format_label(page.import.format)},
          {"references", count_of(page.import.references, "reference", "references")},
          {"count", count_of(page.drafts.size(), "draft", "drafts")},
          {"drafts", list_or_null(std::move(made))},
          {"duplicates", list_or_null(std::move(duplicates))},
          {"problems", list_or_null(std::move(problems))}};
}

Json draft_view(const ViewContext& context, const DraftPage& page) {
  const auto& info = page.draft.info;
  const auto address = "/contribute/drafts/" + info.name;
  const auto& notices = words_of(context).at("notices");
  Json view{{"title", shown_title(context, info.title)},
            {"section", "contribute"},
            {"notice", page.notice.empty() ? Json(nullptr) : notices.at(page.notice)},
            {"name", info.name},
            {"address", address},
            {"text", page.typed.value_or(page.draft.text)},
            {"unsaved", page.typed.has_value()},
            {"remark", page.note},
            {"version", info.version},
            {"state", state_view(context, info.state)},
            {"can_write", can_be_written(info.state)},
            {"can_discard", can_be_written(info.state) || info.state == DraftState::declined},
            {"waits", info.state == DraftState::submitted},
            {"published_href", info.state == DraftState::published ? Json("/records/" + info.record_id) : Json(nullptr)},
            {"saved", instant_in_words(info.changed)},
            {"checked", problems_view(context, page.examination)},
            {"lines", page.examination.problems.empty() ? Json(nullptr) : Json{{"list", numbered_lines(page.draft.text, page.examination.problems)}}},
            {"searched", page.examination.searched},
            {"suggestions", suggestions_view(context, page.examination.suggestions)},
            {"similar", similar_records(page.examination.similar)},
            {"searches", searches_view(context, page.searches)},
            {"copies", copies_view(page)},
            {"submissions", submissions_view(context, page.submissions)},
            {"correction", correction_view(page)},
            {"longest_note", kLongestRemark},
            {"preview", nullptr}};
  if (page.preview) {
    auto shown = record_view(context, *page.preview);
    view["preview"] = {{"title", shown.at("title")},
                       {"kind", shown.at("kind")},
                       {"countries", shown.at("countries")},
                       {"published", shown.at("published")},
                       {"summary", shown.at("summary")},
                       {"ratings", shown.at("ratings")},
                       {"facts", shown.at("facts")},
                       {"sections", shown.at("sections")},
                       {"intervention", shown.at("intervention")},
                       {"closing_sections", shown.at("closing_sections")},
                       {"other_sections", shown.at("other_sections")}};
  }
  return form_problem(std::move(view), page.problem, page.field);
}

Json preview_view(const ViewContext& context, const RecordDetail& record, std::string_view back) {
  auto view = record_view(context, record);
  view["draft_href"] = back;
  view["downloads"] = Json::array();
  view["alternates"] = Json::array();
  view["json_href"] = nullptr;
  return view;
}

Json review_queue_view(const ViewContext& context, const std::vector<Submission>& waiting, std::string_view asker) {
  auto rows = Json::array();
  for (const auto& submission : waiting) {
    rows.push_back({{"href", "/review/" + submission.draft.name},
                    {"title", shown_title(context, submission.draft.title)},
                    {"record_id", submission.draft.record_id},
                    {"correction", !submission.draft.corrects.empty()},
                    {"contributor", submission.draft.owner_name},
                    {"own", submission.draft.owner == asker},
                    {"at", instant_in_words(submission.at)},
                    {"number", submission.number},
                    {"comments", count_of(submission.comments.size(), "comment", "comments")}});
  }
  return {{"title", "Review"}, {"section", "review"}, {"problem", nullptr}, {"notice", nullptr}, {"waiting", list_or_null(std::move(rows))}};
}

namespace {

Json codes_in_words(const ViewContext& context, const Facet& facet, const std::vector<std::string>& codes) {
  std::vector<std::string> labels;
  labels.reserve(codes.size());
  for (const auto& code : codes) {
    labels.push_back(value_label(context, facet, code));
  }
  return labels.empty() ? Json("none") : Json(join(labels, ", "));
}

std::string two_places(double value) {
  auto text = std::to_string(value + (value < 0 ? -0.005 : 0.005));
  return text.substr(0, text.find('.') + 3);
}

Json agreement_view(const ViewContext& context, const std::optional<CodingAgreement>& agreement) {
  if (!agreement || agreement->coders.empty()) {
    return nullptr;
  }
  auto facets = Json::array();
  for (const auto& facet : agreement->facets) {
    auto coders = Json::array();
    for (const auto& codes : facet.coders) {
      coders.push_back(codes_in_words(context, *facet.facet, codes));
    }
    facets.push_back({{"label", facet.facet->label},
                      {"contributor", codes_in_words(context, *facet.facet, facet.contributor)},
                      {"coders", std::move(coders)},
                      {"agreed", facet.agreed}});
  }
  const bool several = agreement->coders.size() > 1;
  Json alpha = nullptr;
  if (several && agreement->alpha.value) {
    alpha = {{"value", two_places(*agreement->alpha.value)},
             {"words", agreement->alpha.all_alike ? std::string_view("all alike") : agreement_in_words(*agreement->alpha.value)},
             {"percent", percent(agreement->raw.value.value_or(0))},
             {"units", agreement->alpha.units}};
  }
  return {{"coders", agreement->coders},
          {"count", count_of(agreement->coders.size(), "reviewer has", "reviewers have")},
          {"facets", std::move(facets)},
          {"several", several},
          {"alpha", std::move(alpha)}};
}

Json decision_choices(const ViewContext& context, std::string_view chosen) {
  auto out = Json::array();
  for (const auto& [name, words] : words_of(context).at("decisions").items()) {
    out.push_back({{"name", name}, {"label", words.at("label")}, {"what", words.at("what")}, {"chosen", name == chosen}});
  }
  return out;
}

}  // namespace

Json review_view(const ViewContext& context, const ReviewPage& page) {
  const auto& submission = page.submission;
  const auto& draft = submission.draft;
  const auto address = "/review/" + draft.name;
  const auto this_one = address + "?submission=" + std::to_string(submission.number);
  const bool may_act = page.waits;
  const auto& notices = words_of(context).at("notices");
  return form_problem({{"title", shown_title(context, draft.title)},
                       {"section", "review"},
                       {"notice", page.notice.empty() ? Json(nullptr) : notices.at(page.notice)},
                       {"address", address},
                       {"number", submission.number},
                       {"record_id", draft.record_id},
                       {"circulation", circulation_view(context, submission.circulation, submission.groups)},
                       {"contributor", draft.owner_name},
                       {"at", instant_in_words(submission.at)},
                       {"note", submission.note.empty() ? Json(nullptr) : Json(submission.note)},
                       {"corrects_href", draft.corrects.empty() ? Json(nullptr) : Json("/records/" + draft.corrects)},
                       {"preview_href", address + "/preview?submission=" + std::to_string(submission.number)},
                       {"checked", problems_view(context, page.examination)},
                       {"difference", difference_view(page.difference, submission.comments,
                                                      {page.all_lines, draft.corrects.empty(), true, may_act ? this_one + "&line=" : std::string()})},
                       {"all_href", page.all_lines || draft.corrects.empty() ? Json(nullptr) : Json(this_one + "&lines=all")},
                       {"general", general_comments(submission.comments)},
                       {"decision", decision_view(context, submission.decision)},
                       {"waits", page.waits},
                       {"own", page.own},
                       {"may_decide", may_act && !page.own},
                       {"may_comment", may_act},
                       {"coding_href", page.may_code ? Json(address + "/coding?submission=" + std::to_string(submission.number)) : Json(nullptr)},
                       {"settle_href", may_act && !page.own && page.agreement && page.agreement->coders.size() > 1
                                           ? Json(address + "/coding?submission=" + std::to_string(submission.number))
                                           : Json(nullptr)},
                       {"agreement", agreement_view(context, page.agreement)},
                       {"line", page.line > 0 ? Json(page.line) : Json("")},
                       {"comment", page.comment},
                       {"decisions", decision_choices(context, page.decision)},
                       {"reason", page.reason},
                       {"longest_note", kLongestRemark}},
                      page.problem, page.field);
}

Json coding_view(const ViewContext& context, const CodingPage& page) {
  auto facets = Json::array();
  for (const auto* facet : page.facets) {
    const auto* vocabulary = context.schemas.vocabulary_of(*facet);
    const auto given = page.codes.find(facet->name);
    auto codes = Json::array();
    for (const auto& entry : vocabulary->concepts()) {
      const bool chosen = given != page.codes.end() && std::find(given->second.begin(), given->second.end(), entry.code) != given->second.end();
      codes.push_back({{"code", entry.code}, {"label", entry.label}, {"what", entry.definition}, {"chosen", chosen}});
    }
    Json disagreement = nullptr;
    if (page.agreement) {
      const auto found =
          std::find_if(page.agreement->facets.begin(), page.agreement->facets.end(), [&](const FacetAgreement& entry) { return entry.facet == facet; });
      if (found != page.agreement->facets.end() && !found->agreed) {
        auto coders = Json::array();
        for (const auto& coder : found->coders) {
          coders.push_back(codes_in_words(context, *facet, coder));
        }
        disagreement = {{"list", std::move(coders)}};
      }
    }
    facets.push_back(
        {{"name", facet->name}, {"label", facet->label}, {"several", facet->several}, {"codes", std::move(codes)}, {"disagreement", std::move(disagreement)}});
  }
  const auto title = shown_title(context, page.submission.draft.title);
  Json view{{"title", (page.agreement ? "Settle the codes: " : "Code blind: ") + title},
            {"section", "review"},
            {"notice", nullptr},
            {"heading", title},
            {"address", "/review/" + page.submission.draft.name},
            {"number", page.submission.number},
            {"settles", page.agreement.has_value()},
            {"facets", std::move(facets)},
            {"summary", page.record ? Json(page.record->card.summary) : Json(nullptr)},
            {"intervention", page.record ? Json(page.record->card.intervention) : Json(nullptr)},
            {"sections", Json::array()}};
  if (page.record) {
    for (const auto& section : page.record->sections) {
      view["sections"].push_back({{"heading", section.heading}, {"html", section.html}});
    }
  }
  return form_problem(std::move(view), page.problem, "codes");
}

}  // namespace whatworks
