// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop/report.h"

#include <algorithm>

#include "core/text.h"
#include "report_parts.h"

namespace whatworks {

using namespace report_parts;

namespace {

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

}  // namespace whatworks
