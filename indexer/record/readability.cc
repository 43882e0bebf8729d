// SPDX-License-Identifier: GPL-3.0-or-later
#include "readability.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "core/text.h"
#include "words_of.h"

namespace whatworks {
namespace {

constexpr std::size_t kFewestSentences = 3;   // of fewer the means say little
constexpr double kMostWordsPerSentence = 28;  // on average; single ones may well be longer
constexpr double kHardest = 60;               // LIX
constexpr std::size_t kLongestSummary = 60;   // words
constexpr std::size_t kLongWord = 6;          // letters, beyond which LIX counts a word as long

// Abbreviations that are better known than what they stand for.
constexpr auto kKnown = std::to_array<std::string_view>({"AIDS", "ATM", "BBC", "CCTV", "CD", "CEO", "COVID", "DNA", "DVD",  "EU",  "FBI", "GB",
                                                         "GDP",  "GPS", "HIV", "HMRC", "ID", "IP",  "IQ",    "IT",  "NATO", "NCA", "NHS", "OECD",
                                                         "PDF",  "PIN", "SIM", "SMS",  "TV", "UK",  "UN",    "US",  "USA",  "USB", "VAT"});

// Whether the byte is part of a letter or a digit. Beyond ASCII that is all but U+2000 to U+207F, where dashes and quotation marks are.
bool is_word_byte(std::string_view text, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(at) < 0x80) {
    return std::isalnum(byte(at)) != 0;
  }
  auto start = at;
  while (start > 0 && (byte(start) & 0xC0U) == 0x80) {
    --start;
  }
  return byte(start) != 0xE2 || start + 1 >= text.size() || (byte(start + 1) != 0x80 && byte(start + 1) != 0x81);
}

// Whether a mark between two bytes belongs to the word that they are part of.
bool joins(std::string_view text, std::size_t at) noexcept {
  constexpr std::string_view kJoiners = "'-.,/&";
  return at > 0 && at + 1 < text.size() && kJoiners.find(text[at]) != std::string_view::npos && is_word_byte(text, at - 1) && is_word_byte(text, at + 1);
}

// Two to six capital letters and nothing else.
bool is_abbreviation(std::string_view word) {
  return word.size() >= 2 && word.size() <= 6 && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// Whether words follow each other that begin with these letters; small words between them may have none.
bool spells_out(const std::vector<std::string_view>& words, std::size_t from, std::string_view letters) {
  constexpr auto kSmall = std::to_array<std::string_view>({"a", "an", "and", "at", "for", "in", "of", "on", "the", "to", "with"});
  std::size_t found = 0;
  for (auto i = from; i < words.size() && found < letters.size(); ++i) {
    const auto word = words[i];
    if (std::toupper(static_cast<unsigned char>(word.front())) == letters[found] && word != letters) {
      ++found;
      // "follow-up" counts for one or for two
      const auto hyphen = word.find('-');
      if (found < letters.size() && hyphen != std::string_view::npos && hyphen + 1 < word.size() &&
          std::toupper(static_cast<unsigned char>(word[hyphen + 1])) == letters[found]) {
        ++found;
      }
    } else if (found == 0 || std::find(kSmall.begin(), kSmall.end(), word) == kSmall.end()) {
      return false;
    }
  }
  return found == letters.size();
}

// Whether the text says somewhere what an abbreviation stands for: "(ABC)" after it or "ABC (" before it, or words that begin with its letters.
bool is_explained(std::string_view letters, std::string_view text, const std::vector<std::string_view>& words) {
  const std::string name(letters);
  if (text.find('(' + name + ')') != std::string_view::npos || text.find(name + " (") != std::string_view::npos) {
    return true;
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (spells_out(words, i, letters)) {
      return true;
    }
  }
  return false;
}

void check_abbreviations(const FrontMatter& front_matter, const Body& body, Report& report) {
  std::string all = front_matter.value.at("title").get<std::string>() + "\n" + front_matter.value.at("summary").get<std::string>() + "\n";
  for (const auto& section : body.sections) {
    all += section.text + "\n";
  }
  const auto words = words_of(all);
  std::set<std::string_view> told;
  for (const auto* key : {"title", "summary"}) {
    const auto text = front_matter.value.at(key).get<std::string>();
    for (const auto word : words_of(text)) {
      const bool known = std::find(kKnown.begin(), kKnown.end(), word) != kKnown.end();
      // What is written in capitals as a whole is not abbreviated.
      const bool shouted = std::none_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
      if (!is_abbreviation(word) || known || shouted || is_explained(word, all, words)) {
        continue;
      }
      const auto kept = *std::find(words.begin(), words.end(), word);  // a view that outlives `text`
      if (told.insert(kept).second) {
        const auto pointer = std::string("/") + key;
        report.add("abbreviation", front_matter.positions.value(pointer), pointer, fmt::format("{} is never spelt out", in_quotes(word)),
                   "spell it out here, or once in the text; a name that is no abbreviation can stay");
      }
    }
  }
}

}  // namespace

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> out;
  std::size_t start = std::string_view::npos;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const bool inside = i < text.size() && (is_word_byte(text, i) || joins(text, i));
    if (inside && start == std::string_view::npos) {
      start = i;
    } else if (!inside && start != std::string_view::npos) {
      out.push_back(text.substr(start, i - start));
      start = std::string_view::npos;
    }
  }
  return out;
}

Readability readability_of(std::string_view text) {
  Readability out;
  std::size_t long_words = 0;
  // A sentence ends with its mark and white space, or with its paragraph.
  std::size_t start = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const bool at_end = i == text.size() || text[i] == '\n';
    const bool after_mark = !at_end && i > 0 && text[i] == ' ' && std::string_view(".!?:").find(text[i - 1]) != std::string_view::npos;
    if (!at_end && !after_mark) {
      continue;
    }
    const auto words = words_of(text.substr(start, i - start));
    start = i;
    out.words += words.size();
    out.sentences += words.empty() ? 0U : 1U;
    long_words +=
        static_cast<std::size_t>(std::count_if(words.begin(), words.end(), [](std::string_view word) { return count_code_points(word) > kLongWord; }));
  }
  if (out.sentences > 0) {
    const auto count = static_cast<double>(out.words);
    out.words_per_sentence = count / static_cast<double>(out.sentences);
    out.lix = out.words_per_sentence + 100 * static_cast<double>(long_words) / count;
  }
  return out;
}

void check_readability(const FrontMatter& front_matter, const Body& body, const BodyLines& lines, Report& report) {
  for (std::size_t i = 0; i < body.sections.size(); ++i) {
    const auto& section = body.sections[i];
    const auto measured = readability_of(section.text);
    if (measured.sentences < kFewestSentences || (measured.words_per_sentence <= kMostWordsPerSentence && measured.lix <= kHardest)) {
      continue;
    }
    report.add("long-sentences", lines.at(body.heading_lines[i]), '#' + section.slug,
               fmt::format("{} is hard to read: {:.0f} words in a sentence on average, readability index (LIX) {:.0f}", in_quotes(section.heading),
                           measured.words_per_sentence, measured.lix),
               "cut long sentences in two, and write short words where there are some");
  }
  if (const auto words = words_of(front_matter.value.at("summary").get<std::string>()).size(); words > kLongestSummary) {
    report.add("long-summary", front_matter.positions.value("/summary"), "/summary", fmt::format("the summary has {} words", words),
               fmt::format("say in one or two sentences of at most {} words together what happened, with the one number that matters", kLongestSummary));
  }
  check_abbreviations(front_matter, body, report);
}

}  // namespace whatworks
