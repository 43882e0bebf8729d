// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "bench/random.h"

namespace whatworks::bench {

// Words that follow each other as in a sample of real text, with a tail of made-up rare words, so that the vocabulary goes on growing with the text as
// that of natural language does (Heaps' law). Immutable; free to share between threads.
class Language {
 public:
  // A word of the sample by its number, or, from kMadeUp on, a made-up one.
  using Word = std::uint64_t;
  static constexpr Word kMadeUp = Word{1} << 32U;

  // `sample` must hold a word; those with digits are left out, since a record has to account for its figures.
  explicit Language(const std::string& sample);

  [[nodiscard]] Word first(Random& random) const;
  [[nodiscard]] Word after(Word word, Random& random) const;

  [[nodiscard]] std::string spelling(Word word) const;
  [[nodiscard]] std::size_t sample_words() const noexcept { return spellings_.size(); }  // different ones
  [[nodiscard]] std::size_t occurrences(Word word) const { return places_.at(word).size(); }

 private:
  std::vector<std::string> spellings_;
  std::vector<std::uint32_t> tokens_;               // the sample as word numbers
  std::vector<std::vector<std::uint32_t>> places_;  // of each word in tokens_
};

}  // namespace whatworks::bench
