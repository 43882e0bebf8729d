// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "core/text.h"

namespace whatworks::fuzz {

void demand(bool holds, std::string_view property) {
  if (!holds) {
    std::fprintf(stderr, "This does not hold: %.*s\n", static_cast<int>(property.size()), property.data());
    std::abort();
  }
}

std::pair<std::string_view, std::string_view> first_line(std::string_view text) {
  const auto end = std::min(text.find('\n'), text.size());
  return {text.substr(0, end), text.substr(std::min(end + 1, text.size()))};
}

bool is_clean(std::string_view text, std::string_view allowed) {
  return !find_invalid_utf8(text) && std::none_of(text.begin(), text.end(), [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 || byte == 0x7f) && allowed.find(c) == std::string_view::npos;
  });
}

}  // namespace whatworks::fuzz
