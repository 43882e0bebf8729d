// SPDX-License-Identifier: GPL-3.0-or-later
#include "split.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "record/record.h"

namespace whatworks {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kFence = "---";

Position position_of(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset);
  const auto line_start = before.rfind('\n');
  return {1 + static_cast<int>(std::count(before.begin(), before.end(), '\n')),
          1 + static_cast<int>(line_start == std::string_view::npos ? offset : offset - line_start - 1)};
}

// The characters that make text run the other way whatever stands in it, and so can make a line read as what it is not: U+202A to
// U+202E and U+2066 to U+2069. Arabic and Hebrew letters need none of them.
bool turns_direction(std::string_view at) noexcept {
  if (at.size() < 3 || at[0] != '\xE2') {
    return false;
  }
  const auto second = static_cast<unsigned char>(at[1]);
  const auto third = static_cast<unsigned char>(at[2]);
  return (second == 0x80 && third >= 0xAA && third <= 0xAE) || (second == 0x81 && third >= 0xA6 && third <= 0xA9);
}

std::size_t find_bad_character(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F || turns_direction(text.substr(i))) {
      return i;
    }
    if (c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
      return i;
    }
  }
  return std::string_view::npos;
}

// Takes the first line, with its line feed, off the front of `text`.
std::string_view take_line(std::string_view& text) noexcept {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

bool is_fence(std::string_view line) noexcept { return line.starts_with(kFence) && trim(line.substr(kFence.size())).empty(); }

std::string why_no_fence(std::string_view text) {
  auto rest = text;
  for (int line = 1; !rest.empty() && line < 50; ++line) {
    if (is_fence(take_line(rest))) {
      return fmt::format("take out the {} before the --- on line {}", line == 2 ? "line" : "lines", line);
    }
  }
  return "start the file with a line of three hyphens, then the keys, then another such line; `whatworks-indexer new` writes one to fill in";
}

}  // namespace

std::string normalise_lines(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  return normalise_line_ends(text);
}

std::string describe_bad_character(std::string_view value) {
  const auto at = find_bad_character(value);
  if (at == std::string_view::npos) {
    return {};
  }
  const auto c = static_cast<unsigned char>(value[at]);
  if (c == 0) {
    return "a NUL byte";
  }
  if (c == 0xE2) {
    return "an invisible character that turns the direction of the text";
  }
  return fmt::format("the control character U+{:04X}", c == 0xC2 ? static_cast<unsigned>(static_cast<unsigned char>(value[at + 1])) : c);
}

bool check_characters(std::string_view text, Report& report) {
  if (const auto invalid = find_invalid_utf8(text)) {
    const bool utf16 = text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
    report.add("not-utf8", position_of(text, *invalid), {},
               utf16 ? std::string("the file is UTF-16") : fmt::format("byte 0x{:02X} is not UTF-8", static_cast<unsigned char>(text[*invalid])),
               "save the file as UTF-8");
    return false;
  }
  if (const auto bad = find_bad_character(text); bad != std::string_view::npos) {
    report.add("control-character", position_of(text, bad), {}, "there is " + describe_bad_character(text) + " here", "delete it");
    return false;
  }
  return true;
}

std::optional<SplitText> split_record(std::string_view text, Report& report) {
  if (trim(text).empty()) {
    report.add("empty-file", {}, {}, "the file is empty", "`whatworks-indexer new` writes a record to fill in");
    return std::nullopt;
  }
  auto rest = text;
  if (!is_fence(take_line(rest))) {
    report.add("no-front-matter", {}, {}, "the first line is not ---, so there is no front matter", why_no_fence(text));
    return std::nullopt;
  }
  SplitText parts;
  const auto start = rest;
  for (int line = 2; !rest.empty(); ++line) {
    const auto before = rest;
    if (is_fence(take_line(rest))) {
      parts.front_matter = start.substr(0, static_cast<std::size_t>(before.data() - start.data()));
      parts.body = rest;
      parts.body_line = line + 1;
      if (parts.front_matter.size() > kFrontMatterSizeLimit) {
        report.add("too-large", {2, 1}, {},
                   fmt::format("the front matter holds {} bytes, more than the limit of {}", parts.front_matter.size(), kFrontMatterSizeLimit),
                   "move prose into the body and leave out what nobody needs");
        return std::nullopt;
      }
      return parts;
    }
  }
  report.add("front-matter-not-closed", {}, {}, "no second --- line ends the front matter", "put a line of three hyphens before the first heading");
  return std::nullopt;
}

}  // namespace whatworks
