// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/access.h"
#include "core/result.h"
#include "store/store.h"
#include "workshop/scheme.h"

namespace whatworks {

// Where a workshop stands. It only ever goes forward: what was shown to all cannot be blind again.
enum class Stage {
  preparing,   // groups, agendas and criteria may be changed; people may join
  round_one,   // blind
  discussion,  // the first round is shown, and discussed
  round_two,   // blind again, each with their own former answer
  deciding,    // the second round is shown; what becomes of each intervention is decided
  closed,      // nothing changes any more but decisions, trials and the evaluation of the day
};
std::string_view stage_name(Stage stage) noexcept;  // "round-one"
std::optional<Stage> find_stage(std::string_view name) noexcept;
// The round that is open: 1, 2, or 0 where none is.
int open_round(Stage stage) noexcept;
// The last round that was closed, whose answers may be shown: 1, 2, or 0 where none was.
int shown_round(Stage stage, bool second_was_held) noexcept;

// Whether somebody who may read a workshop sees what its closed rounds found: while it goes on only those who run it and its panel, afterwards all.
bool may_see_results(Stage stage, bool runs, bool on_panel) noexcept;

// What a facilitator says of a workshop.
struct WorkshopDetails {
  std::string title;
  std::string held_on;  // "2027-03-18"; empty where it is not known yet
  std::string place;
  std::string purpose;
  std::string circulation = "internal";  // of what the workshop says and finds: public, internal, restricted
  std::vector<std::string> groups = {};  // whose members may read it, where it is restricted
  bool operator==(const WorkshopDetails&) const = default;
};

struct WorkshopInfo {
  std::string name;  // in addresses, "w-3f9a0c77b1d2"
  WorkshopDetails details;
  Stage stage = Stage::preparing;
  bool second_was_held = false;  // whether round two was opened
  std::string join_code;         // six letters and digits that are not mistaken for each other: only for facilitators and the panel
  std::string facilitator;       // pseudonym of whoever set it up
  std::string facilitator_name;  // as people are shown it
  std::int64_t version = 0;      // counts the changes of details, groups, agendas, criteria and stage
  Instant created;
};

// An intervention on the agenda of a group.
struct AgendaItem {
  std::string name;       // in addresses, "i-3f9a0c77b1d2"
  std::string record_id;  // the record that is its briefing; empty where there is none
  std::string title;
  std::string description;  // by the facilitator, where there is no record
};

struct WorkshopGroup {
  std::int64_t number = 0;  // 1, 2, 3 within the workshop
  std::string label;
  std::vector<std::string> priorities;  // codes
  std::vector<AgendaItem> agenda;
};

struct Workshop {
  WorkshopInfo info;
  AssessmentScheme scheme;
  std::vector<WorkshopGroup> groups;

  [[nodiscard]] const WorkshopGroup* find_group(std::int64_t number) const noexcept;
  struct Place {
    const WorkshopGroup* group;
    const AgendaItem* item;
    std::size_t position;  // in the agenda, from 0
  };
  [[nodiscard]] std::optional<Place> find_item(std::string_view name) const noexcept;
};

struct GroupDetails {
  std::string label;
  std::vector<std::string> priorities;
};

inline constexpr std::size_t kMostGroups = 20;
inline constexpr std::size_t kLongestAgenda = 30;
inline constexpr std::size_t kLongestHeading = 200;    // characters
inline constexpr std::size_t kLongestPassage = 2'000;  // characters: of a purpose, a description, a reason

// Setting workshops up and taking them from stage to stage. Whoever may facilitate, and may read a workshop, runs it: a room has more than one of them. All
// fail with not_found where there is no such workshop that the person may read, with forbidden where they may not facilitate, with bad_input, saying what to
// do, and with conflict where somebody else has changed it since `version`, or its stage does not allow it. Free to share between threads.
class Planning {
 public:
  // All must outlive it. `defaults` is what a new workshop begins with.
  Planning(const Store& store, const AuditTrail& audit, const Schemas& schemas, AssessmentScheme defaults, Clock clock);

  [[nodiscard]] Result<WorkshopInfo> create(const WorkshopDetails& details, const Visitor& facilitator) const;

  // A new workshop with the details, groups, agendas and criteria of another, but no date, and none of its panel's answers.
  [[nodiscard]] Result<WorkshopInfo> duplicate(std::string_view name, const Visitor& facilitator) const;

  // Those that a visitor may read: public ones, and what their account lets them; the newest day first, those without a day before them.
  [[nodiscard]] Result<std::vector<WorkshopInfo>> list(const Visitor& visitor) const;

  // One of them. Fails with not_found.
  [[nodiscard]] Result<Workshop> find(std::string_view name, const Visitor& visitor) const;

  [[nodiscard]] Status change_details(std::string_view name, std::int64_t version, const WorkshopDetails& details, const Visitor& facilitator) const;

  // These are for a workshop that is being prepared. The number of the new group is returned; a group that somebody joined stays.
  [[nodiscard]] Result<std::int64_t> add_group(std::string_view name, std::int64_t version, const GroupDetails& group, const Visitor& facilitator) const;
  [[nodiscard]] Status change_group(std::string_view name, std::int64_t version, std::int64_t group, const GroupDetails& details,
                                    const Visitor& facilitator) const;
  [[nodiscard]] Status remove_group(std::string_view name, std::int64_t version, std::int64_t group, const Visitor& facilitator) const;
  [[nodiscard]] Status change_scheme(std::string_view name, std::int64_t version, const AssessmentScheme& scheme, const Visitor& facilitator) const;

  // Adds to the end of an agenda, all or none; a record that is on it already is left out. Also while round one is open: what comes to mind late is judged too.
  // Returns how many were added.
  [[nodiscard]] Result<std::size_t> add_items(std::string_view name, std::int64_t version, std::int64_t group, const std::vector<AgendaItem>& items,
                                              const Visitor& facilitator) const;
  // Only while it is being prepared.
  [[nodiscard]] Status remove_item(std::string_view name, std::int64_t version, std::string_view item, const Visitor& facilitator) const;
  [[nodiscard]] Status move_item(std::string_view name, std::int64_t version, std::string_view item, int by, const Visitor& facilitator) const;

  // To the next stage, or from the discussion to the decisions without a second round. Nothing opens while a group has nothing to judge or there is no group.
  [[nodiscard]] Status advance(std::string_view name, Stage from, Stage to, const Visitor& facilitator) const;

 private:
  const Store& store_;
  const AuditTrail& audit_;
  const Schemas& schemas_;
  AssessmentScheme defaults_;
  Clock clock_;
};

}  // namespace whatworks
