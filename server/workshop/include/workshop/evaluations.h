// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/access.h"
#include "agreement/paired.h"
#include "core/result.h"
#include "store/store.h"
#include "workshop/evaluation_scheme.h"
#include "workshop/panel.h"
#include "workshop/planning.h"

// What a workshop was good for, by those who took part. Forms are anonymous: what is kept of one names neither member nor rater, no time and no order. Only the
// question how likely somebody is to use an intervention is kept with the rater who answers it, since it is asked of the same people twice.
namespace whatworks {

// What somebody says on a form.
struct EvaluationAnswers {
  std::string token;                                // random_token() of when the form was made: sent twice, it counts once
  std::map<std::string, std::optional<int>> items;  // by name; nothing: not applicable. What is not in it was left out.
  std::map<std::string, std::string> texts;         // by name of the open question
};

// When somebody is asked how likely they are to use an intervention.
enum class Moment { before, after };
std::string_view moment_name(Moment moment) noexcept;  // "before"
// The moment that a stage belongs to: before until round one is closed, after from then on.
Moment moment_of(Stage stage) noexcept;

// By the names of items on an agenda, the value of a point of the scale.
using Likelihoods = std::map<std::string, int>;

inline constexpr std::chrono::days kFollowUpLife{180};
inline constexpr std::size_t kLongestAnswer = 1'000;  // characters, of an open answer

// A link that opens a follow-up form to whoever has it.
struct FollowUpLink {
  int level = 2;
  std::string key;
  Instant ends;
};

// How the answers to an item are spread. With fewer than `fewest_answers` of the scheme, nothing but `item` is told.
struct ItemDistribution {
  const EvaluationItem* item = nullptr;
  bool shown = false;
  std::vector<std::size_t> counts;  // by point of the scale
  std::size_t answers = 0;          // on the scale
  std::size_t not_applicable = 0;
  double median = 0;
};

struct OpenAnswers {
  const OpenQuestion* question = nullptr;
  std::vector<std::string> answers;  // in the order of the alphabet
};

struct FormResult {
  const EvaluationForm* form = nullptr;
  std::size_t forms = 0;  // that were sent
  bool shown = false;     // whether they are enough; else what follows is empty
  std::vector<ItemDistribution> items;
  std::vector<OpenAnswers> questions;
};

// Of those who answered before and after. With fewer of them than `fewest_answers`, only their number is told.
struct LikelihoodResult {
  const WorkshopGroup* group = nullptr;
  const AgendaItem* item = nullptr;
  std::size_t pairs = 0;
  bool shown = false;
  std::vector<std::size_t> before;  // by point of the scale
  std::vector<std::size_t> after;
  std::size_t up = 0;
  std::size_t down = 0;
  std::size_t same = 0;
  std::optional<SignedRanks> test;  // nothing where nobody changed
};

struct EvaluationResults {
  std::size_t panel = 0;                      // people on the panel
  std::vector<FormResult> forms;              // of each level
  std::vector<LikelihoodResult> likelihoods;  // in the order of the agendas
};

// Free to share between threads.
class Evaluations {
 public:
  // `store` and `audit` must outlive it.
  Evaluations(const Store& store, const AuditTrail& audit, EvaluationScheme scheme, Clock clock);

  [[nodiscard]] const EvaluationScheme& scheme() const noexcept { return scheme_; }

  // How likely a rater is to use interventions on their agenda; those not named stay as they are. Fails with not_found where one is not on their agenda, with
  // bad_input where a value is no point of the scale, and with conflict where the workshop is not at that moment.
  [[nodiscard]] Status save_likelihoods(const RaterKey& rater, Moment moment, const Likelihoods& values) const;
  [[nodiscard]] Status save_likelihood(const RaterKey& rater, std::string_view item, Moment moment, int value) const {
    return save_likelihoods(rater, moment, {{std::string(item), value}});
  }
  [[nodiscard]] Result<Likelihoods> likelihoods(const RaterKey& rater, Moment moment) const;

  // Keeps the form of the day, for whoever is on the panel: who that is, the caller has seen to. Fails with bad_input where nothing is answered, an answer is
  // none of the form's or a text is too long, and with conflict before the first round was closed.
  [[nodiscard]] Status submit(std::string_view workshop, const EvaluationAnswers& answers) const;

  // The workshop that a follow-up is about, for whoever has the key. Fails with not_found where it is wrong or has ended.
  [[nodiscard]] Result<WorkshopInfo> find_follow_up(std::string_view workshop, int level, std::string_view key) const;
  // Fails as find_follow_up() and submit() do.
  [[nodiscard]] Status submit_follow_up(std::string_view workshop, int level, std::string_view key, const EvaluationAnswers& answers) const;

  // A new link, in the place of the one there was for that level. Fails as Planning does, with conflict before the workshop has come to its decisions.
  [[nodiscard]] Result<FollowUpLink> make_link(std::string_view workshop, int level, const Visitor& facilitator) const;
  // Those that still work. The key is kept as it is, as a join code is: it opens an empty form, and whoever sent the link needs it again.
  [[nodiscard]] Result<std::vector<FollowUpLink>> links(std::string_view workshop, const Visitor& facilitator) const;

  // What may be shown of `workshop`, which must outlive what is returned.
  [[nodiscard]] Result<EvaluationResults> results(const Workshop& workshop) const;

 private:
  struct KeptForm;
  [[nodiscard]] Result<KeptForm> checked(int level, const EvaluationAnswers& answers) const;
  [[nodiscard]] FormResult form_result(Transaction& transaction, std::string_view workshop, int level) const;
  [[nodiscard]] LikelihoodResult likelihood_result(Transaction& transaction, const WorkshopGroup& group, const AgendaItem& item) const;

  const Store& store_;
  const AuditTrail& audit_;
  EvaluationScheme scheme_;
  Clock clock_;
};

}  // namespace whatworks
