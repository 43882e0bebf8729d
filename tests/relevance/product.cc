// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <fstream>

#include "bench/program.h"
#include "relevance/systems.h"
#include "search/search.h"
#include "vocabulary/schemas.h"

namespace whatworks::bench {
namespace {

Result<std::vector<Hit>> ask(const SearchService& service, const Schemas& schemas, const CollectionQuery& query, const RecordLines& lines) {
  auto request = parse_search_request(schemas, {{"q", query.text}, {"facets", "none"}}).request;
  request.per_page = kMaximumPerPage;
  std::vector<Hit> hits;
  for (; hits.size() < kRunDepth; ++request.page) {
    const auto results = service.search(request, Audience::everyone());
    if (!results) {
      return failure(results.error());
    }
    for (const auto& card : results->results) {
      hits.push_back({lines.document_of.at(card.id), card.score});
    }
    if (results->results.size() < kMaximumPerPage) {
      break;
    }
  }
  return hits;
}

Status build(const fs::path& lines, const fs::path& index, const fs::path& messages) {
  const auto built = run_program(
      {WHATWORKS_INDEXER, "build", "--jsonl", lines.string(), "--schemas", WHATWORKS_SOURCE_DIR "/schemas", "--index", index.string(), "--quiet"}, messages);
  return built ? Status() : failure(built.error());
}

}  // namespace

Result<ProductRun> run_product(const Collection& collection, EmptyTitle empty_title, const fs::path& folder) {
  ProductRun made;
  const auto path = folder / "records.jsonl";
  std::ofstream out(path, std::ios::binary);
  made.lines = write_record_lines(collection, empty_title, out);
  out.close();
  if (!out) {
    return failure(ErrorCode::no_space, "cannot write " + path.string());
  }
  if (const auto built = build(path, folder / "index", folder / "messages"); !built) {
    return failure(built.error());
  }
  const auto schemas = load_schemas(WHATWORKS_SOURCE_DIR "/schemas");
  if (!schemas) {
    return failure(schemas.error());
  }
  const SearchService service(folder / "index", *schemas);
  if (const auto state = service.state(Audience::everyone()); state.records != collection.documents.size()) {
    return failure(ErrorCode::internal, fmt::format("the index holds {} records of {}", state.records, collection.documents.size()), state.message);
  }
  for (const auto& query : collection.queries) {
    auto hits = ask(service, *schemas, query, made.lines);
    if (!hits) {
      return failure(hits.error());
    }
    made.run[query.id] = std::move(*hits);
  }
  return made;
}

}  // namespace whatworks::bench
