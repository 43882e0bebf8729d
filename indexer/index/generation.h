// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/files.h"
#include "core/result.h"
#include "document.h"
#include "index/dense.h"
#include "index/manifest.h"
#include "record/record.h"

namespace whatworks {

// What the index holds of a record: where it lies and which bytes it was made from.
struct IndexedRecord {
  std::string shard;
  std::string digest;
};

// Reads ids and digests of all records out of the shards themselves, so that no second list can disagree with them.
Result<std::unordered_map<std::string, IndexedRecord>> read_indexed(const fs::path& index, const Manifest& manifest);

// The last good version of a record, as it lies in the index. Fails with not_found or index_corrupt.
Result<Record> read_stored(const fs::path& index, const Manifest& manifest, const IndexedRecord& indexed, const std::string& id);

// What is indexed of one record, without reading the others; nothing where the index does not have it.
Result<std::optional<IndexedRecord>> find_indexed(const fs::path& index, const Manifest& manifest, const std::string& id);

// What all shards in the folder of a generation say of themselves. Throws Xapian::Error.
std::vector<Shard> describe_shards(const fs::path& folder);

// Changes shards in the folder of a generation: those that readers see, or a copy. Nothing can be seen before commit(), and readers do not look
// before the manifest is published. Records are folded into the dense view that is there; a full build learns it anew. Not thread-safe. Throws
// Xapian::Error.
class GenerationWriter {
 public:
  GenerationWriter(const Schemas& schemas, fs::path folder, std::uint32_t shards_per_circulation);
  ~GenerationWriter();  // closes; what was not committed is lost
  GenerationWriter(const GenerationWriter&) = delete;
  GenerationWriter& operator=(const GenerationWriter&) = delete;

  void put(const Record& record);                                // adds it or takes the place of the one with its id in its shard
  void remove(const std::string& shard, const std::string& id);  // where it is not there, nothing happens
  void commit();                                                 // all shards, each in one transaction

 private:
  Xapian::WritableDatabase& open(const std::string& name);
  void find_view();

  fs::path folder_;
  std::uint32_t shards_per_circulation_;
  DocumentMaker maker_;
  std::map<std::string, Xapian::WritableDatabase> shards_;
  std::optional<DenseReader> view_;  // nothing where there is none
};

}  // namespace whatworks
