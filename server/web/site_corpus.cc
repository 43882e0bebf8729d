// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "site_implementation.h"
#include "web/corpus_view.h"

// The corpus and how the index follows it, for administrators.
namespace whatworks {
namespace {

constexpr std::string_view kAddress = "/admin/corpus";
constexpr std::string_view kLooked = "looked";

}  // namespace

Response Site::Implementation::show_corpus(const Call& call, const std::optional<Error>& problem) const {
  CorpusPage shown;
  if (contributions_.keeper() != nullptr) {
    shown.state = contributions_.keeper()->state();
  }
  const auto routes = table();
  shown.has_rule_pages = std::any_of(routes.begin(), routes.end(), [](const Route& route) { return route.pattern.starts_with("/contribute/rules/{"); });
  shown.looked = !value_of(call.target.parameters, kLooked).empty();
  shown.problem = problem;
  auto response = page("corpus", corpus_view(context(), shown));
  response.status = problem ? http_status(problem->code) : 200;
  response.kind = ResponseKind::live;
  return response;
}

Response Site::Implementation::corpus_page(const Call& call) const { return show_corpus(call, std::nullopt); }

Response Site::Implementation::look_at_corpus(const Call& call) const {
  if (contributions_.keeper() == nullptr) {
    return show_corpus(call, Error{ErrorCode::conflict, "This server looks after no corpus", "start it with --corpus and the folder of the records"});
  }
  if (const auto report = contributions_.keeper()->catch_up(); !report) {
    return show_corpus(call, report.error());
  }
  auto response = redirect_to(std::string(kAddress) + "?" + std::string(kLooked) + "=1");
  response.status = 303;
  return response;
}

}  // namespace whatworks
