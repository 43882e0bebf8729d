// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "reader.h"
#include "record/record.h"
#include "search/search.h"
#include "vocabulary/schemas.h"

namespace whatworks {

struct StoredRecord {
  ResultCard card;
  Record record;
};

// Takes out of the record's front matter the relations to records that are not in the index as it is open for whoever asks: their ids would tell that they are
// there.
void leave_out_unseen(const OpenIndex& index, Record& record);

// All that the index holds of the record with this id. Fails with not_found, also where the asker may not see it, and index_corrupt. Throws
// Xapian::Error, as all here.
Result<StoredRecord> find_record(const OpenIndex& index, std::string_view id);

// What a record says of others, and others of it.
std::vector<RelatedRecord> stated_relations(const OpenIndex& index, const Record& record);

// The records nearest to one, the nearest first, with what makes them so.
std::vector<SimilarRecord> similar_records(const Schemas& schemas, const OpenIndex& index, const Record& record, std::size_t most);

}  // namespace whatworks
