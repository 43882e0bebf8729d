// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "report_parts.h"

// What became of what was found: decisions, and the trials that they led to.
namespace whatworks::report_parts {
namespace {

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

}  // namespace

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

}  // namespace whatworks::report_parts
