// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <map>
#include <memory>
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

// Writes a folder of shards: a fresh one, or a copy of the current generation to be changed. Nothing that it does can be seen before
// the manifest is published. Not thread-safe. Throws Xapian::Error.
//
// Every record gets its place in the dense view. Where the folder has no view yet, the first records are held back until there are enough of them to
// learn it from, or until commit().
class GenerationWriter {
 public:
  GenerationWriter(const Schemas& schemas, fs::path folder, std::uint32_t shards_per_circulation);
  ~GenerationWriter();  // closes; what was not committed is lost
  GenerationWriter(const GenerationWriter&) = delete;
  GenerationWriter& operator=(const GenerationWriter&) = delete;

  void put(const Record& record);                                // adds it or takes the place of the one with its id in its shard
  void remove(const std::string& shard, const std::string& id);  // where it is not there, nothing happens
  void commit();                                                 // all shards, each in one transaction
  [[nodiscard]] std::vector<Shard> describe() const;             // of all shards in the folder, after commit()

 private:
  struct Open;
  Open& open(const std::string& name);
  void describe_record(const std::string& shard, const Record& record);
  void find_view();
  void learn();
  void write(const Record& record);
  [[nodiscard]] std::vector<float> fold(const StemCounts& stems) const;

  fs::path folder_;
  std::uint32_t shards_per_circulation_;
  DocumentMaker maker_;
  std::map<std::string, std::unique_ptr<Open>> shards_;
  bool learning_ = false;
  std::vector<Record> held_back_;    // while learning
  DenseSample sample_;               // of the public ones among them
  std::optional<DenseModel> model_;  // as learned just now
  std::optional<DenseReader> view_;  // as found in the folder
};

}  // namespace whatworks
