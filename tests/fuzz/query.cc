// SPDX-License-Identifier: GPL-3.0-or-later
// A private header is included on purpose: the query language is the first thing that what was typed meets.
#include "../../server/search/query_parser.h"

#include <algorithm>

#include "core/text.h"
#include "fuzz.h"

using namespace whatworks;
using fuzz::demand;

namespace {

constexpr std::size_t kMostWords = 64;
constexpr int kDeepest = 40;  // brackets nest at most 16 deep, and each makes two branches

std::size_t count_words(const QueryNode& node, int depth) {
  demand(depth <= kDeepest, "a query does not nest without end");
  std::size_t words = 0;
  if (node.kind == QueryNode::Kind::term) {
    demand(node.children.empty() && node.forbidden.empty(), "a term is no branch");
    demand(!node.term.words.empty(), "a term has words");
    for (const auto& word : node.term.words) {
      demand(!word.empty() && fuzz::is_clean(word), "words are clean text");
      demand(word.size() <= 64, "words are no longer than those of the index");
      words += 1;
    }
  }
  demand(node.kind == QueryNode::Kind::all || node.forbidden.empty(), "only what must hold as a whole can forbid");
  for (const auto* branches : {&node.children, &node.forbidden}) {
    for (const auto& branch : *branches) {
      words += count_words(branch, depth + 1);
    }
  }
  return words;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto typed = fuzz::text_of(data, size);
  const auto parsed = parse_query(typed);
  // Operators that join nothing are words too; each stands for itself and is not counted.
  demand(count_words(parsed.words, 0) <= 256 + kMostWords, "a query has no more words than are counted");
  for (const auto* years : {&parsed.years, &parsed.excluded_years}) {
    for (const auto& range : *years) {
      demand(0 <= range.from && range.from <= range.to && range.to <= 9999, "years are in order");
    }
  }
  if (!find_invalid_utf8(typed)) {
    const auto straight = straight_quotes(std::string(typed));
    demand(!find_invalid_utf8(straight) && straight_quotes(straight) == straight, "quotation marks are made straight once");
  }
  return 0;
}
