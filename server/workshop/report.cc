// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop/report.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "core/text.h"
#include "core/time.h"

namespace whatworks {
namespace {

std::string count_of(std::size_t number, std::string_view one, std::string_view many) {
  return std::to_string(number) + " " + std::string(number == 1 ? one : many);
}

std::string in_words(std::string_view day) {
  const auto date = parse_date(day);
  return date ? format_date_in_words(*date) : std::string();
}

std::string in_words(Instant instant) { return format_date_in_words(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(instant))); }

// Medians and quartiles: with a half where there is one, and no more.
std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  std::string out(text.data());
  return out.ends_with(".0") ? out.substr(0, out.size() - 2) : out;
}

std::string with_places(double value, int places) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f", places, value);
  return text.data();
}
std::string two_places(double value) { return with_places(value, 2); }

// A value of a criterion as readers see it: a score as its number, a choice with its words.
std::string value_of(const Criterion& criterion, double value) {
  const auto words = criterion.kind == CriterionKind::choice ? criterion.words(value) : std::string_view{};
  return words.empty() ? number(value) : std::string(words);
}

ReportBlock heading(std::string text) {
  ReportBlock out;
  out.heading = std::move(text);
  return out;
}
ReportBlock paragraph(std::string text, std::string link = {}) {
  ReportBlock out;
  out.paragraph = std::move(text);
  out.link = std::move(link);
  return out;
}
ReportBlock list(std::vector<std::string> entries) {
  ReportBlock out;
  out.list = std::move(entries);
  return out;
}
ReportBlock table(ReportTable content) {
  ReportBlock out;
  out.table = std::move(content);
  return out;
}

std::string circulation_in_words(const WorkshopDetails& details) {
  if (details.circulation == "public") {
    return "Public: anybody may read and pass on this report.";
  }
  if (details.circulation == "restricted") {
    return "Restricted: for members of " + join(details.groups, ", ") + " only. Do not pass it on.";
  }
  return "Internal: for members of police forces and their partners who have an account. Do not publish it.";
}

constexpr std::string_view kDisclaimer =
    "The views in this report are those of the people who took part in the workshop. They are not the policy of any police force, of the government, or of the "
    "organisations that people came from. A panel’s judgement is not a finding of research, and does not change how the evidence itself is rated.";

ReportSection purpose(const Workshop& workshop) {
  ReportSection out{"purpose", "Purpose", {}};
  const auto& details = workshop.info.details;
  out.blocks.push_back(paragraph(details.purpose.empty() ? "No purpose was written down." : details.purpose));
  std::vector<std::string> groups;
  groups.reserve(workshop.groups.size());
  for (const auto& group : workshop.groups) {
    groups.push_back(group.label + ": " + count_of(group.agenda.size(), "intervention", "interventions"));
  }
  if (!groups.empty()) {
    out.blocks.push_back(paragraph(groups.size() == 1 ? "The panel worked as one group:"
                                                      : "The panel worked in " + std::to_string(groups.size()) + " groups, each on an agenda of its own:"));
    out.blocks.push_back(list(std::move(groups)));
  }
  return out;
}

ReportSection method(const ReportSource& source) {
  const auto& workshop = *source.workshop;
  const auto& scheme = workshop.scheme;
  ReportSection out{"method", "Method", {}};
  out.blocks.push_back(
      paragraph("Everybody read a one-page briefing on each intervention and judged it alone, without sight of what others said, and gave reasons. The "
                "judgements were then "
                "shown to the group without names and discussed, those that differed most first." +
                std::string(source.results->round == 2
                                ? " After that, everybody judged again, with their own former answer beside them. The figures below are those of the "
                                  "second round unless they say otherwise."
                                : " There was no second round: the figures below are those of the first.")));
  out.blocks.push_back(
      paragraph("Whoever declared a conflict of interest on an intervention did not judge it. “Cannot judge” is not a score: it is left out, and never counted "
                "as nought. Nothing is shown of an intervention that fewer than " +
                std::to_string(scheme.fewest_answers) + " people judged."));
  out.blocks.push_back(paragraph("This is what was asked:"));
  ReportTable asked{"What was asked of the panel", {"Criterion", "Question", "Scale"}, {}};
  for (const auto& criterion : scheme.criteria) {
    std::vector<std::string> points;
    points.reserve(criterion.points.size());
    for (const auto& point : criterion.points) {
      points.push_back(number(point.value) + " = " + point.label);
    }
    asked.rows.push_back(
        {criterion.label, criterion.question, (criterion.kind == CriterionKind::score ? "Any whole number from 0 to 100: " : "") + join(points, "; ")});
  }
  out.blocks.push_back(table(std::move(asked)));
  const auto& limits = scheme.thresholds;
  out.blocks.push_back(heading("How scores become a category"));
  out.blocks.push_back(
      paragraph(scheme.threshold_source + " The median is the score with as many above it as below it. Where the median of certainty is below " +
                number(limits.certainty_low) + ", the effectiveness is unknown. Otherwise, an effect of " + number(limits.effect_low) +
                " or more with harms of " + number(limits.harms) + " or more is a trade-off; with fewer harms it is beneficial where effect is above " +
                number(limits.effect_high) + " and certainty above " + number(limits.certainty_high) +
                ", and else likely to be beneficial. A smaller effect is likely to be ineffective or harmful where harms reach " + number(limits.harms) +
                " or certainty is above " + number(limits.certainty_high) +
                ", and else unlikely to be beneficial (W. J. Sutherland and others, What Works in Conservation, Open Book "
                "Publishers, 2018)."));
  out.blocks.push_back(
      paragraph("A category counts as agreed only where the panel is not in two camps on effect, certainty or harms. It is where the scores in the middle, "
                "from the 30th to the 70th in a "
                "hundred, lie further apart than the interpercentile range adjusted for symmetry allows (K. Fitch and others, The RAND/UCLA Appropriateness "
                "Method User’s Manual, RAND, 2001). "
                "“Not agreed” is a result."));
  out.blocks.push_back(heading("How agreement is measured"));
  out.blocks.push_back(
      paragraph("Krippendorff’s alpha tells whether the members of a group tell interventions apart in the same way: 1 where they do so perfectly, 0 where "
                "they agree no more than chance "
                "would have it (K. Krippendorff, Computing Krippendorff’s Alpha-Reliability, 2011, at the ordinal level). It is given with the range in which "
                "it lies with 95 per "
                "cent confidence, found by drawing "
                "interventions anew 1,000 times. With few interventions the range is wide. Agreement is not correctness: a group may agree and be wrong."));
  return out;
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

void add_quotes(std::vector<ReportBlock>& blocks, std::string_view what, const std::vector<std::string>& texts) {
  if (texts.empty()) {
    return;
  }
  blocks.push_back(paragraph(std::string(what)));
  ReportBlock quotes;
  quotes.quotes = texts;
  blocks.push_back(std::move(quotes));
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

std::string_view outcome_in_words(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::adopt: return "Adopt";
    case Outcome::trial: return "Trial";
    case Outcome::park: return "Park";
    case Outcome::reject: return "Reject";
  }
  return "";
}

// Interventions under what was found of them, or decided on them: "Likely to be beneficial: Closing lines; Letters".
class Grouping {
 public:
  // `headings` are in the order in which they are read.
  Grouping(const Workshop& workshop, const std::vector<std::string_view>& headings) : several_(workshop.groups.size() > 1) {
    entries_.reserve(headings.size());
    for (const auto heading : headings) {
      entries_.push_back({heading, {}});
    }
  }
  void add(std::string_view heading, const WorkshopGroup& group, const AgendaItem& item) {
    const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.heading == heading; });
    found->titles.push_back(item.title + (several_ ? " (" + group.label + ")" : ""));
  }
  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> out;
    for (const auto& [heading, titles] : entries_) {
      if (!titles.empty()) {
        out.push_back(std::string(heading) + ": " + join(titles, "; "));
      }
    }
    return out;
  }

 private:
  struct Entry {
    std::string_view heading;
    std::vector<std::string> titles;
  };
  bool several_;
  std::vector<Entry> entries_;
};

constexpr std::string_view kTooFew = "Too few answers to say";
constexpr std::string_view kNotAgreed = "Not agreed";

std::string_view finding_of(const RoundResult& result) noexcept {
  return !result.shown || !result.category ? kTooFew : result.agreed ? category_in_words(*result.category) : kNotAgreed;
}

// For those who read no further.
ReportSection in_brief(const ReportSource& source) {
  ReportSection out{"in-brief", "In brief", {}};
  const auto& workshop = *source.workshop;
  std::size_t people = 0;
  std::size_t interventions = 0;
  std::vector<std::string_view> found;
  for (const auto category : {Category::beneficial, Category::likely_beneficial, Category::trade_off, Category::unknown, Category::unlikely_beneficial,
                              Category::likely_ineffective_or_harmful}) {
    found.push_back(category_in_words(category));
  }
  found.insert(found.end(), {kNotAgreed, kTooFew});
  std::vector<std::string_view> decided;
  for (const auto outcome : {Outcome::adopt, Outcome::trial, Outcome::park, Outcome::reject}) {
    decided.push_back(outcome_in_words(outcome));
  }
  Grouping findings(workshop, found);
  Grouping decisions(workshop, decided);
  for (const auto& group : source.results->groups) {
    people += group.raters;
    interventions += group.items.size();
    for (const auto& item : group.items) {
      findings.add(finding_of(item.now), *group.group, *item.item);
      if (const auto made = source.decisions->find(item.item->name); made != source.decisions->end()) {
        decisions.add(outcome_in_words(made->second.decision.outcome), *group.group, *item.item);
      }
    }
  }
  out.blocks.push_back(paragraph(count_of(people, "person", "people") + " judged " + count_of(interventions, "intervention", "interventions") + " in " +
                                 count_of(workshop.groups.size(), "group", "groups") + ", in " + (source.results->round == 2 ? "two rounds" : "one round") +
                                 ", without sight of what others said. They found:"));
  out.blocks.push_back(list(findings.lines()));
  if (auto made = decisions.lines(); !made.empty()) {
    out.blocks.push_back(paragraph("The workshop decided:"));
    out.blocks.push_back(list(std::move(made)));
  }
  return out;
}

ReportSection decisions_of(const ReportSource& source) {
  ReportSection out{"decisions", "Decisions", {}};
  ReportTable made{"What was decided", {"Intervention", "Decision", "Who sees to it", "By", "Why", "Done?"}, {}};
  for (const auto& group : source.workshop->groups) {
    for (const auto& item : group.agenda) {
      if (const auto found = source.decisions->find(item.name); found != source.decisions->end()) {
        const auto& decision = found->second.decision;
        const bool acts = decision.outcome == Outcome::adopt || decision.outcome == Outcome::trial;
        made.rows.push_back({item.title, std::string(outcome_in_words(decision.outcome)), decision.owner, in_words(decision.due_on), decision.reason,
                             decision.done ? "Yes"
                             : acts        ? "Not yet"
                                           : ""});
      }
    }
  }
  out.blocks.push_back(made.rows.empty() ? paragraph("Nothing has been decided yet.") : table(std::move(made)));
  return out;
}

// "Registered on 3 February 2027, and amended once since"; nothing before that.
std::string registered_in_words(const Trial& trial) {
  if (trial.versions.empty()) {
    return "Its protocol is still being written.";
  }
  const auto amended = trial.versions.size() - 1;
  return "Its protocol was registered on " + in_words(trial.versions.front().registered) +
         (amended == 0   ? ""
          : amended == 1 ? ", and amended once since"
                         : ", and amended " + std::to_string(amended) + " times since") +
         ".";
}

std::string step_in_words(const TrialStep& step) {
  const auto day = in_words(step.happened_on);
  switch (step.state) {
    case TrialState::running: return "It has been running since " + day + ".";
    case TrialState::finished: return "It was finished on " + day + ".";
    case TrialState::stopped: return "It was stopped on " + day + ": " + step.reason;
    default: return {};
  }
}

// What a reader has to know of a protocol; the whole of it stands in the register of trials.
ReportTable protocol_of(const Protocol& protocol) {
  constexpr std::array kTold{"hypothesis", "unit", "comparison", "treatment", "usual_practice", "primary_outcome", "starts_on", "ends_on", "report_due"};
  ReportTable out{"What the protocol of " + protocol.at("title") + " says", {"Part", "Words of the protocol"}, {}};
  for (const auto* name : kTold) {
    const auto& field = *find_protocol_field(name);
    if (const auto& value = protocol.at(name); !value.empty()) {
      out.rows.push_back({std::string(field.label), field.kind == ProtocolFieldKind::day ? in_words(value) : value});
    }
  }
  return out;
}

void add_trial(std::vector<ReportBlock>& blocks, const AgendaItem& item, const WorkshopDecision& decision, const Trial* trial) {
  blocks.push_back(heading(item.title));
  const auto agreed = decision.owner + " sees to it, by " + in_words(decision.due_on) + ". ";
  if (trial == nullptr) {
    blocks.push_back(paragraph(agreed + "No protocol has been begun yet."));
    return;
  }
  blocks.push_back(paragraph(agreed + registered_in_words(*trial) + (trial->steps.empty() ? "" : " " + step_in_words(trial->steps.back()))));
  if (auto said = protocol_of(trial->info.protocol); !trial->versions.empty() && !said.rows.empty()) {
    blocks.push_back(table(std::move(said)));
  }
  blocks.push_back(paragraph("The trial in the register", "/trials/" + trial->info.name));
}

// What was agreed to be tried, and how. A protocol is told of from the time that it is registered on.
ReportSection trials_of(const ReportSource& source) {
  ReportSection out{"trials", "Trials", {}};
  std::size_t agreed = 0;
  for (const auto& group : source.workshop->groups) {
    for (const auto& item : group.agenda) {
      const auto found = source.decisions->find(item.name);
      if (found != source.decisions->end() && found->second.decision.outcome == Outcome::trial) {
        const auto trial = source.trials->find(item.name);
        add_trial(out.blocks, item, found->second.decision, trial == source.trials->end() ? nullptr : &trial->second);
        ++agreed;
      }
    }
  }
  out.blocks.insert(out.blocks.begin(), paragraph(agreed == 0 ? "No trial was agreed."
                                                              : count_of(agreed, "trial was", "trials were") +
                                                                    " agreed. What comes of it is to become a record of the evidence base."));
  return out;
}

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

std::string_view organisation_in_words(Organisation organisation) noexcept {
  switch (organisation) {
    case Organisation::police: return "police";
    case Organisation::academia: return "academia";
    case Organisation::other: return "other";
  }
  return "";
}

ReportSection panel_of(const ReportSource& source) {
  ReportSection out{"panel", "The panel", {}};
  out.blocks.push_back(paragraph("In the order of names. Nothing in this report tells who gave which judgement: answers are kept apart from names."));
  for (const auto& group : source.workshop->groups) {
    std::vector<std::string> names;
    for (const auto& member : *source.panel) {
      if (member.group == group.number) {
        names.push_back(member.display_name + " (" + std::string(organisation_in_words(member.organisation)) + ")");
      }
    }
    if (!names.empty()) {
      out.blocks.push_back(heading(group.label));
      out.blocks.push_back(list(std::move(names)));
    }
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

}  // namespace

std::string_view category_in_words(Category category) noexcept {
  switch (category) {
    case Category::beneficial: return "Beneficial";
    case Category::likely_beneficial: return "Likely to be beneficial";
    case Category::trade_off: return "Trade-off between benefit and harms";
    case Category::unknown: return "Unknown effectiveness";
    case Category::unlikely_beneficial: return "Unlikely to be beneficial";
    case Category::likely_ineffective_or_harmful: return "Likely to be ineffective or harmful";
  }
  return "";
}

Report report_of(const ReportSource& source) {
  const auto& info = source.workshop->info;
  Report out;
  out.title = info.details.title;
  out.reference = info.name + (info.details.held_on.empty() ? "" : "/" + info.details.held_on);
  out.day = in_words(info.details.held_on);
  out.place = info.details.place;
  out.circulation = circulation_in_words(info.details);
  out.disclaimer = kDisclaimer;
  out.has_findings = source.results->round > 0;
  if (out.has_findings) {
    out.sections.push_back(in_brief(source));
  }
  out.sections.push_back(purpose(*source.workshop));
  if (!out.has_findings) {
    return out;
  }
  out.sections.push_back(method(source));
  for (const auto& group : source.results->groups) {
    out.sections.push_back(findings_of(group));
  }
  out.sections.push_back(decisions_of(source));
  out.sections.push_back(trials_of(source));
  out.sections.push_back(evaluation_of(source));
  out.sections.push_back(panel_of(source));
  out.sections.push_back(annex_of(source));
  return out;
}

Result<Report> report_of(const Workshops& workshops, const Workshop& workshop) {
  const auto results = workshops.results().of(workshop);
  if (!results) {
    return failure(results.error());
  }
  const auto decisions = workshops.decisions().of(workshop.info.name);
  if (!decisions) {
    return failure(decisions.error());
  }
  const auto trials = workshops.trials().of(workshop.info.name);
  if (!trials) {
    return failure(trials.error());
  }
  const auto panel = workshops.panel().progress(workshop.info.name, 1);
  if (!panel) {
    return failure(panel.error());
  }
  const auto evaluation = workshops.evaluations().results(workshop);
  if (!evaluation) {
    return failure(evaluation.error());
  }
  ReportSource source{&workshop, &*results, &*decisions, &*trials, &*panel, &workshops.evaluations().scheme(), nullptr};
  source.evaluation = workshop.info.stage == Stage::closed ? &*evaluation : nullptr;
  return report_of(source);
}

namespace {

// How many scores there are of what a criterion of an item got in a round, and of whom.
struct ScoreCounts {
  std::size_t police = 0;
  std::size_t others = 0;
  [[nodiscard]] std::size_t all() const noexcept { return police + others; }
};

bool is_of_police(const RatingRow& row) { return row.organisation == organisation_name(Organisation::police); }

// Raters who answered the same items in the same rounds. Who is known to have left something out would be known by their number, were there few such.
std::map<std::string, std::size_t> raters_alike(const std::vector<RatingRow>& rows) {
  std::map<std::string, std::string> patterns;  // by rater, in the order of rows, which is that of rounds and agendas
  for (const auto& row : rows) {
    patterns[row.rater] += std::to_string(row.round) + row.item + ' ';
  }
  std::map<std::string, std::size_t> counts;
  for (const auto& [rater, pattern] : patterns) {
    ++counts[pattern];
  }
  std::map<std::string, std::size_t> out;
  for (const auto& [rater, pattern] : patterns) {
    out.emplace(rater, counts.at(pattern));
  }
  return out;
}

}  // namespace

std::vector<OpenRating> open_ratings(const Workshop& workshop, const std::vector<RatingRow>& rows) {
  const auto& criteria = workshop.scheme.criteria;
  const auto fewest = workshop.scheme.fewest_answers;
  using Key = std::pair<int, std::string>;         // a round and an item
  std::map<Key, std::vector<ScoreCounts>> counts;  // by criterion
  for (const auto& row : rows) {
    auto& entry = counts[{row.round, row.item}];
    entry.resize(criteria.size());
    for (std::size_t i = 0; i < criteria.size(); ++i) {
      const auto found = row.assessment.scores.find(criteria[i].name);
      if (found != row.assessment.scores.end() && found->second) {
        ++(is_of_police(row) ? entry[i].police : entry[i].others);
      }
    }
  }
  std::map<std::int64_t, bool> told_apart;  // by group
  for (const auto& row : rows) {
    auto& told = told_apart.try_emplace(row.group, true).first->second;
    for (const auto& count : counts.at({row.round, row.item})) {
      told = told && (count.all() < fewest || (count.police >= fewest && count.others >= fewest));
    }
  }
  const auto alike = raters_alike(rows);
  std::vector<OpenRating> out;
  out.reserve(rows.size());
  for (const auto& row : rows) {
    const auto* group = workshop.find_group(row.group);
    OpenRating open{row.round, group == nullptr ? std::string() : group->label, row.item, row.title, row.record_id, {}, {}, {}};
    open.rater = alike.at(row.rater) < fewest ? "" : row.rater;
    open.organisation = !told_apart.at(row.group) ? "" : is_of_police(row) ? "police" : "other";
    for (std::size_t i = 0; i < criteria.size(); ++i) {
      const auto found = row.assessment.scores.find(criteria[i].name);
      const bool hidden = counts.at({row.round, row.item})[i].all() < fewest;
      open.scores.push_back(hidden || found == row.assessment.scores.end() ? std::string() : found->second ? number(*found->second) : "cannot judge");
    }
    out.push_back(std::move(open));
  }
  return out;
}

}  // namespace whatworks
