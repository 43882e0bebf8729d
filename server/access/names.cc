// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/names.h"

namespace whatworks {

std::optional<std::int64_t> account_id(Transaction& transaction, std::string_view pseudonym) {
  const auto row = transaction.first("SELECT id FROM accounts WHERE pseudonym = ?", {std::string(pseudonym)});
  return row ? std::optional(row->integer(0)) : std::nullopt;
}

std::string shown_name(Transaction& transaction, std::string_view pseudonym) {
  const auto row = transaction.first("SELECT display_name FROM accounts WHERE pseudonym = ? AND state <> 'erased'", {std::string(pseudonym)});
  return row ? row->text(0) : std::string(pseudonym);
}

}  // namespace whatworks
