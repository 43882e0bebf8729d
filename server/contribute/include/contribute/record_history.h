// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/audit.h"
#include "core/result.h"
#include "record/record.h"
#include "search/search.h"
#include "store/store.h"

namespace whatworks {

enum class RecordEvent {
  found,            // as it was when its history began
  published,        // from a draft
  corrected,        // likewise, in the place of an earlier version
  changed_outside,  // its file was changed or added in the corpus
  withdrawn,        // by a reviewer
  removed_outside,  // its file was taken out of the corpus
};

// "changed-outside", …: as in the database and in the texts of pages.
std::string_view record_event_name(RecordEvent event) noexcept;

// A version of a record, or its end.
struct RecordVersion {
  std::string record_id;
  std::int64_t number = 0;  // 1, 2, 3
  RecordEvent event = RecordEvent::found;
  Instant at;
  std::string contributor;       // pseudonym; empty where it is not known
  std::string contributor_name;  // as shown
  std::string reviewer;
  std::string reviewer_name;
  std::string note;  // what changed, or why it was withdrawn
  std::string circulation;
  std::vector<std::string> groups;
  std::string title;
  std::string text;  // the whole file; of one that went, as it was last

  [[nodiscard]] bool is_end() const noexcept { return event == RecordEvent::withdrawn || event == RecordEvent::removed_outside; }
};

// What became of each record since the database knows of it. Whoever asks sees those versions that they might have read. Functions fail as Store does. Free to
// share between threads.
class RecordHistory {
 public:
  // Both must outlive it.
  RecordHistory(const Store& store, Clock clock);

  // The newest first; empty where nothing is known.
  [[nodiscard]] Result<std::vector<RecordVersion>> of(std::string_view record_id, const Audience& audience) const;

  // The end of a record that is no more; nothing where it has not ended, or where the asker might not have read it.
  [[nodiscard]] Result<std::optional<RecordVersion>> end_of(std::string_view record_id, const Audience& audience) const;

  // Adds a version, with the number that is next and the present time, in the transaction of what made it. Where it is the first, and `before` is the file as
  // it was, that becomes the first instead.
  void add(Transaction& transaction, RecordVersion version, const std::optional<Record>& before) const;

 private:
  const Store& store_;
  Clock clock_;
};

// The file of a record as far as a version needs it: title, circulation, groups and text are set.
RecordVersion version_of(const Record& record, std::string text);

}  // namespace whatworks
