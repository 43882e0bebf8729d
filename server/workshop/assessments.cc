// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop/assessments.h"

#include <algorithm>

#include "core/typed_text.h"
#include "workshop_rows.h"

namespace whatworks {
namespace {

// An item on the agenda of a rater, and how its workshop stands.
struct OpenItem {
  std::int64_t item = 0;
  Stage stage = Stage::preparing;
  AssessmentScheme scheme;
};

Result<OpenItem> item_of(Transaction& transaction, const RaterKey& rater, std::string_view item) {
  const auto row = transaction.first(
      "SELECT i.id, w.stage, w.scheme FROM workshop_items i JOIN raters r ON r.workshop_group = i.workshop_group JOIN workshops w ON w.id = r.workshop "
      "WHERE i.name = ? AND r.rater = ?",
      {std::string(item), rater.rater});
  if (!row) {
    return failure(ErrorCode::not_found, "There is no such intervention on your agenda");
  }
  auto scheme = parse_scheme(row->text(2));
  if (!scheme) {
    return failure(std::move(scheme.error()));
  }
  return OpenItem{row->integer(0), *find_stage(row->text(1)), *std::move(scheme)};
}

// In which round a conflict of interest was declared; 0 where none was. It counts from that round on.
int round_of_conflict(Transaction& transaction, const RaterKey& rater, std::int64_t item) {
  const auto row = transaction.first("SELECT round FROM conflicts_of_interest WHERE item = ? AND rater = ?", {item, rater.rater});
  return row ? static_cast<int>(row->integer(0)) : 0;
}

Status check_scores(const Assessment& assessment, const AssessmentScheme& scheme) {
  for (const auto& [name, value] : assessment.scores) {
    const auto* criterion = scheme.find(name);
    if (criterion == nullptr) {
      return failure(ErrorCode::bad_input, "\"" + name + "\" is nothing that this workshop asks for");
    }
    if (value && !criterion->takes(*value)) {
      return failure(ErrorCode::bad_input, "\"" + criterion->label + "\" has a value that cannot be chosen",
                     criterion->kind == CriterionKind::score ? "enter a whole number from 0 to 100" : "choose one of those offered");
    }
  }
  return {};
}

Result<Assessment> checked(const Assessment& assessment, const AssessmentScheme& scheme) {
  if (auto scores = check_scores(assessment, scheme); !scores) {
    return failure(std::move(scores.error()));
  }
  auto reason = typed_text(assessment.reason, {"The reason", kLongestReason});
  auto practice = typed_text(assessment.current_practice, {"What it would improve", kLongestReason});
  auto opportunity = typed_text(assessment.opportunity, {"The opportunity", kLongestReason});
  for (auto* text : {&reason, &practice, &opportunity}) {
    if (!*text) {
      return failure(std::move(text->error()));
    }
  }
  return Assessment{assessment.scores, *std::move(reason), *std::move(practice), *std::move(opportunity)};
}

Assessment assessment_of(const Row& row, std::size_t column) {
  return {scores_of_column(row.text(column)), row.text(column + 1), row.text(column + 2), row.text(column + 3)};
}

void put(Transaction& transaction, std::int64_t item, int round, const RaterKey& rater, const Assessment& kept) {
  transaction.run(
      "INSERT INTO assessments(item, round, rater, version, scores, reason, current_practice, opportunity) VALUES (?, ?, ?, 1, ?, ?, ?, ?) "
      "ON CONFLICT(item, round, rater) DO UPDATE SET version = version + 1, scores = excluded.scores, reason = excluded.reason, "
      "current_practice = excluded.current_practice, opportunity = excluded.opportunity",
      {item, static_cast<std::int64_t>(round), rater.rater, scores_column(kept.scores), kept.reason, kept.current_practice, kept.opportunity});
}

// How far a member is: all that the facilitator sees of a round that is open. No count is kept, since that would tell which answers are theirs.
void count_answers(Transaction& transaction, const RaterKey& rater, int round, const AssessmentScheme& scheme) {
  if (rater.member.empty()) {
    return;
  }
  const auto numbered = static_cast<std::int64_t>(round);
  auto answered = transaction.first("SELECT count(*) FROM conflicts_of_interest WHERE rater = ? AND round <= ?", {rater.rater, numbered})->integer(0);
  bool begun = answered > 0;
  for (const auto& row : transaction.query("SELECT a.scores FROM assessments a WHERE a.rater = ? AND a.round = ? AND NOT EXISTS "
                                           "(SELECT 1 FROM conflicts_of_interest c WHERE c.item = a.item AND c.rater = a.rater AND c.round <= a.round)",
                                           {rater.rater, numbered})) {
    answered += is_whole({scores_of_column(row.text(0)), {}, {}, {}}, scheme) ? 1 : 0;
    begun = true;
  }
  const auto agenda =
      transaction.first("SELECT count(*) FROM workshop_items i JOIN raters r ON r.workshop_group = i.workshop_group WHERE r.rater = ?", {rater.rater});
  const auto how_far = !begun ? HowFar::not_begun : answered < agenda->integer(0) ? HowFar::under_way : HowFar::all;
  transaction.run(
      "INSERT INTO panel_progress(member, round, answered, finished) VALUES (?, ?, ?, 0) ON CONFLICT(member, round) DO UPDATE SET answered = excluded.answered",
      {rater.member, numbered, static_cast<std::int64_t>(how_far)});
}

}  // namespace

bool is_whole(const Assessment& assessment, const AssessmentScheme& scheme) noexcept {
  return std::all_of(scheme.criteria.begin(), scheme.criteria.end(), [&](const Criterion& criterion) { return assessment.scores.contains(criterion.name); });
}

Result<SavedAssessment> Assessments::save(const RaterKey& rater, std::string_view item, int round, const Assessment& assessment, std::int64_t made_from) const {
  return store_.write([&](Transaction& transaction) -> Result<SavedAssessment> {
    const auto open = item_of(transaction, rater, item);
    if (!open) {
      return failure(open.error());
    }
    if (round == 0 || open_round(open->stage) != round) {
      return failure(ErrorCode::conflict, "The round is closed, so the answer was not changed", "what you had saved before counts");
    }
    if (round_of_conflict(transaction, rater, open->item) != 0) {
      return failure(ErrorCode::conflict, "You declared a conflict of interest, so you do not judge this intervention", "take that back first");
    }
    const auto kept = checked(assessment, open->scheme);
    if (!kept) {
      return failure(kept.error());
    }
    const auto row =
        transaction.first("SELECT version, scores, reason, current_practice, opportunity FROM assessments WHERE item = ? AND round = ? AND rater = ?",
                          {open->item, static_cast<std::int64_t>(round), rater.rater});
    const auto version = row ? row->integer(0) : 0;
    auto stands = row ? assessment_of(*row, 1) : Assessment{};
    if (stands == *kept) {
      return SavedAssessment{version, std::nullopt};
    }
    if (version != made_from) {
      return SavedAssessment{version, std::move(stands)};
    }
    put(transaction, open->item, round, rater, *kept);
    count_answers(transaction, rater, round, open->scheme);
    return SavedAssessment{version + 1, std::nullopt};
  });
}

Status Assessments::declare_conflict(const RaterKey& rater, std::string_view item, bool conflict) const {
  return store_.write([&](Transaction& transaction) -> Status {
    const auto open = item_of(transaction, rater, item);
    if (!open) {
      return failure(open.error());
    }
    const auto round = open_round(open->stage);
    if (round == 0) {
      return failure(ErrorCode::conflict, "No round is open, so this cannot be changed");
    }
    if (conflict) {
      transaction.run("INSERT INTO conflicts_of_interest(item, rater, round) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                      {open->item, rater.rater, static_cast<std::int64_t>(round)});
    } else {
      // What was said in a round that is closed did not count there, and does not come back.
      transaction.run(
          "DELETE FROM assessments WHERE item = ? AND rater = ? AND round >= ? AND round < ?",
          {open->item, rater.rater, static_cast<std::int64_t>(round_of_conflict(transaction, rater, open->item)), static_cast<std::int64_t>(round)});
      transaction.run("DELETE FROM conflicts_of_interest WHERE item = ? AND rater = ?", {open->item, rater.rater});
    }
    count_answers(transaction, rater, round, open->scheme);
    return {};
  });
}

Result<OwnAssessments> Assessments::of(const RaterKey& rater, int round) const {
  return store_.read([&](Transaction& transaction) -> Result<OwnAssessments> {
    OwnAssessments out;
    for (const auto& row : transaction.query("SELECT i.name, a.round, a.version, a.scores, a.reason, a.current_practice, a.opportunity FROM assessments a "
                                             "JOIN workshop_items i ON i.id = a.item WHERE a.rater = ?",
                                             {rater.rater})) {
      if (row.integer(1) == round) {
        out.now[row.text(0)] = {assessment_of(row, 3), row.integer(2)};
      } else if (row.integer(1) < round) {
        out.before[row.text(0)] = assessment_of(row, 3);
      }
    }
    for (const auto& row :
         transaction.query("SELECT i.name FROM conflicts_of_interest c JOIN workshop_items i ON i.id = c.item WHERE c.rater = ?", {rater.rater})) {
      out.conflicts.push_back(row.text(0));
    }
    return out;
  });
}

}  // namespace whatworks
