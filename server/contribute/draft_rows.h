// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contribute/drafts.h"

// How drafts lie in the database, for the files of this module that read and write them.
namespace whatworks {

struct StoredDraft {
  std::int64_t id = 0;
  DraftInfo info;
  std::string text;
  std::string base_circulation;  // of what it corrects; empty for a new record
  std::vector<std::string> base_groups;
};

std::optional<StoredDraft> find_draft(Transaction& transaction, std::string_view name);
std::optional<StoredDraft> find_draft(Transaction& transaction, std::int64_t id);
std::vector<StoredDraft> find_drafts(Transaction& transaction, std::string_view owner);  // the last changed first

// What a text says of itself in its front matter, finished or not; empty where it does not say it.
struct SaidByText {
  std::string id;
  std::string title;
};
SaidByText said_by(const RecordReader& reader, std::string_view text);

// Puts `text` into the draft, with what it says of itself, as its next version.
void put_text(Transaction& transaction, const StoredDraft& draft, std::string_view text, const RecordReader& reader, Instant now);

void put_state(Transaction& transaction, std::int64_t draft, DraftState state);

// The draft as it is, as its next submission of a record with this circulation and these groups.
void insert_submission(Transaction& transaction, std::int64_t draft, const Record& record, std::string_view text, std::string_view note, Instant now);

}  // namespace whatworks
