// SPDX-License-Identifier: GPL-3.0-or-later
#include "spelling.h"

#include <algorithm>
#include <string_view>

#include "core/text.h"
#include "query_parser.h"

namespace whatworks {
namespace {

constexpr std::size_t kCorrectedFrom = 5;   // letters of the shortest word that is corrected; of four, too many are a name or another word
constexpr std::size_t kTwoEditsFrom = 9;    // letters from which two slips are put right, else one
constexpr std::size_t kLongestWord = 64;    // bytes; no record holds a longer one
constexpr std::size_t kWordsLookedAt = 64;  // as many as are searched for

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; }

bool is_part_of_word(char c) noexcept { return is_letter(c) || (c >= '0' && c <= '9') || c == '\''; }

bool all_capitals(std::string_view word) noexcept {
  return std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// Whether the word from `begin` to `end` may be corrected, by its letters and by the signs around it.
bool is_correctable(std::string_view text, std::size_t begin, std::size_t end) {
  const auto word = text.substr(begin, end - begin);
  const char before = begin == 0 ? ' ' : text[begin - 1];
  const char after = end == text.size() ? ' ' : text[end];
  return std::all_of(word.begin(), word.end(), is_letter) && !all_capitals(word) && word.size() <= kLongestWord && before != '-' && after != '-' &&
         after != ':' && after != '*';
}

}  // namespace

std::optional<std::string> correct_spelling(const std::string& typed, const Xapian::Database& database,
                                            const std::function<bool(const std::string& folded)>& is_known) {
  const auto text = straight_quotes(clean_utf8(typed));
  std::string out;
  bool corrected = false;
  bool quoted = false;
  std::size_t words = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_part_of_word(text[at])) {
      quoted = quoted != (text[at] == '"');
      out += text[at++];
      continue;
    }
    auto end = at;
    while (end < text.size() && is_part_of_word(text[end])) {
      ++end;
    }
    auto word = text.substr(at, end - at);
    if (!quoted && ++words <= kWordsLookedAt && is_correctable(text, at, end)) {
      const auto folded = fold(word);
      const auto letters = count_code_points(folded);
      const auto suggestion =
          letters < kCorrectedFrom || is_known(folded) ? std::string() : database.get_spelling_suggestion(folded, letters >= kTwoEditsFrom ? 2 : 1);
      if (!suggestion.empty()) {
        word = suggestion;
        corrected = true;
      }
    }
    out += word;
    at = end;
  }
  return corrected ? std::optional(out) : std::nullopt;
}

}  // namespace whatworks
