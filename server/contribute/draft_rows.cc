// SPDX-License-Identifier: GPL-3.0-or-later
#include "draft_rows.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "access/accounts.h"
#include "core/text.h"
#include "store/columns.h"

namespace whatworks {
namespace {

constexpr std::array<std::string_view, 6> kStates{"open", "submitted", "changes-asked", "accepted", "published", "declined"};

DraftState state_of(std::string_view name) { return static_cast<DraftState>(std::find(kStates.begin(), kStates.end(), name) - kStates.begin()); }

constexpr std::string_view kSelect =
    "SELECT d.id, d.name, a.pseudonym, a.display_name, a.state, d.record_id, d.title, d.state, d.version, d.base, d.created_at, d.changed_at, d.text, "
    "d.corrects, d.base_circulation, d.base_groups, "
    "(SELECT count(*) FROM submissions s WHERE s.draft = d.id) FROM drafts d JOIN accounts a ON a.id = d.owner ";

StoredDraft draft_of(const Row& row) {
  StoredDraft out;
  out.id = row.integer(0);
  out.info.name = row.text(1);
  out.info.owner = row.text(2);
  out.info.owner_name = row.text(4) == state_name(AccountState::erased) ? row.text(2) : row.text(3);
  out.info.record_id = row.text(5);
  out.info.title = row.text(6);
  out.info.state = state_of(row.text(7));
  out.info.version = row.integer(8);
  out.info.base = row.text(9);
  out.info.created = instant_of(row.integer(10));
  out.info.changed = instant_of(row.integer(11));
  out.text = row.text(12);
  out.info.corrects = row.text(13);
  out.base_circulation = row.text(14);
  out.base_groups = list_of_column(row.text(15));
  out.info.submissions = row.integer(16);
  return out;
}

std::string text_at(const std::optional<nlohmann::ordered_json>& front_matter, const char* key) {
  if (!front_matter || !front_matter->is_object()) {
    return {};
  }
  const auto found = front_matter->find(key);
  return found != front_matter->end() && found->is_string() ? found->get<std::string>() : std::string();
}

constexpr std::size_t kLongestTitle = 300;  // in lists, code points

}  // namespace

std::string_view draft_state_name(DraftState state) noexcept { return kStates[static_cast<std::size_t>(state)]; }

std::optional<StoredDraft> find_draft(Transaction& transaction, std::string_view name) {
  const auto row = transaction.first(std::string(kSelect) + "WHERE d.name = ?", {std::string(name)});
  return row ? std::optional(draft_of(*row)) : std::nullopt;
}

std::optional<StoredDraft> find_draft(Transaction& transaction, std::int64_t id) {
  const auto row = transaction.first(std::string(kSelect) + "WHERE d.id = ?", {id});
  return row ? std::optional(draft_of(*row)) : std::nullopt;
}

std::vector<StoredDraft> find_drafts(Transaction& transaction, std::string_view owner) {
  std::vector<StoredDraft> out;
  for (const auto& row : transaction.query(std::string(kSelect) + "WHERE a.pseudonym = ? ORDER BY d.changed_at DESC, d.id DESC", {std::string(owner)})) {
    out.push_back(draft_of(row));
  }
  return out;
}

void put_text(Transaction& transaction, const StoredDraft& draft, std::string_view text, const RecordReader& reader, Instant now) {
  const auto said = said_by(reader, text);
  transaction.run("UPDATE drafts SET text = ?, record_id = ?, title = ?, version = version + 1, changed_at = ? WHERE id = ?",
                  {std::string(text), said.id, said.title, seconds_of(now), draft.id});
}

void put_state(Transaction& transaction, std::int64_t draft, DraftState state) {
  transaction.run("UPDATE drafts SET state = ? WHERE id = ?", {std::string(draft_state_name(state)), draft});
}

void insert_submission(Transaction& transaction, std::int64_t draft, const Record& record, std::string_view text, std::string_view note, Instant now) {
  transaction.run(
      "INSERT INTO submissions(draft, number, text, note, circulation, group_names, submitted_at) "
      "VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM submissions WHERE draft = ?), ?, ?, ?, ?, ?)",
      {draft, draft, std::string(text), std::string(note), record.circulation, list_column(record.groups), seconds_of(now)});
}

SaidByText said_by(const RecordReader& reader, std::string_view text) {
  const auto front_matter = reader.read_front_matter(text);
  auto id = text_at(front_matter, "id");
  auto title = clean_utf8(text_at(front_matter, "title"));
  if (title.starts_with(kPlaceholder)) {
    title.erase(0, std::min(title.find_first_not_of(" :", kPlaceholder.size()), title.size()));  // what a source calls it stands behind it
  }
  return {is_slug(id) ? std::move(id) : std::string(), shorten(trim(title), kLongestTitle)};
}

}  // namespace whatworks
