// SPDX-License-Identifier: GPL-3.0-or-later
#include "record/orcid.h"

#include <cstddef>

namespace whatworks {

bool is_orcid(std::string_view text) noexcept {
  constexpr std::size_t kLength = 19;
  constexpr std::size_t kGroup = 5;  // four digits and a hyphen
  if (text.size() != kLength) {
    return false;
  }
  int total = 0;
  for (std::size_t i = 0; i + 1 < kLength; ++i) {
    const char sign = text[i];
    if (i % kGroup == kGroup - 1) {
      if (sign != '-') {
        return false;
      }
    } else if (sign < '0' || sign > '9') {
      return false;
    } else {
      total = (total + (sign - '0')) * 2;
    }
  }
  const int check = (12 - total % 11) % 11;
  return text.back() == (check == 10 ? 'X' : static_cast<char>('0' + check));
}

}  // namespace whatworks
