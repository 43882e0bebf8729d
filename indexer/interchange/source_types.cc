// SPDX-License-Identifier: GPL-3.0-or-later
#include "source_types.h"

#include <algorithm>
#include <array>

namespace whatworks {
namespace {

constexpr auto kSourceTypes = std::to_array<SourceType>({
    {"article", "JOUR", "T2", "article", "journal", "article-journal", "container-title", true},
    {"report", "RPRT", "PB", "techreport", "institution", "report", "publisher"},
    {"thesis", "THES", "PB", "phdthesis", "school", "thesis", "publisher"},
    {"chapter", "CHAP", "T2", "incollection", "booktitle", "chapter", "container-title", true},
    {"book", "BOOK", "PB", "book", "publisher", "book", "publisher"},
    {"conference-paper", "CPAPER", "T2", "inproceedings", "booktitle", "paper-conference", "container-title", true},
    {"preprint", "UNPB", "PB", "misc", "howpublished", "article", "publisher"},
    {"web-page", "ELEC", "T2", "misc", "howpublished", "webpage", "container-title"},
    {"dataset", "DATA", "PB", "misc", "howpublished", "dataset", "publisher"},
    {"legislation", "STAT", "T2", "misc", "howpublished", "legislation", "container-title"},
});

}  // namespace

std::span<const SourceType> source_types() noexcept { return kSourceTypes; }

const SourceType& source_type(std::string_view type) noexcept {
  const auto find = [](std::string_view wanted) {
    return std::find_if(kSourceTypes.begin(), kSourceTypes.end(), [&](const SourceType& row) { return row.type == wanted; });
  };
  const auto found = find(type);
  return found == kSourceTypes.end() ? *find("web-page") : *found;
}

}  // namespace whatworks
