// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop_rows.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "access/names.h"
#include "core/time.h"
#include "store/columns.h"

namespace whatworks {
namespace {

constexpr std::string_view kSelect =
    "SELECT w.id, w.name, w.title, w.held_on, w.place, w.purpose, w.circulation, w.group_names, w.stage, w.second_held, w.join_code, a.pseudonym, w.scheme, "
    "w.version, w.created_at FROM workshops w JOIN accounts a ON a.id = w.facilitator ";

StoredWorkshop workshop_of(Transaction& transaction, const Row& row) {
  StoredWorkshop out;
  out.id = row.integer(0);
  auto& info = out.info;
  info.name = row.text(1);
  info.details = {row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), list_of_column(row.text(7))};
  info.stage = *find_stage(row.text(8));
  info.second_was_held = row.integer(9) != 0;
  info.join_code = row.text(10);
  info.facilitator = row.text(11);
  info.facilitator_name = shown_name(transaction, info.facilitator);
  out.scheme = row.text(12);
  info.version = row.integer(13);
  info.created = instant_of(row.integer(14));
  return out;
}

std::optional<StoredWorkshop> first_workshop(Transaction& transaction, std::string_view where, std::string_view value) {
  const auto row = transaction.first(std::string(kSelect) + std::string(where), {std::string(value)});
  return row ? std::optional(workshop_of(transaction, *row)) : std::nullopt;
}

struct StageName {
  Stage stage;
  std::string_view name;
};
constexpr std::array kStages{StageName{Stage::preparing, "preparing"}, StageName{Stage::round_one, "round-one"}, StageName{Stage::discussion, "discussion"},
                             StageName{Stage::round_two, "round-two"}, StageName{Stage::deciding, "deciding"},   StageName{Stage::closed, "closed"}};

}  // namespace

std::string_view stage_name(Stage stage) noexcept { return kStages[static_cast<std::size_t>(stage)].name; }

std::optional<Stage> find_stage(std::string_view name) noexcept {
  const auto* const found = std::find_if(kStages.begin(), kStages.end(), [&](const StageName& row) { return row.name == name; });
  return found == kStages.end() ? std::nullopt : std::optional(found->stage);
}

int open_round(Stage stage) noexcept { return stage == Stage::round_one ? 1 : stage == Stage::round_two ? 2 : 0; }

int shown_round(Stage stage, bool second_was_held) noexcept {
  if (stage < Stage::discussion) {
    return 0;
  }
  return stage >= Stage::deciding && second_was_held ? 2 : 1;
}

bool may_see_results(Stage stage, bool runs, bool on_panel) noexcept { return stage == Stage::closed || (stage >= Stage::discussion && (runs || on_panel)); }

const WorkshopGroup* Workshop::find_group(std::int64_t number) const noexcept {
  const auto found = std::find_if(groups.begin(), groups.end(), [&](const WorkshopGroup& group) { return group.number == number; });
  return found == groups.end() ? nullptr : &*found;
}

std::optional<Workshop::Place> Workshop::find_item(std::string_view name) const noexcept {
  for (const auto& group : groups) {
    for (std::size_t i = 0; i < group.agenda.size(); ++i) {
      if (group.agenda[i].name == name) {
        return Place{&group, &group.agenda[i], i};
      }
    }
  }
  return std::nullopt;
}

std::optional<StoredWorkshop> find_workshop(Transaction& transaction, std::string_view name) { return first_workshop(transaction, "WHERE w.name = ?", name); }

std::optional<StoredWorkshop> find_workshop_by_join_code(Transaction& transaction, std::string_view code) {
  return first_workshop(transaction, "WHERE w.join_code = ?", code);
}

std::vector<StoredWorkshop> all_workshops(Transaction& transaction) {
  std::vector<StoredWorkshop> out;
  for (const auto& row : transaction.query(std::string(kSelect) + "ORDER BY w.held_on = '' DESC, w.held_on DESC, w.id DESC")) {
    out.push_back(workshop_of(transaction, row));
  }
  return out;
}

Result<Workshop> whole_workshop(Transaction& transaction, const StoredWorkshop& stored) {
  auto scheme = parse_scheme(stored.scheme);
  if (!scheme) {
    return failure(ErrorCode::database_corrupt, "The criteria of the workshop " + stored.info.name + " cannot be read: " + scheme.error().message);
  }
  Workshop out{stored.info, *std::move(scheme), {}};
  for (const auto& row : transaction.query("SELECT id, number, label, priorities FROM workshop_groups WHERE workshop = ? ORDER BY number", {stored.id})) {
    WorkshopGroup group{row.integer(1), row.text(2), list_of_column(row.text(3)), {}};
    for (const auto& item :
         transaction.query("SELECT name, record_id, title, description FROM workshop_items WHERE workshop_group = ? ORDER BY position, id", {row.integer(0)})) {
      group.agenda.push_back({item.text(0), item.text(1), item.text(2), item.text(3)});
    }
    out.groups.push_back(std::move(group));
  }
  return out;
}

std::optional<std::int64_t> group_id(Transaction& transaction, std::int64_t workshop, std::int64_t number) {
  const auto row = transaction.first("SELECT id FROM workshop_groups WHERE workshop = ? AND number = ?", {workshop, number});
  return row ? std::optional(row->integer(0)) : std::nullopt;
}

std::optional<std::int64_t> item_id(Transaction& transaction, std::int64_t workshop, std::string_view name) {
  const auto row = transaction.first("SELECT i.id FROM workshop_items i JOIN workshop_groups g ON g.id = i.workshop_group WHERE g.workshop = ? AND i.name = ?",
                                     {workshop, std::string(name)});
  return row ? std::optional(row->integer(0)) : std::nullopt;
}

tl::unexpected<Error> no_workshop() { return failure(ErrorCode::not_found, "There is no such workshop"); }

bool may_read(const WorkshopInfo& workshop, const Visitor& visitor) {
  return may_read(audience_of(visitor), workshop.details.circulation, workshop.details.groups);
}

Result<StoredWorkshop> workshop_to_run(Transaction& transaction, std::string_view name, const Visitor& facilitator) {
  auto stored = find_workshop(transaction, name);
  if (!stored || !may_read(stored->info, facilitator)) {
    return no_workshop();
  }
  if (!facilitator.may(Permission::facilitate)) {
    return failure(ErrorCode::forbidden, "Only facilitators run workshops");
  }
  return *std::move(stored);
}

std::string scores_column(const std::map<std::string, std::optional<double>>& scores) {
  auto out = nlohmann::json::object();
  for (const auto& [name, value] : scores) {
    out[name] = value ? nlohmann::json(*value) : nlohmann::json(nullptr);
  }
  return out.dump();
}

std::map<std::string, std::optional<double>> scores_of_column(const std::string& column) {
  std::map<std::string, std::optional<double>> out;
  const auto read = nlohmann::json::parse(column);
  for (const auto& [name, value] : read.items()) {
    out[name] = value.is_null() ? std::nullopt : std::optional(value.get<double>());
  }
  return out;
}

bool is_day_or_empty(std::string_view text) { return text.empty() || parse_date(text); }

}  // namespace whatworks
