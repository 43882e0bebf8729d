// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/shortlist_views.h"
#include "web/views.h"
#include "workshop/workshops.h"

// The pages on which workshops are set up, run and read, as data for their templates.
namespace whatworks {

// All workshops that somebody may read.
struct WorkshopsPage {
  std::vector<WorkshopInfo> workshops;
  bool facilitates = false;  // whether the asker may set one up
};
nlohmann::ordered_json workshops_view(const ViewContext& context, const WorkshopsPage& page);

// The form of a new workshop (`name` empty) or of one that there is.
struct WorkshopDetailsPage {
  std::string name;
  std::string title;        // of the one that there is
  WorkshopDetails details;  // as typed, or as they are
  std::int64_t version = 0;
  std::vector<WorkshopInfo> earlier;  // that a new one may be like
  std::optional<Error> problem;
  std::string field = "title";
};
nlohmann::ordered_json workshop_details_view(const ViewContext& context, const WorkshopDetailsPage& page);

// A workshop as those see it who run it, take part in it or read it.
struct WorkshopPage {
  Workshop workshop;
  bool runs = false;
  bool on_panel = false;
  std::vector<MemberProgress> panel;  // in the round that is open, or the last
  std::string join_address;           // "https://host/join/ABC234"; only for who runs it
  std::string notice;
  std::optional<Error> problem;
};
nlohmann::ordered_json workshop_view(const ViewContext& context, const WorkshopPage& page);

// Groups and their agendas, to be changed.
struct WorkshopGroupsPage {
  Workshop workshop;
  std::size_t shortlisted = 0;  // records in the asker's shortlist
  // What was typed into a form that was refused, by the names of its fields.
  std::map<std::string, std::string> typed;
  std::vector<std::string> typed_priorities;
  std::string notice;
  std::optional<Error> problem;
  std::string field;
};
nlohmann::ordered_json workshop_groups_view(const ViewContext& context, const WorkshopGroupsPage& page);

// A criterion as the form has it.
struct TypedCriterion {
  std::string name;  // empty for a new one
  std::string label;
  std::string question;
  std::string points;  // one in a line
  bool score = false;
  bool leave_out = false;
};

// Criteria and scales, to be changed while the workshop is prepared.
struct WorkshopCriteriaPage {
  Workshop workshop;
  std::vector<TypedCriterion> typed;  // of a form that was refused; else empty
  std::string notice;
  std::optional<Error> problem;
};
nlohmann::ordered_json workshop_criteria_view(const ViewContext& context, const WorkshopCriteriaPage& page);

// Agenda, cards and forms on paper. `briefings` are the records of the items, in their order over all groups; nothing where an item has none.
nlohmann::ordered_json workshop_print_view(const ViewContext& context, const Workshop& workshop, const std::vector<ListedRecord>& briefings,
                                           const std::string& join_address);

// What the rounds say, and what was decided.
struct WorkshopResultsPage {
  Workshop workshop;
  WorkshopResults results;  // points into `workshop` as it was read: move the two together, or not at all
  std::map<std::string, KeptDecision> decisions;
  bool runs = false;
  bool on_panel = false;
  std::string item;           // whose form was refused
  std::string notes;          // as typed
  WorkshopDecision decision;  // likewise
  std::string notice;
  std::optional<Error> problem;
  std::string field;
};
nlohmann::ordered_json workshop_results_view(const ViewContext& context, const WorkshopResultsPage& page);

// What a panel said of one intervention that could be done at once, in the words of its members.
struct NamedOpportunities {
  WorkshopInfo workshop;
  AgendaItem item;
  std::vector<std::string> texts;
};

// The register of decisions over all workshops. `today` tells what is overdue.
nlohmann::ordered_json opportunities_view(const ViewContext& context, const std::vector<RegisteredDecision>& decisions,
                                          const std::vector<NamedOpportunities>& named, std::string_view today, std::string_view outcome);

}  // namespace whatworks
