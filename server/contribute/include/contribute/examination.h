// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "record/problem.h"
#include "record/record.h"
#include "search/search.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// A text can have a problem in each of its lines; nobody reads more of them at once.
inline constexpr std::size_t kMostProblems = 200;

// What the checker and the index say of a text that somebody is writing.
struct Examination {
  bool valid = false;                       // whether it has no errors
  std::vector<Problem> problems;            // by line; at most kMostProblems, of which errors were kept first and advice last. Their file is empty
  std::size_t left_out = 0;                 // problems beyond those
  std::optional<Record> record;             // of a text with errors as much as can be made out; nothing where there is no front matter
  std::vector<CodeSuggestion> suggestions;  // only codes that the text does not have, by itself or by a narrower one
  std::vector<SimilarRecord> similar;       // the nearest first
  bool searched = false;                    // whether the index answered; else the last two are empty, and nothing is known of other records
};

// Checks texts as the terminal's `check` does, and against the records of the index as far as one asker may see them: nothing in an examination differs by a
// record that they may not see. Holds references to `schemas` and `service`, which must outlive it. Immutable, free to share between threads.
class Examiner {
 public:
  // Fails as RecordReader::make does.
  static Result<Examiner> make(const Schemas& schemas, const SearchService& service);

  // Takes any bytes. A record with the text's own id is taken for an earlier version of it.
  [[nodiscard]] Examination examine(std::string_view text, const Audience& audience) const;

  [[nodiscard]] const RecordReader& reader() const noexcept { return reader_; }

 private:
  Examiner(const Schemas& schemas, const SearchService& service, RecordReader reader) : schemas_(&schemas), service_(&service), reader_(std::move(reader)) {}

  [[nodiscard]] bool compare(std::string_view text, const Record& draft, const Audience& audience, Examination& out) const;
  [[nodiscard]] bool check_related(std::string_view text, const Record& draft, const Audience& audience, std::vector<Problem>& problems) const;
  [[nodiscard]] bool check_known(std::string_view text, const Record& draft, const Audience& audience, Examination& out) const;
  [[nodiscard]] std::vector<CodeSuggestion> without_stated(std::vector<CodeSuggestion> suggestions, const Record& draft) const;

  const Schemas* schemas_;
  const SearchService* service_;
  RecordReader reader_;
};

}  // namespace whatworks
