// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/audit.h"
#include "access/password.h"
#include "access/role.h"
#include "core/result.h"
#include "store/store.h"

namespace whatworks {

enum class AccountState { active, disabled, erased };
std::string_view state_name(AccountState state) noexcept;

// An account as administrators see it.
struct Account {
  std::string pseudonym;
  std::string name;  // empty once erased
  std::string display_name;
  std::string orcid;  // as is_orcid() has it, or empty
  AccountState state = AccountState::active;
  bool from_proxy = false;    // made because a trusted proxy vouched for the person
  bool has_password = false;  // one was set
  std::vector<Role> roles;
  std::vector<std::string> groups;
  Instant created;
  std::optional<Instant> seen;  // the last use of a session that still is
};

struct NewAccount {
  std::string name;
  std::string display_name;  // empty: the name
  std::vector<Role> roles;   // at least one
  std::vector<std::string> groups;
  bool from_proxy = false;
};

struct AddedAccount {
  Account account;
  std::string token;  // of a link to set its password, as make_link() gives
};

// What is to be otherwise; what is not named stays.
struct AccountChange {
  std::optional<std::string> display_name;
  std::optional<std::vector<Role>> roles;
  std::optional<std::vector<std::string>> groups;
  std::optional<std::string> orcid = std::nullopt;  // also as an address of orcid.org; empty: none
};

inline constexpr std::size_t kLongestAccountName = 100;  // bytes
inline constexpr std::size_t kLongestDisplayName = 100;  // characters

// A name as it is kept: lower case, 1 to kLongestAccountName of letters, digits and . _ - @ + \ (as in DOMAIN\user); nothing for any other text.
std::optional<std::string> account_name(std::string_view typed);

// Whether a text has the form of a pseudonym, "p-" and 12 hexadecimal digits.
bool is_pseudonym(std::string_view text) noexcept;

// The accounts, each change with its entry in the audit trail. Functions that take a pseudonym fail with not_found where there is none, or where the account
// was erased; all fail as Store does. Nothing leaves the server without an active administrator once it has one: that fails with conflict. Free to share
// between threads.
class Accounts {
 public:
  // `link_life` is that of a link to set a password.
  Accounts(const Store& store, const AuditTrail& audit, const CommonPasswords& common, Clock clock, std::chrono::seconds link_life, HashCost cost);

  // Fails with bad_input where a name, role or group is none, and with conflict where the name is taken.
  [[nodiscard]] Result<AddedAccount> add(const NewAccount& account, const Actor& actor) const;

  // Sorted by name, erased ones last.
  [[nodiscard]] Result<std::vector<Account>> list() const;
  [[nodiscard]] Result<Account> find(std::string_view pseudonym) const;
  [[nodiscard]] Result<Account> find_by_name(std::string_view name) const;

  [[nodiscard]] Status change(std::string_view pseudonym, const AccountChange& change, const Actor& actor) const;

  // Who is disabled cannot sign in, and all their sessions end at once.
  [[nodiscard]] Status disable(std::string_view pseudonym, const Actor& actor) const;
  [[nodiscard]] Status enable(std::string_view pseudonym, const Actor& actor) const;

  // A token that sets a password once, until its life is over or another is made.
  [[nodiscard]] Result<std::string> make_link(std::string_view pseudonym, const Actor& actor) const;

  // Whose token it is. Fails with not_found where it was used, is too old, or never was.
  [[nodiscard]] Result<Account> account_of_link(std::string_view token) const;

  // Uses up the token and ends all sessions of the account. Fails as account_of_link() and check_password().
  [[nodiscard]] Status set_password(std::string_view token, std::string_view password, std::string_view address) const;

  // By the owner, who proves it with the present password; ends all other sessions than the one named by its digest. Fails with forbidden where `present` is
  // wrong.
  [[nodiscard]] Status change_password(std::string_view pseudonym, std::string_view present, std::string_view password, std::string_view session,
                                       const Actor& actor) const;

  // All that is kept on a person, for them: account, sessions, and what the audit trail has by and on them.
  [[nodiscard]] Result<nlohmann::ordered_json> data_on(std::string_view pseudonym, const Actor& actor) const;

  // Takes away name, display name, password, roles, groups, sessions and the addresses in the audit trail. What the person did stays under the pseudonym.
  [[nodiscard]] Status erase(std::string_view pseudonym, const Actor& actor) const;

 private:
  [[nodiscard]] std::string give_link(Transaction& transaction, std::int64_t id, const Account& account, const Actor& actor) const;

  const Store& store_;
  const AuditTrail& audit_;
  const CommonPasswords& common_;
  Clock clock_;
  std::chrono::seconds link_life_;
  HashCost cost_;
};

}  // namespace whatworks
