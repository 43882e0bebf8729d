// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "workshop/assessments.h"
#include "workshop/planning.h"

// How workshops lie in the database, for the files of this module that read and write them.
namespace whatworks {

struct StoredWorkshop {
  std::int64_t id = 0;
  WorkshopInfo info;
  std::string scheme;
};

std::optional<StoredWorkshop> find_workshop(Transaction& transaction, std::string_view name);
std::optional<StoredWorkshop> find_workshop_by_join_code(Transaction& transaction, std::string_view code);
std::vector<StoredWorkshop> all_workshops(Transaction& transaction);  // the newest day first, those without a day before them

// With its groups and agendas. Fails with database_corrupt where its scheme cannot be read.
Result<Workshop> whole_workshop(Transaction& transaction, const StoredWorkshop& stored);

// The rowid of a group of a workshop; nothing where it has none of that number.
std::optional<std::int64_t> group_id(Transaction& transaction, std::int64_t workshop, std::int64_t number);

// The rowid of an item on an agenda of a workshop.
std::optional<std::int64_t> item_id(Transaction& transaction, std::int64_t workshop, std::string_view name);

tl::unexpected<Error> no_workshop();

// Whether somebody may read a workshop, and run it.
bool may_read(const WorkshopInfo& workshop, const Visitor& visitor);

// The workshop, for whoever may run it.
Result<StoredWorkshop> workshop_to_run(Transaction& transaction, std::string_view name, const Visitor& facilitator);

// Scores as a column has them, and back.
std::string scores_column(const std::map<std::string, std::optional<double>>& scores);
std::map<std::string, std::optional<double>> scores_of_column(const std::string& column);

// Whether a text is a day as columns have it, or empty.
bool is_day_or_empty(std::string_view text);

}  // namespace whatworks
