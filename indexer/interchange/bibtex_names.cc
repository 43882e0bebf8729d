// SPDX-License-Identifier: GPL-3.0-or-later
#include "bibtex_names.h"

#include <algorithm>

#include "bibtex_syntax.h"
#include "core/text.h"
#include "import_text.h"
#include "latex_reader.h"

namespace whatworks {
namespace {

constexpr std::string_view kBodyWords[] = {" of ",       " for ",        " and ",    " the ",    " & ",         " office ",
                                           " ministry ", " department ", " police ", " agency ", " university "};

// Whether the whole of a name stands in one pair of braces: it is a body's, or meant to be taken as it is.
bool is_braced(std::string_view name) noexcept {
  if (!name.starts_with('{') || !name.ends_with('}')) {
    return false;
  }
  std::size_t depth = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    depth += name[i] == '{' ? 1U : 0U;
    if (name[i] == '}' && --depth == 0 && i + 1 != name.size()) {
      return false;
    }
  }
  return !name.starts_with("{\\") || name.find(' ') != std::string_view::npos;
}

std::vector<std::string_view> words_outside_braces(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t depth = 0;
  std::size_t from = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const bool end = i == text.size() || (depth == 0 && (is_bibtex_space(text[i]) || text[i] == '~'));
    if (end) {
      if (i > from) {
        words.push_back(text.substr(from, i - from));
      }
      from = i + 1;
    } else if (text[i] == '{') {
      ++depth;
    } else if (text[i] == '}') {
      depth -= depth == 0 ? 0 : 1;
    }
  }
  return words;
}

std::string join_words(const std::vector<std::string_view>& words, std::size_t from, std::size_t to) {
  std::string out;
  for (auto i = from; i < to; ++i) {
    out += (out.empty() ? "" : " ") + std::string(words[i]);
  }
  return out;
}

bool starts_lower(std::string_view word) {
  const auto set = clean_value(read_latex(word));
  return !set.empty() && set.front() >= 'a' && set.front() <= 'z';
}

}  // namespace

std::vector<std::string_view> split_outside_braces(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  std::size_t depth = 0;
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') {
      ++depth;
    } else if (text[i] == '}') {
      depth -= depth == 0 ? 0 : 1;
    } else if (depth == 0) {
      const bool word_here =
          separator == "and" ? i != 0 && is_bibtex_space(text[i - 1]) && fold(text.substr(i, 3)) == "and" && i + 3 < text.size() && is_bibtex_space(text[i + 3])
                             : text[i] == separator.front();
      if (word_here) {
        parts.push_back(trim(text.substr(from, i - from)));
        i += separator.size() - 1;
        from = i + 1;
      }
    }
  }
  parts.push_back(trim(text.substr(std::min(from, text.size()))));
  return parts;
}

std::string bibtex_name(std::string_view name) {
  if (is_braced(name)) {
    return read_latex(name);
  }
  const auto parts = split_outside_braces(name, ",");
  const auto set = [](std::string_view part) { return clean_value(read_latex(part)); };
  if (parts.size() == 2) {
    return set(parts[0]) + ", " + set(parts[1]);
  }
  if (parts.size() >= 3) {
    return set(parts[0]) + ", " + set(parts[2]) + ", " + set(parts[1]);
  }
  const auto words = words_outside_braces(name);
  auto whole = set(name);
  const auto folded = ' ' + fold(whole) + ' ';
  const bool body = words.size() < 2 ||
                    std::any_of(std::begin(kBodyWords), std::end(kBodyWords), [&](std::string_view word) { return folded.find(word) != std::string::npos; });
  if (body) {
    return whole;
  }
  std::size_t family = words.size() - 1;
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (starts_lower(words[i])) {
      family = i;
      break;
    }
  }
  return set(join_words(words, family, words.size())) + ", " + set(join_words(words, 0, family));
}

}  // namespace whatworks
