// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/access.h"
#include "contribute/contributions.h"
#include "core/result.h"
#include "store/store.h"
#include "workshop/planning.h"
#include "workshop/trial_protocol.h"

namespace whatworks {

// Where a trial stands.
enum class TrialState {
  drafting,  // the protocol is being written
  planned,   // registered: what is changed from now on is an amendment
  running,
  stopped,  // before its end, for a reason that is kept
  finished,
};
std::string_view trial_state_name(TrialState state) noexcept;  // "planned"
std::optional<TrialState> find_trial_state(std::string_view name) noexcept;
bool is_over(TrialState state) noexcept;  // stopped or finished

// What a trial is late with. It is late from the day after the one that the protocol names; one that is over only with its report, until somebody writes it up.
enum class Overdue { registration, start, end, report };
std::string_view overdue_name(Overdue overdue) noexcept;  // "start"
std::optional<Overdue> find_overdue(TrialState state, const Protocol& protocol, bool is_written_up, std::string_view today) noexcept;

// The protocol as it was registered, and each time that it was amended.
struct ProtocolVersion {
  int number = 0;  // 1, 2, 3
  Protocol protocol;
  std::string text;    // canonical_text(), as it was when it was registered
  std::string hash;    // SHA-256 of that text, 64 hexadecimal digits
  std::string reason;  // of an amendment; empty for the first
  std::string by;      // who registered it, as people are shown them
  Instant registered;
};

// A step from one state to the next.
struct TrialStep {
  TrialState state = TrialState::planned;  // the new one
  std::string happened_on;                 // the day, "2027-03-18"
  std::string reason;                      // of stopping; empty for others
  std::string by;
  Instant told;
};

// A trial as lists show it.
struct TrialInfo {
  std::string name;  // in addresses, "t-3f9a0c77b1d2"
  WorkshopInfo workshop;
  std::string group;                    // label
  std::vector<std::string> priorities;  // codes, of that group
  AgendaItem item;                      // what is tried
  std::string owner;                    // from the decision, as it is now; may be empty
  TrialState state = TrialState::drafting;
  Protocol protocol;         // as it is now
  std::int64_t version = 0;  // counts the changes, of whatever kind
  std::optional<Overdue> overdue;
  std::string draft;  // the draft of a record that was made from it, and the pseudonym of whoever has it; empty where there is none
  std::string writer;
  Instant created;
};

struct Trial {
  TrialInfo info;
  std::vector<ProtocolVersion> versions;  // the oldest first
  std::vector<TrialStep> steps;           // likewise
};

// Somebody else changed the trial meanwhile: nothing was kept of what is refused.
struct SavedTrial {
  std::int64_t version = 0;
  std::optional<Protocol> other;  // what stands there instead
};

// A step that somebody says was taken.
struct Transition {
  TrialState to = TrialState::running;
  std::string happened_on;
  std::string reason;  // needed to stop
};

// What became of a trial's record.
struct WriteUp {
  std::string draft;
  std::string writer;       // pseudonym
  std::string writer_name;  // as people are shown them
  DraftState state = DraftState::open;
  std::string record_id;  // of a published one
};

// Trials that workshops decided on, from the protocol to the record. Who may read the workshop may read its trials; whoever may facilitate or contribute, too,
// may change them. All fail with not_found where there is no such trial that the visitor may read, with forbidden where they may not change it, with bad_input,
// saying what to do, and with conflict where somebody else has changed it since `version`, or where its state does not allow it. Free to share between threads.
class Trials {
 public:
  // All must outlive it.
  Trials(const Store& store, const AuditTrail& audit, Clock clock);

  // Whether somebody may change the trials that they may read.
  static bool may_change(const Visitor& visitor) noexcept;

  // The trial of an item on which a workshop decided so. Where it has one already, it is that.
  [[nodiscard]] Result<std::string> begin(std::string_view workshop, std::string_view item, const Visitor& visitor) const;

  // Of all workshops that a visitor may read: overdue ones first, then those that run, are planned, are being drafted, are finished, were stopped.
  [[nodiscard]] Result<std::vector<TrialInfo>> all(const Visitor& visitor) const;

  [[nodiscard]] Result<Trial> find(std::string_view name, const Visitor& visitor) const;

  // The name of the trial of an item, for whoever may read its workshop; empty where it has none.
  [[nodiscard]] Result<std::string> of_item(std::string_view item, const Visitor& visitor) const;

  // All trials of a workshop, by the names of its items, for whoever may read its report.
  [[nodiscard]] Result<std::map<std::string, Trial>> of(std::string_view workshop) const;

  // Keeps the protocol of a trial that is being drafted.
  [[nodiscard]] Result<SavedTrial> save(std::string_view name, const Protocol& protocol, std::int64_t version, const Visitor& visitor) const;

  // Freezes the protocol, with the time and the hash. From here on it is planned. Fails with bad_input, naming what is missing, as registration_problems().
  [[nodiscard]] Status register_protocol(std::string_view name, std::int64_t version, const Visitor& visitor) const;

  // Another version of the protocol of a trial that is planned or running, with a reason.
  [[nodiscard]] Result<SavedTrial> amend(std::string_view name, const Protocol& protocol, std::string_view reason, std::int64_t version,
                                         const Visitor& visitor) const;

  // From planned to running, from running to finished, from either to stopped, on a day that is neither to come nor before the step that came before.
  [[nodiscard]] Status advance(std::string_view name, const Transition& transition, std::int64_t version, const Visitor& visitor) const;

  // A draft of a record, filled from the protocol, in the hands of whoever asks, who must be allowed to contribute: once. Where the trial has one that was not
  // discarded or declined, it is that. Fails with conflict where the trial is not over, and as Drafts::begin().
  [[nodiscard]] Result<WriteUp> write_up(std::string_view name, const Contributions& contributions, const Visitor& author) const;

  // What was made of the trial so far; nothing where it was never written up, or the draft was discarded or declined.
  [[nodiscard]] Result<std::optional<WriteUp>> find_write_up(const TrialInfo& trial, const Contributions& contributions) const;

 private:
  const Store& store_;
  const AuditTrail& audit_;
  Clock clock_;
};

// The record that a trial becomes, to be filled in: what the protocol says stands under the headings to which it belongs, marked as what was planned. Fails as
// RecordTemplate::write().
Result<std::string> record_of_trial(const Trial& trial, const RecordTemplate& record_template, const Person& author, std::string_view today);

}  // namespace whatworks
