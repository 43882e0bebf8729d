// SPDX-License-Identifier: GPL-3.0-or-later
#include "request_head.h"

#include <algorithm>
#include <string>

#include "core/text.h"

namespace whatworks {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kBlanks = " \t";

bool is_in_name(unsigned char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
}

bool is_in_value(unsigned char c) noexcept { return c == '\t' || (c >= 0x20 && c != 0x7f); }

std::string_view without_blanks(std::string_view text) noexcept {
  const auto first = text.find_first_not_of(kBlanks);
  return first == std::string_view::npos ? std::string_view{} : text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// Whether it is clear for whom the request is and where its body ends.
bool is_clear(const Headers& headers) {
  std::size_t hosts = 0;
  std::size_t lengths = 0;
  std::size_t codings = 0;
  for (const auto& [name, value] : headers) {
    if (name == "host") {
      ++hosts;
    } else if (name == "content-length") {
      ++lengths;
      if (value.empty() || value.find_first_not_of("0123456789") != std::string::npos) {
        return false;
      }
    } else if (name == "transfer-encoding") {
      ++codings;
      if (fold(value) != "chunked") {
        return false;
      }
    }
  }
  return hosts <= 1 && lengths + codings <= 1;
}

}  // namespace

std::optional<Headers> read_head(std::string_view head) {
  Headers out;
  for (bool first = true;; first = false) {
    const auto end = head.find(kLineEnd);
    if (end == std::string_view::npos) {
      return std::nullopt;
    }
    const auto line = head.substr(0, end);
    head.remove_prefix(end + kLineEnd.size());
    if (line.empty()) {
      return !first && head.empty() && is_clear(out) ? std::optional(std::move(out)) : std::nullopt;
    }
    // Also a line that goes on from the one before, a line break of half its length, and a null byte.
    if (!std::all_of(line.begin(), line.end(), is_in_value)) {
      return std::nullopt;
    }
    if (first) {
      continue;
    }
    const auto colon = line.find(':');
    const auto name = line.substr(0, colon);
    if (colon == std::string_view::npos || name.empty() || !std::all_of(name.begin(), name.end(), is_in_name)) {
      return std::nullopt;
    }
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    out.emplace_back(std::move(lower), without_blanks(line.substr(colon + 1)));
  }
}

}  // namespace whatworks
