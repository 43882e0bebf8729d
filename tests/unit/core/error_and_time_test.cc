// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <set>

#include "core/error.h"
#include "core/result.h"
#include "core/text.h"
#include "core/time.h"

namespace whatworks::test {

TEST_CASE("every error has a name of its own and statuses within the contract") {
  std::set<std::string> names;
  for (int i = 0; i <= static_cast<int>(ErrorCode::internal); ++i) {
    const auto code = static_cast<ErrorCode>(i);
    const std::string name(error_name(code));
    INFO(name);
    CHECK(is_slug(name));
    CHECK(names.insert(name).second);
    CHECK((exit_status(code) >= 1 && exit_status(code) <= 3));
    CHECK((http_status(code) >= 400 && http_status(code) <= 503));
  }
  CHECK(exit_status(ErrorCode::bad_input) == 1);
  CHECK(exit_status(ErrorCode::bad_usage) == 2);
  CHECK(exit_status(ErrorCode::locked) == 3);
  CHECK(exit_status(ErrorCode::no_space) == 3);
  CHECK(http_status(ErrorCode::bad_parameter) == 400);
  CHECK(http_status(ErrorCode::not_found) == 404);
  CHECK(http_status(ErrorCode::method_not_allowed) == 405);
  CHECK(http_status(ErrorCode::too_large) == 413);
  CHECK(http_status(ErrorCode::too_many_requests) == 429);
}

TEST_CASE("an error for a terminal says what to do next") {
  CHECK(to_text({ErrorCode::locked, "somebody writes", "wait"}) == "somebody writes\n  hint: wait");
  CHECK(to_text({ErrorCode::locked, "somebody writes", ""}) == "somebody writes");
  const Result<int> failed = failure(ErrorCode::locked, "a", "b");
  CHECK_FALSE(failed.has_value());
  CHECK(failed.error().hint == "b");
}

TEST_CASE("dates are days that exist, in one form") {
  CHECK(format_date(*parse_date("2024-02-29")) == "2024-02-29");
  CHECK(format_date_in_words(*parse_date("2026-11-04")) == "4 November 2026");
  for (const std::string bad : {"", "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "20261101", "2026-11-24T10:00:00Z", "24-11-2026",
                                "-026-11-24", "2026-+1-01", "2026/11/24"}) {
    INFO(bad);
    CHECK_FALSE(parse_date(bad).has_value());
  }
  CHECK(parse_date(format_date(today())).has_value());
}

TEST_CASE("instants are in UTC") {
  using namespace std::chrono;
  CHECK(format_instant(sys_days(year(2026) / 11 / 24) + hours(9) + minutes(30)) == "2026-11-24T09:30:00Z");
}

}  // namespace whatworks::test
