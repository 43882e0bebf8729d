// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/words.h"

#include <algorithm>

#include "core/text.h"
#include "index/layout.h"

namespace whatworks {
namespace {

constexpr std::size_t kMostStemsKept = 100'000;  // some 10 MB
constexpr std::size_t kLongestPhrase = 200;      // bytes; a term may have 245
constexpr char kBetween = '_';                   // between the stems of a phrase; no word holds it at an end

bool is_letter_or_digit(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

bool is_ascii_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// The sign within a word that this character stands for; 0 where it ends the word.
unsigned within_word(unsigned sign, unsigned before, unsigned after) {
  if (Xapian::Unicode::get_category(before) == Xapian::Unicode::DECIMAL_DIGIT_NUMBER &&
      Xapian::Unicode::get_category(after) == Xapian::Unicode::DECIMAL_DIGIT_NUMBER && (sign == ',' || sign == '.' || sign == ';')) {
    return sign;
  }
  if (sign == '\'' || sign == 0x2019 || sign == 0x201B) {
    return '\'';
  }
  return sign == '&' ? sign : 0;
}

}  // namespace

std::vector<TextWord> split_words(std::string_view folded) {
  std::vector<TextWord> words;
  words.reserve(folded.size() / 6);  // some letters and a space each
  std::string between;
  const Xapian::Utf8Iterator end;
  for (Xapian::Utf8Iterator at(folded.data(), folded.size()); at != end;) {
    if (!Xapian::Unicode::is_wordchar(*at)) {
      Xapian::Unicode::append_utf8(between, *at++);
      continue;
    }
    TextWord word{{}, between == "-" && !words.empty()};
    unsigned before = 0;
    while (at != end && Xapian::Unicode::is_wordchar(*at)) {
      before = *at++;
      Xapian::Unicode::append_utf8(word.text, before);
      if (at == end || Xapian::Unicode::is_wordchar(*at)) {
        continue;
      }
      auto next = at;
      if (++next == end || !Xapian::Unicode::is_wordchar(*next)) {
        break;
      }
      const auto sign = within_word(*at, before, *next);
      if (sign == 0) {
        break;
      }
      Xapian::Unicode::append_utf8(word.text, sign);
      at = next;
    }
    words.push_back(std::move(word));
    between.clear();
  }
  return words;
}

std::string join_initials(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const bool begins_word = at == 0 || !is_letter_or_digit(text[at - 1]);
    std::size_t end = at;
    std::string letters;
    while (begins_word && end + 1 < text.size() && is_ascii_letter(text[end]) && text[end + 1] == '.') {
      letters += text[end];
      end += 2;
    }
    if (!letters.empty() && end < text.size() && is_ascii_letter(text[end])) {
      letters += text[end++];  // the last dot is often left out
    }
    if (letters.size() >= 2 && (end == text.size() || !is_letter_or_digit(text[end]))) {
      out += letters;
      at = end;
    } else {
      out += text[at++];
    }
  }
  return out;
}

bool has_stem(std::string_view word) {
  const Xapian::Utf8Iterator first(word.data(), word.size());
  if (first == Xapian::Utf8Iterator()) {
    return false;
  }
  switch (Xapian::Unicode::get_category(*first)) {
    case Xapian::Unicode::LOWERCASE_LETTER:
    case Xapian::Unicode::TITLECASE_LETTER:
    case Xapian::Unicode::MODIFIER_LETTER:
    case Xapian::Unicode::OTHER_LETTER: return true;
    default: return false;
  }
}

KnownPhrases::KnownPhrases(const Schemas& schemas) {
  const auto add = [this](const std::vector<std::string>& labels) {
    for (const auto& label : labels) {
      std::string key;
      const auto words = split_words(fold(label));
      for (std::size_t i = 0; i < words.size(); ++i) {
        key += (i == 0 ? "" : std::string(1, kBetween)) + stem(words[i].text);
        if (i + 1 < words.size()) {
          beginnings_.insert(key);
        }
      }
      if (words.size() > 1 && key.size() <= kLongestPhrase) {
        phrases_.insert(key);
      }
    }
  };
  for (const auto& entry : schemas.thesaurus()) {
    add(entry.typed);
    add(entry.means);
  }
  for (const auto* name : {"crime", "country"}) {
    if (const auto* vocabulary = schemas.find_vocabulary(name)) {
      for (const auto& entry : vocabulary->concepts()) {
        add({entry.label});
        add(entry.other_labels);
      }
    }
  }
}

std::vector<std::string> KnownPhrases::find(const std::vector<TextWord>& words) {
  std::vector<std::string> found;
  for (std::size_t begin = 0; begin + 1 < words.size(); ++begin) {
    auto key = stem(words[begin].text);
    for (auto end = begin + 1; end < words.size() && beginnings_.contains(key); ++end) {
      key += kBetween + stem(words[end].text);
      if (phrases_.contains(key)) {
        found.push_back(layout::phrase_term(key));
      }
    }
  }
  return found;
}

std::string KnownPhrases::term(const std::string& phrase) {
  std::vector<std::string> stems;
  for (const auto& word : split_words(fold(phrase))) {
    stems.push_back(stem(word.text));
  }
  return stems.size() > 1 ? layout::phrase_term(join(stems, std::string(1, kBetween))) : "";
}

const std::string& KnownPhrases::stem(const std::string& word) {
  if (stems_.size() > kMostStemsKept) {
    stems_.clear();
  }
  auto& stemmed = stems_[word];
  if (stemmed.empty()) {
    stemmed = stemmer_(word);
  }
  return stemmed;
}

}  // namespace whatworks
