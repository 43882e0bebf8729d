// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "access/access.h"
#include "contribute/corpus_keeper.h"
#include "contribute/drafts.h"
#include "contribute/examination.h"
#include "contribute/library.h"
#include "contribute/publisher.h"
#include "contribute/record_history.h"
#include "contribute/reviews.h"
#include "core/result.h"
#include "record/record.h"
#include "store/store.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// What came of a reference library.
struct ImportedDrafts {
  Import import;
  std::vector<DraftInfo> drafts;  // one for each of the import's drafts, in their order
};

// The way from a text to a record: drafts, their review, their publication, and the history of what was published. Free to share between threads.
class Contributions {
 public:
  // All must outlive it; `keeper` may be null as in Publisher. Fails as Examiner::make() and RecordTemplate::make().
  static Result<Contributions> make(const Schemas& schemas, const Store& store, const Access& access, const SearchService& service, CorpusKeeper* keeper);
  Contributions(Contributions&&) noexcept;
  Contributions& operator=(Contributions&&) noexcept;
  ~Contributions();

  // A draft of each reference of a library that the records do not know yet, credited to its owner: all or none. Fails as import_beside() and
  // Drafts::begin_all() do.
  [[nodiscard]] Result<ImportedDrafts> import_library(std::string_view text, const Visitor& owner) const;

  // As Drafts::submit(), and fails with bad_input too where the text has an error beside the records that its owner may read, such as naming one that fewer
  // may, and with conflict where a new record has the id of one that its owner may read.
  [[nodiscard]] Status submit(std::string_view draft, const Visitor& owner, std::int64_t version, std::string_view note) const;

  // As Publisher::accept(), with the same check beside the records that the reviewer may read.
  [[nodiscard]] Result<Published> accept(std::string_view draft, std::int64_t number, std::string_view reason, const Visitor& reviewer) const;

  [[nodiscard]] const Drafts& drafts() const noexcept;
  [[nodiscard]] const Reviews& reviews() const noexcept;
  [[nodiscard]] const Publisher& publisher() const noexcept;
  [[nodiscard]] const RecordHistory& history() const noexcept;
  [[nodiscard]] const Examiner& examiner() const noexcept;
  [[nodiscard]] const RecordTemplate& record_template() const noexcept;
  [[nodiscard]] CorpusKeeper* keeper() const noexcept;  // null where nothing can be published

 private:
  struct Parts;
  explicit Contributions(std::unique_ptr<const Parts> parts) noexcept;
  std::unique_ptr<const Parts> parts_;
};

}  // namespace whatworks
