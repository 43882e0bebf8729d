// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/manifest.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "index/layout.h"

namespace whatworks {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kManifestLimit = 16 << 20;

}  // namespace

std::string version_of(const Manifest& manifest, const std::vector<Shard>& shards) {
  std::string all = manifest.schemas;
  for (const auto& shard : shards) {
    all += fmt::format("|{}:{}:{}", shard.name, shard.uuid, shard.revision);
  }
  return sha256(all).substr(0, 16);
}

std::string generation_name(std::uint32_t generation) { return fmt::format("{:06}", generation); }

fs::path manifest_path(const fs::path& index) { return index / "current"; }

fs::path shard_path(const fs::path& index, const Manifest& manifest, const Shard& shard) { return index / generation_name(manifest.generation) / shard.name; }

Result<Manifest> load_manifest(const fs::path& index) {
  const auto text = read_file(manifest_path(index), kManifestLimit);
  if (!text) {
    if (text.error().code == ErrorCode::not_found) {
      return failure(ErrorCode::index_missing, "there is no index in " + index.string(), "make it with: whatworks-indexer build");
    }
    return failure(text.error());
  }
  try {
    const auto json = ordered_json::parse(*text);
    Manifest manifest;
    manifest.format = json.at("format").get<int>();
    if (manifest.format != layout::kFormat) {
      return failure(ErrorCode::index_outdated,
                     fmt::format("the index in {} has format {}, this program reads format {}", index.string(), manifest.format, layout::kFormat),
                     "build it again with this version of whatworks-indexer");
    }
    manifest.schemas = json.at("schemas").get<std::string>();
    manifest.generation = json.at("generation").get<std::uint32_t>();
    manifest.serial = json.at("serial").get<std::uint32_t>();
    manifest.shards_per_circulation = json.at("shards_per_circulation").get<std::uint32_t>();
    manifest.written = json.at("written").get<std::string>();
    for (const auto& entry : json.at("shards")) {
      manifest.shards.push_back({entry.at("name").get<std::string>(), entry.at("circulation").get<std::string>(),
                                 entry.at("groups").get<std::vector<std::string>>(), entry.at("uuid").get<std::string>(),
                                 entry.at("revision").get<std::uint64_t>(), entry.at("records").get<std::uint32_t>()});
    }
    return manifest;
  } catch (const ordered_json::exception&) {
    return failure(ErrorCode::index_corrupt, manifest_path(index).string() + " is damaged", "build the index again with --full");
  }
}

Status publish_manifest(const fs::path& index, const Manifest& manifest) {
  ordered_json shards = ordered_json::array();
  for (const auto& shard : manifest.shards) {
    shards.push_back({{"name", shard.name},
                      {"circulation", shard.circulation},
                      {"groups", shard.groups},
                      {"uuid", shard.uuid},
                      {"revision", shard.revision},
                      {"records", shard.records}});
  }
  const ordered_json json{{"format", manifest.format},
                          {"schemas", manifest.schemas},
                          {"generation", manifest.generation},
                          {"serial", manifest.serial},
                          {"shards_per_circulation", manifest.shards_per_circulation},
                          {"written", manifest.written},
                          {"shards", std::move(shards)}};
  return write_file_atomically(manifest_path(index), json.dump(2) + "\n");
}

std::string shard_name(const Record& record, std::uint32_t shards_per_circulation) {
  std::string name = record.circulation;
  if (name == "restricted") {
    name += "-" + sha256(join(record.groups, "\n")).substr(0, 16);
  }
  if (shards_per_circulation > 1) {
    name += fmt::format("-{}", fnv1a(record.id) % shards_per_circulation);
  }
  return name;
}

}  // namespace whatworks
