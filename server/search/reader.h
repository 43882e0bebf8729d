// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>
#include <xapian.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/files.h"
#include "core/result.h"
#include "index/dense.h"
#include "index/manifest.h"
#include "search/search.h"
#include "shard_memory.h"
#include "text_query.h"

namespace whatworks {

// One shard, open for reading, with what is in memory of it.
struct OpenShard {
  Xapian::Database database;
  std::shared_ptr<const ShardMemory> memory;
};

// What BM25 has to know of all records together.
struct Collection {
  double records = 0;
  double average_length = 0;
};

// The shards that an audience may see, as of one manifest or stub.
struct OpenIndex {
  bool remote = false;            // given by a stub: asked as a whole, and none of it is in memory
  bool incomplete = false;        // a shard of the stub does not answer; the others do
  std::vector<OpenShard> shards;  // none where it is remote
  Xapian::Database all;           // the same shards as one database
  Collection collection;
  std::optional<DenseReader> dense;  // nothing where no public shard holds a model
  std::string version;
  std::uint32_t records = 0;
};

// The shards of a manifest that an audience may open: the only place that decides it.
std::vector<Shard> visible_shards(const Manifest& manifest, const Audience& audience);

// Everything that one search at a time needs: open databases that follow the index, and a query builder. Used by one thread at a time;
// whoever hands it to another thread must do so under a lock, since Xapian's objects count their references without one.
class Reader {
 public:
  Reader(const Schemas& schemas, const fs::path& index, ShardStore& store);

  // Opens the index afresh where it has moved on since, or for another audience. The reference holds until the next call.
  Result<const OpenIndex*> open(const Audience& audience);

  // Whether the last open() found another index than the one before.
  [[nodiscard]] bool moved_on() const noexcept { return moved_on_; }

  // For whom it has the index open, or had it last.
  [[nodiscard]] const Audience& audience() const noexcept { return audience_; }

  // Makes the next open() start afresh whatever the manifest says: what is open was found to be outdated.
  void forget() noexcept { open_.reset(); }

  [[nodiscard]] const QueryBuilder& queries() const noexcept { return queries_; }

 private:
  Result<std::unique_ptr<OpenIndex>> open_folder(const Audience& audience) const;
  Result<std::unique_ptr<OpenIndex>> open_stub() const;

  struct Identity {  // of the manifest's or the stub's file, which is replaced and never written again
    ino_t inode = 0;
    timespec modified{};
    bool operator==(const Identity& other) const noexcept {
      return inode == other.inode && modified.tv_sec == other.modified.tv_sec && modified.tv_nsec == other.modified.tv_nsec;
    }
  };

  const fs::path& index_;
  ShardStore& store_;
  QueryBuilder queries_;
  const Schemas& schemas_;
  Identity identity_;
  Audience audience_;
  bool moved_on_ = false;
  std::chrono::steady_clock::time_point look_again_;  // for shards that did not answer
  std::unique_ptr<OpenIndex> open_;
};

// Readers that wait for work: each search borrows one and gives it back. Locks itself.
class ReaderPool {
 public:
  ReaderPool(const Schemas& schemas, fs::path index);

  class Lease {
   public:
    Lease(ReaderPool& pool, std::unique_ptr<Reader> reader) noexcept : pool_(pool), reader_(std::move(reader)) {}
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Reader& operator*() const noexcept { return *reader_; }
    Reader* operator->() const noexcept { return reader_.get(); }

   private:
    ReaderPool& pool_;
    std::unique_ptr<Reader> reader_;
  };

  // One that has the index open for this audience, if one is idle: to open it for another takes milliseconds.
  [[nodiscard]] Lease borrow(const Audience& audience);

 private:
  const Schemas& schemas_;
  fs::path index_;
  ShardStore store_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Reader>> idle_;
};

}  // namespace whatworks
