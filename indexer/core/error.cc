// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"

#include <array>

namespace whatworks {
namespace {

struct ErrorRow {
  ErrorCode code;
  std::string_view name;
  int exit_status;
  int http_status;
};

constexpr std::array kErrors{
    ErrorRow{ErrorCode::bad_usage, "bad-usage", 2, 500},
    ErrorRow{ErrorCode::bad_input, "bad-input", 1, 422},
    ErrorRow{ErrorCode::bad_parameter, "bad-parameter", 2, 400},
    ErrorRow{ErrorCode::not_found, "not-found", 1, 404},
    ErrorRow{ErrorCode::gone, "gone", 1, 410},
    ErrorRow{ErrorCode::method_not_allowed, "method-not-allowed", 2, 405},
    ErrorRow{ErrorCode::not_acceptable, "not-acceptable", 2, 406},
    ErrorRow{ErrorCode::unauthenticated, "unauthenticated", 2, 401},
    ErrorRow{ErrorCode::forbidden, "forbidden", 2, 403},
    ErrorRow{ErrorCode::conflict, "conflict", 1, 409},
    ErrorRow{ErrorCode::unsupported_type, "unsupported-type", 2, 415},
    ErrorRow{ErrorCode::too_large, "too-large", 1, 413},
    ErrorRow{ErrorCode::too_many_requests, "too-many-requests", 3, 429},
    ErrorRow{ErrorCode::locked, "locked", 3, 503},
    ErrorRow{ErrorCode::no_space, "no-space", 3, 503},
    ErrorRow{ErrorCode::unreadable, "unreadable", 3, 500},
    ErrorRow{ErrorCode::index_missing, "index-missing", 3, 503},
    ErrorRow{ErrorCode::index_outdated, "index-outdated", 3, 503},
    ErrorRow{ErrorCode::index_changed, "index-changed", 3, 503},
    ErrorRow{ErrorCode::index_corrupt, "index-corrupt", 3, 503},
    ErrorRow{ErrorCode::database_corrupt, "database-corrupt", 3, 503},
    ErrorRow{ErrorCode::database_newer, "database-newer", 3, 503},
    ErrorRow{ErrorCode::address_in_use, "address-in-use", 3, 500},
    ErrorRow{ErrorCode::internal, "internal", 3, 500},
};

constexpr bool rows_follow_the_enum() {
  for (std::size_t i = 0; i < kErrors.size(); ++i) {
    if (static_cast<std::size_t>(kErrors[i].code) != i) {
      return false;
    }
  }
  return kErrors.size() == static_cast<std::size_t>(ErrorCode::internal) + 1;
}
static_assert(rows_follow_the_enum(), "the table of errors has a row per code, in the order of the enum");

const ErrorRow& row(ErrorCode code) noexcept { return kErrors[static_cast<std::size_t>(code)]; }

}  // namespace

std::string_view error_name(ErrorCode code) noexcept { return row(code).name; }
int exit_status(ErrorCode code) noexcept { return row(code).exit_status; }
int http_status(ErrorCode code) noexcept { return row(code).http_status; }

std::string to_text(const Error& error) { return error.hint.empty() ? error.message : error.message + "\n  hint: " + error.hint; }

}  // namespace whatworks
