// SPDX-License-Identifier: GPL-3.0-or-later
#include "part.h"

#include "core/text.h"

namespace whatworks {
namespace {

constexpr const char* kCirculationKey = "circulation";
constexpr const char* kGroupsKey = "groups";  // one a line

}  // namespace

void describe_shard(Xapian::WritableDatabase& database, const Record& record) {
  database.set_metadata(kCirculationKey, record.circulation);
  database.set_metadata(kGroupsKey, join(record.groups, "\n"));
}

Shard describe_shard(const Xapian::Database& database) {
  Shard shard;
  shard.circulation = database.get_metadata(kCirculationKey);
  shard.groups = split(database.get_metadata(kGroupsKey), '\n');
  shard.uuid = database.get_uuid();
  shard.revision = database.get_revision();
  shard.records = database.get_doccount();
  return shard;
}

namespace {

// Nothing reads a part before it is whole, and none survives its build: it need not be safe against a crash.
template <typename Fill>
void write_database(const fs::path& part, const Fill& fill) {
  Xapian::WritableDatabase database(part.string(), Xapian::DB_CREATE | Xapian::DB_NO_SYNC);
  fill(database);
  database.commit();
  database.close();
}

}  // namespace

WordCounts write_part(const fs::path& part, const std::vector<Record>& records, const DenseModel* view, DocumentMaker& maker) {
  WordCounts words;
  write_database(part, [&](Xapian::WritableDatabase& database) {
    for (const auto& record : records) {
      auto document = maker.make(record);
      if (view != nullptr) {
        add_vector(document, view->fold(stem_counts(document)));
      }
      database.add_document(document);
      for_each_spelling(document, [&](const std::string& word, Xapian::termcount times) { words[word] += times; });
    }
    describe_shard(database, records.front());
  });
  return words;
}

void write_spellings(const fs::path& part, const WordCounts& words) {
  write_database(part, [&](Xapian::WritableDatabase& database) {
    for (const auto& [word, times] : words) {
      database.add_spelling(word, times);
    }
  });
}

void write_view(const fs::path& part, const DenseModel& view) {
  write_database(part, [&](Xapian::WritableDatabase& database) {
    if (const auto saved = view.save(database); !saved) {
      throw Xapian::DatabaseError(saved.error().message);
    }
  });
}

void merge_parts(const fs::path& whole, const std::vector<fs::path>& parts) {
  {
    Xapian::Database all;
    for (const auto& part : parts) {
      all.add_database(Xapian::Database(part.string()));
    }
    all.compact(whole.string());
  }
  for (const auto& part : parts) {
    fs::remove_all(part);
  }
}

}  // namespace whatworks
