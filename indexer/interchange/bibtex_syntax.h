// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "reference_builder.h"

namespace whatworks {

// An entry as it stands in the file, with abbreviations written out.
struct BibtexEntry {
  std::string type;  // "article", in lower case
  std::string key;
  int line = 1;
  std::map<std::string, std::string> fields;  // names in lower case; values in LaTeX
  std::vector<std::string> order;             // of the names
};

// All entries of a file, at most 200,000: they are held at once, since one may name another that comes later. Those that cannot be read are told to `sink` and
// spoil no other.
std::vector<BibtexEntry> read_bibtex_entries(std::string_view text, const ImportSink& sink);

// What separates words in BibTeX, whose line ends are line feeds by now.
constexpr bool is_bibtex_space(char c) noexcept { return c == ' ' || c == '\n' || c == '\t'; }

}  // namespace whatworks
