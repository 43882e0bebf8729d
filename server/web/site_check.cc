// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text.h"
#include "site_implementation.h"
#include "web/api.h"
#include "web/rules_view.h"

namespace whatworks {

Response Site::Implementation::check_api(const Call& call) const {
  if (!call.target.parameters.empty()) {
    const auto& [name, value] = call.target.parameters.front();
    const std::vector<ParameterProblem> problems{{name, value, "There is no such parameter here; this address takes none", true}};
    return error_response(ErrorCode::bad_parameter, 400, summary_of(problems), call.target.path, problems);
  }
  return json_response(check_json(schemas_, contributions_.examiner().examine(call.request.body, call.evidence.audience())));
}

Response Site::Implementation::rules_page(const Call&) const { return page("rules", rules_view(context())); }

Response Site::Implementation::rule_page(const Call& call) const {
  const auto* rule = find_rule_named(call.id);
  return rule == nullptr ? refusal(call, Error{ErrorCode::not_found, "There is no such rule", {}}) : page("rule", rule_view(context(), *rule));
}

}  // namespace whatworks
