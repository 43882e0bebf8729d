// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <nlohmann/json.hpp>

#include "contribute/credit.h"
#include "core/text.h"
#include "core/time.h"
#include "workshop/trials.h"

// How a protocol becomes a draft of a record. Only what the protocol and the trial's own steps say is filled in; whatever has to be found out, the results
// first of all, stays to be filled in, so that the checker asks for it.
namespace whatworks {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestTitle = 160;  // as record.schema.json has them
constexpr std::size_t kLongestIntervention = 120;
constexpr std::size_t kLongestOutcome = 300;
constexpr std::size_t kMostPriorities = 2;
constexpr std::size_t kLongestIdWords = 60;

// Under which heading of a record a field of the protocol belongs, and how it is said there.
struct Belongs {
  std::string_view field;
  std::string_view heading;
  std::string_view words;
};
constexpr std::array kBelongs{
    Belongs{"hypothesis", "What was done", "What was expected, by the registered protocol"},
    Belongs{"organisation", "What was done", "Who was to run and measure it, by the protocol"},
    Belongs{"treatment", "What was done", "The treatment, as planned"},
    Belongs{"usual_practice", "What was done", "What the comparison was to get"},
    Belongs{"unit", "What was done", "What was to be counted as one"},
    Belongs{"eligibility", "What was done", "Who could be in the trial, as planned"},
    Belongs{"comparison", "What was done", "How they were to be assigned or compared"},
    Belongs{"primary_outcome", "Effect", "The primary outcome, as registered"},
    Belongs{"secondary_outcomes", "Effect", "Other outcomes, as registered"},
    Belongs{"analysis", "Effect", "How they were to be analysed"},
    Belongs{"pipeline", "Implementation", "How units were to come into the trial"},
    Belongs{"treatment_measures", "Implementation", "How the treatment was to be measured"},
};

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

Json outcome_to_fill_in(const std::string& words) {
  return {{"outcome", shorten(one_line(words), kLongestOutcome)}, {"measure", kPlaceholder}, {"measures", kPlaceholder}, {"harm", kPlaceholder}};
}

Json outcomes_of(const Protocol& protocol) {
  auto out = Json::array({outcome_to_fill_in(protocol.at("primary_outcome"))});
  for (const auto& line : split(protocol.at("secondary_outcomes"), '\n')) {
    if (!trim(line).empty()) {
      out.push_back(outcome_to_fill_in(std::string(trim(line))));
    }
  }
  return out;
}

std::string day_of_step(const Trial& trial, TrialState state) {
  const auto found = std::find_if(trial.steps.begin(), trial.steps.end(), [&](const TrialStep& step) { return step.state == state; });
  return found == trial.steps.end() ? std::string() : found->happened_on;
}

int year_of(std::string_view day) { return static_cast<int>(parse_integer(day.substr(0, 4)).value_or(0)); }

// The years from the start of the trial to its end; null where it never started.
Json fieldwork_of(const Trial& trial) {
  const auto from = day_of_step(trial, TrialState::running);
  if (from.empty()) {
    return nullptr;
  }
  return {{"from", year_of(from)}, {"to", year_of(trial.steps.back().happened_on)}};
}

Json known_of(const Trial& trial, const Person& author, std::string_view today) {
  const auto& info = trial.info;
  auto priorities = info.priorities;
  priorities.resize(std::min(priorities.size(), kMostPriorities));
  Json known{{"title", shorten(info.protocol.at("title"), kLongestTitle)},
             {"intervention", shorten(info.item.title, kLongestIntervention)},
             {"priorities", priorities},
             {"published", year_of(today)},
             {"outcomes", outcomes_of(info.protocol)},
             {"contributors", credit_of(author)},
             {"circulation", info.workshop.details.circulation},
             {"status", info.state == TrialState::stopped ? "trial-stopped" : "published"}};
  if (auto fieldwork = fieldwork_of(trial); !fieldwork.is_null()) {
    known["fieldwork"] = std::move(fieldwork);
  }
  if (!info.workshop.details.groups.empty()) {
    known["groups"] = info.workshop.details.groups;
  }
  return known;
}

// The paragraphs of a text, the first after the words for it.
void add_notes(std::string_view heading, std::string_view words, const std::string& text, std::vector<HeadingNote>& notes) {
  auto before = std::string(words) + ": ";
  for (const auto& line : split(text, '\n')) {
    if (!trim(line).empty()) {
      notes.push_back({heading, before + std::string(trim(line))});
      before.clear();
    }
  }
}

// Where the protocol can be read, and how to tell that it is the one that was registered.
void add_registration(const Trial& trial, std::vector<HeadingNote>& notes) {
  if (trial.versions.empty()) {
    return;
  }
  const auto& first = trial.versions.front();
  const auto day = format_date_in_words(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(first.registered)));
  notes.push_back(
      {"What was done", "The protocol was registered on " + day + ", as " + trial.info.name + " in the register of trials (SHA-256 " + first.hash + ")."});
}

// What the reader has to know of how the plan changed and how the trial ended.
void add_limits(const Trial& trial, std::vector<HeadingNote>& notes) {
  for (const auto& version : trial.versions) {
    add_notes("Limits", "The protocol was amended after it was registered, because", version.reason, notes);
  }
  if (trial.info.state == TrialState::stopped) {
    add_notes("Limits", "The trial was stopped before its end, because", trial.steps.back().reason, notes);
  }
}

}  // namespace

Result<std::string> record_of_trial(const Trial& trial, const RecordTemplate& record_template, const Person& author, std::string_view today) {
  const auto known = known_of(trial, author, today);
  const auto id = slug("trial-" + std::string(today.substr(0, 4)) + "-" + trial.info.protocol.at("title").substr(0, kLongestIdWords));
  RecordOutline outline{.kind = "study", .id = id, .known = &known};
  for (const auto& row : kBelongs) {
    add_notes(row.heading, row.words, trial.info.protocol.at(row.field), outline.notes);
  }
  add_registration(trial, outline.notes);
  add_limits(trial, outline.notes);
  return record_template.write(outline);
}

}  // namespace whatworks
