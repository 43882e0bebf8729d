// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <string>

#include "core/files.h"

namespace whatworks::bench {

// How well codes are suggested: each record of a corpus in turn is taken for a new text, and what is suggested is compared with how people coded it.
struct CodingBench {
  fs::path corpus = "corpus";
  fs::path schemas = "schemas";
  fs::path page;  // Markdown file whose table is replaced between its marks; empty: none
};

// Prints a table, and returns the exit status.
int run_coding(const CodingBench& bench, std::ostream& out, std::ostream& err);

}  // namespace whatworks::bench
