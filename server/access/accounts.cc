// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/accounts.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "access/tokens.h"
#include "account_rows.h"
#include "core/text.h"
#include "core/time.h"
#include "record/orcid.h"

namespace whatworks {
namespace {

using Json = nlohmann::ordered_json;

auto no_account() { return failure(ErrorCode::not_found, "There is no such account", "whatworks-server account list shows those that there are"); }
auto no_link() { return failure(ErrorCode::not_found, "The link has been used, or is too old, or a newer one was made", "ask an administrator for a new one"); }

// The database must keep somebody who can let the others in.
Status check_administrators(Transaction& transaction) {
  const auto row = transaction.first("SELECT count(*) FROM accounts JOIN account_roles ON account = id WHERE state = 'active' AND role = 'administrator'");
  if (row->integer(0) == 0) {
    return failure(ErrorCode::conflict, "This is the last administrator", "make somebody else an administrator first");
  }
  return {};
}

bool is_administrator(const Account& account) {
  return account.state == AccountState::active && std::find(account.roles.begin(), account.roles.end(), Role::administrator) != account.roles.end();
}

Status check_groups(const std::vector<std::string>& groups) {
  for (const auto& group : groups) {
    if (!is_slug(group)) {
      return failure(ErrorCode::bad_input, "\"" + group + "\" is no name of a group", "write it in lower-case letters, digits and hyphens, as in the records");
    }
  }
  return {};
}

Status check_roles(const std::vector<Role>& roles) {
  return roles.empty() ? Status(failure(ErrorCode::bad_input, "An account needs a role", "choose at least one")) : Status{};
}

Status check_display_name(std::string_view name) {
  if (trim(name).empty() || count_code_points(name) > kLongestDisplayName || clean_utf8(name) != name) {
    return failure(ErrorCode::bad_input, "The name to show must have 1 to " + std::to_string(kLongestDisplayName) + " characters", "shorten it");
  }
  return {};
}

template <typename T>
std::vector<T> sorted(std::vector<T> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

std::string list_of(const std::vector<Role>& roles) {
  std::vector<std::string> names;
  names.reserve(roles.size());
  for (const auto role : roles) {
    names.emplace_back(info(role).name);
  }
  return join(names, ", ");
}

std::string list_of(const std::vector<std::string>& groups) { return groups.empty() ? "none" : join(groups, ", "); }

void end_sessions(Transaction& transaction, std::int64_t account, std::string_view except = {}) {
  transaction.run("DELETE FROM sessions WHERE account = ? AND token_digest <> ?", {account, std::string(except)});
}

void end_links(Transaction& transaction, std::int64_t account) { transaction.run("DELETE FROM password_links WHERE account = ?", {account}); }

Json entry_json(const AuditEntry& entry) {
  return {{"number", entry.number},   {"at", format_instant(entry.at)}, {"actor", entry.actor},    {"action", entry.action},
          {"subject", entry.subject}, {"detail", entry.detail},         {"address", entry.address}};
}

}  // namespace

std::optional<std::string> account_name(std::string_view typed) {
  std::string name(trim(typed));
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const bool fits = std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || std::string_view("._-@+\\").find(static_cast<char>(c)) != std::string_view::npos;
  });
  return fits && !name.empty() && name.size() <= kLongestAccountName ? std::optional(std::move(name)) : std::nullopt;
}

bool is_pseudonym(std::string_view text) noexcept { return is_random_name(text, 'p'); }

Accounts::Accounts(const Store& store, const AuditTrail& audit, const CommonPasswords& common, Clock clock, std::chrono::seconds link_life, HashCost cost)
    : store_(store), audit_(audit), common_(common), clock_(std::move(clock)), link_life_(link_life), cost_(cost) {}

Result<AddedAccount> Accounts::add(const NewAccount& asked, const Actor& actor) const {
  auto wanted = asked;
  const auto name = account_name(asked.name);
  if (!name) {
    return failure(ErrorCode::bad_input, "\"" + clean_utf8(asked.name) + "\" is no name of an account",
                   "use up to " + std::to_string(kLongestAccountName) + " letters, digits and . _ - @ +");
  }
  wanted.name = *name;
  wanted.roles = sorted(wanted.roles);
  wanted.groups = sorted(wanted.groups);
  if (wanted.display_name.empty()) {
    wanted.display_name = wanted.name;
  }
  for (auto status : {check_roles(wanted.roles), check_groups(wanted.groups), check_display_name(wanted.display_name)}) {
    if (!status) {
      return failure(std::move(status.error()));
    }
  }
  return store_.write([&](Transaction& transaction) -> Result<AddedAccount> {
    if (find_account(transaction, By::name, wanted.name)) {
      return failure(ErrorCode::conflict, "There is an account " + wanted.name + " already", "choose another name");
    }
    const auto made = insert_account(transaction, wanted, clock_());
    const auto& account = made.account;
    audit_.add(transaction,
               {actor, AuditAction::account_added, subject_of(account), "roles: " + list_of(account.roles) + "; groups: " + list_of(account.groups)});
    auto token = give_link(transaction, made.id, account, actor);
    return AddedAccount{account, std::move(token)};
  });
}

Result<std::vector<Account>> Accounts::list() const {
  return store_.read([&](Transaction& transaction) -> Result<std::vector<Account>> {
    std::vector<Account> out;
    for (const auto& row : transaction.query("SELECT pseudonym, state, created_at FROM accounts ORDER BY name IS NULL, name, pseudonym")) {
      if (auto found = find_account(transaction, By::pseudonym, row.text(0))) {
        out.push_back(std::move(found->account));
      } else {
        Account erased;
        erased.pseudonym = row.text(0);
        erased.state = AccountState::erased;
        erased.created = instant_of(row.integer(2));
        out.push_back(std::move(erased));
      }
    }
    return out;
  });
}

Result<Account> Accounts::find(std::string_view pseudonym) const {
  return store_.read([&](Transaction& transaction) -> Result<Account> {
    auto found = find_account(transaction, By::pseudonym, pseudonym);
    if (!found) {
      return no_account();
    }
    return std::move(found->account);
  });
}

Result<Account> Accounts::find_by_name(std::string_view name) const {
  return store_.read([&](Transaction& transaction) -> Result<Account> {
    const auto kept = account_name(name);
    auto found = kept ? find_account(transaction, By::name, *kept) : std::nullopt;
    if (!found) {
      return no_account();
    }
    return std::move(found->account);
  });
}

namespace {

// Without the address that people copy it with. Fails with bad_input where it is none.
Result<std::string> checked_orcid(std::string_view typed) {
  auto text = trim(typed);
  for (const std::string_view start : {"https://orcid.org/", "http://orcid.org/", "orcid.org/"}) {
    if (text.starts_with(start)) {
      text.remove_prefix(start.size());
    }
  }
  if (!text.empty() && !is_orcid(text)) {
    return failure(ErrorCode::bad_input, "That is no ORCID", "copy the 16 digits from orcid.org; the last of them is a check digit");
  }
  return std::string(text);
}

}  // namespace

Status Accounts::change(std::string_view pseudonym, const AccountChange& change, const Actor& actor) const {
  const auto orcid = checked_orcid(change.orcid.value_or(std::string()));
  if (!orcid) {
    return failure(orcid.error());
  }
  for (auto status : {change.display_name ? check_display_name(*change.display_name) : Status{}, change.roles ? check_roles(*change.roles) : Status{},
                      change.groups ? check_groups(*change.groups) : Status{}}) {
    if (!status) {
      return status;
    }
  }
  return store_.write([&](Transaction& transaction) -> Status {
    const auto found = find_account(transaction, By::pseudonym, pseudonym);
    if (!found) {
      return no_account();
    }
    std::vector<std::string> told;
    if (change.display_name && *change.display_name != found->account.display_name) {
      transaction.run("UPDATE accounts SET display_name = ? WHERE id = ?", {*change.display_name, found->id});
      told.emplace_back("name to show");
    }
    if (const auto wanted = sorted(change.roles.value_or(found->account.roles)); wanted != found->account.roles) {
      transaction.run("DELETE FROM account_roles WHERE account = ?", {found->id});
      for (const auto role : wanted) {
        transaction.run("INSERT INTO account_roles VALUES (?, ?)", {found->id, std::string(info(role).name)});
      }
      told.push_back("roles: " + list_of(found->account.roles) + " -> " + list_of(wanted));
    }
    if (const auto wanted = sorted(change.groups.value_or(found->account.groups)); wanted != found->account.groups) {
      transaction.run("DELETE FROM account_groups WHERE account = ?", {found->id});
      for (const auto& group : wanted) {
        transaction.run("INSERT INTO account_groups VALUES (?, ?)", {found->id, group});
      }
      told.push_back("groups: " + list_of(found->account.groups) + " -> " + list_of(wanted));
    }
    if (change.orcid && *orcid != found->account.orcid) {
      transaction.run("UPDATE accounts SET orcid = ? WHERE id = ?", {*orcid, found->id});
      told.emplace_back("ORCID");
    }
    if (told.empty()) {
      return {};
    }
    if (auto status = is_administrator(found->account) ? check_administrators(transaction) : Status{}; !status) {
      return status;
    }
    audit_.add(transaction, {actor, AuditAction::account_changed, subject_of(found->account), join(told, "; ")});
    return {};
  });
}

Status Accounts::disable(std::string_view pseudonym, const Actor& actor) const {
  return store_.write([&](Transaction& transaction) -> Status {
    const auto found = find_account(transaction, By::pseudonym, pseudonym);
    if (!found) {
      return no_account();
    }
    transaction.run("UPDATE accounts SET state = 'disabled' WHERE id = ?", {found->id});
    end_sessions(transaction, found->id);
    end_links(transaction, found->id);
    if (auto status = is_administrator(found->account) ? check_administrators(transaction) : Status{}; !status) {
      return status;
    }
    audit_.add(transaction, {actor, AuditAction::account_disabled, subject_of(found->account), {}});
    return {};
  });
}

Status Accounts::enable(std::string_view pseudonym, const Actor& actor) const {
  return store_.write([&](Transaction& transaction) -> Status {
    const auto found = find_account(transaction, By::pseudonym, pseudonym);
    if (!found) {
      return no_account();
    }
    transaction.run("UPDATE accounts SET state = 'active' WHERE id = ?", {found->id});
    audit_.add(transaction, {actor, AuditAction::account_enabled, subject_of(found->account), {}});
    return {};
  });
}

std::string Accounts::give_link(Transaction& transaction, std::int64_t id, const Account& account, const Actor& actor) const {
  end_links(transaction, id);
  auto token = random_token();
  transaction.run("INSERT INTO password_links VALUES (?, ?, ?)", {sha256(token), id, seconds_of(clock_() + link_life_)});
  audit_.add(transaction, {actor, AuditAction::link_made, subject_of(account), {}});
  return token;
}

Result<std::string> Accounts::make_link(std::string_view pseudonym, const Actor& actor) const {
  return store_.write([&](Transaction& transaction) -> Result<std::string> {
    const auto found = find_account(transaction, By::pseudonym, pseudonym);
    if (!found) {
      return no_account();
    }
    if (found->account.state != AccountState::active) {
      return failure(ErrorCode::conflict, "The account is disabled", "enable it first");
    }
    return give_link(transaction, found->id, found->account, actor);
  });
}

namespace {

std::optional<StoredAccount> owner_of_link(Transaction& transaction, std::string_view token, Instant now) {
  const auto row =
      transaction.first("SELECT pseudonym FROM password_links JOIN accounts ON account = id WHERE token_digest = ? AND expires_at > ? AND state = 'active'",
                        {sha256(token), seconds_of(now)});
  return row ? find_account(transaction, By::pseudonym, row->text(0)) : std::nullopt;
}

void keep_password(Transaction& transaction, std::int64_t account, const std::string& hash) {
  transaction.run("UPDATE accounts SET password_hash = ? WHERE id = ?", {hash, account});
}

}  // namespace

Result<Account> Accounts::account_of_link(std::string_view token) const {
  return store_.read([&](Transaction& transaction) -> Result<Account> {
    auto owner = owner_of_link(transaction, token, clock_());
    if (!owner) {
      return no_link();
    }
    return std::move(owner->account);
  });
}

Status Accounts::set_password(std::string_view token, std::string_view password, std::string_view address) const {
  // Hashed outside the transaction, which others wait for; inside, the link is looked at again.
  const auto owner = account_of_link(token);
  if (!owner) {
    return failure(owner.error());
  }
  if (auto status = check_password(password, owner->name, common_); !status) {
    return status;
  }
  const auto hash = hash_password(password, cost_);
  if (!hash) {
    return failure(hash.error());
  }
  return store_.write([&](Transaction& transaction) -> Status {
    const auto found = owner_of_link(transaction, token, clock_());
    if (!found) {
      return no_link();
    }
    keep_password(transaction, found->id, *hash);
    end_links(transaction, found->id);
    end_sessions(transaction, found->id);
    audit_.add(transaction, {{found->account.pseudonym, std::string(address)}, AuditAction::password_set, subject_of(found->account), "by a link"});
    return {};
  });
}

Status Accounts::change_password(std::string_view pseudonym, std::string_view present, std::string_view password, std::string_view session,
                                 const Actor& actor) const {
  const auto found = store_.read([&](Transaction& transaction) -> Result<StoredAccount> {
    auto account = find_account(transaction, By::pseudonym, pseudonym);
    if (!account) {
      return no_account();
    }
    return *std::move(account);
  });
  if (!found) {
    return failure(found.error());
  }
  if (found->password_hash.empty() || present.size() > kLongestPassword || !password_matches(present, found->password_hash)) {
    return failure(ErrorCode::forbidden, "The present password is wrong", "try again, or ask an administrator for a link to set a new one");
  }
  if (auto status = check_password(password, found->account.name, common_); !status) {
    return status;
  }
  const auto hash = hash_password(password, cost_);
  if (!hash) {
    return failure(hash.error());
  }
  return store_.write([&](Transaction& transaction) -> Status {
    keep_password(transaction, found->id, *hash);
    end_links(transaction, found->id);
    end_sessions(transaction, found->id, session);
    audit_.add(transaction, {actor, AuditAction::password_set, subject_of(found->account), "by its owner"});
    return {};
  });
}

Result<Json> Accounts::data_on(std::string_view pseudonym, const Actor& actor) const {
  return store_.write([&](Transaction& transaction) -> Result<Json> {
    const auto found = find_account(transaction, By::pseudonym, pseudonym);
    if (!found) {
      return no_account();
    }
    const auto& account = found->account;
    audit_.add(transaction, {actor, AuditAction::account_exported, subject_of(account), {}});
    auto roles = Json::array();
    for (const auto role : account.roles) {
      roles.push_back(info(role).name);
    }
    Json out{{"account",
              {{"pseudonym", account.pseudonym},
               {"name", account.name},
               {"display_name", account.display_name},
               {"orcid", account.orcid},
               {"state", state_name(account.state)},
               {"roles", roles},
               {"groups", account.groups},
               {"created", format_instant(account.created)}}},
             {"sessions", Json::array()},
             {"audit_trail", Json::array()}};
    for (const auto& row : transaction.query("SELECT created_at, seen_at, address, browser FROM sessions WHERE account = ? ORDER BY created_at", {found->id})) {
      out["sessions"].push_back({{"created", format_instant(instant_of(row.integer(0)))},
                                 {"seen", format_instant(instant_of(row.integer(1)))},
                                 {"address", row.text(2)},
                                 {"browser", row.text(3)}});
    }
    for (const auto& row :
         transaction.query("SELECT number, at, actor, action, subject, detail, address FROM audit LEFT JOIN audit_origins USING (number) WHERE actor = ? OR "
                           "subject = ? ORDER BY number",
                           {account.pseudonym, subject_of(account)})) {
      const bool own = row.text(2) == account.pseudonym;  // where somebody else was is theirs to know
      out["audit_trail"].push_back(entry_json({row.integer(0),
                                               instant_of(row.integer(1)),
                                               row.text(2),
                                               row.text(3),
                                               row.text(4),
                                               row.text(5),
                                               own ? row.text_or_empty(6) : std::string(),
                                               {},
                                               {},
                                               {},
                                               {}}));
    }
    return out;
  });
}

Status Accounts::erase(std::string_view pseudonym, const Actor& actor) const {
  return store_.write([&](Transaction& transaction) -> Status {
    const auto found = find_account(transaction, By::pseudonym, pseudonym);
    if (!found) {
      return no_account();
    }
    transaction.run("UPDATE accounts SET name = NULL, display_name = '', orcid = '', password_hash = NULL, state = 'erased' WHERE id = ?", {found->id});
    for (const auto* table : {"account_roles", "account_groups", "password_links", "sessions"}) {
      transaction.run(std::string("DELETE FROM ") + table + " WHERE account = ?", {found->id});
    }
    transaction.run("DELETE FROM audit_origins WHERE number IN (SELECT number FROM audit WHERE actor = ?)", {found->account.pseudonym});
    if (auto status = is_administrator(found->account) ? check_administrators(transaction) : Status{}; !status) {
      return status;
    }
    audit_.add(transaction, {actor, AuditAction::account_erased, subject_of(found->account), {}});
    return {};
  });
}

}  // namespace whatworks
