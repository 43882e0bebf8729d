// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bench/program.h"
#include "bench/synthetic.h"
#include "bench/timing.h"
#include "core/files.h"
#include "core/result.h"

namespace whatworks::bench {

struct BuildCost {
  double seconds = 0;  // without the making of the records
  double peak_mib = 0;
  double index_bytes = 0;
};

// An engine to compare with. Both are given the same words and the same codes, stem in English and are asked for the ten best; of a facet with several
// values they count a record's first. They answer less than the product does: no counts with a facet's own choices set aside, no broader codes,
// no labels, no snippets.
struct Baseline {
  const char* name;
  Result<BuildCost> (*build)(const Model& model, std::size_t records, std::uint64_t seed, const fs::path& folder);
  MakeAnswer (*open)(const fs::path& folder);
};

// One WritableDatabase, committed every 1,000 records; BM25; a ValueCountMatchSpy a facet, made to see every match.
extern const Baseline kXapianBaseline;

// FTS5 and a table of the codes; a GROUP BY a facet.
extern const Baseline kSqliteBaseline;

// The bytes of all files below a folder.
double bytes_below(const fs::path& folder);

// Runs the filling of an index in a process of its own. `fill` gets a function that brings the next records, empty at the end, and does not count
// towards the time.
using NextBatch = std::function<std::vector<SyntheticRecord>()>;
Result<BuildCost> measure_build(SyntheticRecords records, const fs::path& folder, const std::function<void(const NextBatch& next)>& fill);

}  // namespace whatworks::bench
