// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "web/shortlist_views.h"
#include "web/views.h"
#include "workshop/workshops.h"

// The pages of those who take part in a workshop, as data for their templates.
namespace whatworks {

// Joining: first the code, then name, organisation and group; or a seat that is taken already, to be mended.
struct JoinPage {
  std::optional<Workshop> workshop;  // nothing where the code is still to be typed
  std::string code;                  // as typed
  Joining joining;                   // as typed, with the personal code that the form brings
  bool has_seat = false;             // whether name, organisation and group of a member are changed
  std::optional<Error> problem;
  std::string field;
};
nlohmann::ordered_json join_view(const ViewContext& context, const JoinPage& page);

// What a member has to do, and how far they are.
struct PanelPage {
  Workshop workshop;
  Member member;
  std::string personal_code;  // with hyphens
  OwnAssessments own;         // in the round that is open
  std::string notice;
  std::optional<Error> problem;
};
nlohmann::ordered_json panel_view(const ViewContext& context, const PanelPage& page);

// One intervention, to be judged: by a member, or as a form on paper says.
struct RatingPage {
  Workshop workshop;
  std::string item;
  int round = 0;
  Assessment assessment;  // as typed, or as kept
  std::int64_t version = 0;
  std::optional<Assessment> before;  // of the first round
  std::optional<Assessment> other;   // that was saved elsewhere meanwhile
  bool conflict_of_interest = false;
  std::optional<ListedRecord> briefing;
  std::map<std::string, std::string> typed_numbers;  // what stood in the fields for numbers where it is none, by criterion
  // On paper: whose form it is.
  std::optional<Panel::PaperForm> paper;
  std::string seat;  // as for PanelPage
  std::string notice;
  std::optional<Error> problem;
  std::string field;
};
nlohmann::ordered_json rating_view(const ViewContext& context, const RatingPage& page);

// Choosing the form on paper that is to be keyed in.
struct PaperPage {
  Workshop workshop;
  Panel::PaperForm paper;
  std::string notice;
  std::optional<Error> problem;
};
nlohmann::ordered_json paper_view(const ViewContext& context, const PaperPage& page);

}  // namespace whatworks
