// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "access/audit.h"
#include "access/visitor.h"
#include "core/result.h"
#include "record/record.h"
#include "store/store.h"

namespace whatworks {

// Where a draft stands on its way. Only an open one, and one that changes were asked for, can be written to.
enum class DraftState { open, submitted, changes_asked, accepted, published, declined };

// "open", "changes-asked", …: as in the database and in the texts of pages.
std::string_view draft_state_name(DraftState state) noexcept;

bool can_be_written(DraftState state) noexcept;

// A draft as lists show it.
struct DraftInfo {
  std::string name;        // "d-0c77b1d23f9a": in addresses
  std::string owner;       // pseudonym
  std::string owner_name;  // as shown; the pseudonym once the account is erased
  std::string record_id;   // as the text has it; empty where it has none
  std::string title;       // likewise
  DraftState state = DraftState::open;
  std::int64_t version = 1;      // counts the saves
  std::string corrects;          // id of the published record whose place it is to take; empty for a new one
  std::string base;              // digest of that record's file as it was when the correction began; empty for a new record
  std::int64_t submissions = 0;  // how often it was handed in
  Instant created;
  Instant changed;
};

// What somebody typed in one place while the draft was changed in another: kept apart, so that neither is lost.
struct DraftCopy {
  std::int64_t id = 0;
  Instant made;
  std::string text;
};

struct Draft {
  DraftInfo info;
  std::string text;               // the whole file, finished or not
  std::vector<DraftCopy> copies;  // the newest first
};

// What came of a save.
struct SavedDraft {
  std::int64_t version = 0;  // as it is now
  bool kept_apart = false;   // the draft had been changed elsewhere since the version that the text was made from: the text is now a copy of the draft
};

inline constexpr std::size_t kMostDrafts = 500;       // that one person may have
inline constexpr std::size_t kMostDraftCopies = 20;   // of one draft; older ones go
inline constexpr std::size_t kLongestRemark = 2'000;  // of a submission, a comment or a decision, in code points

// The drafts of records, each in the hands of whoever began it. Functions that take an owner fail with not_found where the draft is somebody else's; all fail
// as Store does. Free to share between threads.
class Drafts {
 public:
  // All must outlive it.
  Drafts(const Store& store, const AuditTrail& audit, const RecordReader& reader, Clock clock);

  // Fails with too_large where the text is longer than a record may be, and with conflict where the person has kMostDrafts.
  [[nodiscard]] Result<DraftInfo> begin(std::string_view text, std::string_view owner) const;

  // The same to correct a published record, from its file. Where the person has such a draft already that can be written to, it is that. Fails with
  // bad_input where the file is no record without errors.
  [[nodiscard]] Result<DraftInfo> begin_correction(std::string_view record_id, std::string_view text, std::string_view owner) const;

  // The same for many at once, all or none: what came of an import.
  [[nodiscard]] Result<std::vector<DraftInfo>> begin_all(const std::vector<std::string>& texts, std::string_view owner) const;

  // All of a person, the last changed first.
  [[nodiscard]] Result<std::vector<DraftInfo>> of(std::string_view owner) const;

  [[nodiscard]] Result<Draft> find(std::string_view name, std::string_view owner) const;

  // Keeps a text that was made from a version of the draft. Fails with conflict where the draft cannot be written to, and with too_large as begin().
  [[nodiscard]] Result<SavedDraft> save(std::string_view name, std::string_view owner, std::string_view text, std::int64_t made_from) const;

  // The copy becomes the draft's text, and what was the text becomes a copy. Fails with not_found where there is no such copy, and with conflict as save().
  [[nodiscard]] Result<SavedDraft> use_copy(std::string_view name, std::string_view owner, std::int64_t copy) const;

  // The draft now corrects the published file as it is today, `text`: for whoever has looked at what changed there meanwhile, of which `seen` is the digest.
  // Fails with conflict where it is another by now, and as save().
  [[nodiscard]] Status rebase(std::string_view name, std::string_view owner, std::string_view seen, std::string_view text) const;

  // Hands in the draft as it is; `version` is the one that its owner saw. Fails with bad_input where the text is no record without errors, or where a
  // correction has another id than its record, and with conflict where the draft has changed since or cannot be handed in.
  [[nodiscard]] Status submit(std::string_view name, const Visitor& owner, std::int64_t version, std::string_view note) const;

  // Takes it back, as long as nobody has decided on it. Fails with conflict after.
  [[nodiscard]] Status take_back(std::string_view name, const Visitor& owner) const;

  // For good. Fails with conflict while it waits for a decision and once it is published.
  [[nodiscard]] Status discard(std::string_view name, std::string_view owner) const;

  // As contributed_by().
  [[nodiscard]] Result<nlohmann::ordered_json> data_on(std::string_view pseudonym) const;

 private:
  const Store& store_;
  const AuditTrail& audit_;
  const RecordReader& reader_;
  Clock clock_;
};

// All that is kept on what a person contributed, for them: drafts, comments, decisions, codings. Fails as Store does.
Result<nlohmann::ordered_json> contributed_by(const Store& store, std::string_view pseudonym);

}  // namespace whatworks
