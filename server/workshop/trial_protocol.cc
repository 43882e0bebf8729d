// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop/trial_protocol.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "core/time.h"
#include "core/typed_text.h"

namespace whatworks {
namespace {

using enum ProtocolFieldKind;

constexpr std::size_t kLine = 160;  // as a record's title
constexpr std::size_t kPassage = 2'000;
constexpr std::size_t kLongPassage = 5'000;

constexpr std::array kName{
    ProtocolField{"title", "Name of the trial", "What is the trial called?", "A few words that an officer would use.", line, kLine, true},
    ProtocolField{"hypothesis", "Hypotheses", "What do you expect to happen, and why?",
                  "One sentence each: who will do what less or more, compared with whom, by when. Say it so that it can turn out wrong.", passage, kPassage,
                  true}};
constexpr std::array kOrganisation{ProtocolField{"organisation", "Organisation", "Who runs the trial, and who measures it?",
                                                 "The force and the unit, who is responsible, who analyses the results, and who has to agree to it.", passage,
                                                 kPassage}};
constexpr std::array kUnit{ProtocolField{
    "unit", "Unit of analysis", "What is counted as one?",
    "A person, a case, an address, a street, a shift, a police area. Say also what is assigned to treatment, where that is another.", passage, kPassage, true}};
constexpr std::array kEligibility{ProtocolField{"eligibility", "Eligibility", "Which units can be in the trial, and which cannot?",
                                                "What has to be true of each, and what rules it out.", passage, kPassage}};
constexpr std::array kPipeline{ProtocolField{"pipeline", "Pipeline", "How do units come into the trial?",
                                             "Who finds them, where, how many a month, and who checks that they are eligible.", passage, kPassage}};
constexpr std::array kTiming{ProtocolField{"starts_on", "Start", "On which day does the treatment start?", {}, day, 0, true},
                             ProtocolField{"ends_on", "End", "On which day does the measuring of outcomes end?", {}, day, 0, true}};
constexpr std::array kComparison{
    ProtocolField{"comparison", "Random assignment or comparison", "How is it decided who gets the treatment, and with whom are they compared?",
                  "At random is best: say by what means, by whom, and in which blocks. Otherwise say how the comparison is chosen and why it is fair.", passage,
                  kPassage, true}};
constexpr std::array kTreatment{
    ProtocolField{"treatment", "Treatment", "What is done to those who get the treatment?",
                  "In steps that another force could follow: who, what, how often, for how long.", passage, kLongPassage, true},
    ProtocolField{"usual_practice", "Comparison", "What do the others get?", "What is done now, and will go on being done.", passage, kPassage}};
constexpr std::array kTreatmentMeasures{
    ProtocolField{"treatment_measures", "Measuring the treatment", "How will you know that the treatment was given, and to whom?",
                  "What is recorded, by whom, and what share has to get it for the trial to be a fair test.", passage, kPassage}};
constexpr std::array kOutcomes{
    ProtocolField{"primary_outcome", "Primary outcome", "By which one outcome will the trial be judged?",
                  "What is counted, from which source, over how long. Seizures and arrests are activity; choose the harm where you can.", passage, kPassage,
                  true, true},
    ProtocolField{"secondary_outcomes", "Other outcomes", "What else will be measured?", "One in a line. Name what could get worse, too.", passage, kPassage,
                  false, true}};
constexpr std::array kAnalysis{ProtocolField{"analysis", "Analysis plan", "How will the outcomes be compared, and with how many units?",
                                             "The number of units and how you came to it, the test, and what counts as success, failure or no answer.", passage,
                                             kLongPassage, true}};
constexpr std::array kDissemination{
    ProtocolField{"report_due", "Report due", "By which day is the report due?", "Also where the trial finds nothing, or is stopped.", day, 0, true},
    ProtocolField{"dissemination", "Dissemination", "Who gets the results, and how?", {}, passage, kPassage}};

constexpr std::array kSections{ProtocolSection{1, "name", "Name and hypotheses", kName},
                               ProtocolSection{2, "organisation", "Organisation", kOrganisation},
                               ProtocolSection{3, "unit", "Unit of analysis", kUnit},
                               ProtocolSection{4, "eligibility", "Eligibility", kEligibility},
                               ProtocolSection{5, "pipeline", "Pipeline of cases", kPipeline},
                               ProtocolSection{6, "timing", "Timing", kTiming},
                               ProtocolSection{7, "comparison", "Random assignment or comparison", kComparison},
                               ProtocolSection{8, "treatment", "Treatment and comparison", kTreatment},
                               ProtocolSection{9, "treatment-measures", "Measuring the treatment", kTreatmentMeasures},
                               ProtocolSection{10, "outcomes", "Measuring the outcomes", kOutcomes},
                               ProtocolSection{11, "analysis", "Analysis plan", kAnalysis},
                               ProtocolSection{12, "dissemination", "Due date and dissemination", kDissemination}};

template <typename Visit>
void each_field(Visit&& visit) {
  for (const auto& section : kSections) {
    for (const auto& field : section.fields) {
      visit(field);
    }
  }
}

Error wrong(std::string message, std::string hint) { return {ErrorCode::bad_input, std::move(message), std::move(hint)}; }

Result<std::string> typed_value(const ProtocolField& field, const std::string& typed) {
  if (field.kind == day) {
    auto value = std::string(trim(typed));
    if (!value.empty() && !parse_date(value)) {
      return failure(ErrorCode::bad_input, std::string(field.label) + " is no day of the calendar", "write it as 2027-03-18");
    }
    return value;
  }
  return typed_text(typed, {field.label, field.longest});
}

// Whether both are days and the second comes first. Days as text are in the order of time.
bool is_before(const std::string& first, const std::string& second) { return !first.empty() && !second.empty() && second < first; }

}  // namespace

std::span<const ProtocolSection> protocol_sections() noexcept { return kSections; }

const ProtocolField* find_protocol_field(std::string_view name) noexcept {
  const ProtocolField* found = nullptr;
  each_field([&](const ProtocolField& field) { found = field.name == name ? &field : found; });
  return found;
}

const std::string& Protocol::at(std::string_view field) const noexcept {
  static const std::string kNothing;
  const auto found = values_.find(field);
  return found == values_.end() ? kNothing : found->second;
}

void Protocol::set(std::string_view field, std::string value) { values_.insert_or_assign(std::string(field), std::move(value)); }

bool Protocol::operator==(const Protocol& other) const noexcept { return changed_fields(*this, other).empty(); }

TypedProtocol typed_protocol(const Protocol& typed) {
  TypedProtocol out;
  each_field([&](const ProtocolField& field) {
    auto value = typed_value(field, typed.at(field.name));
    if (value) {
      out.protocol.set(field.name, *std::move(value));
    } else {
      out.protocol.set(field.name, typed.at(field.name));
      out.problems.push_back({field.name, std::move(value.error())});
    }
  });
  return out;
}

std::vector<ProtocolProblem> registration_problems(const Protocol& protocol) {
  std::vector<ProtocolProblem> out;
  each_field([&](const ProtocolField& field) {
    if (field.needed && protocol.at(field.name).empty()) {
      out.push_back({field.name, wrong(std::string(field.label) + " is missing", "the trial is registered with it, so that nobody can choose it afterwards")});
    }
  });
  if (is_before(protocol.at("starts_on"), protocol.at("ends_on"))) {
    out.push_back({"ends_on", wrong("The trial ends before it starts", "look at both days")});
  }
  if (is_before(protocol.at("ends_on"), protocol.at("report_due"))) {
    out.push_back({"report_due", wrong("The report is due before the trial ends", "look at both days")});
  }
  return out;
}

std::vector<const ProtocolField*> changed_fields(const Protocol& before, const Protocol& after) {
  std::vector<const ProtocolField*> out;
  each_field([&](const ProtocolField& field) {
    if (before.at(field.name) != after.at(field.name)) {
      out.push_back(&field);
    }
  });
  return out;
}

std::string canonical_text(std::string_view trial, int version, const Protocol& protocol) {
  auto out = "Protocol of trial " + std::string(trial) + ", version " + std::to_string(version) + "\n";
  for (const auto& section : kSections) {
    out += "\n" + std::to_string(section.number) + ". " + std::string(section.label) + "\n";
    for (const auto& field : section.fields) {
      out += "\n" + std::string(field.label) + ":\n";
      const auto& value = protocol.at(field.name);
      if (value.empty()) {
        out += "(nothing)\n";
        continue;
      }
      for (const auto& text : split(value, '\n')) {
        out += "    " + text + "\n";
      }
    }
  }
  return out;
}

}  // namespace whatworks
