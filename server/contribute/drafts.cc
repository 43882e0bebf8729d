// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute/drafts.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "access/names.h"
#include "access/tokens.h"
#include "core/text.h"
#include "core/time.h"
#include "core/typed_text.h"
#include "draft_rows.h"
#include "store/columns.h"

namespace whatworks {
namespace {

using Json = nlohmann::ordered_json;

auto no_draft() { return failure(ErrorCode::not_found, "There is no such draft among yours", "it may have been discarded"); }

Result<StoredDraft> own_draft(Transaction& transaction, std::string_view name, std::string_view owner) {
  auto draft = find_draft(transaction, name);
  if (!draft || draft->info.owner != owner) {
    return no_draft();
  }
  return *std::move(draft);
}

Result<StoredDraft> own_open_draft(Transaction& transaction, std::string_view name, std::string_view owner) {
  auto draft = own_draft(transaction, name, owner);
  if (draft && !can_be_written(draft->info.state)) {
    return failure(ErrorCode::conflict, "The draft cannot be changed, since it was handed in", "take it back first, if nobody has decided on it");
  }
  return draft;
}

// A text as it is kept: line feeds alone, and nothing that is no text.
Result<std::string> kept_text(std::string_view text) {
  auto kept = clean_utf8(normalise_line_ends(text));
  if (kept.size() > kRecordSizeLimit) {
    return failure(ErrorCode::too_large, "The text is larger than the " + std::to_string(kRecordSizeLimit / 1024) + " KB that a record may have", "shorten it");
  }
  return kept;
}

void keep_apart(Transaction& transaction, std::int64_t draft, std::string_view text, Instant now) {
  transaction.run("INSERT INTO draft_copies(draft, text, made_at) VALUES (?, ?, ?)", {draft, std::string(text), seconds_of(now)});
  transaction.run("DELETE FROM draft_copies WHERE draft = ? AND id NOT IN (SELECT id FROM draft_copies WHERE draft = ? ORDER BY id DESC LIMIT ?)",
                  {draft, draft, static_cast<std::int64_t>(kMostDraftCopies)});
}

std::size_t count_errors(const std::vector<Problem>& problems) {
  return static_cast<std::size_t>(std::count_if(problems.begin(), problems.end(), [](const Problem& problem) { return problem.severity == Severity::error; }));
}

// The record that a draft would become.
Result<Record> finished_record(const RecordReader& reader, const StoredDraft& draft) {
  auto reading = reader.read({}, draft.text);
  if (!reading.record) {
    const auto errors = count_errors(reading.problems);
    return failure(ErrorCode::bad_input, errors == 1 ? "The draft still has an error" : "The draft still has " + std::to_string(errors) + " errors",
                   "mend what is listed, then hand it in");
  }
  return *std::move(reading.record);
}

Json own_rows(Transaction& transaction, std::string_view sql, std::string_view pseudonym, std::initializer_list<const char*> keys) {
  auto out = Json::array();
  for (const auto& row : transaction.query(sql, {std::string(pseudonym)})) {
    Json entry;
    std::size_t column = 0;
    for (const auto* key : keys) {
      entry[key] = std::string_view(key) == "at" ? Json(format_instant(instant_of(row.integer(column)))) : Json(row.text(column));
      ++column;
    }
    out.push_back(std::move(entry));
  }
  return out;
}

}  // namespace

bool can_be_written(DraftState state) noexcept { return state == DraftState::open || state == DraftState::changes_asked; }

Drafts::Drafts(const Store& store, const AuditTrail& audit, const RecordReader& reader, Clock clock)
    : store_(store), audit_(audit), reader_(reader), clock_(std::move(clock)) {}

namespace {

struct NewDraft {
  std::string text;
  std::string corrects;
  std::string base;
  std::string base_circulation = {};
  std::vector<std::string> base_groups = {};
};

DraftInfo insert_draft(Transaction& transaction, const NewDraft& draft, std::int64_t owner, const RecordReader& reader, Instant now) {
  const auto said = said_by(reader, draft.text);
  const auto name = random_name('d');
  transaction.run(
      "INSERT INTO drafts(name, owner, record_id, title, text, version, state, corrects, base, base_circulation, base_groups, created_at, changed_at) "
      "VALUES (?, ?, ?, ?, ?, 1, 'open', ?, ?, ?, ?, ?, ?)",
      {name, owner, said.id, said.title, draft.text, draft.corrects, draft.base, draft.base_circulation, list_column(draft.base_groups), seconds_of(now),
       seconds_of(now)});
  return find_draft(transaction, name)->info;
}

Status check_room(Transaction& transaction, std::int64_t owner, std::size_t more) {
  const auto row = transaction.first("SELECT count(*) FROM drafts WHERE owner = ? AND state <> 'published'", {owner});
  if (static_cast<std::size_t>(row->integer(0)) + more > kMostDrafts) {
    return failure(ErrorCode::conflict, "That would be more than " + std::to_string(kMostDrafts) + " drafts",
                   "discard some that you no longer need, or import fewer references");
  }
  return {};
}

}  // namespace

namespace {

// All or none.
Result<std::vector<DraftInfo>> insert_drafts(Transaction& transaction, const std::vector<NewDraft>& drafts, std::string_view owner, const RecordReader& reader,
                                             Instant now) {
  const auto id = account_id(transaction, owner);
  if (!id) {
    return failure(ErrorCode::not_found, "There is no such account");
  }
  if (auto room = check_room(transaction, *id, drafts.size()); !room) {
    return failure(std::move(room.error()));
  }
  std::vector<DraftInfo> out;
  out.reserve(drafts.size());
  for (const auto& draft : drafts) {
    out.push_back(insert_draft(transaction, draft, *id, reader, now));
  }
  return out;
}

Result<std::vector<NewDraft>> kept_drafts(const std::vector<std::string>& texts) {
  std::vector<NewDraft> out;
  for (const auto& text : texts) {
    auto kept = kept_text(text);
    if (!kept) {
      return failure(std::move(kept.error()));
    }
    out.push_back({*std::move(kept), {}, {}});
  }
  return out;
}

}  // namespace

Result<DraftInfo> Drafts::begin(std::string_view text, std::string_view owner) const {
  auto begun = begin_all({std::string(text)}, owner);
  return begun ? Result<DraftInfo>(std::move(begun->front())) : failure(std::move(begun.error()));
}

Result<DraftInfo> Drafts::begin_correction(std::string_view record_id, std::string_view text, std::string_view owner) const {
  auto kept = kept_text(text);
  if (!kept) {
    return failure(std::move(kept.error()));
  }
  const auto base = reader_.read({}, text).record;
  if (!base) {
    return failure(ErrorCode::bad_input, "The file of the record " + std::string(record_id) + " has errors", "have it mended in the corpus first");
  }
  const NewDraft wanted{*std::move(kept), std::string(record_id), sha256(text), base->circulation, base->groups};
  return store_.write([&](Transaction& transaction) -> Result<DraftInfo> {
    for (auto& draft : find_drafts(transaction, owner)) {
      if (draft.info.corrects == record_id && can_be_written(draft.info.state)) {
        return std::move(draft.info);
      }
    }
    auto begun = insert_drafts(transaction, {wanted}, owner, reader_, clock_());
    return begun ? Result<DraftInfo>(std::move(begun->front())) : failure(std::move(begun.error()));
  });
}

Result<std::vector<DraftInfo>> Drafts::begin_all(const std::vector<std::string>& texts, std::string_view owner) const {
  const auto drafts = kept_drafts(texts);
  if (!drafts) {
    return failure(drafts.error());
  }
  return store_.write([&](Transaction& transaction) { return insert_drafts(transaction, *drafts, owner, reader_, clock_()); });
}

Result<std::vector<DraftInfo>> Drafts::of(std::string_view owner) const {
  return store_.read([&](Transaction& transaction) -> Result<std::vector<DraftInfo>> {
    std::vector<DraftInfo> out;
    for (auto& draft : find_drafts(transaction, owner)) {
      out.push_back(std::move(draft.info));
    }
    return out;
  });
}

Result<Draft> Drafts::find(std::string_view name, std::string_view owner) const {
  return store_.read([&](Transaction& transaction) -> Result<Draft> {
    auto stored = own_draft(transaction, name, owner);
    if (!stored) {
      return failure(std::move(stored.error()));
    }
    Draft out{std::move(stored->info), std::move(stored->text), {}};
    for (const auto& row : transaction.query("SELECT id, made_at, text FROM draft_copies WHERE draft = ? ORDER BY id DESC", {stored->id})) {
      out.copies.push_back({row.integer(0), instant_of(row.integer(1)), row.text(2)});
    }
    return out;
  });
}

Result<SavedDraft> Drafts::save(std::string_view name, std::string_view owner, std::string_view text, std::int64_t made_from) const {
  const auto kept = kept_text(text);
  if (!kept) {
    return failure(kept.error());
  }
  return store_.write([&](Transaction& transaction) -> Result<SavedDraft> {
    const auto draft = own_open_draft(transaction, name, owner);
    if (!draft) {
      return failure(draft.error());
    }
    const auto version = draft->info.version;
    if (draft->text == *kept) {
      return SavedDraft{version, false};
    }
    if (made_from != version) {
      keep_apart(transaction, draft->id, *kept, clock_());
      return SavedDraft{version, true};
    }
    put_text(transaction, *draft, *kept, reader_, clock_());
    return SavedDraft{version + 1, false};
  });
}

Result<SavedDraft> Drafts::use_copy(std::string_view name, std::string_view owner, std::int64_t copy) const {
  return store_.write([&](Transaction& transaction) -> Result<SavedDraft> {
    const auto draft = own_open_draft(transaction, name, owner);
    if (!draft) {
      return failure(draft.error());
    }
    const auto row = transaction.first("SELECT text FROM draft_copies WHERE draft = ? AND id = ?", {draft->id, copy});
    if (!row) {
      return failure(ErrorCode::not_found, "There is no such copy of the draft", "it may have been used already");
    }
    transaction.run("DELETE FROM draft_copies WHERE id = ?", {copy});
    keep_apart(transaction, draft->id, draft->text, clock_());
    put_text(transaction, *draft, row->text(0), reader_, clock_());
    return SavedDraft{draft->info.version + 1, false};
  });
}

Status Drafts::rebase(std::string_view name, std::string_view owner, std::string_view seen, std::string_view text) const {
  const auto base = reader_.read({}, text).record;
  if (!base || sha256(text) != seen) {
    return failure(ErrorCode::conflict, "The published record has changed again since you looked at it", "look at it again");
  }
  return store_.write([&](Transaction& transaction) -> Status {
    const auto draft = own_open_draft(transaction, name, owner);
    if (!draft) {
      return failure(draft.error());
    }
    transaction.run("UPDATE drafts SET base = ?, base_circulation = ?, base_groups = ? WHERE id = ?",
                    {std::string(seen), base->circulation, list_column(base->groups), draft->id});
    return {};
  });
}

Status Drafts::submit(std::string_view name, const Visitor& owner, std::int64_t version, std::string_view note) const {
  const auto kept_note = typed_text(note, {"The note", kLongestRemark, false});
  if (!kept_note) {
    return failure(kept_note.error());
  }
  return store_.write([&](Transaction& transaction) -> Status {
    const auto draft = own_draft(transaction, name, owner.person->pseudonym);
    if (!draft) {
      return failure(draft.error());
    }
    if (!can_be_written(draft->info.state)) {
      return failure(ErrorCode::conflict, "The draft was handed in already", "look at where it stands");
    }
    if (draft->info.version != version) {
      return failure(ErrorCode::conflict, "The draft was changed elsewhere since you looked at it", "look at it again, then hand it in");
    }
    const auto record = finished_record(reader_, *draft);
    if (!record) {
      return failure(record.error());
    }
    if (!draft->info.corrects.empty() && record->id != draft->info.corrects) {
      return failure(ErrorCode::bad_input, "The draft corrects the record " + draft->info.corrects + ", but its id is " + record->id,
                     "write id: " + draft->info.corrects + ", or begin a new draft for another record");
    }
    insert_submission(transaction, draft->id, *record, draft->text, *kept_note, clock_());
    put_state(transaction, draft->id, DraftState::submitted);
    audit_.add(transaction, {owner.actor(), AuditAction::draft_submitted, draft_subject(name), "as the record " + record->id});
    return {};
  });
}

Status Drafts::take_back(std::string_view name, const Visitor& owner) const {
  return store_.write([&](Transaction& transaction) -> Status {
    const auto draft = own_draft(transaction, name, owner.person->pseudonym);
    if (!draft) {
      return failure(draft.error());
    }
    if (draft->info.state != DraftState::submitted) {
      return failure(ErrorCode::conflict, "The draft does not wait for a decision any more", "look at where it stands");
    }
    put_state(transaction, draft->id, DraftState::open);
    audit_.add(transaction, {owner.actor(), AuditAction::draft_taken_back, draft_subject(name), {}});
    return {};
  });
}

Status Drafts::discard(std::string_view name, std::string_view owner) const {
  return store_.write([&](Transaction& transaction) -> Status {
    const auto draft = own_draft(transaction, name, owner);
    if (!draft) {
      return failure(draft.error());
    }
    const auto state = draft->info.state;
    if (!can_be_written(state) && state != DraftState::declined) {
      return failure(ErrorCode::conflict, "A draft that was handed in cannot be discarded", "take it back first, if nobody has decided on it");
    }
    transaction.run("DELETE FROM drafts WHERE id = ?", {draft->id});
    return {};
  });
}

Result<Json> Drafts::data_on(std::string_view pseudonym) const { return contributed_by(store_, pseudonym); }

Result<Json> contributed_by(const Store& store, std::string_view pseudonym) {
  return store.read([&](Transaction& transaction) -> Result<Json> {
    auto drafts = Json::array();
    for (const auto& draft : find_drafts(transaction, pseudonym)) {
      drafts.push_back({{"name", draft.info.name},
                        {"state", draft_state_name(draft.info.state)},
                        {"created", format_instant(draft.info.created)},
                        {"changed", format_instant(draft.info.changed)},
                        {"text", draft.text}});
    }
    return Json{
        {"drafts", std::move(drafts)},
        {"comments", own_rows(transaction,
                              "SELECT c.made_at, d.name, c.text FROM review_comments c JOIN drafts d ON d.id = c.draft JOIN accounts a ON a.id = c.author "
                              "WHERE a.pseudonym = ? ORDER BY c.id",
                              pseudonym, {"at", "draft", "text"})},
        {"decisions", own_rows(transaction,
                               "SELECT r.decided_at, d.name, r.decision, r.reason FROM review_decisions r JOIN drafts d ON d.id = r.draft "
                               "JOIN accounts a ON a.id = r.reviewer WHERE a.pseudonym = ? ORDER BY r.decided_at",
                               pseudonym, {"at", "draft", "decision", "reason"})},
        {"codings", own_rows(transaction,
                             "SELECT c.coded_at, d.name, c.codes FROM review_codings c JOIN drafts d ON d.id = c.draft JOIN accounts a ON a.id = c.reviewer "
                             "WHERE a.pseudonym = ? ORDER BY c.coded_at",
                             pseudonym, {"at", "draft", "codes"})}};
  });
}

}  // namespace whatworks
