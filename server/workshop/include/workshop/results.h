// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/agreement.h"
#include "agreement/bootstrap.h"
#include "agreement/category.h"
#include "agreement/spread.h"
#include "core/result.h"
#include "store/store.h"
#include "workshop/assessments.h"
#include "workshop/panel.h"
#include "workshop/planning.h"

namespace whatworks {

// What a panel said on one criterion of one intervention in one round.
struct CriterionResult {
  const Criterion* criterion = nullptr;  // of the workshop's scheme
  std::vector<double> values;            // in order; without those who cannot judge
  std::size_t cannot_judge = 0;
  std::optional<Spread> spread;       // nothing where too few answered
  std::optional<Ipras> disagreement;  // of scores only
  std::vector<double> police;         // in order; both empty where one of the two has too few answers to be shown apart
  std::vector<double> others;
};

// A text that somebody gave, without a name, in an order that tells nothing.
struct ItemTexts {
  std::vector<std::string> reasons;
  std::vector<std::string> current_practices;
  std::vector<std::string> opportunities;
};

struct RoundResult {
  int round = 0;
  std::size_t answers = 0;                // people who said anything
  bool shown = false;                     // whether they are enough; else all below is empty
  std::vector<CriterionResult> criteria;  // in the order of the scheme
  ItemTexts texts;
  std::optional<Category> category;  // from the medians of effect, certainty and harms
  bool agreed = false;               // whether the panel does not disagree on any of the three, by IPRAS; without that there is no agreed category
  [[nodiscard]] const CriterionResult* find(std::string_view criterion) const noexcept;
};

// An intervention after a round was closed.
struct ItemResult {
  const WorkshopGroup* group = nullptr;
  const AgendaItem* item = nullptr;
  RoundResult now;                    // the last round that was closed
  std::optional<RoundResult> before;  // the first, where that is the second
  std::size_t conflicts = 0;          // raters who declared one
  double dispute = 0;                 // how far they differ on the effect: the range between its quartiles; -1 where it is not shown
  std::string notes;                  // of the discussion
  std::int64_t notes_version = 0;
};

// How far a group agrees on a criterion over its agenda.
struct CriterionAgreement {
  const Criterion* criterion = nullptr;
  Agreement alpha;  // at the ordinal level, of the interventions that enough of them scored to be shown
  std::optional<Interval> interval;
  std::size_t raters = 0;
};

struct GroupResult {
  const WorkshopGroup* group = nullptr;
  std::vector<ItemResult> items;              // the most disputed first, then those that are not shown
  std::vector<CriterionAgreement> agreement;  // of the criteria for which there is any
  std::size_t raters = 0;                     // who said anything on anything in that round
};

struct WorkshopResults {
  int round = 0;  // 0: no round was closed yet
  std::vector<GroupResult> groups;
};

// A row of the ratings as open data: raters as numbers within the workshop that no other table has, in the order of digests.
struct RatingRow {
  int round = 0;
  std::int64_t group = 0;
  std::string item;
  std::string title;
  std::string record_id;
  std::string rater;  // "rater 12"
  std::string organisation;
  Assessment assessment;
};

// Reading what panels said, once a round was closed. Free to share between threads.
class Results {
 public:
  explicit Results(const Store& store) : store_(store) {}

  // What may be shown of `workshop`, which must outlive what is returned.
  [[nodiscard]] Result<WorkshopResults> of(const Workshop& workshop) const;

  // The same of the interventions whose briefing a record is, or of all where `record_id` is empty, without what costs time: how far a group agrees.
  [[nodiscard]] Result<std::vector<ItemResult>> on(const Workshop& workshop, std::string_view record_id) const;

  // The last round that was closed, of one item of the agenda; nothing is shown in it where there is no such round or item.
  [[nodiscard]] Result<RoundResult> last_round(const Workshop& workshop, std::string_view item) const;

  // Every answer to items with enough of them, of the rounds that were closed.
  [[nodiscard]] Result<std::vector<RatingRow>> ratings(const Workshop& workshop) const;

  // Changes whenever notes or decisions of a workshop do.
  [[nodiscard]] Result<std::string> digest(std::string_view workshop) const;

  // Notes of the discussion on an item; returns their new version. Fails with conflict where somebody else has changed them since `version` or the workshop is
  // closed, with bad_input where they are too long, with forbidden and not_found as Planning does.
  [[nodiscard]] Result<std::int64_t> note(std::string_view workshop, std::string_view item, std::string_view notes, std::int64_t version,
                                          const Visitor& facilitator) const;

 private:
  const Store& store_;
};

inline constexpr std::size_t kLongestNotes = 5'000;  // characters

}  // namespace whatworks
