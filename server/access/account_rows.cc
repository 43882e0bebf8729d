// SPDX-License-Identifier: GPL-3.0-or-later
#include "account_rows.h"

#include <algorithm>

#include "access/tokens.h"

namespace whatworks {
namespace {

AccountState state_of(std::string_view name) {
  return name == "active" ? AccountState::active : name == "disabled" ? AccountState::disabled : AccountState::erased;
}

}  // namespace

std::string_view state_name(AccountState state) noexcept {
  return state == AccountState::active ? "active" : state == AccountState::disabled ? "disabled" : "erased";
}

std::optional<StoredAccount> find_account(Transaction& transaction, By by, std::string_view value) {
  constexpr std::string_view kSelect =
      "SELECT id, pseudonym, name, display_name, password_hash, state, source, form_key, created_at, "
      "(SELECT max(seen_at) FROM sessions WHERE account = accounts.id), orcid FROM accounts WHERE state <> 'erased' AND ";
  const auto row = transaction.first(std::string(kSelect) + (by == By::name ? "name = ?" : "pseudonym = ?"), {std::string(value)});
  if (!row) {
    return std::nullopt;
  }
  StoredAccount out;
  out.id = row->integer(0);
  out.account.pseudonym = row->text(1);
  out.account.name = row->text_or_empty(2);
  out.account.display_name = row->text(3);
  out.password_hash = row->text_or_empty(4);
  out.account.has_password = !out.password_hash.empty();
  out.account.state = state_of(row->text(5));
  out.account.from_proxy = row->text(6) == "proxy";
  out.form_key = row->text(7);
  out.account.created = instant_of(row->integer(8));
  if (const auto seen = row->maybe_integer(9)) {
    out.account.seen = instant_of(*seen);
  }
  out.account.orcid = row->text(10);
  for (const auto& role : transaction.query("SELECT role FROM account_roles WHERE account = ?", {out.id})) {
    if (const auto known = find_role(role.text(0))) {
      out.account.roles.push_back(*known);
    }
  }
  std::sort(out.account.roles.begin(), out.account.roles.end());
  for (const auto& group : transaction.query("SELECT group_name FROM account_groups WHERE account = ? ORDER BY group_name", {out.id})) {
    out.account.groups.push_back(group.text(0));
  }
  return out;
}

StoredAccount insert_account(Transaction& transaction, const NewAccount& account, Instant now) {
  const auto pseudonym = random_name('p');
  transaction.run("INSERT INTO accounts(pseudonym, name, display_name, state, source, form_key, created_at) VALUES (?, ?, ?, 'active', ?, ?, ?)",
                  {pseudonym, account.name, account.display_name.empty() ? account.name : account.display_name,
                   std::string(account.from_proxy ? "proxy" : "administrator"), random_token(), seconds_of(now)});
  const auto id = transaction.last_id();
  for (const auto role : account.roles) {
    transaction.run("INSERT INTO account_roles VALUES (?, ?)", {id, std::string(info(role).name)});
  }
  for (const auto& group : account.groups) {
    transaction.run("INSERT INTO account_groups VALUES (?, ?)", {id, group});
  }
  return *find_account(transaction, By::pseudonym, pseudonym);
}

Person person_of(const Account& account) { return {account.pseudonym, account.name, account.display_name, account.roles, account.groups, account.orcid}; }

std::string subject_of(const Account& account) { return account_subject(account.pseudonym); }

}  // namespace whatworks
