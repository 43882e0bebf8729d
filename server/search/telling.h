// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "reader.h"
#include "record/record.h"
#include "related.h"

// How near texts are to each other by the words that tell most of them.
namespace whatworks {

// Words that say something, each with how much: often here, seldom elsewhere.
using Telling = std::unordered_map<std::string, double>;

// Weighs words by how rare they are in one state of the index, which must outlive it.
class Weigher {
 public:
  explicit Weigher(const OpenIndex& index) : index_(index) {}
  Telling weigh(std::string_view text);

 private:
  double rarity(const std::string& word);

  const OpenIndex& index_;
  std::unordered_map<std::string, double> known_;
};

// The cosine of the two, between 0 and 1.
double likeness(const Telling& a, const Telling& b);

// All that a record says in words.
std::string whole_text(const Record& record);

// Records other than `id` that share the most telling words, the best first, at most `most`. Throws Xapian::Error.
std::vector<StoredRecord> candidates(const OpenIndex& index, std::string_view id, const Telling& telling, std::size_t most);

}  // namespace whatworks
