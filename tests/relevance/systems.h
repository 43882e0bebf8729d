// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.h"
#include "core/result.h"
#include "relevance/collection.h"
#include "relevance/measures.h"
#include "relevance/record_lines.h"

namespace whatworks::bench {

struct ProductRun {
  Run run;
  RecordLines lines;
};

// How many results are asked for each query.
inline constexpr std::size_t kRunDepth = 1'000;

// The product: records built by the real indexer in `folder`, asked through the server's search. Fails as the indexer and the search do, and where
// the indexer rejects a record.
Result<ProductRun> run_product(const Collection& collection, EmptyTitle empty_title, const fs::path& folder);

// SQLite FTS5: its bm25 over stems (porter), the title counted twice, any of the query's words without stop words.
Result<Run> run_sqlite(const Collection& collection);

// Xapian as it comes: BM25 with its own constants, English stems, any of the query's words without stop words.
Result<Run> run_xapian(const Collection& collection, const fs::path& folder);

}  // namespace whatworks::bench
