// SPDX-License-Identifier: GPL-3.0-or-later
#include "import_text.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "core/text.h"
#include "one_line.h"

namespace whatworks {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// 0x80 to 0x9F of Windows-1252; the rest is as in Latin-1.
constexpr std::array<char16_t, 32> kWindows1252{0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                                0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                                0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

std::string from_windows_1252(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 16);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += utf8(byte < 0xA0 ? kWindows1252.at(byte - 0x80U) : byte);
    }
  }
  return out;
}

std::string from_utf16(std::string_view bytes, bool big_endian) {
  std::string out;
  out.reserve(bytes.size() / 2);
  const auto unit_at = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(big_endian ? first << 8U | second : second << 8U | first);
  };
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    auto unit = unit_at(at);
    if (unit >= 0xD800 && unit < 0xDC00 && at + 3 < bytes.size()) {
      const auto low = unit_at(at + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        unit = 0x10000 + ((unit - 0xD800) << 10U) + (low - 0xDC00);
        at += 2;
      }
    }
    out += utf8(unit);
  }
  return out;
}

// How many bytes of `text` are not part of UTF-8, and how many characters of several bytes are.
struct Utf8Count {
  std::size_t bad = 0;
  std::size_t good = 0;
};

Utf8Count count_utf8(std::string_view text) {
  Utf8Count count;
  while (!text.empty()) {
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      text.remove_prefix(1);
      continue;
    }
    utf8proc_int32_t point = 0;
    const auto read = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()), &point);
    ++(read > 0 ? count.good : count.bad);
    text.remove_prefix(read > 0 ? static_cast<std::size_t>(read) : 1);
  }
  return count;
}

// What turns the direction of text, controls of Latin-1, and marks of width nothing that stand at the start of files.
bool is_unwanted(utf8proc_int32_t point) noexcept {
  return (point >= 0x80 && point < 0xA0) || (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF;
}

struct Entity {
  std::string_view name;
  char32_t point;
};

constexpr auto kEntities = std::to_array<Entity>({
    {"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},     {"apos", '\''},     {"nbsp", ' '},   {"ndash", 0x2013}, {"mdash", 0x2014},
    {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"ldquo", 0x201C}, {"rdquo", 0x201D}, {"hellip", 0x2026}, {"szlig", 0xDF}, {"aelig", 0xE6},   {"AElig", 0xC6},
    {"oslash", 0xF8},  {"Oslash", 0xD8},  {"eth", 0xF0},     {"ETH", 0xD0},     {"thorn", 0xFE},    {"THORN", 0xDE}, {"euro", 0x20AC},  {"pound", 0xA3},
    {"oelig", 0x153},  {"OElig", 0x152},  {"deg", 0xB0},     {"sect", 0xA7},    {"laquo", 0xAB},    {"raquo", 0xBB}, {"middot", 0xB7},
});

// "eacute" is e and an acute.
constexpr auto kEntityAccents = std::to_array<Entity>(
    {{"grave", 0x300}, {"acute", 0x301}, {"circ", 0x302}, {"tilde", 0x303}, {"uml", 0x308}, {"ring", 0x30A}, {"caron", 0x30C}, {"cedil", 0x327}});

// What an entity stands for, without its & and ;, or nothing.
std::string entity(std::string_view name) {
  if (name.starts_with('#')) {
    const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    const auto digits = std::string(name.substr(hex ? 2 : 1));
    if (digits.empty() || digits.size() > 6 || digits.find_first_not_of(hex ? "0123456789abcdefABCDEF" : "0123456789") != std::string::npos) {
      return {};
    }
    return utf8(static_cast<char32_t>(std::strtoul(digits.c_str(), nullptr, hex ? 16 : 10)));
  }
  for (const auto& row : kEntities) {
    if (row.name == name) {
      return utf8(row.point);
    }
  }
  for (const auto& row : kEntityAccents) {
    if (name.size() == row.name.size() + 1 && name.substr(1) == row.name) {
      return name.front() + utf8(row.point);
    }
  }
  return {};
}

constexpr auto kTags =
    std::to_array<std::string_view>({"i",      "b",          "em",          "strong",    "sub",      "sup",      "sc",       "span", "p",    "div",  "br",
                                     "jats:p", "jats:title", "jats:italic", "jats:bold", "jats:sec", "jats:sub", "jats:sup", "u",    "font", "style"});

// The length of a tag of these at the start of `text`, or 0.
std::size_t tag_length(std::string_view text) {
  constexpr std::size_t kLongestTag = 200;
  const auto end = text.substr(0, kLongestTag).find('>');
  if (end == std::string_view::npos) {
    return 0;
  }
  auto inside = text.substr(1, end - 1);
  inside.remove_prefix(inside.starts_with('/') ? 1 : 0);
  const auto name = fold(inside.substr(0, inside.find_first_of(" /\n\t")));
  return std::find(kTags.begin(), kTags.end(), name) == kTags.end() ? 0 : end + 1;
}

bool ends_paragraph(std::string_view tag) {
  return tag.starts_with("</p") || tag.starts_with("</jats:p") || tag.starts_with("</jats:title") || tag.starts_with("</div");
}

std::string without_markup(std::string_view text) {
  constexpr std::size_t kLongestEntity = 10;
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    std::size_t taken = 1;
    if (text.front() == '&') {
      const auto end = text.substr(0, kLongestEntity).find(';');
      if (const auto value = end == std::string_view::npos ? std::string() : entity(text.substr(1, end - 1)); !value.empty()) {
        out += value;
        text.remove_prefix(end + 1);
        continue;
      }
    } else if (text.front() == '<') {
      if (const auto length = tag_length(text); length != 0) {
        out += ends_paragraph(text.substr(0, length)) ? "\n\n" : text.starts_with("<br") ? " " : "";
        text.remove_prefix(length);
        continue;
      }
    }
    out += text.substr(0, taken);
    text.remove_prefix(taken);
  }
  return out;
}

}  // namespace

std::string utf8(char32_t point) {
  const bool valid = point <= 0x10FFFF && (point < 0xD800 || point >= 0xE000);
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto length = utf8proc_encode_char(static_cast<utf8proc_int32_t>(valid ? point : kReplacement), bytes.data());
  return {reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length)};
}

Result<DecodedText> decode_input(std::string_view bytes, std::string_view file_name) {
  DecodedText out;
  std::string text;
  if (bytes.starts_with(std::string_view("\xFF\xFE\0\0", 4)) || bytes.starts_with(std::string_view("\0\0\xFE\xFF", 4))) {
    return failure(ErrorCode::bad_input, std::string(file_name) + " is UTF-32", "save it as UTF-8");
  }
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    text = from_utf16(bytes.substr(2), bytes.front() == '\xFE');
  } else {
    bytes.remove_prefix(bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0);
    text = bytes;
  }
  if (text.find('\0') != std::string::npos) {
    return failure(ErrorCode::bad_input, std::string(file_name) + " is no text: it holds NUL bytes",
                   "export it again as RIS, BibTeX, CSL JSON, EndNote XML or PubMed XML, in UTF-8");
  }
  out.text = normalise_line_ends(text);
  if (const auto invalid = find_invalid_utf8(out.text)) {
    const auto count = count_utf8(out.text);
    const bool damaged = count.good > count.bad;  // mostly UTF-8
    const int line = LineCounter(out.text).line_at(*invalid);
    out.problems.push_back({Severity::warning,
                            "encoding",
                            std::string(file_name),
                            line,
                            1,
                            {},
                            damaged ? fmt::format("{} bytes are not UTF-8 and were replaced by \xEF\xBF\xBD, the first on this line", count.bad)
                                    : "the file is not UTF-8 and was read as Windows-1252, from this line on",
                            damaged ? "look at these letters in the drafts" : "look at the accents in the drafts, or export again as UTF-8"});
    out.text = damaged ? clean_utf8(out.text) : from_windows_1252(out.text);
  }
  return out;
}

std::string clean_value(std::string_view text) {
  const auto line = one_line(text);
  utf8proc_uint8_t* mapped = nullptr;
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(line.data()), static_cast<utf8proc_ssize_t>(line.size()), &mapped, options);
  const std::string composed = length >= 0 ? std::string(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length)) : line;
  std::free(mapped);
  std::string out;
  out.reserve(composed.size());
  for (std::size_t at = 0; at < composed.size();) {
    utf8proc_int32_t point = 0;
    const auto read =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(composed.data() + at), static_cast<utf8proc_ssize_t>(composed.size() - at), &point);
    const auto taken = read > 0 ? static_cast<std::size_t>(read) : 1;
    if (read > 0 && !is_unwanted(point)) {
      out.append(composed, at, taken);
    }
    at += taken;
  }
  return std::string(trim(one_line(out)));
}

std::string clean_markup(std::string_view text) { return clean_value(without_markup(text)); }

std::vector<std::string> clean_paragraphs(std::string_view text) {
  std::vector<std::string> out;
  std::string paragraph;
  const auto finish = [&] {
    if (auto clean = clean_value(paragraph); !clean.empty()) {
      out.push_back(std::move(clean));
    }
    paragraph.clear();
  };
  for (const auto& line : split(without_markup(text), '\n')) {
    if (trim(line).empty()) {
      finish();
    }
    paragraph += line + '\n';
  }
  finish();
  return out;
}

int LineCounter::line_at(std::size_t offset) {
  offset = std::min(offset, text_.size());
  if (offset > at_) {
    line_ += static_cast<int>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_), text_.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
    at_ = offset;
  }
  return line_;
}

}  // namespace whatworks
