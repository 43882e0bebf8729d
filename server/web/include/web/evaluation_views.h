// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/http.h"
#include "web/views.h"
#include "workshop/evaluations.h"

// The pages on which a workshop is evaluated, as data for their templates.
namespace whatworks {

// The names of the fields of a form: of an item, of an open question, and of an intervention that somebody may use.
std::string item_field(std::string_view name);
std::string text_field(std::string_view name);
std::string use_field(std::string_view item);
inline constexpr std::string_view kNotApplicable = "na";  // the value of a field of an item

// What is asked of somebody on the panel: how likely they are to use what is on their agenda, and, once the first round is over, the form of the day.
struct EvaluationPage {
  const WorkshopInfo* workshop = nullptr;
  const WorkshopGroup* group = nullptr;  // nothing for whoever is not on the panel
  const EvaluationScheme* scheme = nullptr;
  Moment moment = Moment::after;
  Likelihoods likelihoods;  // as they were given before for this moment
  std::string token;
  bool sent = false;  // all is done: thanks
  bool facilitates = false;
  Parameters typed;  // of a form that was refused
  std::optional<Error> problem;
};
nlohmann::ordered_json evaluation_view(const ViewContext& context, const EvaluationPage& page);

struct FollowUpPage {
  const WorkshopInfo* workshop = nullptr;
  const EvaluationScheme* scheme = nullptr;
  int level = 2;
  std::string key;
  std::string token;
  bool sent = false;
  Parameters typed;
  std::optional<Error> problem;
};
nlohmann::ordered_json follow_up_view(const ViewContext& context, const FollowUpPage& page);

// A bar of parts in proportion to counts, each with its width and where it begins in per cent and the tone of its colour from 1 to 5; and the counts with what
// they are of. For the results of evaluations.
nlohmann::ordered_json spread_bar(const std::vector<std::size_t>& counts);

struct EvaluationResultsPage {
  const Workshop* workshop = nullptr;
  const EvaluationScheme* scheme = nullptr;
  const EvaluationResults* results = nullptr;
  bool facilitates = false;         // whether the links to follow-ups are shown
  std::vector<FollowUpLink> links;  // that work
  std::string base;                 // what stands before our addresses in what people take away
};
nlohmann::ordered_json evaluation_results_view(const ViewContext& context, const EvaluationResultsPage& page);

}  // namespace whatworks
