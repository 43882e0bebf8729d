// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "interchange/reference.h"
#include "site_implementation.h"
#include "view_parts.h"
#include "web/metadata.h"
#include "web/report_views.h"

namespace whatworks {
namespace {

constexpr int kNewestOnStartPage = 5;
constexpr int kRecordsPerPriorityList = 4;
constexpr std::size_t kMostWaysOut = 6;

bool is_about(const ParsedRequest& parsed, std::string_view parameter) {
  return std::any_of(parsed.problems.begin(), parsed.problems.end(), [&](const auto& problem) { return problem.parameter == parameter; });
}

// The record in the form in which it is stored and exported.
Record stored(const RecordDetail& detail) { return make_record(*detail.front_matter, {}, {}, detail.digest); }

SearchRequest only_count(SearchRequest request) {
  request.page = 1;
  request.per_page = 1;
  request.facets.emplace();
  return request;
}

}  // namespace

bool has_empty_parameter(const Parameters& parameters) {
  return std::any_of(parameters.begin(), parameters.end(), [](const auto& parameter) { return parameter.second.empty(); });
}

Response Site::Implementation::home(const Call& call) const {
  SearchRequest counting;
  counting.per_page = 1;
  counting.facets = std::vector<std::string>{"priority", "effect"};
  const auto all = call.evidence.search(counting);
  if (!all) {
    return refusal(call, all.error());
  }
  SearchRequest by_date;
  by_date.sort = Sort::newest;
  by_date.per_page = kNewestOnStartPage;
  by_date.facets.emplace();
  const auto newest = call.evidence.search(by_date);
  if (!newest) {
    return refusal(call, newest.error());
  }
  auto view = home_view(context(), *all, *newest);
  view["json_ld"] = site_json_ld(context(), base(call.request));
  view["feed_href"] = "/feed.atom";
  view["feed_title"] = "New and re-assessed records";
  add_shortlist_state(view, own_shortlist(call.request), call.target.address);
  return page("home", std::move(view));
}

Response Site::Implementation::search_page(const Call& call) const {
  auto parsed = parse_search_request(schemas_, call.target.parameters);
  parsed.request.facets.reset();
  const auto& request = parsed.request;
  const bool years_are_wrong = is_about(parsed, "year_from") || is_about(parsed, "year_to");
  if (is_about(parsed, "page") || (!years_are_wrong && has_empty_parameter(call.target.parameters))) {
    return redirect_to("/search" + to_query_string(is_about(parsed, "page") ? request.at_page(1) : request));
  }
  for (const auto& [name, value] : call.target.parameters) {
    if (name == "q" && value.size() > kMaximumQueryBytes) {
      parsed.problems.push_back({name, {}, "Only the first part was searched for"});
    }
  }
  const auto results = call.evidence.search(request);
  if (!results) {
    return refusal(call, results.error());
  }
  if (request.page > last_page(results->total, request.per_page)) {
    return redirect_to("/search" + to_query_string(request.at_page(1)));  // ux F19
  }
  auto view = search_view(context(), parsed, *results, results->total == 0 ? ways_out(call, request) : std::vector<WayOut>{});
  add_shortlist_state(view, own_shortlist(call.request), call.target.address);
  if (auto problem = add_context_objects(call, *results, view)) {
    return refusal(call, *problem);
  }
  return page("search", std::move(view));
}

std::optional<Error> Site::Implementation::add_context_objects(const Call& call, const SearchResults& results, Json& view) const {
  std::vector<std::string> ids;
  for (const auto& card : results.results) {
    ids.push_back(card.id);
  }
  const auto records = call.evidence.listed(ids);
  if (!records) {
    return records.error();
  }
  auto& cards = view.at("cards");
  for (const auto& record : *records) {
    const auto card = std::find_if(cards.begin(), cards.end(), [&](const Json& entry) { return entry.at("id") == record.id; });
    (*card)["coins"] = context_object(reference_of(record, schemas_, {}));
  }
  return std::nullopt;
}

std::vector<WayOut> Site::Implementation::ways_out(const Call& call, const SearchRequest& request) const {
  std::vector<WayOut> out;
  const auto offer = [&](SearchRequest wider, std::string without) {
    if (out.size() >= kMostWaysOut) {
      return;
    }
    // A way out that cannot be counted is not worth an error: the page stands without it.
    if (const auto found = call.evidence.search(only_count(wider)); found && found->total > 0 && !found->relaxed && !found->corrected) {
      out.push_back({std::move(wider), std::move(without), found->total});
    }
  };
  const auto filters = narrowings(context(), request);
  for (const auto& filter : filters) {
    offer(filter.without, filter.facet + ": " + (filter.excluded ? "not " : "") + filter.value);
  }
  if (filters.size() > 1) {
    offer(request.without_filters(), "all filters");
  }
  if (!request.q.empty() && !filters.empty()) {
    auto without_words = request.at_page(1);
    without_words.q.clear();
    without_words.sort.reset();
    offer(std::move(without_words), "the words ‘" + request.q + "’");
  }
  return out;
}

Response Site::Implementation::record_page(const Call& call) const {
  std::vector<Form> forms;
  for (const auto& name : words_.at("downloads").at("record")) {
    const auto* format = find_export_format(name.get<std::string>());
    forms.push_back({format->media_type.substr(0, format->media_type.find(';')), "/records/" + call.id + "." + std::string(format->extension)});
  }
  if (auto other = other_form(call, forms)) {
    return *std::move(other);
  }
  const auto record = call.evidence.record(call.id);
  if (!record) {
    return record_refusal(call, record.error());
  }
  const auto similar = call.evidence.similar(call.id);
  if (!similar) {
    return refusal(call, similar.error());
  }
  const auto judgements = workshops_.judgements().on(call.id, call.visitor);
  if (!judgements) {
    return refusal(call, judgements.error());
  }
  auto view = record_view(context(), *record, *similar);
  view["judgements"] = judgements_view(*judgements);
  const auto told = judgements->empty() ? std::string() : view["judgements"].dump();
  const auto address = base(call.request);
  const auto reference = reference_of(stored(*record), schemas_, address);
  view["history_href"] = "/records/" + record->card.id + "/history";
  view["contributes"] = call.visitor.may(Permission::contribute);
  view["withdraw_href"] = call.visitor.may(Permission::review) ? Json("/records/" + record->card.id + "/withdraw") : Json(nullptr);
  view["canonical_href"] = record_address(address, record->card.id);
  view["meta"] = highwire_tags(reference);
  view["json_ld"] = record_json_ld(context(), *record, reference, address);
  add_shortlist_state(view, own_shortlist(call.request), call.target.address);
  auto response = with_vary(page("record", std::move(view)));
  response.also_made_from = told;
  response.headers.emplace_back("link", signposts(reference, address, licence_of(record->card.circulation)));
  return response;
}

Response Site::Implementation::priority_page(const Call& call) const {
  const auto* facet = schemas_.find_facet("priority");
  const auto* vocabulary = facet == nullptr ? nullptr : schemas_.vocabulary_of(*facet);
  const auto* priority = vocabulary == nullptr ? nullptr : vocabulary->find(call.id);
  if (priority == nullptr) {
    return refusal(call, Error{ErrorCode::not_found, "There is no such priority", {}});
  }
  const auto within = [&](const nlohmann::ordered_json& filters) {
    Parameters parameters{{facet->name, priority->code}};
    for (const auto& [name, values] : filters.items()) {
      for (const auto& value : values) {
        parameters.emplace_back(name, value.get<std::string>());
      }
    }
    return parse_search_request(schemas_, parameters).request;
  };
  std::vector<PriorityList> lists;
  for (const auto& plan : words_.at("priority_lists")) {
    auto request = within(plan.at("filters"));
    request.sort = parse_search_request(schemas_, {{"sort", plan.at("sort").get<std::string>()}}).request.sort;
    request.per_page = kRecordsPerPriorityList;
    request.facets.emplace();
    auto results = call.evidence.search(request);
    if (!results) {
      return refusal(call, results.error());
    }
    lists.push_back({plan.at("slug").get<std::string>(), plan.at("heading").get<std::string>(), plan.at("empty").get<std::string>(), std::move(*results)});
  }
  const auto counted = [&](SearchRequest request) {
    request.per_page = 1;
    request.facets = words_.at("priority_gaps").at("facets").get<std::vector<std::string>>();
    request.facets->emplace_back("effect");
    return call.evidence.search(request);
  };
  const auto all = counted(within(nlohmann::ordered_json::object()));
  if (!all) {
    return refusal(call, all.error());
  }
  const auto measured = counted(within(words_.at("priority_gaps").at("measured")));
  if (!measured) {
    return refusal(call, measured.error());
  }
  auto view = priority_view(context(), *priority, lists, *all, *measured);
  add_shortlist_state(view, own_shortlist(call.request), call.target.address);
  const auto trials = workshops_.trials().all(call.visitor);
  if (!trials) {
    return refusal(call, trials.error());
  }
  view["trials"] = priority_trials_view(context(), *trials, call.id);
  const bool has_trials = !view["trials"].is_null();
  auto response = page("priority", std::move(view));
  // Trials do not come from the index: a page that shows some is as old as it looks.
  response.kind = has_trials ? ResponseKind::live : ResponseKind::index;
  return response;
}

Response Site::Implementation::about(const Call&) const { return page("about", about_view(context())); }

}  // namespace whatworks
