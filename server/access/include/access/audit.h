// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "store/store.h"

namespace whatworks {

// The clock, handed in so that tests can set it. Whole seconds in UTC.
using Instant = std::chrono::sys_seconds;
using Clock = std::function<Instant()>;

// As the database has them.
inline std::int64_t seconds_of(Instant instant) { return instant.time_since_epoch().count(); }
inline Instant instant_of(std::int64_t seconds) { return Instant(std::chrono::seconds(seconds)); }

inline constexpr std::string_view kTerminalActor = "terminal";  // somebody at the command line of the machine
inline constexpr std::string_view kServerActor = "server";      // the program by itself
inline constexpr std::string_view kVisitorActor = "visitor";    // nobody who is signed in

// Who does something, and from where.
struct Actor {
  std::string who;      // a pseudonym or one of the above
  std::string address;  // empty at the terminal
};

enum class AuditAction {
  account_added,
  account_changed,
  account_disabled,
  account_enabled,
  account_erased,
  account_exported,
  link_made,
  password_set,
  signed_in,
  sign_in_failed,
  signed_out,
  sessions_ended,
  record_read,
  trail_exported,
  trail_cut,
  database_restored,
  draft_submitted,
  draft_taken_back,
  draft_commented,
  draft_coded,
  draft_recoded,
  changes_asked,
  draft_accepted,
  draft_declined,
  record_published,
  publication_failed,
  record_withdrawn,
  record_changed_outside,
  workshop_added,
  workshop_changed,
  workshop_advanced,
  workshop_decided,
  trial_begun,
  trial_registered,
  trial_amended,
  trial_state_changed,
};

struct AuditActionInfo {
  AuditAction action;
  std::string_view name;   // "account-added"
  std::string_view words;  // "added the account"
};
std::span<const AuditActionInfo> audit_actions() noexcept;
const AuditActionInfo& info(AuditAction action) noexcept;
std::optional<AuditAction> find_audit_action(std::string_view name) noexcept;

// What something was done to, as the trail has it: "account p-3f9a0c77b1d2", "record doe-2019-lines", "draft d-0c77b1d23f9a"; and the two parts of one, of
// which an empty subject has none.
std::string account_subject(std::string_view pseudonym);
std::string record_subject(std::string_view id);
std::string draft_subject(std::string_view name);
std::string workshop_subject(std::string_view name);
std::string trial_subject(std::string_view name);
struct AuditSubject {
  std::string kind;  // "account", "record", "draft", "workshop" or "trial"
  std::string name;
};
AuditSubject parse_audit_subject(std::string_view subject);

// The subject that somebody means by a name alone: its form tells what it names.
std::string subject_named(std::string_view name);

// Something that was done. Neither subject nor detail may hold anything personal, since entries cannot be changed: people stand in them by their pseudonym.
struct AuditEvent {
  Actor actor;
  AuditAction action;
  std::string subject;  // by account_subject() or record_subject(); may be empty
  std::string detail;   // "roles: reader, reviewer"; may be empty
};

struct AuditEntry {
  std::int64_t number = 0;
  Instant at;
  std::string actor;
  std::string action;
  std::string subject;
  std::string detail;
  std::string address;  // empty where there was none, or where it is no longer kept
  std::string salt;     // of the address; as long as that is kept
  std::string origin;   // digests and hashes are 64 hexadecimal digits; the first entry has an empty `previous`
  std::string previous;
  std::string hash;
};

struct AuditFilter {
  std::string actor;
  std::string action;
  std::string subject;
  std::int64_t before = 0;  // only entries with a smaller number; 0: all
  std::int64_t after = 0;   // only entries with a larger number
  std::size_t limit = 100;
  bool oldest_first = false;
};

// What a check of the whole chain found.
struct AuditCheck {
  std::int64_t entries = 0;
  std::string head;                    // hash of the newest entry: written down elsewhere, it shows whether the end was cut off
  std::optional<std::int64_t> broken;  // the first entry that is not as it was written, or that is missing
};

// Who did what to which record or account, when and from where. Entries are added and never changed; each holds the hash of the one before, so that a change of
// one breaks all that follow:
//   hash = SHA-256(number, at, actor, action, subject, detail, origin, previous), each as "length:bytes"
//   origin = SHA-256(salt, address), written alike
// Free to share between threads.
class AuditTrail {
 public:
  AuditTrail(const Store& store, Clock clock);

  // Adds an entry in the transaction of what it tells of, so that neither is kept without the other.
  void add(Transaction& transaction, const AuditEvent& event) const;

  // Adds entries for something that leaves no other trace. Fails as Store::write() does.
  [[nodiscard]] Status add(std::span<const AuditEvent> events) const;

  // The newest first, where nothing else is asked for. Fails as Store::read() does.
  [[nodiscard]] Result<std::vector<AuditEntry>> entries(const AuditFilter& filter) const;

  // Reads the whole trail. Fails as Store::read() does; a broken chain is an answer and no failure.
  [[nodiscard]] Result<AuditCheck> check() const;

  // Forgets the addresses of entries older than the first duration and the entries older than the second; zero keeps them for ever.
  [[nodiscard]] Status tidy(std::chrono::seconds keep_addresses, std::chrono::seconds keep_entries) const;

 private:
  const Store& store_;
  Clock clock_;
};

}  // namespace whatworks
