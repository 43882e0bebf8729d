// SPDX-License-Identifier: GPL-3.0-or-later
#include "reader.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "index/open.h"
#include "index/xapian_error.h"

namespace whatworks {

std::vector<Shard> visible_shards(const Manifest& manifest, const Audience& audience) {
  std::vector<Shard> visible;
  for (const auto& shard : manifest.shards) {
    const bool member = std::any_of(shard.groups.begin(), shard.groups.end(), [&](const std::string& group) {
      return std::find(audience.groups.begin(), audience.groups.end(), group) != audience.groups.end();
    });
    if (shard.circulation == "public" || (shard.circulation == "internal" && audience.internal) || (shard.circulation == "restricted" && member)) {
      visible.push_back(shard);
    }
  }
  return visible;
}

Reader::Reader(const Schemas& schemas, const fs::path& index, ShardStore& store) : index_(index), store_(store), queries_(schemas), schemas_(schemas) {}

Result<const OpenIndex*> Reader::open(const Audience& audience) {
  struct stat status {};
  if (::stat(manifest_path(index_).c_str(), &status) != 0 && errno == ENOENT) {
    open_.reset();
    return failure(ErrorCode::index_missing, "there is no index in " + index_.string(), "make it with: whatworks-indexer build");
  }
  const Identity identity{status.st_ino, status.st_mtim};
  moved_on_ = open_ && !(identity == identity_);
  if (open_ && identity == identity_ && audience == audience_) {
    return open_.get();
  }
  const auto manifest = load_manifest(index_);
  if (!manifest) {
    return failure(manifest.error());
  }
  if (manifest->schemas != schemas_.digest()) {
    return failure(ErrorCode::index_outdated, "the index in " + index_.string() + " was made for other schemas",
                   "build it again, or restart the server where the schemas changed under it");
  }
  const auto visible = visible_shards(*manifest, audience);
  auto opened = std::make_unique<OpenIndex>();
  auto status_of_opening = guard_xapian([&]() -> Status {
    for (const auto& shard : visible) {
      auto database = open_shard(index_, *manifest, shard);
      if (!database) {
        return failure(database.error());
      }
      auto memory = store_.of(*database);
      opened->records += static_cast<std::uint32_t>(memory->columns().documents->size());
      opened->all.add_database(*database);
      if (shard.circulation == "public" && !opened->dense) {
        auto dense = DenseReader::open(*database);
        if (!dense) {
          return failure(dense.error());
        }
        if (dense->present()) {
          opened->dense = *std::move(dense);
        }
      }
      opened->shards.push_back({*std::move(database), std::move(memory)});
    }
    opened->collection = {static_cast<double>(opened->records), opened->shards.empty() ? 0 : opened->all.get_average_length()};
    return {};
  });
  if (!status_of_opening) {
    return failure(status_of_opening.error());
  }
  opened->version = version_of(*manifest, visible);
  open_ = std::move(opened);
  identity_ = identity;
  audience_ = audience;
  return open_.get();
}

ReaderPool::ReaderPool(const Schemas& schemas, fs::path index) : schemas_(schemas), index_(std::move(index)), store_(schemas) {}

ReaderPool::Lease::~Lease() {
  std::vector<std::unique_ptr<Reader>> outdated;
  const std::lock_guard lock(pool_.mutex_);
  if (reader_->moved_on()) {
    outdated.swap(pool_.idle_);  // they hold an index that nobody asks for any more, and its memory
  }
  pool_.idle_.push_back(std::move(reader_));
}

ReaderPool::Lease ReaderPool::borrow() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto reader = std::move(idle_.back());
      idle_.pop_back();
      return {*this, std::move(reader)};
    }
  }
  return {*this, std::make_unique<Reader>(schemas_, index_, store_)};
}

}  // namespace whatworks
