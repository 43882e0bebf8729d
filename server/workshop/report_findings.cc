// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "core/text.h"
#include "report_parts.h"

// What each group found, and every rating behind it.
namespace whatworks::report_parts {
namespace {

std::string two_places(double value) { return with_places(value, 2); }

// A value of a criterion as readers see it: a score as its number, a choice with its words.
std::string value_of(const Criterion& criterion, double value) {
  const auto words = criterion.kind == CriterionKind::choice ? criterion.words(value) : std::string_view{};
  return words.empty() ? number(value) : std::string(words);
}

// Where a quartile falls between two choices, the nearer one is named.
std::string spread_in_words(const Criterion& criterion, const Spread& spread) {
  const auto shown = [&](double value) { return value_of(criterion, criterion.kind == CriterionKind::choice ? std::round(value) : value); };
  const auto lower = shown(spread.lower_quartile);
  const auto upper = shown(spread.upper_quartile);
  return lower == upper ? lower : lower + " to " + upper;
}

// Between two choices, when the median falls there, both are named.
std::string median_in_words(const Criterion& criterion, double median) {
  if (criterion.kind == CriterionKind::choice && median != std::floor(median)) {
    return "between “" + value_of(criterion, std::floor(median)) + "” and “" + value_of(criterion, std::ceil(median)) + "”";
  }
  return value_of(criterion, median);
}

ReportTable scores_of(const ItemResult& item) {
  ReportTable out{"Scores for " + item.item->title, {"Criterion", "Median", "Middle half", "People", "Cannot judge"}, {}};
  if (item.before) {
    out.columns.insert(out.columns.begin() + 2, "Median in round one");
  }
  for (const auto& result : item.now.criteria) {
    const auto& criterion = *result.criterion;
    std::vector<std::string> row{criterion.label};
    row.push_back(result.spread ? median_in_words(criterion, result.spread->median) : "Too few answers");
    if (item.before) {
      const auto* before = item.before->find(criterion.name);
      row.push_back(before != nullptr && before->spread ? median_in_words(criterion, before->spread->median) : "Not shown");
    }
    row.push_back(result.spread ? spread_in_words(criterion, *result.spread) : "");
    row.push_back(result.spread ? std::to_string(result.spread->count) : "");
    row.push_back(result.spread ? std::to_string(result.cannot_judge) : "");
    out.rows.push_back(std::move(row));
  }
  return out;
}

std::string verdict_of(const RoundResult& result) {
  if (!result.category) {
    return "No category: too few people scored effect, certainty and harms.";
  }
  const auto words = std::string(category_in_words(*result.category));
  return result.agreed ? words + "." : "Not agreed. The medians alone would say: " + words + ".";
}

void add_item(std::vector<ReportBlock>& blocks, const ItemResult& item) {
  blocks.push_back(heading(item.item->title));
  if (!item.item->description.empty()) {
    blocks.push_back(paragraph(item.item->description));
  }
  if (!item.item->record_id.empty()) {
    blocks.push_back(paragraph("The published evidence on it: record " + item.item->record_id, "/records/" + item.item->record_id));
  }
  if (!item.now.shown) {
    blocks.push_back(paragraph("Judged by " + count_of(item.now.answers, "person", "people") + ": too few to show what they said."));
  } else {
    blocks.push_back(paragraph(verdict_of(item.now)));
    if (item.before && item.before->shown && item.before->category) {
      blocks.push_back(paragraph("After round one: " + verdict_of(*item.before)));
    }
    blocks.push_back(table(scores_of(item)));
  }
  if (item.conflicts > 0) {
    blocks.push_back(paragraph(count_of(item.conflicts, "person", "people") + " declared a conflict of interest and did not judge it."));
  }
  add_quotes(blocks, "Reasons that people gave:", item.now.texts.reasons);
  add_quotes(blocks, "What it would improve:", item.now.texts.current_practices);
  add_quotes(blocks, "What could be done at once:", item.now.texts.opportunities);
  if (item.before) {
    add_quotes(blocks, "Reasons that people gave in round one:", item.before->texts.reasons);
    add_quotes(blocks, "What it would improve, as said in round one:", item.before->texts.current_practices);
    add_quotes(blocks, "What could be done at once, as said in round one:", item.before->texts.opportunities);
  }
  if (!item.notes.empty()) {
    blocks.push_back(paragraph("From the discussion: " + item.notes));
  }
}

ReportTable overview_of(const GroupResult& group) {
  ReportTable out{"What " + group.group->label + " made of its agenda", {"Intervention", "Category", "Effect", "Certainty", "Harms", "People"}, {}};
  for (const auto& item : group.items) {
    std::vector<std::string> row{item.item->title};
    row.push_back(!item.now.shown      ? "Too few answers"
                  : !item.now.category ? "None"
                  : item.now.agreed    ? std::string(category_in_words(*item.now.category))
                                       : "Not agreed");
    for (const auto* name : {"effect", "certainty", "harms"}) {
      const auto* result = item.now.find(name);
      row.push_back(result != nullptr && result->spread ? number(result->spread->median) : "");
    }
    row.push_back(std::to_string(item.now.answers));
    out.rows.push_back(std::move(row));
  }
  return out;
}

ReportTable agreement_of(const GroupResult& group) {
  ReportTable out{"How far " + group.group->label + " agrees", {"Criterion", "Krippendorff’s alpha", "95% range", "In words", "Interventions", "Raters"}, {}};
  for (const auto& entry : group.agreement) {
    const auto& alpha = entry.alpha;
    out.rows.push_back(
        {entry.criterion->label,
         alpha.all_alike ? "All the same"
         : alpha.value   ? two_places(*alpha.value)
                         : "Not known",
         entry.interval && !alpha.all_alike ? two_places(entry.interval->low) + " to " + two_places(entry.interval->high) : "Too few interventions",
         alpha.value && !alpha.all_alike ? std::string(agreement_in_words(*alpha.value)) : "", std::to_string(alpha.units), std::to_string(entry.raters)});
  }
  return out;
}

void add_ratings(ReportTable& ratings, const ItemResult& item, const RoundResult& round) {
  for (const auto& result : round.criteria) {
    std::vector<std::string> values;
    values.reserve(result.values.size());
    for (const auto value : result.values) {
      values.push_back(number(value));
    }
    ratings.rows.push_back({item.item->title, result.criterion->label, std::to_string(round.round), values.empty() ? "Too few answers" : join(values, ", ")});
  }
}

}  // namespace

ReportSection findings_of(const GroupResult& group) {
  ReportSection out{"findings-" + std::to_string(group.group->number), "Findings: " + group.group->label, {}};
  out.blocks.push_back(
      paragraph(count_of(group.raters, "person", "people") + " judged. The interventions on which they differ most about the effect stand first."));
  out.blocks.push_back(table(overview_of(group)));
  for (const auto& item : group.items) {
    add_item(out.blocks, item);
  }
  out.blocks.push_back(heading("How far the group agrees"));
  out.blocks.push_back(group.agreement.empty() ? paragraph("Too few people judged for that to be shown.") : table(agreement_of(group)));
  return out;
}

ReportSection annex_of(const ReportSource& source) {
  ReportSection out{"annex", "Annex: all ratings", {}};
  out.blocks.push_back(
      paragraph("In the order of their size, so that they tell nothing of who gave them. As data, with a number in the place of each rater, they are beside "
                "this report as CSV and JSON."));
  for (const auto& group : source.results->groups) {
    ReportTable ratings{"Ratings of " + group.group->label, {"Intervention", "Criterion", "Round", "Ratings"}, {}};
    for (const auto& item : group.items) {
      if (item.before) {
        add_ratings(ratings, item, *item.before);
      }
      add_ratings(ratings, item, item.now);
    }
    if (!ratings.rows.empty()) {
      out.blocks.push_back(table(std::move(ratings)));
    }
  }
  return out;
}

}  // namespace whatworks::report_parts
