// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <string>
#include <unordered_map>
#include <vector>

#include "core/files.h"
#include "document.h"
#include "index/dense.h"
#include "index/manifest.h"
#include "record/record.h"

namespace whatworks {

// Who may read the records of a shard stands in the shard itself, so that a folder can be read without its manifest. All records of a shard say
// the same. Both throw Xapian::Error.
void describe_shard(Xapian::WritableDatabase& database, const Record& record);
Shard describe_shard(const Xapian::Database& database);  // without its name

// A part is a small shard that a build writes in one go and throws away once it is merged: writing many small databases and merging them takes a
// fraction of the time of adding to one large one, whose blocks would be changed over and over.

// How often each word that spelling correction may offer stands in the records of a shard.
using WordCounts = std::unordered_map<std::string, Xapian::termcount>;

// Writes `records`, which all belong to one shard and of which there is at least one, as a fresh part. Their documents have the numbers 1, 2, 3 …
// and their places in the dense view, where there is one.
// Returns the words for the spelling dictionary, which the part is without: most words stand in most parts, and to enter one is dear. Throws
// Xapian::Error.
WordCounts write_part(const fs::path& part, const std::vector<Record>& records, const DenseModel* view, DocumentMaker& maker);

// Writes a part that has no documents but a spelling dictionary. Throws Xapian::Error.
void write_spellings(const fs::path& part, const WordCounts& words);

// Writes a part that has no documents but the dense view, for the shard that is to hold it. Throws Xapian::Error.
void write_view(const fs::path& part, const DenseModel& view);

// Writes the documents of all parts, of which there is at least one, into `whole`, in their order, and makes sure that they are on disk. Removes
// the parts. Throws Xapian::Error and fs::filesystem_error.
void merge_parts(const fs::path& whole, const std::vector<fs::path>& parts);

}  // namespace whatworks
