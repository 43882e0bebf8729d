// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/accounts.h"
#include "access/visitor.h"

// How accounts lie in the database, for the files of this module that read and write them.
namespace whatworks {

struct StoredAccount {
  std::int64_t id = 0;
  Account account;
  std::string password_hash;  // empty: none
  std::string form_key;
};

enum class By { pseudonym, name };

// Also disabled ones, but none that was erased.
std::optional<StoredAccount> find_account(Transaction& transaction, By by, std::string_view value);

StoredAccount insert_account(Transaction& transaction, const NewAccount& account, Instant now);

Person person_of(const Account& account);

std::string subject_of(const Account& account);  // in the audit trail

}  // namespace whatworks
