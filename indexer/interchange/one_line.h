// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/text.h"

namespace whatworks {

// Valid UTF-8 on one line: control characters and whatever a reader may take for the end of a line become spaces, and runs of spaces one. The readers of
// RIS take two spaces and a hyphen for a new field.
inline std::string one_line(std::string_view text) {
  const auto clean = clean_utf8(text);
  std::string out;
  out.reserve(clean.size());
  for (std::size_t at = 0; at < clean.size(); ++at) {
    const std::string_view rest = std::string_view(clean).substr(at);
    const bool separator = rest.starts_with("\xE2\x80\xA8") || rest.starts_with("\xE2\x80\xA9");  // U+2028 and U+2029
    if (separator || clean[at] == ' ' || clean[at] == '\n' || clean[at] == '\t') {
      if (!out.empty() && out.back() != ' ') {
        out += ' ';
      }
      at += separator ? 2 : 0;
    } else {
      out += clean[at];
    }
  }
  if (out.ends_with(' ')) {
    out.pop_back();
  }
  return out;
}

}  // namespace whatworks
