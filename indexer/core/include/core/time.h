// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace whatworks {

// A day that exists, from "YYYY-MM-DD"; nothing for any other form and for days such as 2026-02-30.
std::optional<std::chrono::year_month_day> parse_date(std::string_view text) noexcept;

// "2026-11-24"
std::string format_date(std::chrono::year_month_day date);

// "24 November 2026", as readers see it.
std::string format_date_in_words(std::chrono::year_month_day date);

// Today in UTC.
std::chrono::year_month_day today();

// "2026-11-24T09:30:00Z"
std::string format_instant(std::chrono::system_clock::time_point instant);

}  // namespace whatworks
