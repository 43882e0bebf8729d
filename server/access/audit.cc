// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/audit.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "access/tokens.h"

namespace whatworks {
namespace {

constexpr std::string_view kAccount = "account";
constexpr std::string_view kRecord = "record";
constexpr std::string_view kDraft = "draft";
constexpr std::string_view kWorkshop = "workshop";
constexpr std::string_view kTrial = "trial";

constexpr std::array kActions{
    AuditActionInfo{AuditAction::account_added, "account-added", "added the account"},
    AuditActionInfo{AuditAction::account_changed, "account-changed", "changed the account"},
    AuditActionInfo{AuditAction::account_disabled, "account-disabled", "disabled the account"},
    AuditActionInfo{AuditAction::account_enabled, "account-enabled", "enabled the account"},
    AuditActionInfo{AuditAction::account_erased, "account-erased", "erased the account"},
    AuditActionInfo{AuditAction::account_exported, "account-exported", "took out all data on"},
    AuditActionInfo{AuditAction::link_made, "link-made", "made a link to set the password of"},
    AuditActionInfo{AuditAction::password_set, "password-set", "set the password of"},
    AuditActionInfo{AuditAction::signed_in, "signed-in", "signed in"},
    AuditActionInfo{AuditAction::sign_in_failed, "sign-in-failed", "failed to sign in"},
    AuditActionInfo{AuditAction::signed_out, "signed-out", "signed out"},
    AuditActionInfo{AuditAction::sessions_ended, "sessions-ended", "ended all sessions of"},
    AuditActionInfo{AuditAction::record_read, "record-read", "read the restricted record"},
    AuditActionInfo{AuditAction::trail_exported, "trail-exported", "took out the audit trail"},
    AuditActionInfo{AuditAction::trail_cut, "trail-cut", "removed entries that were older than they are kept"},
    AuditActionInfo{AuditAction::database_restored, "database-restored", "put a copy of the database in its place"},
    AuditActionInfo{AuditAction::draft_submitted, "draft-submitted", "handed in"},
    AuditActionInfo{AuditAction::draft_taken_back, "draft-taken-back", "took back"},
    AuditActionInfo{AuditAction::draft_commented, "draft-commented", "commented on"},
    AuditActionInfo{AuditAction::draft_coded, "draft-coded", "coded"},
    AuditActionInfo{AuditAction::draft_recoded, "draft-recoded", "settled the codes of"},
    AuditActionInfo{AuditAction::changes_asked, "changes-asked", "asked for changes to"},
    AuditActionInfo{AuditAction::draft_accepted, "draft-accepted", "accepted"},
    AuditActionInfo{AuditAction::draft_declined, "draft-declined", "declined"},
    AuditActionInfo{AuditAction::record_published, "record-published", "published"},
    AuditActionInfo{AuditAction::publication_failed, "publication-failed", "could not publish"},
    AuditActionInfo{AuditAction::record_withdrawn, "record-withdrawn", "withdrew"},
    AuditActionInfo{AuditAction::record_changed_outside, "record-changed-outside", "found changed in the folder"},
    AuditActionInfo{AuditAction::workshop_added, "workshop-added", "set up"},
    AuditActionInfo{AuditAction::workshop_changed, "workshop-changed", "changed"},
    AuditActionInfo{AuditAction::workshop_advanced, "workshop-advanced", "took to its next stage"},
    AuditActionInfo{AuditAction::workshop_decided, "workshop-decided", "decided in"},
    AuditActionInfo{AuditAction::trial_begun, "trial-begun", "began"},
    AuditActionInfo{AuditAction::trial_registered, "trial-registered", "registered the protocol of"},
    AuditActionInfo{AuditAction::trial_amended, "trial-amended", "amended the protocol of"},
    AuditActionInfo{AuditAction::trial_state_changed, "trial-state-changed", "told the progress of"},
};

constexpr bool rows_follow_the_enum() {
  for (std::size_t i = 0; i < kActions.size(); ++i) {
    if (static_cast<std::size_t>(kActions[i].action) != i) {
      return false;
    }
  }
  return true;
}
static_assert(rows_follow_the_enum(), "the table of actions has a row per action, in the order of the enum");

// So that no text can be moved from one field to the next without the digest telling.
std::string digest_of(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const auto part : parts) {
    text += std::to_string(part.size()) + ':';
    text += part;
  }
  return sha256(text);
}

std::string hash_of(const AuditEntry& entry) {
  return digest_of({std::to_string(entry.number), std::to_string(entry.at.time_since_epoch().count()), entry.actor, entry.action, entry.subject, entry.detail,
                    entry.origin, entry.previous});
}

constexpr std::string_view kColumns =
    "SELECT number, at, actor, action, subject, detail, hash, origin, previous, address, salt FROM audit LEFT JOIN "
    "audit_origins USING (number) ";

AuditEntry entry_of(const Row& row) {
  return {row.integer(0),       Instant(std::chrono::seconds(row.integer(1))),
          row.text(2),          row.text(3),
          row.text(4),          row.text(5),
          row.text_or_empty(9), row.text_or_empty(10),
          row.text(7),          row.text(8),
          row.text(6)};
}

struct Head {
  std::int64_t number;
  std::string hash;
};

Head head_of(Transaction& transaction) {
  const auto last = transaction.first("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1");
  const auto row = last ? last : transaction.first("SELECT number, hash FROM audit_cut");
  return {row->integer(0), row->text(1)};
}

}  // namespace

std::span<const AuditActionInfo> audit_actions() noexcept { return kActions; }
const AuditActionInfo& info(AuditAction action) noexcept { return kActions[static_cast<std::size_t>(action)]; }
std::optional<AuditAction> find_audit_action(std::string_view name) noexcept {
  const auto* const found = std::find_if(kActions.begin(), kActions.end(), [&](const auto& row) { return row.name == name; });
  return found == kActions.end() ? std::nullopt : std::optional(found->action);
}

std::string account_subject(std::string_view pseudonym) { return std::string(kAccount) + ' ' + std::string(pseudonym); }
std::string record_subject(std::string_view id) { return std::string(kRecord) + ' ' + std::string(id); }
std::string draft_subject(std::string_view name) { return std::string(kDraft) + ' ' + std::string(name); }
std::string workshop_subject(std::string_view name) { return std::string(kWorkshop) + ' ' + std::string(name); }
std::string trial_subject(std::string_view name) { return std::string(kTrial) + ' ' + std::string(name); }

AuditSubject parse_audit_subject(std::string_view subject) {
  const auto space = subject.find(' ');
  return {std::string(subject.substr(0, space)), space == std::string_view::npos ? std::string() : std::string(subject.substr(space + 1))};
}

std::string subject_named(std::string_view name) {
  return is_random_name(name, 'p')   ? account_subject(name)
         : is_random_name(name, 'd') ? draft_subject(name)
         : is_random_name(name, 'w') ? workshop_subject(name)
         : is_random_name(name, 't') ? trial_subject(name)
                                     : record_subject(name);
}

AuditTrail::AuditTrail(const Store& store, Clock clock) : store_(store), clock_(std::move(clock)) {}

void AuditTrail::add(Transaction& transaction, const AuditEvent& event) const {
  const auto [number, previous] = head_of(transaction);
  AuditEntry entry{
      number + 1, clock_(), event.actor.who, std::string(info(event.action).name), event.subject, event.detail, event.actor.address, random_token(), {},
      previous,   {}};
  entry.origin = digest_of({entry.salt, entry.address});
  entry.hash = hash_of(entry);
  transaction.run("INSERT INTO audit(number, at, actor, action, subject, detail, origin, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  {entry.number, seconds_of(entry.at), entry.actor, entry.action, entry.subject, entry.detail, entry.origin, entry.previous, entry.hash});
  if (!entry.address.empty()) {
    transaction.run("INSERT INTO audit_origins VALUES (?, ?, ?)", {entry.number, entry.salt, entry.address});
  }
}

Status AuditTrail::add(std::span<const AuditEvent> events) const {
  if (events.empty()) {
    return {};
  }
  return store_.write([&](Transaction& transaction) -> Status {
    for (const auto& event : events) {
      add(transaction, event);
    }
    return {};
  });
}

Result<std::vector<AuditEntry>> AuditTrail::entries(const AuditFilter& filter) const {
  std::string sql(kColumns);
  std::vector<Value> values;
  const auto narrow = [&](std::string_view condition, Value value) {
    sql += values.empty() ? "WHERE " : "AND ";
    sql += condition;
    values.push_back(std::move(value));
  };
  if (!filter.actor.empty()) {
    narrow("actor = ? ", filter.actor);
  }
  if (!filter.action.empty()) {
    narrow("action = ? ", filter.action);
  }
  if (!filter.subject.empty()) {
    narrow("subject = ? ", filter.subject);
  }
  if (filter.before > 0) {
    narrow("number < ? ", filter.before);
  }
  if (filter.after > 0) {
    narrow("number > ? ", filter.after);
  }
  sql += filter.oldest_first ? "ORDER BY number LIMIT ?" : "ORDER BY number DESC LIMIT ?";
  values.emplace_back(static_cast<std::int64_t>(filter.limit));
  return store_.read([&](Transaction& transaction) -> Result<std::vector<AuditEntry>> {
    std::vector<AuditEntry> out;
    for (const auto& row : transaction.query(sql, values)) {
      out.push_back(entry_of(row));
    }
    return out;
  });
}

Result<AuditCheck> AuditTrail::check() const {
  constexpr std::int64_t kAtATime = 1'000;
  return store_.read([&](Transaction& transaction) -> Result<AuditCheck> {
    const auto cut = transaction.first("SELECT number, hash FROM audit_cut");
    AuditCheck out;
    out.head = cut->text(1);
    auto expected = cut->integer(0) + 1;
    for (bool more = true; more && !out.broken;) {
      const auto rows = transaction.query(std::string(kColumns) + "WHERE number >= ? ORDER BY number LIMIT ?", {expected, kAtATime});
      more = !rows.empty();
      for (const auto& row : rows) {
        const auto entry = entry_of(row);
        const bool address_fits = entry.address.empty() || digest_of({entry.salt, entry.address}) == entry.origin;
        if (entry.number != expected || entry.previous != out.head || hash_of(entry) != entry.hash || !address_fits) {
          out.broken = expected;
          break;
        }
        out.head = entry.hash;
        ++expected;
        ++out.entries;
      }
    }
    return out;
  });
}

Status AuditTrail::tidy(std::chrono::seconds keep_addresses, std::chrono::seconds keep_entries) const {
  const auto now = clock_();
  return store_.write([&](Transaction& transaction) -> Status {
    if (keep_addresses > keep_addresses.zero()) {
      transaction.run("DELETE FROM audit_origins WHERE number IN (SELECT number FROM audit WHERE at < ?)", {seconds_of(now - keep_addresses)});
    }
    if (keep_entries == keep_entries.zero()) {
      return {};
    }
    // Up to the last entry before the first that is to be kept: numbers stay without a gap where a clock was set back.
    const auto first_kept = transaction.first("SELECT min(number) FROM audit WHERE at >= ?", {seconds_of(now - keep_entries)});
    const auto up_to = first_kept->is_null(0) ? head_of(transaction).number : first_kept->integer(0) - 1;
    const auto last = transaction.first("SELECT number, hash FROM audit WHERE number = ?", {up_to});
    if (!last) {
      return {};
    }
    transaction.run("UPDATE audit_cut SET number = ?, hash = ?", {last->integer(0), last->text(1)});
    transaction.run("DELETE FROM audit_origins WHERE number <= ?", {up_to});
    const auto removed = transaction.run("DELETE FROM audit WHERE number <= ?", {up_to});
    add(transaction,
        {{std::string(kServerActor), {}}, AuditAction::trail_cut, {}, std::to_string(removed) + " entries, up to number " + std::to_string(up_to)});
    return {};
  });
}

}  // namespace whatworks
