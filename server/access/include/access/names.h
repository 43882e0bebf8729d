// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "store/store.h"

// Accounts in the rows of other modules, which point to them.
namespace whatworks {

// The rowid of an account; nothing where there is none of that pseudonym.
std::optional<std::int64_t> account_id(Transaction& transaction, std::string_view pseudonym);

// What people are shown of an account: its display name; the pseudonym where it was erased or there is none.
std::string shown_name(Transaction& transaction, std::string_view pseudonym);

}  // namespace whatworks
