// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "store/store.h"
#include "workshop/panel.h"
#include "workshop/planning.h"

namespace whatworks {

// What somebody says of one intervention in one round.
struct Assessment {
  std::map<std::string, std::optional<double>> scores;  // by criterion; nothing: "cannot judge". What is not in it has not been answered yet.
  std::string reason;
  std::string current_practice;  // what it would improve
  std::string opportunity;       // that could be taken at once
  [[nodiscard]] bool is_empty() const noexcept { return scores.empty() && reason.empty() && current_practice.empty() && opportunity.empty(); }
  bool operator==(const Assessment&) const = default;
};

struct KeptAssessment {
  Assessment assessment;
  std::int64_t version = 0;  // counts the saves; 0: nothing has been saved yet
};

// What came of saving.
struct SavedAssessment {
  std::int64_t version = 0;
  // What stands there instead, since somebody with the same code saved something else meanwhile, on another device: nothing was changed.
  std::optional<Assessment> other;
};

// All that a rater sees of their own.
struct OwnAssessments {
  std::map<std::string, KeptAssessment> now;  // of the round asked for, by item
  std::map<std::string, Assessment> before;   // of the round before that
  std::vector<std::string> conflicts;         // items that they may not judge
};

inline constexpr std::size_t kLongestReason = 1'000;  // characters, of each of the three texts

// The answers of raters, which hold no time and no order, so that they tell nothing of who gave them. Each save is one transaction. Free to share between
// threads.
class Assessments {
 public:
  explicit Assessments(const Store& store) : store_(store) {}

  // Keeps `assessment` where it was made from the version that stands; the same twice changes nothing. Fails with bad_input where a criterion or a value is not
  // of the workshop's scheme or a text is too long, with not_found where the item is not on the rater's agenda, and with conflict where the round is not open
  // or they declared a conflict of interest.
  [[nodiscard]] Result<SavedAssessment> save(const RaterKey& rater, std::string_view item, int round, const Assessment& assessment,
                                             std::int64_t made_from) const;

  // Takes the vote on an item away, in all rounds, or gives it back, empty. Fails as save().
  [[nodiscard]] Status declare_conflict(const RaterKey& rater, std::string_view item, bool conflict) const;

  [[nodiscard]] Result<OwnAssessments> of(const RaterKey& rater, int round) const;

 private:
  const Store& store_;
};

// Whether every criterion has an answer, be it "cannot judge".
bool is_whole(const Assessment& assessment, const AssessmentScheme& scheme) noexcept;

}  // namespace whatworks
