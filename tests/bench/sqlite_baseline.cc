// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>

#include "bench/engines.h"
#include "bench/sqlite.h"
#include "core/text.h"

namespace whatworks::bench {
namespace {

constexpr int kResults = 10;
constexpr auto kFile = "records.sqlite";

void make_tables(Sqlite& database) {
  database.run(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
      "CREATE VIRTUAL TABLE words USING fts5(title, text, tokenize = 'porter unicode61');"
      "CREATE TABLE record (id INTEGER PRIMARY KEY, slug TEXT, title TEXT, priority TEXT, crime TEXT, country TEXT, strategy TEXT, effect TEXT,"
      " strength INTEGER, year INTEGER)");
}

void make_indexes(Sqlite& database) {
  for (const auto* facet : kCountedFacets) {
    database.run(fmt::format("CREATE INDEX by_{0} ON record ({0})", facet));
  }
  database.run("CREATE INDEX by_strength ON record (strength DESC, year DESC); ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)");
}

void add(const SyntheticRecord& record, SqliteStatement& words, SqliteStatement& codes) {
  words.bind(1, record.title);
  words.bind(2, record.text);
  words.step();
  words.reset();
  codes.bind(1, record.id());
  codes.bind(2, record.title);
  for (std::size_t facet = 0; facet < kCountedFacets.size(); ++facet) {
    const auto values = record.values(facet);
    codes.bind(static_cast<int>(facet) + 3, values.empty() ? std::string() : values.front());
  }
  codes.bind(8, record.front_matter.at("strength").get<long long>());
  codes.bind(9, record.front_matter.at("published").get<long long>());
  codes.step();
  codes.reset();
}

Result<BuildCost> build(const Model& model, std::size_t records, std::uint64_t seed, const fs::path& folder) {
  return measure_build(SyntheticRecords(model, records, seed), folder, [&folder](const NextBatch& next) {
    Sqlite database((folder / kFile).string());
    make_tables(database);
    SqliteStatement words(database, "INSERT INTO words (title, text) VALUES (?, ?)");
    SqliteStatement codes(database,
                          "INSERT INTO record (slug, title, priority, crime, country, strategy, effect, strength, year) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (auto batch = next(); !batch.empty(); batch = next()) {
      database.run("BEGIN");
      for (const auto& record : batch) {
        add(record, words, codes);
      }
      database.run("COMMIT");
    }
    make_indexes(database);
  });
}

// Answers with a connection of its own.
class Answerer {
 public:
  explicit Answerer(const fs::path& folder) : database_((folder / kFile).string()) { database_.run("PRAGMA mmap_size = 8000000000; PRAGMA query_only = 1"); }

  std::size_t answer(const Question& question) {
    const auto from = selection(question);
    rows(question.words.empty() ? fmt::format("SELECT r.slug, r.title FROM {} ORDER BY r.strength DESC, r.year DESC LIMIT {}", from, kResults)
                                : fmt::format("SELECT r.slug, r.title FROM (SELECT rowid FROM words WHERE {} ORDER BY rank LIMIT {}) w "
                                              "JOIN record r ON r.id = w.rowid",
                                              match(question), kResults));
    std::size_t total = 0;
    for (std::size_t facet = 0; question.counts && facet < kCountedFacets.size(); ++facet) {
      total = rows(fmt::format("SELECT r.{0}, count(*) FROM {1} GROUP BY 1", kCountedFacets[facet], from));
    }
    return total;
  }

 private:
  // Words and codes are plain letters, digits and hyphens, so they can stand in the statement.
  static std::string match(const Question& question) { return "words MATCH '" + join(question.words, " ") + (question.completion ? "*'" : "'"); }

  static std::string selection(const Question& question) {
    std::vector<std::string> conditions;
    if (!question.words.empty()) {
      conditions.push_back(match(question));
    }
    for (const auto& [facet, value] : question.filters) {
      conditions.push_back(fmt::format("r.{} = '{}'", kCountedFacets[facet], value));
    }
    const std::string tables = question.words.empty() ? "record r" : "words w JOIN record r ON r.id = w.rowid";
    return conditions.empty() ? tables : tables + " WHERE " + join(conditions, " AND ");
  }

  // Reads all rows; the sum of their second column, where it is a number.
  std::size_t rows(const std::string& sql) {
    SqliteStatement statement(database_, sql);
    long long sum = 0;
    while (statement.step()) {
      sum += statement.integer(1);
    }
    return static_cast<std::size_t>(sum);
  }

  Sqlite database_;
};

MakeAnswer open(const fs::path& folder) {
  return [folder] { return Answer([answerer = std::make_shared<Answerer>(folder)](const Question& question) { return answerer->answer(question); }); };
}

}  // namespace

const Baseline kSqliteBaseline{"sqlite-fts5", build, open};

}  // namespace whatworks::bench
