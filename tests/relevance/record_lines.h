// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <map>
#include <string>

#include "relevance/collection.h"

namespace whatworks::bench {

// What stands as the title of a record whose document has none.
enum class EmptyTitle {
  sentence,  // the first sentence of the text, which is what an author would have been asked for
  nothing,   // a sign without words, so that the text alone decides
};

struct RecordLines {
  std::map<std::string, std::string> document_of;  // the record's id: the document's id
  std::size_t titles_cut = 0;                      // longer than a title may be; the rest opens the text
  std::size_t titles_made = 0;                     // documents without one
  std::size_t texts_cut = 0;                       // longer than a record may be; the rest is lost
};

// Writes each document as a valid record, for `whatworks-indexer build --jsonl`. The text stands in "What was done"; all that a record must have
// besides is the same in every record and, where the form allows, without words, so that it decides nothing.
RecordLines write_record_lines(const Collection& collection, EmptyTitle empty_title, std::ostream& out);

}  // namespace whatworks::bench
