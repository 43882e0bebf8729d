// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute/contributions.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "contribute/credit.h"

namespace whatworks {

struct Contributions::Parts {
  Parts(const Schemas& schemas, const Store& store, const Access& access, const SearchService& searching, Examiner examining, RecordTemplate blank,
        CorpusKeeper* corpus)
      : clock([&access] { return access.now(); }),
        service(searching),
        examiner(std::move(examining)),
        record_template(std::move(blank)),
        keeper(corpus),
        drafts(store, access.audit(), examiner.reader(), clock),
        reviews(store, access.audit(), examiner.reader(), schemas, clock),
        history(store, clock),
        publisher(store, access.audit(), examiner.reader(), history, keeper, clock) {}

  Clock clock;
  const SearchService& service;
  Examiner examiner;
  RecordTemplate record_template;
  CorpusKeeper* keeper;
  Drafts drafts;
  Reviews reviews;
  RecordHistory history;
  Publisher publisher;
};

Contributions::Contributions(std::unique_ptr<const Parts> parts) noexcept : parts_(std::move(parts)) {}
Contributions::Contributions(Contributions&&) noexcept = default;
Contributions& Contributions::operator=(Contributions&&) noexcept = default;
Contributions::~Contributions() = default;

Result<Contributions> Contributions::make(const Schemas& schemas, const Store& store, const Access& access, const SearchService& service,
                                          CorpusKeeper* keeper) {
  auto examiner = Examiner::make(schemas, service);
  if (!examiner) {
    return failure(std::move(examiner.error()));
  }
  auto blank = RecordTemplate::make(schemas);
  if (!blank) {
    return failure(std::move(blank.error()));
  }
  return Contributions(std::make_unique<const Parts>(schemas, store, access, service, *std::move(examiner), *std::move(blank), keeper));
}

namespace {

Status check_text(const Examiner& examiner, const std::string& text, const Visitor& asker) {
  const auto examined = examiner.examine(text, audience_of(asker));
  if (examined.valid) {
    return {};
  }
  const auto& problems = examined.problems;
  const auto first = std::find_if(problems.begin(), problems.end(), [](const Problem& problem) { return problem.severity == Severity::error; });
  return failure(ErrorCode::bad_input, "The text still has errors, such as in line " + std::to_string(first->line) + ": " + first->message, first->hint);
}

}  // namespace

Result<ImportedDrafts> Contributions::import_library(std::string_view text, const Visitor& owner) const {
  auto import = import_beside(parts_->service, audience_of(owner), text);
  if (!import) {
    return failure(std::move(import.error()));
  }
  std::vector<std::string> texts;
  const auto credit = credit_of(*owner.person);
  for (auto& draft : import->drafts) {
    draft.known["contributors"] = credit;
    auto written = write_draft(record_template(), draft);
    if (!written) {
      return failure(std::move(written.error()));
    }
    texts.push_back(*std::move(written));
  }
  auto made = drafts().begin_all(texts, owner.person->pseudonym);
  return made ? Result<ImportedDrafts>(ImportedDrafts{*std::move(import), *std::move(made)}) : failure(std::move(made.error()));
}

Status Contributions::submit(std::string_view draft, const Visitor& owner, std::int64_t version, std::string_view note) const {
  const auto written = drafts().find(draft, owner.person->pseudonym);
  if (!written) {
    return failure(written.error());
  }
  const auto& info = written->info;
  if (info.corrects.empty() && !info.record_id.empty() && parts_->service.record(info.record_id, audience_of(owner))) {
    return failure(ErrorCode::conflict, "There is a record " + info.record_id + " already",
                   "choose another id, or start a correction from the page of that record");
  }
  auto checked = check_text(examiner(), written->text, owner);
  return checked ? drafts().submit(draft, owner, version, note) : checked;
}

Result<Published> Contributions::accept(std::string_view draft, std::int64_t number, std::string_view reason, const Visitor& reviewer) const {
  const auto submission = reviews().find(draft, number, reviewer);
  if (!submission) {
    return failure(submission.error());
  }
  if (auto checked = check_text(examiner(), submission->text, reviewer); !checked) {
    return failure(std::move(checked.error()));
  }
  return publisher().accept(draft, submission->number, reason, reviewer);
}

const Drafts& Contributions::drafts() const noexcept { return parts_->drafts; }
const Reviews& Contributions::reviews() const noexcept { return parts_->reviews; }
const Publisher& Contributions::publisher() const noexcept { return parts_->publisher; }
const RecordHistory& Contributions::history() const noexcept { return parts_->history; }
const Examiner& Contributions::examiner() const noexcept { return parts_->examiner; }
const RecordTemplate& Contributions::record_template() const noexcept { return parts_->record_template; }
CorpusKeeper* Contributions::keeper() const noexcept { return parts_->keeper; }

}  // namespace whatworks
