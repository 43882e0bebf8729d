// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "build_workers.h"
#include "core/files.h"
#include "index/dense.h"
#include "part.h"
#include "record/record.h"

namespace whatworks {

// Writes a fresh generation on all cores: records are gathered into parts, which the workers write and merge, first into
// larger parts and in the end into shards. What comes out depends on the records and their order alone, not on the threads: in each shard the
// documents are numbered in that order. The first records are held back until there are enough to learn the dense view from. Not thread-safe. Throws
// Xapian::Error and fs::filesystem_error, also for what went wrong in a worker before.
class BulkWriter {
 public:
  BulkWriter(BuildWorkers& workers, fs::path folder, std::uint32_t shards_per_circulation);  // `workers` must be gone before the folder is removed
  BulkWriter(const BulkWriter&) = delete;
  BulkWriter& operator=(const BulkWriter&) = delete;

  void put(Record record);  // no two of one id; waits where the workers are far behind
  void finish();            // afterwards the shards are in the folder, on disk, and nothing else is

 private:
  struct Part {
    fs::path path;
    std::shared_future<void> written;
  };
  // The words of a shard, to which every part adds its own. Free to use from several threads.
  class Words {
   public:
    void add(const WordCounts& counts);
    WordCounts take_if(std::size_t fewest);  // empty where there are fewer

   private:
    std::mutex mutex_;
    WordCounts counts_;
  };
  struct Shard {
    bool is_public = false;
    std::vector<Record> pending;
    std::size_t pending_size = 0;
    std::shared_ptr<Words> words = std::make_shared<Words>();
    std::vector<std::vector<Part>> parts;  // by how often they were merged; each list, and those of higher levels before it, in the order of records
  };

  void learn();
  void write(Record record);
  void write_pending(Shard& shard);
  void write_words(Shard& shard, std::size_t fewest);
  void add_part(Shard& shard, std::size_t level, Part part);
  std::shared_future<void> merge(const fs::path& whole, std::vector<Part> parts);
  std::shared_future<void> track(std::future<void> job);
  void wait_until_running(std::size_t most);
  fs::path next_part();

  BuildWorkers& workers_;
  fs::path folder_;
  std::uint32_t shards_per_circulation_;
  bool learning_ = true;
  std::vector<Record> held_back_;           // while learning
  std::shared_ptr<const DenseModel> view_;  // null where the public records are too few
  std::map<std::string, Shard> shards_;
  std::size_t pending_size_ = 0;  // over all shards
  std::size_t parts_ = 0;
  std::deque<std::shared_future<void>> running_;
};

}  // namespace whatworks
