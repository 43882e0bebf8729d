// SPDX-License-Identifier: GPL-3.0-or-later
#include "router.h"

#include "core/text.h"

namespace whatworks {

RoutePattern::RoutePattern(std::string_view pattern) {
  if (pattern == "/") {
    return;
  }
  for (const auto& text : split(pattern.substr(1), '/')) {
    const auto close = text.front() == '{' ? text.find('}') : std::string::npos;
    segments_.push_back(close == std::string::npos ? Segment{text, false} : Segment{text.substr(close + 1), true});
  }
}

std::optional<std::string> RoutePattern::match(const std::vector<std::string>& segments) const {
  if (segments.size() != segments_.size()) {
    return std::nullopt;
  }
  std::string captured;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const auto& expected = segments_[i];
    const auto& text = segments[i];
    if (!expected.captures) {
      if (text != expected.literal) {
        return std::nullopt;
      }
      continue;
    }
    if (text.size() <= expected.literal.size() || text.compare(text.size() - expected.literal.size(), std::string::npos, expected.literal) != 0) {
      return std::nullopt;
    }
    captured = text.substr(0, text.size() - expected.literal.size());
  }
  return captured;
}

}  // namespace whatworks
