// SPDX-License-Identifier: GPL-3.0-or-later
#include "batch.h"

#include <algorithm>
#include <string>
#include <utility>

#include "filters.h"
#include "index/layout.h"
#include "related.h"
#include "remote_answer.h"

namespace whatworks {
namespace {

// A record to come, before it is read.
struct Found {
  std::string id;
  std::size_t shard = 0;
  Xapian::docid document = 0;
};

std::string id_of(const Xapian::Database& shard, Xapian::docid document) { return shard.get_document(document).get_value(layout::kSlotId); }

// What is left of the matches in one shard after the filters and the days.
DocSet wanted_in(const AnswerContext& context, const OpenShard& shard, const SharedDocs& matched, const BatchRequest& request) {
  const auto& columns = shard.memory->columns();
  const auto filtered = apply_filters(request.search, year_facet(context.schemas), columns, matched);
  DocSet wanted;
  const auto days = days_of(request);
  std::copy_if(filtered.passed->begin(), filtered.passed->end(), std::back_inserter(wanted),
               [&](Xapian::docid document) { return columns.updated[document] >= days.from && columns.updated[document] <= days.to; });
  return wanted;
}

// The first `count` of the wanted documents of a shard in the order of ids.
void find_next(const OpenShard& shard, std::size_t shard_number, const DocSet& wanted, const std::string& after, std::size_t count, std::vector<Found>& found) {
  const auto& documents = shard.memory->by_id(shard.database);
  std::vector<bool> is_wanted(std::size_t{shard.memory->columns().last} + 1);
  for (const auto document : wanted) {
    is_wanted[document] = true;
  }
  auto at = std::upper_bound(documents.begin(), documents.end(), after,
                             [&](const std::string& id, Xapian::docid document) { return id < id_of(shard.database, document); });
  for (; at != documents.end() && count != 0; ++at) {
    if (is_wanted[*at]) {
      found.push_back({id_of(shard.database, *at), shard_number, *at});
      --count;
    }
  }
}

Result<RecordBatch> read_records(const OpenIndex& index, const std::vector<std::string>& documents) {
  RecordBatch batch;
  for (const auto& document : documents) {
    auto record = layout::decode_record(layout::split_document(document).record);
    if (!record) {
      return failure(record.error());
    }
    leave_out_unseen(index, *record);
    batch.records.push_back(*std::move(record));
  }
  return batch;
}

}  // namespace

DayRange days_of(const BatchRequest& request) {
  constexpr std::uint32_t kLast = 99999999;
  return {request.updated_from ? layout::day_number(*request.updated_from) : 0, request.updated_to ? layout::day_number(*request.updated_to) : kLast};
}

Result<RecordBatch> next_batch(const AnswerContext& context, const BatchRequest& request) {
  if (context.index.incomplete) {
    return failure(ErrorCode::index_missing, "a shard does not answer, so that the records would not be whole", "ask again in a minute");
  }
  std::vector<std::string> documents;
  std::uint32_t total = 0;
  const auto limit = std::max<std::size_t>(request.limit, 1);
  if (context.index.remote) {
    documents = next_documents_remotely(context, request, limit + 1, total);
  } else {
    const auto interpreted = interpret_here(context, request.search.q);
    std::vector<Found> found;
    for (std::size_t i = 0; i < context.index.shards.size(); ++i) {
      const auto& shard = context.index.shards[i];
      const auto wanted = wanted_in(context, shard, interpreted.matched.by_shard[i], request);
      total += static_cast<std::uint32_t>(wanted.size());
      find_next(shard, i, wanted, request.after, limit + 1, found);
    }
    std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.id < b.id; });
    found.resize(std::min(found.size(), limit + 1));
    for (const auto& next : found) {
      documents.push_back(context.index.shards[next.shard].database.get_document(next.document).get_data());
    }
  }
  const bool more = documents.size() > limit;
  documents.resize(std::min(documents.size(), limit));
  auto batch = read_records(context.index, documents);
  if (batch) {
    batch->more = more;
    batch->total = total;
  }
  return batch;
}

}  // namespace whatworks
