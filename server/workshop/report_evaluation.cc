// SPDX-License-Identifier: GPL-3.0-or-later
#include "report_parts.h"

// How the day was, and what stayed of it.
namespace whatworks::report_parts {
namespace {

void add_form(std::vector<ReportBlock>& blocks, const ReportSource& source, const FormResult& result) {
  const auto& scheme = *source.evaluation_scheme;
  blocks.push_back(heading(result.form->title));
  blocks.push_back(paragraph("Asked " + result.form->when + "; answered by " + std::to_string(result.forms) + " of " +
                             std::to_string(source.evaluation->panel) + "." + (result.shown ? "" : " That is too few to show what they said.")));
  if (!result.shown) {
    return;
  }
  ReportTable answers{"Answers: " + result.form->title, {"Statement"}, {}};
  for (const auto& point : scheme.scale) {
    answers.columns.push_back(point.label);
  }
  answers.columns.emplace_back("Answers");
  for (const auto& item : result.items) {
    std::vector<std::string> row{item.item->statement};
    for (std::size_t i = 0; i < scheme.scale.size(); ++i) {
      row.push_back(item.shown ? std::to_string(item.counts[i]) : "");
    }
    row.push_back(item.shown ? std::to_string(item.answers) : "Too few");
    answers.rows.push_back(std::move(row));
  }
  blocks.push_back(table(std::move(answers)));
  for (const auto& question : result.questions) {
    add_quotes(blocks, question.question->question, question.answers);
  }
}

}  // namespace

ReportSection evaluation_of(const ReportSource& source) {
  ReportSection out{"evaluation", "Evaluation", {}};
  if (source.evaluation == nullptr) {
    out.blocks.push_back(paragraph("What the panel thinks of the workshop will stand here once it is closed."));
    return out;
  }
  out.blocks.push_back(
      paragraph("Forms are kept without names. Nothing is shown of fewer than " + std::to_string(source.evaluation_scheme->fewest_answers) + " answers."));
  for (const auto& result : source.evaluation->forms) {
    if (result.form->level == 1 || result.forms > 0) {
      add_form(out.blocks, source, result);
    }
  }
  ReportTable changes{
      source.evaluation_scheme->likelihood_question, {"Intervention", "Answered twice", "More likely after", "Less likely after", "The same", "p"}, {}};
  for (const auto& result : source.evaluation->likelihoods) {
    const auto told = [&](std::size_t count) { return result.shown ? std::to_string(count) : std::string(); };
    changes.rows.push_back({result.item->title, result.shown ? std::to_string(result.pairs) : "Too few", told(result.up), told(result.down), told(result.same),
                            result.test ? (result.test->p < 0.001 ? "below 0.001" : with_places(result.test->p, 3)) : ""});
  }
  if (!changes.rows.empty()) {
    out.blocks.push_back(heading(source.evaluation_scheme->likelihood_question));
    out.blocks.push_back(
        paragraph("Asked of the same people before the first round and at the end. p says how often chance alone would make a shift as clear (Wilcoxon’s "
                  "signed-rank test, F. Wilcoxon, "
                  "Biometrics Bulletin 1, 1945). There was no comparison group: a change need not come from the workshop."));
    out.blocks.push_back(table(std::move(changes)));
  }
  return out;
}

}  // namespace whatworks::report_parts
