// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/access.h"
#include "core/result.h"
#include "store/store.h"
#include "workshop/planning.h"
#include "workshop/results.h"

namespace whatworks {

// What a workshop wants to become of an intervention.
enum class Outcome { adopt, trial, park, reject };
std::string_view outcome_name(Outcome outcome) noexcept;  // "adopt"
std::optional<Outcome> find_outcome(std::string_view name) noexcept;

// Whether an outcome is another than what the scores of the panel suggest, so that somebody who was not there would ask why. What is beneficial or likely to
// be is for adoption or a trial; what is not, or does harm, is to be parked or rejected; a trade-off can be anything but adopted as it is; and where the
// effectiveness is unknown or the panel has not agreed, there is no ground to adopt or to reject. Scores that make no category suggest nothing.
bool departs(Outcome outcome, const RoundResult& last) noexcept;

struct WorkshopDecision {
  Outcome outcome = Outcome::park;
  std::string owner = {};   // who sees to it: a name or a post
  std::string due_on = {};  // "2027-06-30"; empty where there is none
  std::string reason = {};
  bool done = false;  // the owner has seen to it
};

struct KeptDecision {
  WorkshopDecision decision;
  std::int64_t version = 0;
  Instant decided;
};

// A decision as the register over all workshops has it.
struct RegisteredDecision {
  WorkshopInfo workshop;
  std::string group;
  std::vector<std::string> priorities;
  AgendaItem item;
  KeptDecision kept;
};

// Decisions on the agenda of a workshop, and the register of all. Free to share between threads.
class Decisions {
 public:
  // All must outlive it.
  Decisions(const Store& store, const AuditTrail& audit, const Results& results, Clock clock);

  // Fails with conflict where a round is still to come, or somebody else has decided since `version` (0: nobody has yet), with bad_input where an adoption or a
  // trial has no owner or day or what departs() no reason, with forbidden and not_found as Planning does.
  [[nodiscard]] Status decide(const Workshop& workshop, std::string_view item, const WorkshopDecision& decision, std::int64_t version,
                              const Visitor& facilitator) const;

  // By the names of items.
  [[nodiscard]] Result<std::map<std::string, KeptDecision>> of(std::string_view workshop) const;

  // Of all workshops that a visitor may read: what is due first, then what has no day.
  [[nodiscard]] Result<std::vector<RegisteredDecision>> all(const Visitor& visitor) const;

 private:
  const Store& store_;
  const AuditTrail& audit_;
  const Results& results_;
  Clock clock_;
};

}  // namespace whatworks
