// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <vector>

#include "code_points.h"
#include "latex.h"

namespace whatworks {
namespace {

struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct Word {
  Range range;  // from its first letter or digit to its last
  std::size_t letters = 0;
  std::size_t capitals = 0;
  bool starts_capital = false;
  bool has_inner_capital = false;  // behind another letter: "UK", "McNeill", but not "Anti-Mafia"
  bool starts_sentence = false;
};

bool is_capital(utf8proc_int32_t point) noexcept {
  const auto category = utf8proc_category(point);
  return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
}

bool is_letter(utf8proc_int32_t point) noexcept {
  const auto category = utf8proc_category(point);
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

bool is_digit(utf8proc_int32_t point) noexcept { return point >= '0' && point <= '9'; }

bool ends_sentence(std::string_view before) noexcept {
  return before.empty() || std::string_view(":.?!").find(before.back()) != std::string_view::npos || before.ends_with("\xE2\x80\x93") ||
         before.ends_with("\xE2\x80\x94");  // dashes
}

Word read_word(std::string_view title, Range range) {
  Word word;
  word.starts_sentence = ends_sentence(title.substr(0, range.begin == 0 ? 0 : range.begin - 1));
  auto at = range.begin;
  bool after_letter = false;
  bool seen = false;
  for_each_code_point(title.substr(range.begin, range.end - range.begin), [&](utf8proc_int32_t point, std::string_view bytes) {
    const bool letter = is_letter(point);
    const bool capital = is_capital(point);
    if (letter || is_digit(point)) {
      word.range = {seen ? word.range.begin : at, at + bytes.size()};
      word.starts_capital = seen ? word.starts_capital : capital;
      seen = true;
    }
    word.letters += letter ? 1 : 0;
    word.capitals += capital ? 1 : 0;
    word.has_inner_capital = word.has_inner_capital || (capital && after_letter);
    after_letter = letter;
    at += bytes.size();
  });
  return word;
}

std::vector<Word> read_words(std::string_view title) {
  std::vector<Word> words;
  for (std::size_t begin = 0; begin < title.size();) {
    const auto end = std::min(title.find(' ', begin), title.size());
    if (const auto word = read_word(title, {begin, end}); word.letters != 0) {
      words.push_back(word);
    }
    begin = end + 1;
  }
  return words;
}

// Whether most of the longer words are in lower case, so that a capital says that a word is a name.
bool is_like_sentence(const std::vector<Word>& words) {
  constexpr std::size_t kLong = 4;
  std::size_t all = 0;
  std::size_t capital = 0;
  for (const auto& word : words) {
    if (word.letters >= kLong && !word.starts_sentence) {
      ++all;
      capital += word.starts_capital ? 1 : 0;
    }
  }
  return all != 0 && 2 * capital < all;
}

bool is_word_end(std::string_view title, std::size_t at) noexcept {
  return at == title.size() || (static_cast<unsigned char>(title[at]) < 0x80 && !is_letter(title[at]) && !is_digit(title[at]));
}

void add_names(std::string_view title, std::span<const std::string> names, std::vector<Range>& ranges) {
  for (const auto& name : names) {
    for (auto at = name.empty() ? std::string_view::npos : title.find(name); at != std::string_view::npos; at = title.find(name, at + name.size())) {
      if ((at == 0 || is_word_end(title, at - 1)) && is_word_end(title, at + name.size())) {
        ranges.push_back({at, at + name.size()});
      }
    }
  }
}

std::vector<Range> protected_ranges(std::string_view title, std::span<const std::string> names) {
  std::vector<Range> ranges;
  const auto words = read_words(title);
  const bool like_sentence = is_like_sentence(words);
  for (const auto& word : words) {
    const bool acronym = word.capitals > 1 && word.capitals == word.letters;
    const bool name = like_sentence && word.starts_capital && !word.starts_sentence;
    if (acronym || word.has_inner_capital || name) {
      ranges.push_back(word.range);
    }
  }
  add_names(title, names, ranges);
  std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.begin < b.begin; });
  std::vector<Range> merged;
  for (const auto& range : ranges) {
    if (!merged.empty() && range.begin < merged.back().end) {
      merged.back().end = std::max(merged.back().end, range.end);
    } else {
      merged.push_back(range);
    }
  }
  return merged;
}

}  // namespace

std::string escape_latex_title(std::string_view title, std::span<const std::string> names) {
  std::string out;
  std::size_t at = 0;
  for (const auto& range : protected_ranges(title, names)) {
    out += escape_latex(title.substr(at, range.begin - at)) + '{' + escape_latex(title.substr(range.begin, range.end - range.begin)) + '}';
    at = range.end;
  }
  return out + escape_latex(title.substr(at));
}

}  // namespace whatworks
