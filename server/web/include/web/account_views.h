// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/access.h"
#include "web/views.h"

// The pages of accounts, sessions and the audit trail, as data for their templates.
namespace whatworks {

// The page to sign in. `notice` is the key of a text of content.json, account.notices, or empty; it is a problem where `is_problem`. `wait` is in seconds, 0
// for none.
struct SignInPage {
  std::string back;  // an address of ours, or empty
  std::string name;  // as typed before
  std::string notice;
  bool is_problem = false;
  std::chrono::seconds wait{0};
  bool no_accounts = false;  // there is none at all yet
};
nlohmann::ordered_json sign_in_view(const ViewContext& context, const SignInPage& page);

// The page that a link to set a password leads to; `account` is nothing where the link cannot be used.
nlohmann::ordered_json set_password_view(const ViewContext& context, const std::optional<Account>& account, std::string_view token,
                                         const std::optional<Error>& problem);

// One's own account.
struct OwnAccountPage {
  Account account;
  std::vector<SessionInfo> sessions;
  bool contributes = false;  // whether the person may write records
  std::string orcid;         // as typed, else that of the account
  bool by_proxy = false;     // whether a proxy vouches for the person, so that there is no session of ours
  std::string notice;        // the key of a text of content.json, account.notices, or empty
  std::optional<Error> problem;
  std::string field = "password";  // what the problem is about, by the id of its element
};
nlohmann::ordered_json own_account_view(const ViewContext& context, const OwnAccountPage& page);

// All accounts, for administrators, with a form for one more that holds what was typed.
nlohmann::ordered_json accounts_view(const ViewContext& context, const std::vector<Account>& accounts, const Parameters& typed,
                                     const std::optional<Error>& problem);

// What the page of one account tells after something was done there.
struct AccountNews {
  std::string done;  // the key of a text of content.json, account.done, or empty
  std::string link;  // to set a password, to be shown this once
  std::optional<Error> problem;
  std::string field = "display_name";  // what the problem is about, by the id of its element
};
nlohmann::ordered_json account_to_edit_view(const ViewContext& context, const Account& account, const std::vector<std::string>& all_groups,
                                            const AccountNews& news);

// The audit trail.
struct AuditPage {
  std::vector<AuditEntry> entries;
  bool more = false;                         // whether there are older ones
  std::map<std::string, std::string> names;  // of pseudonyms, as far as they have one
  Parameters asked;                          // the filters as typed
  std::optional<AuditCheck> check;           // where the whole chain was looked at
};
nlohmann::ordered_json audit_view(const ViewContext& context, const AuditPage& page);

// An entry as a line of CSV or of JSON; with the first, a line of names.
std::string audit_csv(const std::vector<AuditEntry>& entries, bool first);
std::string audit_json_lines(const std::vector<AuditEntry>& entries);

}  // namespace whatworks
