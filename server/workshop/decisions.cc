// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop/decisions.h"

#include <algorithm>
#include <array>

#include "core/typed_text.h"
#include "store/columns.h"
#include "workshop_rows.h"

namespace whatworks {
namespace {

constexpr auto kOutcomes = std::to_array<std::string_view>({"adopt", "trial", "park", "reject"});
constexpr std::size_t kLongestOwner = 120;  // characters

Result<WorkshopDecision> checked(const WorkshopDecision& decision) {
  const bool acts = decision.outcome == Outcome::adopt || decision.outcome == Outcome::trial;
  auto owner = typed_text(decision.owner, {"Who sees to it", kLongestOwner, acts, "owner"});
  if (!owner) {
    return failure(std::move(owner.error()));
  }
  auto reason = typed_text(decision.reason, {"The reason", kLongestPassage, false, "reason"});
  if (!reason) {
    return failure(std::move(reason.error()));
  }
  if (!is_day_or_empty(decision.due_on) || (acts && decision.due_on.empty())) {
    return failure({ErrorCode::bad_input, "Say by which day", "write it as 2027-06-30", "due_on"});
  }
  return WorkshopDecision{decision.outcome, *std::move(owner), decision.due_on, *std::move(reason), decision.done};
}

KeptDecision decision_of(const Row& row, std::size_t column) {
  return {{*find_outcome(row.text(column)), row.text(column + 1), row.text(column + 2), row.text(column + 3), row.integer(column + 4) != 0},
          row.integer(column + 5),
          instant_of(row.integer(column + 6))};
}

}  // namespace

std::string_view outcome_name(Outcome outcome) noexcept { return kOutcomes[static_cast<std::size_t>(outcome)]; }

std::optional<Outcome> find_outcome(std::string_view name) noexcept {
  const auto* const found = std::find(kOutcomes.begin(), kOutcomes.end(), name);
  return found == kOutcomes.end() ? std::nullopt : std::optional(static_cast<Outcome>(found - kOutcomes.begin()));
}

bool departs(Outcome outcome, const RoundResult& last) noexcept {
  if (!last.category) {
    return false;
  }
  const bool acts = outcome == Outcome::adopt || outcome == Outcome::trial;
  if (!last.agreed) {
    return outcome == Outcome::adopt || outcome == Outcome::reject;
  }
  switch (*last.category) {
    case Category::beneficial:
    case Category::likely_beneficial: return !acts;
    case Category::trade_off: return outcome == Outcome::adopt;
    case Category::unknown: return outcome == Outcome::adopt || outcome == Outcome::reject;
    case Category::unlikely_beneficial:
    case Category::likely_ineffective_or_harmful: return acts;
  }
  return false;
}

Decisions::Decisions(const Store& store, const AuditTrail& audit, const Results& results, Clock clock)
    : store_(store), audit_(audit), results_(results), clock_(std::move(clock)) {}

Status Decisions::decide(const Workshop& workshop, std::string_view item, const WorkshopDecision& decision, std::int64_t version,
                         const Visitor& facilitator) const {
  const auto kept = checked(decision);
  if (!kept) {
    return failure(kept.error());
  }
  // Before the transaction, since a round that is closed does not change.
  const auto last = results_.last_round(workshop, item);
  if (!last) {
    return failure(last.error());
  }
  return store_.write([&](Transaction& transaction) -> Status {
    const auto stored = workshop_to_run(transaction, workshop.info.name, facilitator);
    if (!stored) {
      return failure(stored.error());
    }
    if (stored->info.stage < Stage::deciding) {
      return failure(ErrorCode::conflict, "Decisions come after the last round", "close it first");
    }
    const auto id = item_id(transaction, stored->id, item);
    if (!id) {
      return failure(ErrorCode::not_found, "There is no such intervention on the agenda");
    }
    if (kept->reason.empty() && departs(kept->outcome, *last)) {
      return failure({ErrorCode::bad_input, "The decision is not what the panel’s scores suggest, and no reason is given",
                      "say why, for those who were not in the room", "reason"});
    }
    const auto row = transaction.first("SELECT version FROM workshop_decisions WHERE item = ?", {*id});
    if ((row ? row->integer(0) : 0) != version) {
      return failure(ErrorCode::conflict, "Somebody else has decided on this since you opened the page", "look at their decision first");
    }
    transaction.run(
        "INSERT INTO workshop_decisions(item, outcome, owner, due_on, reason, done, version, decided_at) VALUES (?, ?, ?, ?, ?, ?, 1, ?) "
        "ON CONFLICT(item) DO UPDATE SET outcome = excluded.outcome, owner = excluded.owner, due_on = excluded.due_on, reason = excluded.reason, "
        "done = excluded.done, version = version + 1, decided_at = excluded.decided_at",
        {*id, std::string(outcome_name(kept->outcome)), kept->owner, kept->due_on, kept->reason, static_cast<std::int64_t>(kept->done), seconds_of(clock_())});
    audit_.add(transaction, {facilitator.actor(), AuditAction::workshop_decided, workshop_subject(workshop.info.name),
                             std::string(item) + ": " + std::string(outcome_name(kept->outcome))});
    return {};
  });
}

Result<std::map<std::string, KeptDecision>> Decisions::of(std::string_view workshop) const {
  return store_.read([&](Transaction& transaction) -> Result<std::map<std::string, KeptDecision>> {
    std::map<std::string, KeptDecision> out;
    for (const auto& row : transaction.query(
             "SELECT i.name, d.outcome, d.owner, d.due_on, d.reason, d.done, d.version, d.decided_at FROM workshop_decisions d "
             "JOIN workshop_items i ON i.id = d.item JOIN workshop_groups g ON g.id = i.workshop_group JOIN workshops w ON w.id = g.workshop WHERE w.name = ?",
             {std::string(workshop)})) {
      out.emplace(row.text(0), decision_of(row, 1));
    }
    return out;
  });
}

Result<std::vector<RegisteredDecision>> Decisions::all(const Visitor& visitor) const {
  return store_.read([&](Transaction& transaction) -> Result<std::vector<RegisteredDecision>> {
    std::vector<RegisteredDecision> out;
    for (const auto& workshop : all_workshops(transaction)) {
      if (!may_read(workshop.info, visitor)) {
        continue;
      }
      for (const auto& row : transaction.query(
               "SELECT g.label, g.priorities, i.name, i.record_id, i.title, i.description, d.outcome, d.owner, d.due_on, d.reason, d.done, d.version, "
               "d.decided_at FROM workshop_decisions d JOIN workshop_items i ON i.id = d.item JOIN workshop_groups g ON g.id = i.workshop_group "
               "WHERE g.workshop = ? ORDER BY g.number, i.position",
               {workshop.id})) {
        out.push_back({workshop.info, row.text(0), list_of_column(row.text(1)), {row.text(2), row.text(3), row.text(4), row.text(5)}, decision_of(row, 6)});
      }
    }
    std::stable_sort(out.begin(), out.end(), [](const RegisteredDecision& a, const RegisteredDecision& b) {
      const auto key = [](const RegisteredDecision& decision) {
        const auto& due = decision.kept.decision.due_on;
        return std::make_tuple(decision.kept.decision.done, due.empty(), due);
      };
      return key(a) < key(b);
    });
    return out;
  });
}

}  // namespace whatworks
