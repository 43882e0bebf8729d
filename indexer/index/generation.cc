// SPDX-License-Identifier: GPL-3.0-or-later
#include "generation.h"

#include <algorithm>

#include "core/text.h"
#include "index/layout.h"
#include "index/open.h"
#include "index/stored.h"
#include "index/xapian_error.h"
#include "part.h"

namespace whatworks {

Result<Xapian::Database> open_shard(const fs::path& index, const Manifest& manifest, const Shard& shard) {
  return guard_xapian([&]() -> Result<Xapian::Database> { return Xapian::Database(shard_path(index, manifest, shard).string()); });
}

Result<std::unordered_map<std::string, IndexedRecord>> read_indexed(const fs::path& index, const Manifest& manifest) {
  return guard_xapian([&]() -> Result<std::unordered_map<std::string, IndexedRecord>> {
    std::unordered_map<std::string, IndexedRecord> indexed;
    for (const auto& shard : manifest.shards) {
      const Xapian::Database database(shard_path(index, manifest, shard).string());
      auto digest = database.valuestream_begin(layout::kSlotDigest);
      const auto digests_end = database.valuestream_end(layout::kSlotDigest);
      for (auto id = database.valuestream_begin(layout::kSlotId); id != database.valuestream_end(layout::kSlotId); ++id) {
        digest.skip_to(id.get_docid());
        const bool has_digest = digest != digests_end && digest.get_docid() == id.get_docid();
        indexed[*id] = {shard.name, has_digest ? *digest : std::string()};
      }
    }
    return indexed;
  });
}

Result<std::optional<IndexedRecord>> find_indexed(const fs::path& index, const Manifest& manifest, const std::string& id) {
  return guard_xapian([&]() -> Result<std::optional<IndexedRecord>> {
    const auto term = layout::id_term(id);
    for (const auto& shard : manifest.shards) {
      const Xapian::Database database(shard_path(index, manifest, shard).string());
      if (const auto posting = database.postlist_begin(term); posting != database.postlist_end(term)) {
        return IndexedRecord{shard.name, database.get_document(*posting).get_value(layout::kSlotDigest)};
      }
    }
    return std::nullopt;
  });
}

Result<Record> read_stored(const fs::path& index, const Manifest& manifest, const IndexedRecord& indexed, const std::string& id) {
  return guard_xapian([&]() -> Result<Record> {
    const Xapian::Database database((index / generation_name(manifest.generation) / indexed.shard).string());
    const auto posting = database.postlist_begin(layout::id_term(id));
    if (posting == database.postlist_end(layout::id_term(id))) {
      return failure(ErrorCode::not_found, "the index has no record " + id);
    }
    const auto data = database.get_document(*posting).get_data();
    return layout::decode_record(layout::split_document(data).record);
  });
}

Result<std::unordered_map<std::string, std::string>> indexed_digests(const fs::path& index) {
  const auto manifest = load_manifest(index);
  if (!manifest) {
    return failure(manifest.error());
  }
  auto indexed = read_indexed(index, *manifest);
  if (!indexed) {
    return failure(std::move(indexed.error()));
  }
  std::unordered_map<std::string, std::string> digests;
  for (auto& [id, record] : *indexed) {
    digests.emplace(id, std::move(record.digest));
  }
  return digests;
}

Result<std::optional<Record>> find_stored(const fs::path& index, const std::string& id) {
  const auto manifest = load_manifest(index);
  if (!manifest) {
    return failure(manifest.error());
  }
  const auto indexed = find_indexed(index, *manifest, id);
  if (!indexed) {
    return failure(indexed.error());
  }
  if (!*indexed) {
    return std::nullopt;
  }
  auto record = read_stored(index, *manifest, **indexed, id);
  if (!record) {
    return failure(std::move(record.error()));
  }
  return std::optional(*std::move(record));
}

GenerationWriter::GenerationWriter(const Schemas& schemas, fs::path folder, std::uint32_t shards_per_circulation)
    : folder_(std::move(folder)), shards_per_circulation_(shards_per_circulation), maker_(schemas) {
  find_view();
}

void GenerationWriter::find_view() {
  for (const auto& entry : fs::directory_iterator(folder_)) {
    auto view = DenseReader::open(Xapian::Database(entry.path().string()));
    if (view && view->present()) {
      view_ = *std::move(view);
      return;
    }
  }
}

// WritableDatabase's own destructor would write what is pending; inside the transaction that open() began it is dropped instead.
GenerationWriter::~GenerationWriter() = default;

Xapian::WritableDatabase& GenerationWriter::open(const std::string& name) {
  const auto [shard, is_new] = shards_.try_emplace(name);
  if (is_new) {
    shard->second = Xapian::WritableDatabase((folder_ / name).string(), Xapian::DB_CREATE_OR_OPEN);
    shard->second.begin_transaction();
  }
  return shard->second;
}

void GenerationWriter::put(const Record& record) {
  const auto name = shard_name(record, shards_per_circulation_);
  auto& database = open(name);
  if (database.get_doccount() == 0) {
    describe_shard(database, record);
  }
  auto document = maker_.make(record);
  if (view_) {
    const auto vector = view_->fold(stem_counts(document));
    if (!vector) {
      throw Xapian::DatabaseCorruptError(vector.error().message);
    }
    add_vector(document, *vector);
  }
  remove(name, record.id);
  database.add_document(document);
  for_each_spelling(document, [&](const std::string& word, Xapian::termcount times) { database.add_spelling(word, times); });
}

void GenerationWriter::remove(const std::string& shard, const std::string& id) {
  auto& database = open(shard);
  const auto term = layout::id_term(id);
  const auto posting = database.postlist_begin(term);
  if (posting == database.postlist_end(term)) {
    return;
  }
  const auto document = database.get_document(*posting);
  for_each_spelling(document, [&](const std::string& word, Xapian::termcount times) { database.remove_spelling(word, times); });
  database.delete_document(*posting);
}

void GenerationWriter::commit() {
  for (auto& [name, database] : shards_) {
    database.commit_transaction();
    database.close();
  }
  shards_.clear();
}

std::vector<Shard> describe_shards(const fs::path& folder) {
  std::vector<Shard> shards;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const Xapian::Database database(entry.path().string());
    auto shard = describe_shard(database);
    shard.name = entry.path().filename().string();
    shards.push_back(std::move(shard));
  }
  std::sort(shards.begin(), shards.end(), [](const Shard& a, const Shard& b) { return a.name < b.name; });
  return shards;
}

}  // namespace whatworks
