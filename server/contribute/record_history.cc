// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute/record_history.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "access/names.h"
#include "draft_rows.h"
#include "store/columns.h"

namespace whatworks {
namespace {

constexpr std::array<std::string_view, 6> kEvents{"found", "published", "corrected", "changed-outside", "withdrawn", "removed-outside"};

RecordEvent event_of(std::string_view name) { return static_cast<RecordEvent>(std::find(kEvents.begin(), kEvents.end(), name) - kEvents.begin()); }

constexpr std::string_view kSelect =
    "SELECT record_id, number, event, at, contributor, reviewer, note, circulation, group_names, title, text FROM record_versions WHERE record_id = ? "
    "ORDER BY number DESC ";

RecordVersion version_in(Transaction& transaction, const Row& row) {
  RecordVersion out;
  out.record_id = row.text(0);
  out.number = row.integer(1);
  out.event = event_of(row.text(2));
  out.at = instant_of(row.integer(3));
  out.contributor = row.text(4);
  out.contributor_name = shown_name(transaction, out.contributor);
  out.reviewer = row.text(5);
  out.reviewer_name = shown_name(transaction, out.reviewer);
  out.note = row.text(6);
  out.circulation = row.text(7);
  out.groups = list_of_column(row.text(8));
  out.title = row.text(9);
  out.text = row.text(10);
  return out;
}

void insert_version(Transaction& transaction, const RecordVersion& version) {
  transaction.run(
      "INSERT INTO record_versions(record_id, number, event, at, contributor, reviewer, note, circulation, group_names, title, text) "
      "VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM record_versions WHERE record_id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {version.record_id, version.record_id, std::string(record_event_name(version.event)), seconds_of(version.at), version.contributor, version.reviewer,
       version.note, version.circulation, list_column(version.groups), version.title, version.text});
}

bool is_known(Transaction& transaction, const std::string& record_id) {
  return transaction.first("SELECT 1 FROM record_versions WHERE record_id = ?", {record_id}).has_value();
}

}  // namespace

std::string_view record_event_name(RecordEvent event) noexcept { return kEvents[static_cast<std::size_t>(event)]; }

RecordVersion version_of(const Record& record, std::string text) {
  RecordVersion out;
  out.record_id = record.id;
  out.title = record.title;
  out.circulation = record.circulation;
  out.groups = record.groups;
  out.text = std::move(text);
  return out;
}

RecordHistory::RecordHistory(const Store& store, Clock clock) : store_(store), clock_(std::move(clock)) {}

Result<std::vector<RecordVersion>> RecordHistory::of(std::string_view record_id, const Audience& audience) const {
  return store_.read([&](Transaction& transaction) -> Result<std::vector<RecordVersion>> {
    std::vector<RecordVersion> out;
    for (const auto& row : transaction.query(std::string(kSelect), {std::string(record_id)})) {
      auto version = version_in(transaction, row);
      if (may_read(audience, version.circulation, version.groups)) {
        out.push_back(std::move(version));
      }
    }
    return out;
  });
}

Result<std::optional<RecordVersion>> RecordHistory::end_of(std::string_view record_id, const Audience& audience) const {
  return store_.read([&](Transaction& transaction) -> Result<std::optional<RecordVersion>> {
    const auto row = transaction.first(std::string(kSelect) + "LIMIT 1", {std::string(record_id)});
    if (!row) {
      return std::nullopt;
    }
    auto last = version_in(transaction, *row);
    return last.is_end() && may_read(audience, last.circulation, last.groups) ? std::optional(std::move(last)) : std::nullopt;
  });
}

void RecordHistory::add(Transaction& transaction, RecordVersion version, const std::optional<Record>& before) const {
  version.at = clock_();
  if (before && !is_known(transaction, version.record_id)) {
    auto first = version_of(*before, write_record(*before->front_matter, before->body));
    first.event = RecordEvent::found;
    first.at = version.at;
    insert_version(transaction, first);
  }
  insert_version(transaction, version);
}

}  // namespace whatworks
