// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>

#include "contribute_parts.h"
#include "web/contribute_views.h"

namespace whatworks {
namespace {

Json who_view(const ViewContext& context, const RecordVersion& version) {
  const auto& words = context.words.at("contribute").at("events").at(std::string(record_event_name(version.event)));
  return {{"what", words},
          {"at", instant_in_words(version.at)},
          {"contributor", version.contributor.empty() ? Json(nullptr) : Json(version.contributor_name)},
          {"reviewer", version.reviewer.empty() ? Json(nullptr) : Json(version.reviewer_name)},
          {"note", version.note.empty() ? Json(nullptr) : Json(version.note)}};
}

}  // namespace

Json history_view(const ViewContext& context, const HistoryPage& page) {
  const auto address = "/records/" + page.record_id + "/history";
  auto versions = Json::array();
  for (std::size_t i = 0; i < page.versions.size(); ++i) {
    const auto& version = page.versions[i];
    auto row = who_view(context, version);
    row["number"] = version.number;
    row["shown"] = page.shown == i;
    row["href"] =
        i + 1 < page.versions.size() && !version.is_end() ? Json(address + "?version=" + std::to_string(version.number) + "#difference") : Json(nullptr);
    versions.push_back(std::move(row));
  }
  return {{"title", "History: " + page.title},
          {"section", "history"},
          {"record_title", page.title},
          {"record_id", page.record_id},
          {"href", page.there ? Json("/records/" + page.record_id) : Json(nullptr)},
          {"versions", list_or_null(std::move(versions))},
          {"added", page.added.empty() ? Json(nullptr) : Json(date_in_words(page.added))},
          {"shown", page.shown ? Json(page.versions.at(*page.shown).number) : Json(nullptr)},
          {"difference", page.difference ? difference_view(*page.difference, {}, {}) : Json(nullptr)}};
}

Json contributor_view(const ViewContext& context, const ContributorPage& page) {
  auto cards = Json::array();
  for (const auto& card : page.cards) {
    cards.push_back(card_view(context, card));
  }
  return {{"title", page.contributor.name},
          {"section", "contributor"},
          {"name", page.contributor.name},
          {"orcid_href", page.contributor.orcid.empty() ? Json(nullptr) : Json("https://orcid.org/" + page.contributor.orcid)},
          {"orcid", page.contributor.orcid},
          {"count", count_of(page.cards.size(), "record", "records") + (page.more ? " or more" : "")},
          {"search_href", "/search" + to_query_string(page.search)},
          {"cards", std::move(cards)}};
}

Json gone_view(const ViewContext& context, const RecordVersion& end) {
  auto view = who_view(context, end);
  view["title"] = "This record was withdrawn";
  view["section"] = "history";
  view["record_title"] = end.title;
  view["record_id"] = end.record_id;
  view["by_hand"] = end.event == RecordEvent::removed_outside;
  view["history_href"] = "/records/" + end.record_id + "/history";
  return view;
}

Json withdraw_view(const ViewContext& /*context*/, const RecordDetail& record, std::string_view reason, const std::optional<Error>& problem) {
  const auto shown = problem_view(problem, "reason");
  return {{"title", page_title("Withdraw: " + record.card.title, shown)},
          {"section", "history"},
          {"notice", nullptr},
          {"problem", shown},
          {"errors", errors_view(shown)},
          {"record_title", record.card.title},
          {"href", "/records/" + record.card.id},
          {"address", "/records/" + record.card.id + "/withdraw"},
          {"digest", record.digest},
          {"reason", reason}};
}

}  // namespace whatworks
