// SPDX-License-Identifier: GPL-3.0-or-later
#include "latex.h"

#include <array>
#include <cstdlib>

#include "code_points.h"

namespace whatworks {
namespace {

struct Command {
  utf8proc_int32_t point;
  std::string_view latex;
};

constexpr auto kCommands = std::to_array<Command>({
    {'&', "\\&"},
    {'%', "\\%"},
    {'$', "\\$"},
    {'#', "\\#"},
    {'_', "\\_"},
    {'{', "{\\textbraceleft}"},
    {'}', "{\\textbraceright}"},
    {'~', "{\\textasciitilde}"},
    {'^', "{\\textasciicircum}"},
    {'\\', "{\\textbackslash}"},
    {'<', "$<$"},
    {'>', "$>$"},
    {'|', "$|$"},
    {0xA0, "~"},
    {0xA1, "{\\textexclamdown}"},
    {0xA3, "{\\textsterling}"},
    {0xA7, "{\\textsection}"},
    {0xB0, "{\\textdegree}"},
    {0xBF, "{\\textquestiondown}"},
    {0xC6, "{\\AE}"},
    {0xD8, "{\\O}"},
    {0xDF, "{\\ss}"},
    {0xE6, "{\\ae}"},
    {0xF8, "{\\o}"},
    {0x131, "{\\i}"},
    {0x141, "{\\L}"},
    {0x142, "{\\l}"},
    {0x2013, "--"},
    {0x2014, "---"},
    {0x2018, "{\\textquoteleft}"},
    {0x2019, "{\\textquoteright}"},
    {0x201C, "{\\textquotedblleft}"},
    {0x201D, "{\\textquotedblright}"},
    {0x2026, "{\\textellipsis}"},
    {0x20AC, "{\\texteuro}"},
});

// The commands for combining marks. The dot below is left out: bibutils does not know it.
constexpr auto kAccents = std::to_array<Command>({
    {0x300, "\\`"},
    {0x301, "\\'"},
    {0x302, "\\^"},
    {0x303, "\\~"},
    {0x304, "\\="},
    {0x306, "\\u "},
    {0x307, "\\."},
    {0x308, "\\\""},
    {0x30A, "\\r "},
    {0x30B, "\\H "},
    {0x30C, "\\v "},
    {0x327, "\\c "},
    {0x328, "\\k "},
});

template <std::size_t N>
std::string_view find_command(const std::array<Command, N>& commands, utf8proc_int32_t point) noexcept {
  const auto found = std::find_if(commands.begin(), commands.end(), [&](const Command& command) { return command.point == point; });
  return found == commands.end() ? std::string_view() : found->latex;
}

// "{\'e}" for é; empty where the letter is not one of ASCII with one mark that has a command.
std::string accented(utf8proc_int32_t point) {
  std::array<utf8proc_int32_t, 8> parts{};
  int boundary = 0;
  const auto count =
      utf8proc_decompose_char(point, parts.data(), parts.size(), static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_STABLE), &boundary);
  if (count != 2 || parts[0] >= 0x80) {
    return {};
  }
  const auto accent = find_command(kAccents, parts[1]);
  return accent.empty() ? std::string() : '{' + std::string(accent) + static_cast<char>(parts[0]) + '}';
}

// A letter and its mark as one code point where there is one.
std::string compose(std::string_view text) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
  std::string out = length >= 0 ? std::string(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length)) : std::string(text);
  std::free(mapped);
  return out;
}

// What LaTeX joins with a second of its kind: two hyphens are a dash.
bool is_joined(char c) noexcept { return c == '-' || c == '`' || c == '\''; }

}  // namespace

std::string escape_latex(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  char before = 0;
  for_each_code_point(compose(text), [&](utf8proc_int32_t point, std::string_view bytes) {
    const char ascii = bytes.size() == 1 ? bytes.front() : '\0';
    if (const auto command = find_command(kCommands, point); !command.empty()) {
      out += command;
    } else if (ascii == '\0') {
      const auto letter = accented(point);
      out += letter.empty() ? bytes : std::string_view(letter);
    } else {
      if (ascii == before && is_joined(ascii)) {
        out += "{}";
      }
      out += ascii;
    }
    before = ascii;
  });
  return out;
}

}  // namespace whatworks
