// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute/publisher.h"

#include <nlohmann/json.hpp>

#include "access/names.h"
#include "core/text.h"
#include "core/time.h"
#include "core/typed_text.h"
#include "dates.h"
#include "draft_rows.h"
#include "review_rows.h"

namespace whatworks {
namespace {

constexpr std::string_view kNobodysAddress = "whatworks.invalid";  // of those who have none; .invalid can never be somebody else's (RFC 2606)

auto no_corpus() { return failure(ErrorCode::bad_usage, "This server has no corpus to publish into", "start it with --corpus and the folder of the records"); }

auto moved_on(std::string_view id) {
  return failure(ErrorCode::conflict, "The published record " + std::string(id) + " has changed since this was written",
                 "ask the contributor to look at the change and to hand in the draft again");
}

std::chrono::year_month_day day_of(Instant instant) { return std::chrono::floor<std::chrono::days>(instant); }

std::string digest_of(const std::optional<CorpusText>& file) { return file ? sha256(file->text) : std::string(); }

}  // namespace

// A change of the corpus that was decided on, as it stands in the journal.
struct Publisher::Step {
  std::string record_id;
  std::optional<std::int64_t> draft;
  std::optional<std::string> text;
  std::string base;
  std::string actor;
  std::string reason;
};

Publisher::Publisher(const Store& store, const AuditTrail& audit, const RecordReader& reader, const RecordHistory& history, CorpusKeeper* keeper, Clock clock)
    : store_(store), audit_(audit), reader_(reader), history_(history), keeper_(keeper), clock_(std::move(clock)) {}

Status Publisher::write_step(Transaction& transaction, const Step& step, Instant now) {
  if (transaction.first("SELECT 1 FROM publications WHERE record_id = ?", {step.record_id})) {
    return failure(ErrorCode::conflict, "The record " + step.record_id + " is being changed just now", "try again in a moment");
  }
  transaction.run("INSERT INTO publications(record_id, draft, text, base, actor, reason, begun_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                  {step.record_id, step.draft ? Value(*step.draft) : Value(), step.text ? Value(*step.text) : Value(), step.base, step.actor, step.reason,
                   seconds_of(now)});
  return {};
}

Result<Published> Publisher::accept(std::string_view draft, std::int64_t number, std::string_view reason, const Visitor& reviewer) const {
  if (keeper_ == nullptr) {
    return no_corpus();
  }
  const auto said = typed_text(reason, {"The reason", kLongestRemark, false});
  if (!said) {
    return failure(said.error());
  }
  // Submissions do not change: what is read here is what is decided on below. Files are looked at outside of the transaction, since that may take a while.
  const auto asked = store_.read([&](Transaction& transaction) { return find_to_judge(transaction, draft, number, reviewer); });
  if (!asked) {
    return failure(asked.error());
  }
  const auto& submission = asked->submission;
  const auto reading = reader_.read({}, submission.text);
  if (!reading.record) {
    return failure(ErrorCode::conflict, "The submission is no record without errors any more", "ask its contributor for changes");
  }
  const auto& id = reading.record->id;
  const auto& base = submission.draft.base;
  if (auto clear = check_base(id, base); !clear) {
    return failure(std::move(clear.error()));
  }
  const auto now = clock_();
  const Step step{id, asked->draft, with_review_day(reader_, submission.text, day_of(now), base.empty()), base, reviewer.person->pseudonym, submission.note};
  const auto written = store_.write([&](Transaction& transaction) -> Status {
    const auto found = find_to_judge(transaction, draft, submission.number, reviewer);
    if (!found) {
      return failure(found.error());
    }
    insert_decision(transaction, *found, Decision::accept, *said, step.actor, now);
    put_state(transaction, found->draft, DraftState::accepted);
    audit_.add(transaction, {reviewer.actor(), AuditAction::draft_accepted, draft_subject(draft), "submission " + std::to_string(submission.number)});
    return write_step(transaction, step, now);
  });
  if (!written) {
    return failure(written.error());
  }
  if (auto done = perform(step); !done) {
    return failure(std::move(done.error()));
  }
  return Published{id};
}

Status Publisher::check_base(const std::string& record_id, const std::string& base) const {
  const auto file = keeper_->find(record_id);
  if (!file) {
    return failure(file.error());
  }
  if (base.empty() && *file) {
    return failure(ErrorCode::conflict, "There is a record " + record_id + " already", "ask for another id, or for a correction of that record");
  }
  return digest_of(*file) == base ? Status{} : Status(moved_on(record_id));
}

Status Publisher::withdraw(std::string_view record_id, std::string_view seen, std::string_view reason, const Visitor& reviewer) const {
  if (keeper_ == nullptr) {
    return no_corpus();
  }
  const auto said = typed_text(reason, {"The reason", kLongestRemark, true});
  if (!said) {
    return failure(said.error());
  }
  const auto file = keeper_->find(record_id);
  if (!file) {
    return failure(file.error());
  }
  if (!*file) {
    return failure(ErrorCode::not_found, "There is no file of the record " + std::string(record_id) + " in the corpus");
  }
  if (digest_of(*file) != seen) {
    return failure(ErrorCode::conflict, "The record has changed since you looked at it", "look at it again, then decide");
  }
  const Step step{std::string(record_id), std::nullopt, std::nullopt, digest_of(*file), reviewer.person->pseudonym, *said};
  const auto written = store_.write([&](Transaction& transaction) { return write_step(transaction, step, clock_()); });
  return written ? perform(step) : written;
}

namespace {

struct Author {
  std::string name;
  std::string email;
};

Author author_of(Transaction& transaction, std::string_view pseudonym) {
  return {shown_name(transaction, pseudonym), std::string(pseudonym) + '@' + std::string(kNobodysAddress)};
}

}  // namespace

Status Publisher::perform(const Step& step) const {
  CorpusChange change;
  change.id = step.record_id;
  change.text = step.text;
  std::optional<Record> before;
  const auto file = keeper_->find(step.record_id);
  if (!file) {
    return give_up(step, file.error());
  }
  if (*file && (*file)->text != step.text) {  // else a killed server had written it
    before = reader_.read({}, (*file)->text).record;
  }
  if (step.text) {
    const auto reading = reader_.read({}, *step.text);
    if (!reading.record) {
      return give_up(step, Error{ErrorCode::bad_input, "The text is no record without errors any more", "ask its contributor for changes"});
    }
    change.kind = reading.record->kind;
  }
  const auto author = store_.read([&](Transaction& transaction) -> Result<Author> {
    const auto draft = step.draft ? find_draft(transaction, *step.draft) : std::nullopt;
    return author_of(transaction, draft ? draft->info.owner : step.actor);
  });
  if (!author) {
    return give_up(step, author.error());
  }
  change.author_name = author->name;
  change.author_email = author->email;
  change.subject = !step.text ? "Withdraw " + step.record_id : (step.base.empty() ? "Publish " : "Correct ") + step.record_id;
  change.replaces = step.base;
  if (auto applied = keeper_->apply(change); !applied) {
    return give_up(step, applied.error());
  }
  return finish(step, before);
}

Status Publisher::finish(const Step& step, const std::optional<Record>& before) const {
  return store_.write([&](Transaction& transaction) -> Status {
    const auto draft = step.draft ? find_draft(transaction, *step.draft) : std::nullopt;
    const auto record = step.text ? reader_.read({}, *step.text).record : before;
    if (record) {
      auto version = version_of(*record, step.text ? *step.text : write_record(*record->front_matter, record->body));
      version.event = !step.text ? RecordEvent::withdrawn : step.base.empty() ? RecordEvent::published : RecordEvent::corrected;
      version.contributor = draft ? draft->info.owner : std::string();
      version.reviewer = step.actor;
      version.note = step.reason;
      history_.add(transaction, std::move(version), before);
    }
    if (draft) {
      put_state(transaction, draft->id, DraftState::published);
    }
    transaction.run("DELETE FROM publications WHERE record_id = ?", {step.record_id});
    audit_.add(transaction, {{step.actor, {}},
                             step.text ? AuditAction::record_published : AuditAction::record_withdrawn,
                             record_subject(step.record_id),
                             draft ? "from " + draft_subject(draft->info.name) : std::string()});
    return {};
  });
}

// The draft waits for a decision again, as if nobody had decided.
Status Publisher::give_up(const Step& step, const Error& why) const {
  const auto undone = store_.write([&](Transaction& transaction) -> Status {
    if (step.draft) {
      transaction.run("DELETE FROM review_decisions WHERE draft = ? AND submission = (SELECT max(number) FROM submissions WHERE draft = ?)",
                      {*step.draft, *step.draft});
      put_state(transaction, *step.draft, DraftState::submitted);
    }
    transaction.run("DELETE FROM publications WHERE record_id = ?", {step.record_id});
    audit_.add(transaction, {{step.actor, {}}, AuditAction::publication_failed, record_subject(step.record_id), std::string(error_name(why.code))});
    return {};
  });
  return undone ? Status(failure(why)) : undone;
}

Status Publisher::recover() const {
  const auto steps = store_.read([&](Transaction& transaction) -> Result<std::vector<Step>> {
    std::vector<Step> out;
    for (const auto& row : transaction.query("SELECT record_id, draft, text, base, actor, reason FROM publications ORDER BY id")) {
      out.push_back({row.text(0), row.maybe_integer(1), row.is_null(2) ? std::nullopt : std::optional(row.text(2)), row.text(3), row.text(4), row.text(5)});
    }
    return out;
  });
  if (!steps) {
    return failure(steps.error());
  }
  if (keeper_ == nullptr && !steps->empty()) {
    return no_corpus();
  }
  Status outcome;
  for (const auto& step : *steps) {
    const auto file = keeper_->find(step.record_id);
    const auto now = file ? digest_of(*file) : std::string();
    // Whoever changed the file meanwhile has not seen this: it must not take the place of theirs.
    const bool clear = file && (now == step.base || now == (step.text ? sha256(*step.text) : std::string()));
    auto done = clear ? perform(step) : give_up(step, file ? moved_on(step.record_id).value() : file.error());
    if (!done && outcome) {
      outcome = std::move(done);
    }
  }
  return outcome;
}

Status Publisher::note_outside(const OutsideChange& change) const {
  if (!change.before && !change.after) {
    return {};
  }
  return store_.write([&](Transaction& transaction) -> Status {
    const auto& record = change.after ? *change.after : *change.before;
    auto version = version_of(record, change.after ? change.text : write_record(*record.front_matter, record.body));
    version.event = change.after ? RecordEvent::changed_outside : RecordEvent::removed_outside;
    history_.add(transaction, std::move(version), change.before);
    audit_.add(transaction, {{std::string(kServerActor), {}}, AuditAction::record_changed_outside, record_subject(record.id), change.after ? "" : "removed"});
    return {};
  });
}

}  // namespace whatworks
