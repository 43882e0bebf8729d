// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop/trials.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "access/names.h"
#include "access/tokens.h"
#include "core/text.h"
#include "core/time.h"
#include "core/typed_text.h"
#include "store/columns.h"
#include "workshop/decisions.h"
#include "workshop_rows.h"

namespace whatworks {
namespace {

constexpr auto kStates = std::to_array<std::string_view>({"drafting", "planned", "running", "stopped", "finished"});
constexpr auto kOverdue = std::to_array<std::string_view>({"registration", "start", "end", "report"});

constexpr std::string_view kSelect =
    "SELECT t.id, t.name, g.label, g.priorities, i.name, i.record_id, i.title, i.description, d.owner, t.state, t.protocol, t.version, t.draft, t.writer, "
    "t.created_at FROM trials t JOIN workshop_items i ON i.id = t.item JOIN workshop_groups g ON g.id = i.workshop_group "
    "LEFT JOIN workshop_decisions d ON d.item = i.id ";

std::string day_of(Instant instant) { return format_date(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(instant))); }

std::string protocol_column(const Protocol& protocol) {
  auto out = nlohmann::json::object();
  for (const auto& section : protocol_sections()) {
    for (const auto& field : section.fields) {
      out[std::string(field.name)] = protocol.at(field.name);
    }
  }
  return out.dump();
}

Protocol protocol_of_column(const std::string& column) {
  const auto read = nlohmann::json::parse(column, nullptr, false);
  Protocol out;
  if (!read.is_object()) {
    throw StoreFailure{{ErrorCode::database_corrupt, "The protocol of a trial cannot be read", {}}};
  }
  for (const auto& [name, value] : read.items()) {
    out.set(name, value.is_string() ? value.get<std::string>() : std::string());
  }
  return out;
}

struct StoredTrial {
  std::int64_t id = 0;
  TrialInfo info;
};

StoredTrial trial_of(const Row& row, const WorkshopInfo& workshop, const std::string& today) {
  StoredTrial out;
  out.id = row.integer(0);
  auto& info = out.info;
  info.name = row.text(1);
  info.workshop = workshop;
  info.group = row.text(2);
  info.priorities = list_of_column(row.text(3));
  info.item = {row.text(4), row.text(5), row.text(6), row.text(7)};
  info.owner = row.text_or_empty(8);
  info.state = *find_trial_state(row.text(9));
  info.protocol = protocol_of_column(row.text(10));
  info.version = row.integer(11);
  info.draft = row.text(12);
  info.writer = row.text(13);
  info.created = instant_of(row.integer(14));
  info.overdue = find_overdue(info.state, info.protocol, !info.draft.empty(), today);
  return out;
}

// In the order of the agendas.
std::vector<StoredTrial> trials_of(Transaction& transaction, const StoredWorkshop& workshop, const std::string& today) {
  std::vector<StoredTrial> out;
  for (const auto& row : transaction.query(std::string(kSelect) + "WHERE g.workshop = ? ORDER BY g.number, i.position, t.id", {workshop.id})) {
    out.push_back(trial_of(row, workshop.info, today));
  }
  return out;
}

tl::unexpected<Error> no_trial() { return failure(ErrorCode::not_found, "There is no such trial"); }

Result<StoredTrial> readable_trial(Transaction& transaction, std::string_view name, const Visitor& visitor, const std::string& today) {
  const auto place = transaction.first(
      "SELECT w.name FROM trials t JOIN workshop_items i ON i.id = t.item JOIN workshop_groups g ON g.id = i.workshop_group "
      "JOIN workshops w ON w.id = g.workshop WHERE t.name = ?",
      {std::string(name)});
  const auto workshop = place ? find_workshop(transaction, place->text(0)) : std::nullopt;
  if (!workshop || !may_read(workshop->info, visitor)) {
    return no_trial();
  }
  return trial_of(*transaction.first(std::string(kSelect) + "WHERE t.name = ?", {std::string(name)}), workshop->info, today);
}

Status check_may_change(const Visitor& visitor) {
  if (!Trials::may_change(visitor)) {
    return failure(ErrorCode::forbidden, "Only facilitators and contributors work on trials");
  }
  return {};
}

// The trial, for whoever may change it.
Result<StoredTrial> trial_to_change(Transaction& transaction, std::string_view name, const Visitor& visitor, const std::string& today) {
  auto trial = readable_trial(transaction, name, visitor, today);
  if (trial) {
    if (auto may = check_may_change(visitor); !may) {
      return failure(std::move(may.error()));
    }
  }
  return trial;
}

Status check_version(const StoredTrial& trial, std::int64_t version) {
  if (trial.info.version != version) {
    return failure(ErrorCode::conflict, "Somebody else has changed the trial since you opened this page", "look at how it is now, and do it again");
  }
  return {};
}

Result<Protocol> checked(const Protocol& protocol) {
  auto typed = typed_protocol(protocol);
  if (!typed.problems.empty()) {
    return failure(std::move(typed.problems.front().error));
  }
  return std::move(typed.protocol);
}

std::vector<ProtocolVersion> versions_of(Transaction& transaction, std::int64_t trial) {
  std::vector<ProtocolVersion> out;
  for (const auto& row : transaction.query("SELECT v.number, v.protocol, v.text, v.hash, v.reason, a.pseudonym, v.registered_at FROM trial_versions v "
                                           "JOIN accounts a ON a.id = v.registered_by WHERE v.trial = ? ORDER BY v.number",
                                           {trial})) {
    out.push_back({static_cast<int>(row.integer(0)), protocol_of_column(row.text(1)), row.text(2), row.text(3), row.text(4),
                   shown_name(transaction, row.text(5)), instant_of(row.integer(6))});
  }
  return out;
}

std::vector<TrialStep> steps_of(Transaction& transaction, std::int64_t trial) {
  std::vector<TrialStep> out;
  for (const auto& row : transaction.query("SELECT s.state, s.happened_on, s.reason, a.pseudonym, s.told_at FROM trial_steps s "
                                           "JOIN accounts a ON a.id = s.told_by WHERE s.trial = ? ORDER BY s.number",
                                           {trial})) {
    out.push_back({*find_trial_state(row.text(0)), row.text(1), row.text(2), shown_name(transaction, row.text(3)), instant_of(row.integer(4))});
  }
  return out;
}

// Another version of the protocol, with its stamp and hash, which is returned.
std::string add_version(Transaction& transaction, const StoredTrial& trial, const Protocol& protocol, const std::string& reason, const Visitor& visitor,
                        Instant now) {
  const auto number = transaction.first("SELECT 1 + coalesce(max(number), 0) FROM trial_versions WHERE trial = ?", {trial.id})->integer(0);
  const auto text = canonical_text(trial.info.name, static_cast<int>(number), protocol);
  auto hash = sha256(text);
  transaction.run("INSERT INTO trial_versions(trial, number, protocol, text, hash, reason, registered_by, registered_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                  {trial.id, number, protocol_column(protocol), text, hash, reason, *account_id(transaction, visitor.person->pseudonym), seconds_of(now)});
  return "version " + std::to_string(number) + ", " + hash;
}

bool may_follow(TrialState from, TrialState to) {
  switch (to) {
    case TrialState::running: return from == TrialState::planned;
    case TrialState::finished: return from == TrialState::running;
    case TrialState::stopped: return from == TrialState::planned || from == TrialState::running;
    default: return false;
  }
}

// The day and the reason of a step, as they are kept.
Result<std::string> checked_step(const Transition& transition, const std::vector<TrialStep>& before, const std::string& today) {
  auto reason = typed_text(transition.reason, {"The reason for stopping", kLongestPassage, transition.to == TrialState::stopped, "reason"});
  if (!reason) {
    return reason;
  }
  if (!parse_date(transition.happened_on)) {
    return failure({ErrorCode::bad_input, "Say on which day it was", "write it as 2027-03-18", "day"});
  }
  if (transition.happened_on > today) {
    return failure({ErrorCode::bad_input, "That day is still to come", "say it once it has happened", "day"});
  }
  if (!before.empty() && transition.happened_on < before.back().happened_on) {
    return failure({ErrorCode::bad_input, "That is before the trial started", "it started on " + before.back().happened_on, "day"});
  }
  return reason;
}

// The order of lists.
std::size_t rank(const TrialInfo& trial) {
  constexpr std::array kOrder{TrialState::running, TrialState::planned, TrialState::drafting, TrialState::finished, TrialState::stopped};
  return trial.overdue ? 0 : 1 + static_cast<std::size_t>(std::find(kOrder.begin(), kOrder.end(), trial.state) - kOrder.begin());
}

}  // namespace

std::string_view trial_state_name(TrialState state) noexcept { return kStates[static_cast<std::size_t>(state)]; }

std::optional<TrialState> find_trial_state(std::string_view name) noexcept {
  const auto* const found = std::find(kStates.begin(), kStates.end(), name);
  return found == kStates.end() ? std::nullopt : std::optional(static_cast<TrialState>(found - kStates.begin()));
}

bool is_over(TrialState state) noexcept { return state == TrialState::stopped || state == TrialState::finished; }

std::string_view overdue_name(Overdue overdue) noexcept { return kOverdue[static_cast<std::size_t>(overdue)]; }

std::optional<Overdue> find_overdue(TrialState state, const Protocol& protocol, bool is_written_up, std::string_view today) noexcept {
  const auto past = [&](std::string_view field) { return !protocol.at(field).empty() && protocol.at(field) < today; };
  if (is_over(state)) {
    return past("report_due") && !is_written_up ? std::optional(Overdue::report) : std::nullopt;
  }
  if (past("report_due")) {
    return Overdue::report;
  }
  if (state == TrialState::running) {
    return past("ends_on") ? std::optional(Overdue::end) : std::nullopt;
  }
  if (!past("starts_on")) {
    return std::nullopt;
  }
  return state == TrialState::planned ? Overdue::start : Overdue::registration;
}

Trials::Trials(const Store& store, const AuditTrail& audit, Clock clock) : store_(store), audit_(audit), clock_(std::move(clock)) {}

bool Trials::may_change(const Visitor& visitor) noexcept { return visitor.may(Permission::facilitate) || visitor.may(Permission::contribute); }

Result<std::string> Trials::begin(std::string_view workshop, std::string_view item, const Visitor& visitor) const {
  return store_.write([&](Transaction& transaction) -> Result<std::string> {
    const auto stored = find_workshop(transaction, workshop);
    if (!stored || !may_read(stored->info, visitor)) {
      return no_workshop();
    }
    if (auto may = check_may_change(visitor); !may) {
      return failure(std::move(may.error()));
    }
    const auto id = item_id(transaction, stored->id, item);
    if (!id) {
      return failure(ErrorCode::not_found, "There is no such intervention on the agenda");
    }
    if (const auto there = transaction.first("SELECT name FROM trials WHERE item = ?", {*id})) {
      return there->text(0);
    }
    const auto decided = transaction.first("SELECT outcome FROM workshop_decisions WHERE item = ?", {*id});
    if (!decided || find_outcome(decided->text(0)) != Outcome::trial) {
      return failure(ErrorCode::conflict, "The workshop has not decided to try this", "a trial begins with a decision to hold one");
    }
    const auto about = transaction.first("SELECT title, description FROM workshop_items WHERE id = ?", {*id});
    Protocol protocol;
    protocol.set("title", shorten(about->text(0), find_protocol_field("title")->longest));
    protocol.set("treatment", about->text(1));
    auto name = random_name('t');
    transaction.run("INSERT INTO trials(name, item, state, protocol, version, draft, writer, begun_by, created_at) VALUES (?, ?, ?, ?, 1, '', '', ?, ?)",
                    {name, *id, std::string(trial_state_name(TrialState::drafting)), protocol_column(protocol),
                     *account_id(transaction, visitor.person->pseudonym), seconds_of(clock_())});
    audit_.add(transaction, {visitor.actor(), AuditAction::trial_begun, trial_subject(name), std::string(workshop) + ' ' + std::string(item)});
    return name;
  });
}

Result<std::vector<TrialInfo>> Trials::all(const Visitor& visitor) const {
  const auto today = day_of(clock_());
  return store_.read([&](Transaction& transaction) -> Result<std::vector<TrialInfo>> {
    std::vector<TrialInfo> out;
    for (const auto& workshop : all_workshops(transaction)) {
      if (!may_read(workshop.info, visitor)) {
        continue;
      }
      for (auto& trial : trials_of(transaction, workshop, today)) {
        out.push_back(std::move(trial.info));
      }
    }
    std::stable_sort(out.begin(), out.end(), [](const TrialInfo& a, const TrialInfo& b) { return rank(a) < rank(b); });
    return out;
  });
}

Result<Trial> Trials::find(std::string_view name, const Visitor& visitor) const {
  const auto today = day_of(clock_());
  return store_.read([&](Transaction& transaction) -> Result<Trial> {
    auto stored = readable_trial(transaction, name, visitor, today);
    if (!stored) {
      return failure(std::move(stored.error()));
    }
    return Trial{std::move(stored->info), versions_of(transaction, stored->id), steps_of(transaction, stored->id)};
  });
}

Result<std::string> Trials::of_item(std::string_view item, const Visitor& visitor) const {
  const auto today = day_of(clock_());
  return store_.read([&](Transaction& transaction) -> Result<std::string> {
    const auto row = transaction.first("SELECT t.name FROM trials t JOIN workshop_items i ON i.id = t.item WHERE i.name = ?", {std::string(item)});
    return row && readable_trial(transaction, row->text(0), visitor, today) ? row->text(0) : std::string();
  });
}

Result<std::map<std::string, Trial>> Trials::of(std::string_view workshop) const {
  const auto today = day_of(clock_());
  return store_.read([&](Transaction& transaction) -> Result<std::map<std::string, Trial>> {
    const auto stored = find_workshop(transaction, workshop);
    if (!stored) {
      return no_workshop();
    }
    std::map<std::string, Trial> out;
    for (auto& trial : trials_of(transaction, *stored, today)) {
      auto item = trial.info.item.name;
      out.emplace(std::move(item), Trial{std::move(trial.info), versions_of(transaction, trial.id), steps_of(transaction, trial.id)});
    }
    return out;
  });
}

Result<SavedTrial> Trials::save(std::string_view name, const Protocol& protocol, std::int64_t version, const Visitor& visitor) const {
  const auto kept = checked(protocol);
  if (!kept) {
    return failure(kept.error());
  }
  const auto today = day_of(clock_());
  return store_.write([&](Transaction& transaction) -> Result<SavedTrial> {
    const auto trial = trial_to_change(transaction, name, visitor, today);
    if (!trial) {
      return failure(trial.error());
    }
    if (trial->info.state != TrialState::drafting) {
      return failure(ErrorCode::conflict, "The protocol is registered, so it cannot be changed without a word", "open the page again, and say why it changes");
    }
    if (trial->info.protocol == *kept) {
      return SavedTrial{trial->info.version, std::nullopt};
    }
    if (trial->info.version != version) {
      return SavedTrial{trial->info.version, trial->info.protocol};
    }
    transaction.run("UPDATE trials SET protocol = ?, version = version + 1 WHERE id = ?", {protocol_column(*kept), trial->id});
    return SavedTrial{version + 1, std::nullopt};
  });
}

Status Trials::register_protocol(std::string_view name, std::int64_t version, const Visitor& visitor) const {
  const auto now = clock_();
  return store_.write([&](Transaction& transaction) -> Status {
    const auto trial = trial_to_change(transaction, name, visitor, day_of(now));
    if (!trial) {
      return failure(trial.error());
    }
    if (auto same = check_version(*trial, version); !same) {
      return same;
    }
    if (trial->info.state != TrialState::drafting) {
      return failure(ErrorCode::conflict, "The protocol is registered already");
    }
    if (auto problems = registration_problems(trial->info.protocol); !problems.empty()) {
      return failure(std::move(problems.front().error));
    }
    const auto detail = add_version(transaction, *trial, trial->info.protocol, {}, visitor, now);
    transaction.run("UPDATE trials SET state = 'planned', version = version + 1 WHERE id = ?", {trial->id});
    audit_.add(transaction, {visitor.actor(), AuditAction::trial_registered, trial_subject(name), detail});
    return {};
  });
}

Result<SavedTrial> Trials::amend(std::string_view name, const Protocol& protocol, std::string_view reason, std::int64_t version, const Visitor& visitor) const {
  const auto kept = checked(protocol);
  if (!kept) {
    return failure(kept.error());
  }
  const auto why = typed_text(reason, {"The reason for the change", kLongestPassage, true});
  if (!why) {
    return failure(why.error());
  }
  const auto now = clock_();
  return store_.write([&](Transaction& transaction) -> Result<SavedTrial> {
    const auto trial = trial_to_change(transaction, name, visitor, day_of(now));
    if (!trial) {
      return failure(trial.error());
    }
    const auto state = trial->info.state;
    if (state != TrialState::planned && state != TrialState::running) {
      return failure(ErrorCode::conflict, is_over(state) ? "The trial is over, so its protocol stays as it is" : "The protocol is not registered yet");
    }
    if (trial->info.version != version) {
      return SavedTrial{trial->info.version, trial->info.protocol};
    }
    if (trial->info.protocol == *kept) {
      return failure(ErrorCode::bad_input, "Nothing has changed in the protocol");
    }
    if (auto problems = registration_problems(*kept); !problems.empty()) {
      return failure(std::move(problems.front().error));
    }
    const auto detail = add_version(transaction, *trial, *kept, *why, visitor, now);
    transaction.run("UPDATE trials SET protocol = ?, version = version + 1 WHERE id = ?", {protocol_column(*kept), trial->id});
    audit_.add(transaction, {visitor.actor(), AuditAction::trial_amended, trial_subject(name), detail});
    return SavedTrial{version + 1, std::nullopt};
  });
}

Status Trials::advance(std::string_view name, const Transition& transition, std::int64_t version, const Visitor& visitor) const {
  const auto now = clock_();
  return store_.write([&](Transaction& transaction) -> Status {
    const auto trial = trial_to_change(transaction, name, visitor, day_of(now));
    if (!trial) {
      return failure(trial.error());
    }
    if (auto same = check_version(*trial, version); !same) {
      return same;
    }
    if (!may_follow(trial->info.state, transition.to)) {
      return failure(ErrorCode::conflict,
                     "A trial that is " + std::string(trial_state_name(trial->info.state)) + " cannot become " + std::string(trial_state_name(transition.to)));
    }
    const auto before = steps_of(transaction, trial->id);
    const auto reason = checked_step(transition, before, day_of(now));
    if (!reason) {
      return failure(reason.error());
    }
    const std::string state(trial_state_name(transition.to));
    transaction.run("INSERT INTO trial_steps(trial, number, state, happened_on, reason, told_by, told_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    {trial->id, static_cast<std::int64_t>(before.size()) + 1, state, transition.happened_on, *reason,
                     *account_id(transaction, visitor.person->pseudonym), seconds_of(now)});
    transaction.run("UPDATE trials SET state = ?, version = version + 1 WHERE id = ?", {state, trial->id});
    audit_.add(transaction, {visitor.actor(), AuditAction::trial_state_changed, trial_subject(name), state + " on " + transition.happened_on});
    return {};
  });
}

Result<WriteUp> Trials::write_up(std::string_view name, const Contributions& contributions, const Visitor& author) const {
  const auto trial = find(name, author);
  if (!trial) {
    return failure(trial.error());
  }
  if (!author.may(Permission::contribute)) {
    return failure(ErrorCode::forbidden, "Only contributors write records");
  }
  if (!is_over(trial->info.state)) {
    return failure(ErrorCode::conflict, "The trial is not over yet");
  }
  auto there = find_write_up(trial->info, contributions);
  if (!there || *there) {
    return there ? Result<WriteUp>(**std::move(there)) : failure(std::move(there.error()));
  }
  const auto text = record_of_trial(*trial, contributions.record_template(), *author.person, day_of(clock_()));
  if (!text) {
    return failure(text.error());
  }
  const auto& pseudonym = author.person->pseudonym;
  const auto begun = contributions.drafts().begin(*text, pseudonym);
  if (!begun) {
    return failure(begun.error());
  }
  // Of two who press at once, the first one's draft is the trial's.
  const auto first = store_.write([&](Transaction& transaction) -> Result<bool> {
    const auto changed =
        transaction.run("UPDATE trials SET draft = ?, writer = ? WHERE name = ? AND draft = ?", {begun->name, pseudonym, std::string(name), trial->info.draft});
    if (changed > 0) {
      audit_.add(transaction, {author.actor(), AuditAction::trial_state_changed, trial_subject(name), "written up as " + begun->name});
    }
    return changed > 0;
  });
  if (first && *first) {
    return WriteUp{begun->name, pseudonym, author.person->display_name, begun->state, {}};
  }
  if (auto discarded = contributions.drafts().discard(begun->name, pseudonym); !discarded || !first) {
    return failure(first ? discarded.error() : first.error());
  }
  return write_up(name, contributions, author);
}

Result<std::optional<WriteUp>> Trials::find_write_up(const TrialInfo& trial, const Contributions& contributions) const {
  if (trial.draft.empty()) {
    return std::nullopt;
  }
  const auto draft = contributions.drafts().find(trial.draft, trial.writer);
  if (!draft) {
    return draft.error().code == ErrorCode::not_found ? Result<std::optional<WriteUp>>(std::nullopt) : failure(draft.error());
  }
  if (draft->info.state == DraftState::declined) {
    return std::nullopt;
  }
  const bool is_published = draft->info.state == DraftState::published;
  return WriteUp{trial.draft, trial.writer, draft->info.owner_name, draft->info.state, is_published ? draft->info.record_id : std::string()};
}

}  // namespace whatworks
