// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.h"
#include "core/result.h"
#include "record/record.h"

namespace whatworks {

// One Xapian database of a generation. All records in it share a circulation and, where that is restricted, the groups.
struct Shard {
  std::string name;  // of its folder: "public", "internal", "restricted-1f2e3d4c5b6a7988", or with "-0", "-1", … where there are several
  std::string circulation;
  std::vector<std::string> groups;
  std::string uuid;
  std::uint64_t revision = 0;
  std::uint32_t records = 0;
};

// What an index folder says of itself, in the file `current`, which is replaced by renaming: the generation that counts now and its shards.
//
//     INDEX/current          this, as JSON
//     INDEX/lock             held by a build
//     INDEX/000007/public/   a shard of generation 7
//
// A full build, or a change that touches more than one shard, writes the next generation; a change within one shard is one Xapian
// transaction in place. Either ends with a new `current`, so a reader need only look whether that file is another.
struct Manifest {
  int format = 0;
  std::string schemas;  // Schemas::digest() at the time
  std::uint32_t generation = 0;
  std::uint32_t serial = 0;  // counts the changes since the index was first made
  std::uint32_t shards_per_circulation = 1;
  std::string written;  // instant
  std::vector<Shard> shards;
};

// Changes with every change of what can be found in these shards, and with no change elsewhere. 16 hexadecimal digits.
std::string version_of(const Manifest& manifest, const std::vector<Shard>& shards);

fs::path manifest_path(const fs::path& index);
fs::path shard_path(const fs::path& index, const Manifest& manifest, const Shard& shard);
std::string generation_name(std::uint32_t generation);

// Fails with index_missing where there is no `current`, index_outdated where it has another format, index_corrupt where it is no manifest.
Result<Manifest> load_manifest(const fs::path& index);
Status publish_manifest(const fs::path& index, const Manifest& manifest);

// The name of the shard that a record belongs to.
std::string shard_name(const Record& record, std::uint32_t shards_per_circulation);

}  // namespace whatworks
