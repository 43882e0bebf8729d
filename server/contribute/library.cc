// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute/library.h"

#include <nlohmann/json.hpp>

#include "titles.h"

namespace whatworks {
namespace {

// The title of a draft's source; empty where it has none.
std::string title_of(const ImportDraft& draft) {
  const auto sources = draft.known.find("sources");
  if (sources == draft.known.end() || !sources->is_array() || sources->empty()) {
    return {};
  }
  const auto title = sources->front().find("title");
  return title != sources->front().end() && title->is_string() ? title->get<std::string>() : std::string();
}

Status add_records_on(std::string_view title, const SearchService& service, const Audience& audience, KnownWorks& known) {
  const auto search = search_for_title(title);
  if (!search) {
    return {};
  }
  const auto found = service.search(*search, audience);
  if (!found) {
    return failure(found.error());
  }
  std::vector<std::string> ids;
  for (const auto& card : found->results) {
    ids.push_back(card.id);
  }
  const auto records = service.records(ids, audience);
  if (!records) {
    return failure(records.error());
  }
  for (const auto& record : *records) {
    known.add(*record.front_matter, "/records/" + record.id);
  }
  return {};
}

}  // namespace

Result<Import> import_beside(const SearchService& service, const Audience& audience, std::string_view text) {
  ImportOptions options;
  options.most_references = kMostImported;
  KnownWorks nothing;
  const auto first = import_references(text, nothing, options);
  if (!first) {
    return failure(first.error());
  }
  KnownWorks known;
  for (const auto& draft : first->drafts) {
    if (auto added = add_records_on(title_of(draft), service, audience, known); !added) {
      return failure(std::move(added.error()));
    }
  }
  return import_references(text, known, options);
}

}  // namespace whatworks
