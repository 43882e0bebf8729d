// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utf8proc.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace whatworks {

// Calls `action(code_point, bytes)` for each code point of valid UTF-8; a byte that is not comes as U+FFFD.
template <typename Action>
void for_each_code_point(std::string_view text, const Action& action) {
  while (!text.empty()) {
    utf8proc_int32_t point = 0;
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    const auto read = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &point);
    const auto length = read > 0 ? static_cast<std::size_t>(read) : 1;
    action(read > 0 ? point : utf8proc_int32_t{0xFFFD}, text.substr(0, length));
    text.remove_prefix(length);
  }
}

}  // namespace whatworks
