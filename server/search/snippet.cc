// SPDX-License-Identifier: GPL-3.0-or-later
#include "snippet.h"

#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "index/layout.h"

namespace whatworks {
namespace {

constexpr std::size_t kPassageWords = 40;
constexpr double kRepeatedWorth = 0.1;  // a term's second and later places in a passage, against its first

bool is_word_byte(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

bool ends_sentence(std::string_view text, std::size_t word_end, std::size_t next_begin) noexcept {
  return text.substr(word_end, next_begin - word_end).find_first_of(".!?") != std::string_view::npos;
}

}  // namespace

SnippetCutter::SnippetCutter(const Xapian::Query& query, const std::vector<std::string>& prefixes, const Xapian::Database& database,
                             const Xapian::Stem& stemmer)
    : stemmer_(stemmer), prefixes_(prefixes) {
  const double records = std::max<double>(database.get_doccount(), 1);
  for (auto term = query.get_unique_terms_begin(); term != query.get_terms_end(); ++term) {
    const std::string name = *term;
    const double worth = 0.1 + std::log(records / std::max<double>(database.get_termfreq(name), 1));
    if (const auto phrase = layout::stems_of_phrase(name); !phrase.empty()) {
      for (const auto& stem : phrase) {
        if (stems_.emplace(stem, static_cast<int>(worth_.size())).second) {
          worth_.push_back(worth / static_cast<double>(phrase.size()));
          beginnings_.push_back(stem.substr(0, 2));
        }
      }
    } else if (name.size() > 1 && name[0] == 'Z' && !(name[1] >= 'A' && name[1] <= 'Z')) {
      const auto number = static_cast<int>(worth_.size());
      stems_.emplace(name.substr(1), number);
      worth_.push_back(worth);
      beginnings_.push_back(name.substr(1, 2));
    } else if (!name.empty() && !(name[0] >= 'A' && name[0] <= 'Z')) {
      exact_.emplace(name, static_cast<int>(worth_.size()));
      worth_.push_back(worth);
      beginnings_.push_back(name.substr(0, 2));
    }
  }
  for (const auto& prefix : prefixes_) {
    worth_.push_back(1);
    beginnings_.push_back(prefix.substr(0, 2));
  }
}

void SnippetCutter::match(std::string_view text, Word& word) const {
  auto raw = text.substr(word.begin, word.end - word.begin);
  std::string folded;
  if (std::any_of(raw.begin(), raw.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
    folded = fold(raw);
  } else {
    folded.resize(raw.size());
    std::transform(raw.begin(), raw.end(), folded.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  }
  const bool worth_a_look =
      std::any_of(beginnings_.begin(), beginnings_.end(), [&](const std::string& beginning) { return folded.compare(0, beginning.size(), beginning) == 0; });
  if (!worth_a_look) {
    return;
  }
  const auto prefix = std::find_if(prefixes_.begin(), prefixes_.end(), [&](const std::string& entry) { return folded.starts_with(entry); });
  if (const auto exact = exact_.find(folded); exact != exact_.end()) {
    word.term = exact->second;
  } else if (prefix != prefixes_.end()) {
    word.term = static_cast<int>(worth_.size() - prefixes_.size()) + static_cast<int>(prefix - prefixes_.begin());
  } else if (!stems_.empty()) {
    const auto stem = stems_.find(stemmer_(folded));
    word.term = stem == stems_.end() ? -1 : stem->second;
  }
  word.worth = word.term < 0 ? 0 : worth_[static_cast<std::size_t>(word.term)];
}

std::vector<SnippetCutter::Word> SnippetCutter::split(std::string_view text) const {
  std::vector<Word> words;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word_byte(text[at])) {
      ++at;
      continue;
    }
    Word word{at, at};
    while (word.end < text.size() && is_word_byte(text[word.end])) {
      ++word.end;
    }
    at = word.end;
    match(text, word);
    words.push_back(word);
  }
  return words;
}

std::string SnippetCutter::cut(std::string_view text) const {
  const auto words = split(text);
  if (std::none_of(words.begin(), words.end(), [](const Word& word) { return word.term >= 0; })) {
    return {};
  }
  // The best window of words, by what it holds; of equals the first.
  std::vector<int> held(worth_.size());
  double value = 0;
  double best = -1;
  std::size_t best_begin = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].term >= 0) {
      value += words[i].worth * (held[static_cast<std::size_t>(words[i].term)]++ == 0 ? 1 : kRepeatedWorth);
    }
    if (i >= kPassageWords) {
      const auto& left = words[i - kPassageWords];
      if (left.term >= 0) {
        value -= left.worth * (--held[static_cast<std::size_t>(left.term)] == 0 ? 1 : kRepeatedWorth);
      }
    }
    if (value > best + 1e-9) {
      best = value;
      best_begin = i + 1 >= kPassageWords ? i + 1 - kPassageWords : 0;
    }
  }
  auto begin = best_begin;
  const auto first_match = static_cast<std::size_t>(
      std::find_if(words.begin() + static_cast<std::ptrdiff_t>(begin), words.end(), [](const Word& word) { return word.term >= 0; }) - words.begin());
  // A passage reads better from the start of the sentence in which its first word of the query stands, if that is near.
  for (auto i = first_match; i > 0 && first_match - i < kPassageWords / 2; --i) {
    if (ends_sentence(text, words[i - 1].end, words[i].begin)) {
      begin = i;
      break;
    }
  }
  const auto end = std::min(words.size(), begin + kPassageWords);

  std::string out = begin == 0 ? "" : "…";
  auto at = words[begin].begin;
  for (auto i = begin; i < end; ++i) {
    out += escape_html(text.substr(at, words[i].begin - at));
    const auto word = escape_html(text.substr(words[i].begin, words[i].end - words[i].begin));
    out += words[i].term >= 0 ? "<mark>" + word + "</mark>" : word;
    at = words[i].end;
  }
  return out + (end == words.size() ? escape_html(text.substr(at)) : "…");
}

}  // namespace whatworks
