// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "search/request.h"
#include "web/views.h"
#include "workshop/decisions.h"
#include "workshop/trial_size.h"
#include "workshop/trials.h"

// The pages of trials, as data for their templates. Pure functions like those of views.h; the words stand under "trials" in site/content.json.
namespace whatworks {

// All trials that somebody may read.
struct TrialsPage {
  std::vector<TrialInfo> trials;  // those that the filters let through
  std::size_t all = 0;            // without the filters
  std::string priority;           // code; empty: all
  std::string state;              // name; empty: all
  bool may_change = false;
  std::vector<RegisteredDecision> openings;  // decisions to hold a trial that has not been begun, for whoever may begin it
};
nlohmann::ordered_json trials_view(const ViewContext& context, const TrialsPage& page);

// A line per trial, with a line of headings.
std::string trials_csv(const std::vector<TrialInfo>& trials);

// One trial.
struct TrialPage {
  Trial trial;
  bool may_change = false;
  bool may_write_up = false;
  bool record_is_there = false;  // whether the asker may read the record of the agenda
  std::optional<WriteUp> write_up;
  bool own_draft = false;         // whether the asker is who writes it up
  bool written_is_there = false;  // whether the asker may read the record that it became
  std::string today;              // what the fields of days begin with
  Parameters typed;               // in the form that was refused
  std::string notice;             // the key of a text of content.json, trials.notices, or empty
  std::optional<Error> problem;
  std::string field;
};
nlohmann::ordered_json trial_view(const ViewContext& context, const TrialPage& page);

// The protocol as a form, to be drafted or amended.
struct TrialEditPage {
  TrialInfo trial;
  Protocol protocol;   // as typed, or as it is
  std::string reason;  // of an amendment, as typed
  std::vector<ProtocolProblem> problems;
  std::optional<Error> problem;   // with none of the fields, or with the reason
  std::optional<Protocol> other;  // what somebody else saved meanwhile
  bool check = false;             // whether what is still missing is shown at its fields
};
nlohmann::ordered_json trial_edit_view(const ViewContext& context, const TrialEditPage& page);

// Running and overdue trials, for the page of a priority; null where there are none.
nlohmann::ordered_json priority_trials_view(const ViewContext& context, const std::vector<TrialInfo>& trials, std::string_view priority);

// How many units a trial needs.
struct SampleSizePage {
  bool means = false;     // else shares
  Parameters typed;       // what the form was sent with; else what it begins with
  SizeQuestion question;  // of which `answer` is made
  std::optional<SizeAnswer> answer;
  std::optional<Error> problem;
  std::string field;
  std::optional<TrialInfo> trial;                // for which it is asked
  std::optional<std::string> record_title;       // of its record, where the asker may read that
  std::vector<nlohmann::ordered_json> outcomes;  // of that record, as its front matter has them
};
nlohmann::ordered_json sample_size_view(const ViewContext& context, const SampleSizePage& page);

}  // namespace whatworks
