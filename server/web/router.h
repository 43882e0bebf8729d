// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace whatworks {

// The pattern of a route: "/records/{id}.json" matches the segments "records" and "x.json" and captures "x". A capture is never empty
// and stays within its segment, so that no regular expression and no recursion is needed.
class RoutePattern {
 public:
  explicit RoutePattern(std::string_view pattern);

  // The captured text, empty where the pattern captures nothing; nothing where the segments do not match.
  [[nodiscard]] std::optional<std::string> match(const std::vector<std::string>& segments) const;

 private:
  struct Segment {
    std::string literal;  // the segment itself, or what stands after a capture
    bool captures = false;
  };
  std::vector<Segment> segments_;
};

}  // namespace whatworks
