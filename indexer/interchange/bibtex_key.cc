// SPDX-License-Identifier: GPL-3.0-or-later
#include "bibtex_key.h"

#include <algorithm>

namespace whatworks {
namespace {

constexpr std::size_t kYearLength = 4;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// Whether four digits stand at `at` and something after them that is no fifth.
bool has_year(std::string_view text, std::size_t at) noexcept {
  const auto rest = text.substr(std::min(at, text.size()));
  return rest.size() > kYearLength && std::all_of(rest.begin(), rest.begin() + kYearLength, is_digit);
}

}  // namespace

std::string bibtex_key(std::string_view id) {
  // The author is all up to the first digit, so that a key can be taken apart again and two ids cannot give the same.
  const auto digit = static_cast<std::size_t>(std::find_if(id.begin(), id.end(), is_digit) - id.begin());
  const bool after_author = digit > 1 && id[digit - 1] == '-';
  if (after_author && has_year(id, digit) && id[digit + kYearLength] == '-') {
    return std::string(id.substr(0, digit - 1)) + std::string(id.substr(digit, kYearLength)) + std::string(id.substr(digit + kYearLength + 1));
  }
  // "doe2019phone" as an id must not meet the key of "doe-2019-phone"; ids have no colon.
  const bool looks_like_key = digit > 0 && id[digit - 1] != '-' && has_year(id, digit) && id[digit + kYearLength] != '-';
  return (looks_like_key ? "id:" : "") + std::string(id);
}

}  // namespace whatworks
