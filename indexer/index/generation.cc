// SPDX-License-Identifier: GPL-3.0-or-later
#include "generation.h"

#include <algorithm>
#include <utility>

#include "core/text.h"
#include "index/layout.h"
#include "index/open.h"
#include "index/xapian_error.h"

namespace whatworks {
namespace {

// Who may read the records of a shard stands in the shard itself, so that a folder can be read without its manifest.
constexpr const char* kCirculationKey = "circulation";
constexpr const char* kGroupsKey = "groups";

// Enough records to learn the dense view from; a corpus of several times as many gains nothing by more, and they lie in memory meanwhile.
constexpr std::size_t kSample = 20'000;

bool is_public(std::string_view circulation) noexcept { return circulation == "public"; }

}  // namespace

struct GenerationWriter::Open {
  Xapian::WritableDatabase database;
  bool changed = false;
};

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

GenerationWriter::GenerationWriter(const Schemas& schemas, fs::path folder, std::uint32_t shards_per_circulation)
    : folder_(std::move(folder)), shards_per_circulation_(shards_per_circulation), maker_(schemas) {
  find_view();
}

// WritableDatabase's own destructor would write what is pending; inside the transaction that open() began it is dropped instead.
GenerationWriter::~GenerationWriter() = default;

GenerationWriter::Open& GenerationWriter::open(const std::string& name) {
  auto& slot = shards_[name];
  if (!slot) {
    auto opened = std::make_unique<Open>();
    opened->database = Xapian::WritableDatabase((folder_ / name).string(), Xapian::DB_CREATE_OR_OPEN);
    opened->database.begin_transaction();
    slot = std::move(opened);
  }
  slot->changed = true;
  return *slot;
}

void GenerationWriter::describe_record(const std::string& shard, const Record& record) {
  auto& database = shards_.at(shard)->database;
  database.set_metadata(kCirculationKey, record.circulation);
  database.set_metadata(kGroupsKey, join(record.groups, "\n"));
}

// A fresh folder has a view to be learned; one that holds records has its own, or was too small for one.
void GenerationWriter::find_view() {
  learning_ = fs::is_empty(folder_);
  for (const auto& entry : fs::directory_iterator(folder_)) {
    const Xapian::Database database(entry.path().string());
    if (!view_ && is_public(database.get_metadata(kCirculationKey))) {
      if (auto view = DenseReader::open(database); view && view->present()) {
        view_ = *std::move(view);
      }
    }
  }
}

void GenerationWriter::put(const Record& record) {
  if (!learning_) {
    write(record);
    return;
  }
  if (is_public(record.circulation)) {
    sample_.add(stem_counts(maker_.make(record)));
  }
  held_back_.push_back(record);
  if (held_back_.size() == kSample) {
    learn();
  }
}

void GenerationWriter::learn() {
  learning_ = false;
  model_ = DenseModel::train(std::move(sample_));
  for (const auto& record : std::exchange(held_back_, {})) {
    write(record);
  }
}

std::vector<float> GenerationWriter::fold(const StemCounts& stems) const {
  if (model_) {
    return model_->fold(stems);
  }
  if (view_) {
    if (auto vector = view_->fold(stems)) {
      return *std::move(vector);
    }
    throw Xapian::DatabaseCorruptError("the dense view cannot be read");
  }
  return {};
}

void GenerationWriter::write(const Record& record) {
  const auto name = shard_name(record, shards_per_circulation_);
  auto& database = open(name).database;
  if (database.get_doccount() == 0) {
    describe_record(name, record);
  }
  auto document = maker_.make(record);
  if (const auto vector = pack_vector(fold(stem_counts(document))); !vector.empty()) {
    document.add_value(layout::kSlotVector, vector);
  }
  remove(name, record.id);
  database.add_document(document);
  add_spellings(database, document);
}

void GenerationWriter::remove(const std::string& shard, const std::string& id) {
  auto& database = open(shard).database;
  const auto term = layout::id_term(id);
  const auto posting = database.postlist_begin(term);
  if (posting == database.postlist_end(term)) {
    return;
  }
  const auto document = database.get_document(*posting);
  remove_spellings(database, document);
  database.delete_document(*posting);
}

void GenerationWriter::commit() {
  if (learning_) {
    learn();
  }
  for (auto& [name, shard] : shards_) {
    if (model_ && is_public(shard->database.get_metadata(kCirculationKey))) {
      if (const auto saved = model_->save(shard->database); !saved) {
        throw Xapian::DatabaseError(saved.error().message);
      }
    }
    shard->database.commit_transaction();
    shard->database.close();
  }
  shards_.clear();
}

std::vector<Shard> GenerationWriter::describe() const {
  std::vector<Shard> shards;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    const Xapian::Database database(entry.path().string());
    Shard shard;
    shard.name = entry.path().filename().string();
    shard.circulation = database.get_metadata(kCirculationKey);
    shard.groups = split(database.get_metadata(kGroupsKey), '\n');
    shard.uuid = database.get_uuid();
    shard.revision = database.get_revision();
    shard.records = database.get_doccount();
    shards.push_back(std::move(shard));
  }
  std::sort(shards.begin(), shards.end(), [](const Shard& a, const Shard& b) { return a.name < b.name; });
  return shards;
}

}  // namespace whatworks
