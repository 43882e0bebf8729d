// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/language.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "bench/words.h"

namespace whatworks::bench {
namespace {

constexpr double kMadeUpShare = 0.04;  // of all words
constexpr double kJump = 0.15;         // how often a word does not follow from the one before, so that sentences of the sample do not come whole
// Made-up words fall off with this exponent of their rank, which makes the number of different ones grow with the power 1/1.7 = 0.59 of all; the offset
// keeps the commonest of them rare (Zipf and Mandelbrot).
constexpr double kTailExponent = 1.7;
constexpr double kTailOffset = 2'000;
constexpr double kTailEnd = 1e12;

constexpr std::array kOnsets{"b", "br", "d", "dr", "f", "g", "gl", "h", "j", "k", "kl", "l", "m", "n", "p", "pr", "r", "sk", "t", "tr", "v", "z"};
constexpr std::array kVowels{"a", "e", "i", "o", "u", "au", "oi"};

// A word that can be spoken, another for each rank, the longer the rarer.
std::string made_up(std::uint64_t rank) {
  std::string word;
  for (auto left = rank + 200;; left = left / (kOnsets.size() * kVowels.size()) - 1) {
    word += kOnsets[left % kOnsets.size()];
    word += kVowels[left / kOnsets.size() % kVowels.size()];
    if (left < kOnsets.size() * kVowels.size()) {
      return word + "k";
    }
  }
}

std::uint64_t tail_rank(Random& random) {
  const auto rank = kTailOffset * (std::pow(1 - random.unit(), -1 / (kTailExponent - 1)) - 1);
  return static_cast<std::uint64_t>(std::min(rank, kTailEnd));
}

bool has_digit(const std::string& word) {
  return std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Language::Language(const std::string& sample) {
  std::unordered_map<std::string, std::uint32_t> numbers;
  for (const auto& word : words_of(sample)) {
    if (has_digit(word)) {
      continue;
    }
    const auto [entry, is_new] = numbers.emplace(word, static_cast<std::uint32_t>(spellings_.size()));
    if (is_new) {
      spellings_.push_back(word);
      places_.emplace_back();
    }
    places_[entry->second].push_back(static_cast<std::uint32_t>(tokens_.size()));
    tokens_.push_back(entry->second);
  }
}

Language::Word Language::first(Random& random) const { return tokens_[random.below(tokens_.size())]; }

Language::Word Language::after(Word word, Random& random) const {
  if (random.chance(kMadeUpShare)) {
    return kMadeUp + tail_rank(random);
  }
  if (word >= kMadeUp || random.chance(kJump)) {
    return first(random);
  }
  const auto& places = places_[word];
  return tokens_[(places[random.below(places.size())] + 1) % tokens_.size()];
}

std::string Language::spelling(Word word) const { return word >= kMadeUp ? made_up(word - kMadeUp) : spellings_[word]; }

}  // namespace whatworks::bench
