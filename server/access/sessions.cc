// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/sessions.h"

#include <algorithm>

#include "access/tokens.h"
#include "account_rows.h"
#include "core/text.h"

namespace whatworks {
namespace {

constexpr std::chrono::seconds kSeenStep = std::chrono::minutes(1);        // how exactly the last use is kept: not every request writes
constexpr std::chrono::seconds kClockTolerance = std::chrono::minutes(5);  // of a clock that was set back
constexpr std::chrono::seconds kFailuresKept = std::chrono::hours(24);
constexpr std::chrono::seconds kBusyWait{5};
constexpr std::chrono::seconds kLongestForHash{3};
constexpr std::size_t kLongestBrowser = 200;
constexpr int kMostDoublings = 20;

// Names are digested, since people type passwords into the wrong field; and any text is a name here, so that waiting tells nothing of accounts.
std::string key_of_name(std::string_view typed) { return "name " + sha256(account_name(typed).value_or(std::string(typed))); }
std::string key_of_address(std::string_view address) { return "address " + std::string(address); }
std::string key_of_browser(std::string_view known) { return "browser " + sha256(known); }

bool is_of_address(std::string_view key) { return key.starts_with("address "); }
int free_failures(std::string_view key) { return is_of_address(key) ? Sessions::kFreeFailuresOfAddress : Sessions::kFreeFailuresOfName; }

// Of so many failures, those that still count.
std::int64_t remaining(std::string_view key, std::int64_t failures, std::chrono::seconds since) {
  return is_of_address(key) ? std::max<std::int64_t>(failures - since / Sessions::kForgivenIn, 0) : failures;
}

// Nobody can make it up who does not know the account's secret; and a new password makes a new one.
std::string known_browser(const StoredAccount& account) { return sha256("browser " + account.form_key + " " + account.password_hash); }

std::string form_token_of(std::string_view secret) { return sha256("form " + std::string(secret)); }

Visitor nobody(std::string_view address) { return {std::nullopt, std::string(address), {}, {}}; }

}  // namespace

Sessions::Sessions(const Store& store, const AuditTrail& audit, Clock clock, Options options, const HashCost& cost)
    : store_(store), audit_(audit), clock_(std::move(clock)), options_(options), decoy_(hash_password(random_token(), cost).value_or("")) {}

Result<std::chrono::seconds> Sessions::wait_of(const std::vector<std::string>& keys) const {
  return store_.read([&](Transaction& transaction) -> Result<std::chrono::seconds> {
    std::chrono::seconds longest{0};
    const auto now = clock_();
    for (const auto& key : keys) {
      const auto row = transaction.first("SELECT failures, last_at FROM sign_in_failures WHERE who = ?", {key});
      if (!row) {
        continue;
      }
      const auto last = std::min(instant_of(row->integer(1)), now);  // a clock that was set back makes nobody wait longer
      const auto beyond = remaining(key, row->integer(0), now - last) - free_failures(key);
      if (beyond < 0 || now - last > kFailuresKept) {
        continue;
      }
      const std::chrono::seconds wait{std::int64_t{1} << std::min<std::int64_t>(beyond, kMostDoublings)};
      longest = std::max(longest, std::min(wait, options_.longest_wait) - (now - last));
    }
    return longest;
  });
}

void Sessions::count_failure(Transaction& transaction, const std::string& key) const {
  const auto now = clock_();
  const auto row = transaction.first("SELECT failures, last_at FROM sign_in_failures WHERE who = ?", {key});
  const auto before = row ? remaining(key, row->integer(0), now - std::min(instant_of(row->integer(1)), now)) : 0;
  transaction.run("INSERT INTO sign_in_failures VALUES (?, ?, ?) ON CONFLICT(who) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at",
                  {key, before + 1, seconds_of(now)});
}

Result<SignInOutcome> Sessions::sign_in(const SignIn& attempt) const {
  // Only so many wait for their turn; whoever comes on top is sent away at once.
  if (waiting_.fetch_add(1) >= kMostWaiting) {
    waiting_.fetch_sub(1);
    return MustWait{kBusyWait};
  }
  const bool turn = hashing_.try_acquire_for(kLongestForHash);
  waiting_.fetch_sub(1);
  if (!turn) {
    return MustWait{kBusyWait};
  }
  struct Release {
    std::counting_semaphore<kHashesAtOnce>& slots;
    ~Release() { slots.release(); }
  } const release{hashing_};

  const auto stored = store_.read([&](Transaction& transaction) -> Result<std::optional<StoredAccount>> {
    const auto name = account_name(attempt.name);
    return name ? find_account(transaction, By::name, *name) : std::nullopt;
  });
  if (!stored) {
    return failure(stored.error());
  }
  const bool known = *stored && !attempt.known.empty() && same_secret(attempt.known, known_browser(**stored));
  const auto keys = known ? std::vector{key_of_browser(attempt.known)}
                          : std::vector{key_of_name(attempt.name), key_of_address(attempt.household.empty() ? attempt.address : attempt.household)};
  const auto wait = wait_of(keys);
  if (!wait) {
    return failure(wait.error());
  }
  if (*wait > wait->zero()) {
    return MustWait{*wait};
  }
  const bool can = *stored && (*stored)->account.state == AccountState::active && (*stored)->account.has_password;
  const auto password = std::string_view(attempt.password).substr(0, kLongestPassword + 1);
  const bool right = password_matches(password, can ? (*stored)->password_hash : decoy_) && can;

  return store_.write([&](Transaction& transaction) -> Result<SignInOutcome> {
    const auto now = clock_();
    if (!right) {
      for (const auto& key : keys) {
        count_failure(transaction, key);
      }
      audit_.add(transaction,
                 {{std::string(kVisitorActor), attempt.address}, AuditAction::sign_in_failed, *stored ? subject_of((*stored)->account) : std::string(), {}});
      return NotSignedIn{};
    }
    // As it is now: somebody may have disabled it while the password was being looked at.
    const auto account = find_account(transaction, By::pseudonym, (*stored)->account.pseudonym);
    if (!account || account->account.state != AccountState::active || account->password_hash != (*stored)->password_hash) {
      return NotSignedIn{};
    }
    transaction.run("DELETE FROM sign_in_failures WHERE who = ?", {keys.front()});
    if (!attempt.replaces.empty()) {
      transaction.run("DELETE FROM sessions WHERE token_digest = ?", {sha256(attempt.replaces)});
    }
    SignedIn out{random_token(), known_browser(*account)};
    transaction.run("INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?)",
                    {sha256(out.token), account->id, seconds_of(now), seconds_of(now), attempt.address, shorten(clean_utf8(attempt.browser), kLongestBrowser)});
    audit_.add(transaction, {{account->account.pseudonym, attempt.address}, AuditAction::signed_in, subject_of(account->account), {}});
    return out;
  });
}

bool Sessions::has_ended(Instant created, Instant seen) const {
  const auto now = clock_();
  return now - seen > options_.idle || now - created > options_.lifetime || seen - now > kClockTolerance;
}

Result<Visitor> Sessions::identify(std::string_view token, std::string_view address) const {
  const auto digest = sha256(token);
  struct Found {
    StoredAccount owner;
    Instant seen;
  };
  const auto found = store_.read([&](Transaction& transaction) -> Result<std::optional<Found>> {
    const auto row = transaction.first(
        "SELECT pseudonym, sessions.created_at, seen_at FROM sessions JOIN accounts ON account = id WHERE token_digest = ? AND state = 'active'", {digest});
    if (!row || has_ended(instant_of(row->integer(1)), instant_of(row->integer(2)))) {
      return std::optional<Found>{};
    }
    auto owner = find_account(transaction, By::pseudonym, row->text(0));
    return owner ? std::optional(Found{*std::move(owner), instant_of(row->integer(2))}) : std::nullopt;
  });
  if (!found) {
    return failure(found.error());
  }
  if (!*found) {
    return nobody(address);
  }
  if (const auto now = clock_(); now - (*found)->seen >= kSeenStep) {
    // Where that cannot be written, the session ends sooner than it would and nothing else happens.
    (void)store_.write([&](Transaction& transaction) -> Status {
      transaction.run("UPDATE sessions SET seen_at = ? WHERE token_digest = ?", {seconds_of(now), digest});
      return {};
    });
  }
  return Visitor{person_of((*found)->owner.account), std::string(address), form_token_of(token), digest};
}

Result<Visitor> Sessions::identify_by_proxy(std::string_view name, std::string_view address, bool make_accounts) const {
  const auto kept = account_name(name);
  if (!kept) {
    return nobody(address);
  }
  auto account = store_.read([&](Transaction& transaction) -> Result<std::optional<StoredAccount>> { return find_account(transaction, By::name, *kept); });
  if (!account) {
    return failure(account.error());
  }
  if (!*account && make_accounts) {
    account = store_.write([&](Transaction& transaction) -> Result<std::optional<StoredAccount>> {
      if (auto other = find_account(transaction, By::name, *kept)) {
        return other;  // another request was first
      }
      auto made = insert_account(transaction, {*kept, *kept, {Role::reader}, {}, true}, clock_());
      audit_.add(transaction,
                 {{std::string(kServerActor), std::string(address)}, AuditAction::account_added, subject_of(made.account), "a proxy vouched for the person"});
      return made;
    });
    if (!account) {
      return failure(account.error());
    }
  }
  if (!*account || (*account)->account.state != AccountState::active) {
    return nobody(address);
  }
  return Visitor{person_of((*account)->account), std::string(address), form_token_of((*account)->form_key), {}};
}

Status Sessions::sign_out(const Visitor& visitor) const {
  return store_.write([&](Transaction& transaction) -> Status {
    if (transaction.run("DELETE FROM sessions WHERE token_digest = ?", {visitor.session}) > 0) {
      audit_.add(transaction, {visitor.actor(), AuditAction::signed_out, account_subject(visitor.person->pseudonym), {}});
    }
    return {};
  });
}

Status Sessions::sign_out_everywhere(const Visitor& visitor) const {
  return store_.write([&](Transaction& transaction) -> Status {
    transaction.run("DELETE FROM sessions WHERE account = (SELECT id FROM accounts WHERE pseudonym = ?)", {visitor.person->pseudonym});
    audit_.add(transaction, {visitor.actor(), AuditAction::sessions_ended, account_subject(visitor.person->pseudonym), {}});
    return {};
  });
}

Result<std::vector<SessionInfo>> Sessions::sessions_of(const Visitor& visitor) const {
  return store_.read([&](Transaction& transaction) -> Result<std::vector<SessionInfo>> {
    std::vector<SessionInfo> out;
    for (const auto& row :
         transaction.query("SELECT sessions.address, browser, sessions.created_at, seen_at, token_digest FROM sessions JOIN accounts ON account = id WHERE "
                           "pseudonym = ? ORDER BY seen_at DESC, sessions.created_at DESC",
                           {visitor.person->pseudonym})) {
      SessionInfo session{row.text(0), row.text(1), instant_of(row.integer(2)), instant_of(row.integer(3)), row.text(4) == visitor.session};
      if (!has_ended(session.created, session.seen)) {
        out.push_back(std::move(session));
      }
    }
    return out;
  });
}

Status Sessions::tidy() const {
  const auto now = clock_();
  return store_.write([&](Transaction& transaction) -> Status {
    transaction.run("DELETE FROM sessions WHERE seen_at < ? OR created_at < ?", {seconds_of(now - options_.idle), seconds_of(now - options_.lifetime)});
    transaction.run("DELETE FROM password_links WHERE expires_at < ?", {seconds_of(now)});
    transaction.run("DELETE FROM sign_in_failures WHERE last_at < ?", {seconds_of(now - kFailuresKept)});
    transaction.run("UPDATE sign_in_failures SET last_at = ? WHERE last_at > ?", {seconds_of(now), seconds_of(now)});  // a clock that was set back
    return {};
  });
}

}  // namespace whatworks
