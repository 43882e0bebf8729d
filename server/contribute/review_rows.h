// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

#include "contribute/reviews.h"

// Submissions in the database, for the files of this module that decide on them.
namespace whatworks {

struct FoundSubmission {
  std::int64_t draft = 0;  // rowid
  Submission submission;
};

// One that the asker may see; number 0: the last. Fails with not_found.
Result<FoundSubmission> find_submission(Transaction& transaction, std::string_view draft, std::int64_t number, const Visitor& asker);

// One that waits for a decision. Fails with conflict where it does not.
Result<FoundSubmission> find_undecided(Transaction& transaction, std::string_view draft, std::int64_t number, const Visitor& reviewer);

// The same, on which this reviewer may decide. Fails with forbidden where it is their own.
Result<FoundSubmission> find_to_judge(Transaction& transaction, std::string_view draft, std::int64_t number, const Visitor& reviewer);

void insert_decision(Transaction& transaction, const FoundSubmission& found, Decision decision, std::string_view reason, std::string_view reviewer,
                     Instant now);

}  // namespace whatworks
