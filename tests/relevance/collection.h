// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/files.h"
#include "core/result.h"

namespace whatworks::bench {

struct CollectionDocument {
  std::string id;
  std::string title;  // may be empty
  std::string text;   // may be empty
};

struct CollectionQuery {
  std::string id;
  std::string text;
};

// query id: document id: grade, where 0 and less mean not relevant
using Judgements = std::map<std::string, std::map<std::string, int>>;

// A public test collection: documents, questions, and which documents answer which question how well.
struct Collection {
  std::string name;  // of its folder
  std::vector<CollectionDocument> documents;
  std::vector<CollectionQuery> queries;
  Judgements judgements;
};

// Reads docs.jsonl ({"id", "title", "text"} a line; title may be left out), queries.tsv (id, tab, text) and qrels.txt (query, anything, document,
// grade) from a folder. Fails with not_found or unreadable for a file, and with bad_input, naming file and line, for what stands in it.
Result<Collection> load_collection(const fs::path& folder);

}  // namespace whatworks::bench
