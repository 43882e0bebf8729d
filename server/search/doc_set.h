// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <memory>
#include <span>
#include <vector>

namespace whatworks {

// Document numbers of one shard, ascending, each once. Plain arrays: the broad sets are walked from end to end for counting, which a compressed
// bitmap would slow down, and the narrow ones are small.
using DocSet = std::vector<Xapian::docid>;
using DocView = std::span<const Xapian::docid>;
using SharedDocs = std::shared_ptr<const DocSet>;  // never null

// Where one set is this many times as long as another, leaping through it beats walking it.
inline constexpr std::size_t kWorthLeaping = 16;

// The first place at or after `from` whose number is at least `document`; documents.size() where there is none. Fast where that is near.
std::size_t find_from(DocView documents, std::size_t from, Xapian::docid document) noexcept;

DocSet intersect(DocView a, DocView b);
DocSet subtract(DocView from, DocView what);

// `last` is the highest number that any of the sets may hold.
DocSet unite(std::span<const SharedDocs> sets, Xapian::docid last);

}  // namespace whatworks
