// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop/judgements.h"

#include "workshop_rows.h"

namespace whatworks {
namespace {

Result<std::vector<Workshop>> workshops_that_judged(Transaction& transaction, std::string_view record_id, const Visitor& visitor) {
  std::vector<Workshop> out;
  for (const auto& row : transaction.query("SELECT DISTINCT w.name, w.held_on, w.id FROM workshop_items i JOIN workshop_groups g ON g.id = i.workshop_group "
                                           "JOIN workshops w ON w.id = g.workshop WHERE i.record_id = ? AND i.record_id <> '' AND w.stage = 'closed' "
                                           "ORDER BY w.held_on DESC, w.id DESC",
                                           {std::string(record_id)})) {
    const auto stored = find_workshop(transaction, row.text(0));
    if (!stored || !may_read(stored->info, visitor)) {
      continue;
    }
    auto workshop = whole_workshop(transaction, *stored);
    if (!workshop) {
      return failure(std::move(workshop.error()));
    }
    out.push_back(*std::move(workshop));
  }
  return out;
}

double median_of(const RoundResult& result, std::string_view criterion) {
  const auto* found = result.find(criterion);
  return found != nullptr && found->spread ? found->spread->median : 0;
}

}  // namespace

Result<std::vector<Judgement>> Judgements::on(std::string_view record_id, const Visitor& visitor) const {
  const auto workshops =
      store_.read([&](Transaction& transaction) -> Result<std::vector<Workshop>> { return workshops_that_judged(transaction, record_id, visitor); });
  if (!workshops) {
    return failure(workshops.error());
  }
  std::vector<Judgement> out;
  for (const auto& workshop : *workshops) {
    const auto items = results_.on(workshop, record_id);
    if (!items) {
      return failure(items.error());
    }
    for (const auto& item : *items) {
      if (item.now.category) {
        out.push_back({workshop.info,
                       item.group->label,
                       item.now.answers,
                       item.now.category,
                       item.now.agreed,
                       {median_of(item.now, "effect"), median_of(item.now, "certainty"), median_of(item.now, "harms")}});
      }
    }
  }
  return out;
}

}  // namespace whatworks
