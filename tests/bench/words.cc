// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/words.h"

#include <algorithm>
#include <set>

#include "core/text.h"

namespace whatworks::bench {
namespace {

constexpr std::string_view kStopWords =
    "a about above after again against all also am an and any are as at be because been before being below between both but by can cannot could did "
    "do does doing down during each few for from further had has have having he her here hers him his how i if in into is it its itself may me might "
    "more most must my no nor not of off on once only or other ought our out over own same shall she should so some such than that the their them "
    "then there these they this those through to too under until up upon us very was we were what when where which while who whom whose why will "
    "with would you your";

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const auto c : fold(text) + " ") {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  return words;
}

bool is_stop_word(std::string_view word) {
  static const auto list = split(kStopWords, ' ');
  static const std::set<std::string, std::less<>> stop_words(list.begin(), list.end());
  return stop_words.contains(word);
}

std::vector<std::string> query_words(std::string_view text) {
  std::vector<std::string> all;
  for (auto& word : words_of(text)) {
    if (std::find(all.begin(), all.end(), word) == all.end()) {
      all.push_back(std::move(word));
    }
  }
  std::vector<std::string> telling;
  std::copy_if(all.begin(), all.end(), std::back_inserter(telling), [](const std::string& word) { return !is_stop_word(word); });
  return telling.empty() ? all : telling;
}

}  // namespace whatworks::bench
