// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute/contributions.h"

namespace whatworks {

struct Contributions::Parts {
  Parts(const Schemas& schemas, const Store& store, const Access& access, Examiner examining, RecordTemplate blank, CorpusKeeper* corpus)
      : clock([&access] { return access.now(); }),
        examiner(std::move(examining)),
        record_template(std::move(blank)),
        keeper(corpus),
        drafts(store, access.audit(), examiner.reader(), clock),
        reviews(store, access.audit(), examiner.reader(), schemas, clock),
        history(store, clock),
        publisher(store, access.audit(), examiner.reader(), history, keeper, clock) {}

  Clock clock;
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
  return Contributions(std::make_unique<const Parts>(schemas, store, access, *std::move(examiner), *std::move(blank), keeper));
}

const Drafts& Contributions::drafts() const noexcept { return parts_->drafts; }
const Reviews& Contributions::reviews() const noexcept { return parts_->reviews; }
const Publisher& Contributions::publisher() const noexcept { return parts_->publisher; }
const RecordHistory& Contributions::history() const noexcept { return parts_->history; }
const Examiner& Contributions::examiner() const noexcept { return parts_->examiner; }
const RecordTemplate& Contributions::record_template() const noexcept { return parts_->record_template; }
CorpusKeeper* Contributions::keeper() const noexcept { return parts_->keeper; }

}  // namespace whatworks
