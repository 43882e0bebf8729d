// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop/agenda.h"

#include "core/text.h"

namespace whatworks {

Result<std::vector<AgendaItem>> agenda_items(const SearchService& service, const std::vector<std::string>& ids) {
  const auto records = service.records(ids, Audience::everyone());
  if (!records) {
    return failure(records.error());
  }
  if (records->empty()) {
    return failure(ErrorCode::bad_input, "No record that everybody may read was found there", "members of a panel have no accounts: choose public records");
  }
  std::vector<AgendaItem> out;
  out.reserve(records->size());
  for (const auto& record : *records) {
    const auto title = record.intervention.empty() ? record.title : record.intervention + ": " + record.title;
    out.push_back({{}, record.id, shorten(title, kLongestHeading), {}});
  }
  return out;
}

}  // namespace whatworks
