// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reader.h"
#include "search/search.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// Completes what is being typed. Immutable and free to share between threads.
class Completer {
 public:
  explicit Completer(const Schemas& schemas);  // must outlive it

  // At most `most`, labels first, then interventions, then titles, each kind by how well it begins and by strength of evidence. The last word may be
  // unfinished; the others must stand there whole. Takes bounded time whatever is typed. Throws Xapian::Error.
  [[nodiscard]] std::vector<Suggestion> complete(std::string_view typed, const OpenIndex& index, std::size_t most) const;

 private:
  struct Label {
    std::vector<std::vector<std::string>> names;  // the label and what else it is called, folded, in words
    const Facet* facet;
    std::string value;
    std::string text;
  };

  [[nodiscard]] std::vector<Suggestion> labels(const std::vector<std::string>& words, const OpenIndex& index, std::size_t most) const;

  std::vector<Label> labels_;
};

}  // namespace whatworks
