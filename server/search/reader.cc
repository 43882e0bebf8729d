// SPDX-License-Identifier: GPL-3.0-or-later
#include "reader.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "index/open.h"
#include "index/xapian_error.h"
#include "stub.h"

namespace whatworks {

bool may_read(const Audience& audience, std::string_view circulation, const std::vector<std::string>& groups) {
  const bool member = std::any_of(groups.begin(), groups.end(), [&](const std::string& group) {
    return std::find(audience.groups.begin(), audience.groups.end(), group) != audience.groups.end();
  });
  return circulation == "public" || (circulation == "internal" && audience.internal) || (circulation == "restricted" && member);
}

std::vector<Shard> visible_shards(const Manifest& manifest, const Audience& audience) {
  std::vector<Shard> visible;
  std::copy_if(manifest.shards.begin(), manifest.shards.end(), std::back_inserter(visible),
               [&](const Shard& shard) { return may_read(audience, shard.circulation, shard.groups); });
  return visible;
}

namespace {

constexpr std::chrono::seconds kPatience{5};  // until shards that did not answer are asked again
constexpr std::size_t kMostIdle = 64;         // readers, before one that is open for others is opened anew instead of making another

// The dense view is in one of the public shards.
Status find_view(const Xapian::Database& database, OpenIndex& index) {
  if (index.dense) {
    return {};
  }
  auto dense = DenseReader::open(database);
  if (!dense) {
    return failure(std::move(dense.error()));
  }
  if (dense->present()) {
    index.dense = *std::move(dense);
  }
  return {};
}

}  // namespace

Reader::Reader(const Schemas& schemas, const fs::path& index, ShardStore& store) : index_(index), store_(store), queries_(schemas), schemas_(schemas) {}

Result<const OpenIndex*> Reader::open(const Audience& audience) {
  const bool stub = is_stub(index_);
  struct stat status {};
  if (::stat((stub ? index_ : manifest_path(index_)).c_str(), &status) != 0 && errno == ENOENT) {
    open_.reset();
    return failure(ErrorCode::index_missing, "there is no index in " + index_.string(), "make it with: whatworks-indexer build");
  }
  const Identity identity{status.st_ino, status.st_mtim};
  moved_on_ = open_ && !(identity == identity_);
  const bool try_again = open_ && open_->incomplete && std::chrono::steady_clock::now() >= look_again_;
  if (open_ && identity == identity_ && audience == audience_ && !try_again) {
    return open_.get();
  }
  auto opened = stub ? open_stub() : open_folder(audience);
  if (!opened) {
    auto error = std::move(opened.error());
    if (error.code == ErrorCode::unreadable) {  // a file of it is gone or cut short
      error.code = ErrorCode::index_corrupt;
    }
    return failure(std::move(error));
  }
  open_ = *std::move(opened);
  look_again_ = std::chrono::steady_clock::now() + kPatience;
  identity_ = identity;
  audience_ = audience;
  return open_.get();
}

Result<std::unique_ptr<OpenIndex>> Reader::open_folder(const Audience& audience) const {
  const auto manifest = load_manifest(index_);
  if (!manifest) {
    return failure(manifest.error());
  }
  if (manifest->schemas != schemas_.digest()) {
    return failure(ErrorCode::index_outdated, "the index in " + index_.string() + " was made for other schemas",
                   "build it again, or restart the server where the schemas changed under it");
  }
  const auto visible = visible_shards(*manifest, audience);
  return guard_xapian([&]() -> Result<std::unique_ptr<OpenIndex>> {
    auto opened = std::make_unique<OpenIndex>();
    for (const auto& shard : visible) {
      auto database = open_shard(index_, *manifest, shard);
      if (!database) {
        return failure(database.error());
      }
      auto memory = store_.of(*database);
      opened->records += static_cast<std::uint32_t>(memory->columns().documents->size());
      opened->all.add_database(*database);
      if (shard.circulation == "public") {
        if (auto status = find_view(*database, *opened); !status) {
          return failure(status.error());
        }
      }
      opened->shards.push_back({*std::move(database), std::move(memory)});
    }
    opened->collection = {static_cast<double>(opened->records), opened->shards.empty() ? 0 : opened->all.get_average_length()};
    opened->version = version_of(*manifest, visible);
    return opened;
  });
}

Result<std::unique_ptr<OpenIndex>> Reader::open_stub() const {
  const auto shards = load_stub(index_);
  if (!shards) {
    return failure(shards.error());
  }
  auto opened = std::make_unique<OpenIndex>();
  opened->remote = true;
  std::string content;  // what can be told of it from afar
  for (const auto& shard : *shards) {
    const auto added = guard_xapian([&]() -> Status {
      const auto database = open_stub_shard(shard);
      content += fmt::format("{}:{}:{}|", database.get_uuid(), database.get_lastdocid(), database.get_doccount());
      if (auto status = find_view(database, *opened); !status) {
        return status;
      }
      opened->all.add_database(database);
      return {};
    });
    opened->incomplete = opened->incomplete || !added;
  }
  if (opened->all.size() == 0) {
    return failure(ErrorCode::index_missing, "none of the shards in " + index_.string() + " answers", "start them, or take them out of the file");
  }
  opened->records = opened->all.get_doccount();
  opened->version = sha256(content).substr(0, 16);
  return opened;
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

ReaderPool::Lease ReaderPool::borrow(const Audience& audience) {
  {
    const std::lock_guard lock(mutex_);
    // From the end, where those are that were used last.
    const auto fitting = std::find_if(idle_.rbegin(), idle_.rend(), [&](const auto& reader) { return reader->audience() == audience; });
    const auto chosen = fitting != idle_.rend() ? std::prev(fitting.base()) : idle_.size() < kMostIdle ? idle_.end() : idle_.begin();
    if (chosen != idle_.end()) {
      auto reader = std::move(*chosen);
      idle_.erase(chosen);
      return {*this, std::move(reader)};
    }
  }
  return {*this, std::make_unique<Reader>(schemas_, index_, store_)};
}

}  // namespace whatworks
