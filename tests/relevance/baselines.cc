// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <xapian.h>

#include <stdexcept>

#include "bench/sqlite.h"
#include "bench/words.h"
#include "core/text.h"
#include "relevance/systems.h"

namespace whatworks::bench {
namespace {

constexpr auto kTitleWeight = "2.0";

void fill(Sqlite& database, const Collection& collection) {
  database.run("CREATE VIRTUAL TABLE document USING fts5(id UNINDEXED, title, text, tokenize = 'porter unicode61'); BEGIN");
  SqliteStatement insert(database, "INSERT INTO document VALUES (?, ?, ?)");
  for (const auto& document : collection.documents) {
    insert.bind(1, document.id);
    insert.bind(2, clean_utf8(document.title));
    insert.bind(3, clean_utf8(document.text));
    insert.step();
    insert.reset();
  }
  database.run("COMMIT");
}

// "any" OR "of" OR "them", each quoted so that none is an operator.
std::string any_of(const std::string& text) {
  auto words = query_words(text);
  for (auto& word : words) {
    word = '"' + word + '"';
  }
  return join(words, " OR ");
}

Xapian::Document xapian_document(const CollectionDocument& document) {
  Xapian::TermGenerator generator;
  generator.set_stemmer(Xapian::Stem("en"));
  Xapian::Document made;
  generator.set_document(made);
  generator.index_text(clean_utf8(document.title));
  generator.increase_termpos();
  generator.index_text(clean_utf8(document.text));
  made.set_data(document.id);
  return made;
}

Xapian::Query xapian_query(const std::string& text) {
  const Xapian::Stem stem("en");
  std::vector<std::string> terms;
  for (const auto& word : query_words(text)) {
    terms.push_back("Z" + stem(word));
  }
  return Xapian::Query(Xapian::Query::OP_OR, terms.begin(), terms.end());
}

}  // namespace

Result<Run> run_sqlite(const Collection& collection) {
  try {
    Sqlite database(":memory:");
    fill(database, collection);
    SqliteStatement search(
        database, fmt::format("SELECT id, bm25(document, 0.0, {}, 1.0) FROM document WHERE document MATCH ? ORDER BY 2 LIMIT {}", kTitleWeight, kRunDepth));
    Run run;
    for (const auto& query : collection.queries) {
      auto& hits = run[query.id];
      const auto words = any_of(query.text);
      if (words.empty()) {
        continue;
      }
      search.bind(1, words);
      while (search.step()) {
        hits.push_back({search.text(0), -search.number(1)});  // SQLite's is the better the lower
      }
      search.reset();
    }
    return run;
  } catch (const std::runtime_error& error) {
    return failure(ErrorCode::internal, error.what());
  }
}

Result<Run> run_xapian(const Collection& collection, const fs::path& folder) {
  try {
    Xapian::WritableDatabase database((folder / "xapian").string(), Xapian::DB_CREATE_OR_OVERWRITE);
    for (const auto& document : collection.documents) {
      database.add_document(xapian_document(document));
    }
    database.commit();
    Xapian::Enquire enquire(database);
    Run run;
    for (const auto& query : collection.queries) {
      auto& hits = run[query.id];
      enquire.set_query(xapian_query(query.text));
      const auto matches = enquire.get_mset(0, kRunDepth);
      for (auto match = matches.begin(); match != matches.end(); ++match) {
        hits.push_back({match.get_document().get_data(), match.get_weight()});
      }
    }
    return run;
  } catch (const Xapian::Error& error) {
    return failure(ErrorCode::internal, error.get_description());
  }
}

}  // namespace whatworks::bench
