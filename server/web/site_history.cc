// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/text.h"
#include "record/orcid.h"
#include "site_implementation.h"

// The versions of records, their end, and those who wrote them.
namespace whatworks {
namespace {

// A search for all that a key may mean: an ORCID, or the words of a name.
SearchRequest search_for_contributor(std::string_view key) {
  std::string words(key);
  if (!is_orcid(key)) {
    std::replace(words.begin(), words.end(), '-', ' ');
  }
  SearchRequest request;
  request.q = "contributor:\"" + words + '"';
  request.sort = Sort::newest;
  return request;
}

constexpr std::size_t kMostListed = 100;  // of a contributor's records; the search has all
constexpr int kMostPagesRead = 10;        // of the search, for one of ours

// Adds those of the cards whose records have a contributor with exactly this key: words alone may be those of a longer name.
Status add_records_of(std::string_view key, const Evidence& evidence, const std::vector<ResultCard>& cards, ContributorPage& page) {
  std::vector<std::string> ids;
  ids.reserve(cards.size());
  for (const auto& card : cards) {
    ids.push_back(card.id);
  }
  const auto records = evidence.listed(ids);
  if (!records) {
    return failure(records.error());
  }
  for (const auto& record : *records) {
    const auto contributors = contributors_of(record);
    const auto named = std::find_if(contributors.begin(), contributors.end(), [&](const Contributor& entry) { return entry.key() == key; });
    const auto card = std::find_if(cards.begin(), cards.end(), [&](const ResultCard& entry) { return entry.id == record.id; });
    if (named == contributors.end() || card == cards.end()) {
      continue;
    }
    if (page.cards.empty()) {
      page.contributor = *named;
    }
    page.cards.push_back(*card);
  }
  return {};
}

}  // namespace

Response Site::Implementation::contributor_page(const Call& call) const {
  const auto not_known = [&] { return refusal(call, Error{ErrorCode::not_found, "No record names such a contributor", {}}); };
  if (!is_orcid(call.id) && !is_slug(call.id)) {
    return not_known();
  }
  ContributorPage shown;
  shown.search = search_for_contributor(call.id);
  auto asked = shown.search;
  asked.per_page = kMaximumPerPage;
  asked.facets = std::vector<std::string>{};
  // Page by page, since the first may be full of somebody else's longer name.
  for (bool is_last = false; !is_last && shown.cards.size() < kMostListed; ++asked.page) {
    const auto found = call.evidence.search(asked);
    if (!found) {
      return refusal(call, found.error());
    }
    if (auto status = add_records_of(call.id, call.evidence, found->results, shown); !status) {
      return refusal(call, status.error());
    }
    shown.more = !found->results.empty() && static_cast<std::size_t>(asked.page) * kMaximumPerPage < found->total;
    is_last = !shown.more || asked.page == kMostPagesRead;
  }
  if (shown.cards.empty()) {
    return not_known();
  }
  auto view = contributor_view(context(), shown);
  add_shortlist_state(view, own_shortlist(call.request), call.target.address);
  return page("contributor", std::move(view));
}

Response Site::Implementation::record_refusal(const Call& call, const Error& error) const {
  if (error.code != ErrorCode::not_found) {
    return refusal(call, error);
  }
  const auto end = contributions_.history().end_of(call.id, call.evidence.audience());
  if (!end || !*end) {
    return refusal(call, end ? error : end.error());
  }
  const auto& version = **end;
  if (call.target.path.starts_with("/api/") || call.target.path.ends_with(".json")) {
    return error_response(ErrorCode::gone, http_status(ErrorCode::gone),
                          "This record was withdrawn" + (version.note.empty() ? std::string(".") : ": " + version.note), call.target.path);
  }
  auto response = page("gone", gone_view(context(), version));
  response.status = http_status(ErrorCode::gone);
  response.kind = ResponseKind::live;
  return response;
}

Response Site::Implementation::history_page(const Call& call) const {
  auto versions = contributions_.history().of(call.id, call.evidence.audience());
  if (!versions) {
    return refusal(call, versions.error());
  }
  const auto record = call.evidence.record(call.id);
  if (!record && (record.error().code != ErrorCode::not_found || versions->empty())) {
    return refusal(call, record.error());
  }
  HistoryPage shown;
  shown.record_id = call.id;
  shown.there = record.has_value();
  shown.title = record ? record->card.title : versions->front().title;
  shown.added = record ? record->card.added : std::string();
  const auto asked = parse_integer(value_of(call.target.parameters, "version")).value_or(0);
  const auto found = std::find_if(versions->begin(), versions->end(), [&](const RecordVersion& version) { return version.number == asked; });
  if (found != versions->end() && found + 1 != versions->end()) {
    auto compared = difference((found + 1)->text, found->text);
    if (!compared) {
      return refusal(call, compared.error());
    }
    shown.shown = static_cast<std::size_t>(found - versions->begin());
    shown.difference = *std::move(compared);
  }
  shown.versions = *std::move(versions);
  return page("history", history_view(context(), shown));
}

Response Site::Implementation::show_withdraw(const Call& call, const std::optional<Error>& problem) const {
  const auto record = call.evidence.record(call.id);
  if (!record) {
    return record_refusal(call, record.error());
  }
  return form_answer("withdraw", withdraw_view(context(), *record, typed_field(call.form, "reason", kLongestRemark), problem), problem);
}

Response Site::Implementation::withdraw_page(const Call& call) const { return show_withdraw(call, std::nullopt); }

Response Site::Implementation::withdraw(const Call& call) const {
  // Whoever cannot read a record does not learn from here that there is one.
  if (const auto record = call.evidence.record(call.id); !record) {
    return record_refusal(call, record.error());
  }
  const auto done = contributions_.publisher().withdraw(call.id, value_of(call.form, "digest"), value_of(call.form, "reason"), call.visitor);
  if (!done) {
    return show_withdraw(call, done.error());
  }
  return see_other("/records/" + call.id);
}

}  // namespace whatworks
