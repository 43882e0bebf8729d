// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "access/audit.h"
#include "access/visitor.h"
#include "contribute/corpus_keeper.h"
#include "contribute/record_history.h"
#include "contribute/reviews.h"
#include "core/result.h"
#include "record/record.h"
#include "store/store.h"

namespace whatworks {

// What was published or withdrawn.
struct Published {
  std::string record_id;
};

// Takes decided drafts into the corpus and the live index, and records out of them. What is about to be done is written down first and struck out after, so
// that a start after a kill brings it to its end; what cannot be done leaves corpus, index and draft as they were. Free to share between threads.
class Publisher {
 public:
  // All must outlive it; `keeper` may be null where the server has no corpus to write to: then all fail with bad_usage.
  Publisher(const Store& store, const AuditTrail& audit, const RecordReader& reader, const RecordHistory& history, CorpusKeeper* keeper, Clock clock);

  // Accepts a submission and publishes it, with the day of the decision as the day of its review. Fails with forbidden where it is the reviewer's own; with
  // conflict where somebody has decided, where its contributor has taken it back, where its id is taken, or where the published record has changed since
  // the correction was begun; as CorpusKeeper::apply() where it cannot be written, and then it waits for a decision as before.
  [[nodiscard]] Result<Published> accept(std::string_view draft, std::int64_t number, std::string_view reason, const Visitor& reviewer) const;

  // Takes a record out, for good reason, which stands at its address from then on. `seen` is the digest of the record that the reviewer saw. Fails with
  // bad_input where no reason is given, with not_found where there is no such file, with conflict where it is another by now, and as CorpusKeeper::apply().
  [[nodiscard]] Status withdraw(std::string_view record_id, std::string_view seen, std::string_view reason, const Visitor& reviewer) const;

  // Brings to its end what a server that was killed had begun. To be called at the start, before anybody publishes.
  [[nodiscard]] Status recover() const;

  // Adds what was changed in the corpus from outside to the history.
  [[nodiscard]] Status note_outside(const OutsideChange& change) const;

 private:
  struct Step;
  // What is about to be done, written down. Fails with conflict where the record is in the middle of another change.
  static Status write_step(Transaction& transaction, const Step& step, Instant now);
  [[nodiscard]] Status check_base(const std::string& record_id, const std::string& base) const;
  [[nodiscard]] Status perform(const Step& step) const;
  [[nodiscard]] Status finish(const Step& step, const std::optional<Record>& before) const;
  [[nodiscard]] Status give_up(const Step& step, const Error& why) const;

  const Store& store_;
  const AuditTrail& audit_;
  const RecordReader& reader_;
  const RecordHistory& history_;
  CorpusKeeper* keeper_;
  Clock clock_;
};

}  // namespace whatworks
