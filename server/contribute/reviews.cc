// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute/reviews.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "access/names.h"
#include "core/text.h"
#include "core/typed_text.h"
#include "draft_rows.h"
#include "review_rows.h"
#include "store/columns.h"

namespace whatworks {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 3> kDecisions{"accept", "ask-for-changes", "decline"};

// Facets that are facts of the file rather than a reading of the source.
constexpr auto kNotCoded = std::to_array<std::string_view>({"kind", "status", "circulation", "country", "region", "year"});

constexpr std::string_view kLastOf = "SELECT max(number) FROM submissions WHERE draft = ?";

auto no_submission() { return failure(ErrorCode::not_found, "There is no such submission", "it may have been taken back"); }

// Who reviews a correction sees the record that it corrects as well.
bool may_see(const Submission& submission, const StoredDraft& draft, const Visitor& asker) {
  if (draft.info.owner == asker.person->pseudonym) {
    return true;
  }
  const auto audience = audience_of(asker);
  const bool sees_base = draft.base_circulation.empty() || may_read(audience, draft.base_circulation, draft.base_groups);
  return asker.may(Permission::review) && sees_base && may_read(audience, submission.circulation, submission.groups);
}

std::vector<ReviewComment> comments_on(Transaction& transaction, std::int64_t draft, std::int64_t number) {
  std::vector<ReviewComment> out;
  for (const auto& row : transaction.query("SELECT c.line, a.pseudonym, c.text, c.made_at FROM review_comments c JOIN accounts a ON a.id = c.author "
                                           "WHERE c.draft = ? AND c.submission = ? ORDER BY c.line, c.id",
                                           {draft, number})) {
    out.push_back({row.integer(0), row.text(1), shown_name(transaction, row.text(1)), row.text(2), instant_of(row.integer(3))});
  }
  return out;
}

std::optional<DecisionMade> decision_on(Transaction& transaction, std::int64_t draft, std::int64_t number) {
  const auto row = transaction.first(
      "SELECT r.decision, a.pseudonym, r.reason, r.decided_at FROM review_decisions r JOIN accounts a ON a.id = r.reviewer "
      "WHERE r.draft = ? AND r.submission = ?",
      {draft, number});
  if (!row) {
    return std::nullopt;
  }
  return DecisionMade{*find_decision(row->text(0)), row->text(1), shown_name(transaction, row->text(1)), row->text(2), instant_of(row->integer(3))};
}

Submission read_submission(Transaction& transaction, const StoredDraft& draft, const Row& row) {
  Submission out;
  out.draft = draft.info;
  out.number = row.integer(0);
  out.text = row.text(1);
  out.note = row.text(2);
  out.circulation = row.text(3);
  out.groups = list_of_column(row.text(4));
  out.at = instant_of(row.integer(5));
  out.comments = comments_on(transaction, draft.id, out.number);
  out.decision = decision_on(transaction, draft.id, out.number);
  return out;
}

std::vector<std::string> codes_of(const Json& codes, const std::string& facet) {
  std::vector<std::string> out;
  if (const auto found = codes.find(facet); found != codes.end()) {
    for (const auto& code : *found) {
      out.push_back(code.get<std::string>());
    }
  }
  return out;
}

std::vector<std::string> sorted(std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  return values;
}

// Every code that could be given is a unit, judged 1 or 0 by each coder: to leave one out is a judgement too.
void add_units(const Schemas& schemas, const FacetAgreement& facet, std::vector<UnitRatings>& units) {
  const auto* vocabulary = schemas.find_vocabulary(facet.facet->vocabulary);
  if (vocabulary == nullptr) {
    return;
  }
  for (const auto& entry : vocabulary->concepts()) {
    UnitRatings unit;
    for (const auto& codes : facet.coders) {
      unit.emplace_back(std::find(codes.begin(), codes.end(), entry.code) != codes.end() ? 1.0 : 0.0);
    }
    units.push_back(std::move(unit));
  }
}

}  // namespace

std::string_view decision_name(Decision decision) noexcept { return kDecisions[static_cast<std::size_t>(decision)]; }

std::optional<Decision> find_decision(std::string_view name) noexcept {
  const auto* const found = std::find(kDecisions.begin(), kDecisions.end(), name);
  return found == kDecisions.end() ? std::nullopt : std::optional(static_cast<Decision>(found - kDecisions.begin()));
}

Result<FoundSubmission> find_submission(Transaction& transaction, std::string_view draft, std::int64_t number, const Visitor& asker) {
  const auto stored = find_draft(transaction, draft);
  if (!stored) {
    return no_submission();
  }
  const auto id = stored->id;
  const auto wanted = number > 0 ? std::optional(number) : transaction.first(kLastOf, {id})->maybe_integer(0);
  const auto row = wanted
                       ? transaction.first("SELECT number, text, note, circulation, group_names, submitted_at FROM submissions WHERE draft = ? AND number = ?",
                                           {id, *wanted})
                       : std::nullopt;
  if (!row) {
    return no_submission();
  }
  auto submission = read_submission(transaction, *stored, *row);
  if (!may_see(submission, *stored, asker)) {
    return no_submission();
  }
  return FoundSubmission{id, std::move(submission)};
}

Result<FoundSubmission> find_undecided(Transaction& transaction, std::string_view draft, std::int64_t number, const Visitor& reviewer) {
  auto found = find_submission(transaction, draft, number, reviewer);
  if (!found) {
    return found;
  }
  const auto& submission = found->submission;
  if (submission.decision) {
    return failure(ErrorCode::conflict, submission.decision->reviewer_name + " has decided on this meanwhile", "see what was decided");
  }
  if (submission.draft.state != DraftState::submitted || submission.number != submission.draft.submissions) {
    return failure(ErrorCode::conflict, "This is not what waits for a decision any more: its contributor has taken it back or handed in another",
                   "look at what waits now");
  }
  return found;
}

Result<FoundSubmission> find_to_judge(Transaction& transaction, std::string_view draft, std::int64_t number, const Visitor& reviewer) {
  auto found = find_undecided(transaction, draft, number, reviewer);
  if (found && found->submission.draft.owner == reviewer.person->pseudonym) {
    return failure(ErrorCode::forbidden, "Nobody decides on a draft of their own", "leave it to another reviewer");
  }
  return found;
}

void insert_decision(Transaction& transaction, const FoundSubmission& found, Decision decision, std::string_view reason, std::string_view reviewer,
                     Instant now) {
  transaction.run("INSERT INTO review_decisions(draft, submission, reviewer, decision, reason, decided_at) VALUES (?, ?, ?, ?, ?, ?)",
                  {found.draft, found.submission.number, account_id(transaction, reviewer).value(), std::string(decision_name(decision)), std::string(reason),
                   seconds_of(now)});
}

Reviews::Reviews(const Store& store, const AuditTrail& audit, const RecordReader& reader, const Schemas& schemas, Clock clock)
    : store_(store), audit_(audit), reader_(reader), schemas_(schemas), clock_(std::move(clock)) {}

Result<std::vector<Submission>> Reviews::queue(const Visitor& reviewer) const {
  return store_.read([&](Transaction& transaction) -> Result<std::vector<Submission>> {
    std::vector<Submission> out;
    for (const auto& row : transaction.query("SELECT name FROM drafts WHERE state = 'submitted'")) {
      if (auto found = find_submission(transaction, row.text(0), 0, reviewer)) {
        out.push_back(std::move(found->submission));
      }
    }
    std::stable_sort(out.begin(), out.end(), [](const Submission& a, const Submission& b) { return a.at < b.at; });
    return out;
  });
}

Result<Submission> Reviews::find(std::string_view draft, std::int64_t number, const Visitor& asker) const {
  return store_.read([&](Transaction& transaction) -> Result<Submission> {
    auto found = find_submission(transaction, draft, number, asker);
    return found ? Result<Submission>(std::move(found->submission)) : failure(std::move(found.error()));
  });
}

Status Reviews::comment(std::string_view draft, std::int64_t number, std::int64_t line, std::string_view text, const Visitor& reviewer) const {
  const auto said = typed_text(text, {"The comment", kLongestRemark, true});
  if (!said) {
    return failure(said.error());
  }
  return store_.write([&](Transaction& transaction) -> Status {
    const auto found = find_undecided(transaction, draft, number, reviewer);
    if (!found) {
      return failure(found.error());
    }
    const auto lines = static_cast<std::int64_t>(split(found->submission.text, '\n').size());
    if (line < 0 || line > lines) {
      return failure(ErrorCode::bad_input, "There is no line " + std::to_string(line), "the text has lines 1 to " + std::to_string(lines));
    }
    transaction.run("INSERT INTO review_comments(draft, submission, line, author, text, made_at) VALUES (?, ?, ?, ?, ?, ?)",
                    {found->draft, found->submission.number, line, account_id(transaction, reviewer.person->pseudonym).value(), *said, seconds_of(clock_())});
    audit_.add(transaction, {reviewer.actor(), AuditAction::draft_commented, draft_subject(draft), "line " + std::to_string(line)});
    return {};
  });
}

Status Reviews::decide(std::string_view draft, std::int64_t number, Decision decision, std::string_view reason, const Visitor& reviewer) const {
  const auto said = typed_text(reason, {"The reason", kLongestRemark, true});
  if (!said) {
    return failure(said.error());
  }
  return store_.write([&](Transaction& transaction) -> Status {
    const auto found = find_to_judge(transaction, draft, number, reviewer);
    if (!found) {
      return failure(found.error());
    }
    const bool declined = decision == Decision::decline;
    insert_decision(transaction, *found, decision, *said, reviewer.person->pseudonym, clock_());
    put_state(transaction, found->draft, declined ? DraftState::declined : DraftState::changes_asked);
    audit_.add(transaction, {reviewer.actor(), declined ? AuditAction::draft_declined : AuditAction::changes_asked, draft_subject(draft),
                             "submission " + std::to_string(found->submission.number)});
    return {};
  });
}

std::vector<const Facet*> Reviews::coded_facets() const {
  std::vector<const Facet*> out;
  for (const auto& facet : schemas_.facets()) {
    if (std::find(kNotCoded.begin(), kNotCoded.end(), facet.name) == kNotCoded.end()) {
      out.push_back(&facet);
    }
  }
  return out;
}

namespace {

Status check_codes(const Schemas& schemas, const std::vector<const Facet*>& facets, const Codes& codes) {
  for (const auto& coded : codes) {
    const auto& [name, values] = coded;
    const auto facet = std::find_if(facets.begin(), facets.end(), [&coded](const Facet* known) { return known->name == coded.first; });
    if (facet == facets.end()) {
      return failure(ErrorCode::bad_input, "\"" + name + "\" is nothing that is coded");
    }
    const auto* vocabulary = schemas.find_vocabulary((*facet)->vocabulary);
    for (const auto& value : values) {
      if (vocabulary == nullptr || vocabulary->find(value) == nullptr) {
        return failure(ErrorCode::bad_input, "\"" + value + "\" is no code of " + (*facet)->label);
      }
    }
    if (!(*facet)->several && values.size() > 1) {
      return failure(ErrorCode::bad_input, (*facet)->label + " takes one code", "choose one");
    }
  }
  return {};
}

bool has_coding(Transaction& transaction, const FoundSubmission& found, std::string_view reviewer) {
  return transaction
      .first("SELECT 1 FROM review_codings c JOIN accounts a ON a.id = c.reviewer WHERE c.draft = ? AND c.submission = ? AND a.pseudonym = ?",
             {found.draft, found.submission.number, std::string(reviewer)})
      .has_value();
}

}  // namespace

Status Reviews::code(std::string_view draft, std::int64_t number, const Codes& codes, const Visitor& reviewer) const {
  if (auto checked = check_codes(schemas_, coded_facets(), codes); !checked) {
    return checked;
  }
  return store_.write([&](Transaction& transaction) -> Status {
    const auto found = find_to_judge(transaction, draft, number, reviewer);
    if (!found) {
      return failure(found.error());
    }
    if (has_coding(transaction, *found, reviewer.person->pseudonym)) {
      return failure(ErrorCode::conflict, "You have coded this already, and it stands", "compare it with what the others coded");
    }
    transaction.run(
        "INSERT INTO review_codings(draft, submission, reviewer, codes, coded_at) VALUES (?, ?, ?, ?, ?)",
        {found->draft, found->submission.number, account_id(transaction, reviewer.person->pseudonym).value(), Json(codes).dump(), seconds_of(clock_())});
    audit_.add(transaction, {reviewer.actor(), AuditAction::draft_coded, draft_subject(draft), "submission " + std::to_string(found->submission.number)});
    return {};
  });
}

Result<bool> Reviews::has_coded(std::string_view draft, std::int64_t number, const Visitor& reviewer) const {
  return store_.read([&](Transaction& transaction) -> Result<bool> {
    const auto found = find_submission(transaction, draft, number, reviewer);
    if (!found) {
      return failure(found.error());
    }
    return has_coding(transaction, *found, reviewer.person->pseudonym);
  });
}

Result<std::optional<CodingAgreement>> Reviews::agreement(std::string_view draft, std::int64_t number, const Visitor& asker) const {
  return store_.read([&](Transaction& transaction) -> Result<std::optional<CodingAgreement>> {
    const auto found = find_submission(transaction, draft, number, asker);
    if (!found) {
      return failure(found.error());
    }
    const bool undecided = !found->submission.decision && found->submission.draft.state == DraftState::submitted;
    if (undecided && !has_coding(transaction, *found, asker.person->pseudonym)) {
      return std::nullopt;
    }
    CodingAgreement out;
    std::vector<Json> codings;
    for (const auto& row : transaction.query("SELECT a.pseudonym, c.codes FROM review_codings c JOIN accounts a ON a.id = c.reviewer WHERE c.draft = ? AND "
                                             "c.submission = ? ORDER BY c.coded_at, a.id",
                                             {found->draft, found->submission.number})) {
      out.coders.push_back(shown_name(transaction, row.text(0)));
      codings.push_back(Json::parse(row.text(1)));
    }
    const auto reading = reader_.read({}, found->submission.text);
    std::vector<UnitRatings> units;
    for (const auto* facet : coded_facets()) {
      FacetAgreement entry;
      entry.facet = facet;
      entry.contributor = reading.record ? sorted(stated_values(*reading.record, *facet)) : std::vector<std::string>{};
      std::set<std::vector<std::string>> different;
      for (const auto& coding : codings) {
        entry.coders.push_back(sorted(codes_of(coding, facet->name)));
        different.insert(entry.coders.back());
      }
      entry.agreed = different.size() == 1;
      add_units(schemas_, entry, units);
      out.facets.push_back(std::move(entry));
    }
    out.alpha = krippendorff_alpha(units, MeasurementLevel::nominal);
    out.raw = raw_agreement(units);
    return out;
  });
}

namespace {

// The text with other codes in its front matter. What cannot be empty keeps what it has.
Result<std::string> with_codes(const RecordReader& reader, const std::vector<const Facet*>& facets, const std::string& text, const Codes& codes) {
  const auto before = reader.read({}, text);
  if (!before.record) {
    return failure(ErrorCode::conflict, "The submission is no record without errors any more", "ask its contributor for changes");
  }
  auto front_matter = *before.record->front_matter;
  for (const auto* facet : facets) {
    const auto given = codes.find(facet->name);
    if (given == codes.end() || given->second.empty()) {
      continue;
    }
    auto values = Json::array();
    for (const auto& code : given->second) {
      const auto number = facet->type == FacetType::integer ? parse_integer(code) : std::nullopt;
      values.push_back(number ? Json(*number) : Json(code));
    }
    front_matter[facet->field] = facet->several ? values : values.front();
  }
  return write_record(front_matter, before.record->body);
}

}  // namespace

Status Reviews::settle(std::string_view draft, std::int64_t number, const Codes& codes, const Visitor& reviewer) const {
  const auto facets = coded_facets();
  if (auto checked = check_codes(schemas_, facets, codes); !checked) {
    return checked;
  }
  return store_.write([&](Transaction& transaction) -> Status {
    const auto found = find_to_judge(transaction, draft, number, reviewer);
    if (!found) {
      return failure(found.error());
    }
    const auto coded = transaction.first("SELECT count(*) FROM review_codings WHERE draft = ? AND submission = ?", {found->draft, found->submission.number});
    if (coded->integer(0) < 2) {
      return failure(ErrorCode::conflict, "Fewer than two reviewers have coded this", "wait for the second");
    }
    const auto text = with_codes(reader_, facets, found->submission.text, codes);
    if (!text) {
      return failure(text.error());
    }
    const auto reading = reader_.read({}, *text);
    if (!reading.record) {
      return failure(ErrorCode::bad_input, "With these codes the record has an error: " + reading.problems.front().message, reading.problems.front().hint);
    }
    const auto stored = find_draft(transaction, found->draft);
    put_text(transaction, *stored, *text, reader_, clock_());
    insert_submission(transaction, found->draft, *reading.record, *text, "The codes on which the reviewers settled.", clock_());
    audit_.add(transaction, {reviewer.actor(), AuditAction::draft_recoded, draft_subject(draft), "submission " + std::to_string(found->submission.number)});
    return {};
  });
}

}  // namespace whatworks
