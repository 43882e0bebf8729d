// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

#include "body.h"
#include "front_matter.h"

namespace whatworks {

// How hard a text is to read. `lix` is the mean number of words in a sentence and the percentage of words of more than six letters, added (C. H. Björnsson,
// Läsbarhet, Liber 1968; J. Anderson, "Lix and Rix", Journal of Reading 26(6), 1983, 490-496): 40 is a newspaper, above 60 is very difficult.
struct Readability {
  std::size_t words = 0;
  std::size_t sentences = 0;
  double words_per_sentence = 0;
  double lix = 0;
};

// Of plain text, in which every line ends a paragraph.
Readability readability_of(std::string_view text);

// Tells of sections, summaries and abbreviations that a reader in a hurry will stumble over.
void check_readability(const FrontMatter& front_matter, const Body& body, const BodyLines& lines, Report& report);

}  // namespace whatworks
