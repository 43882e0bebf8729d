// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop/planning.h"

#include <algorithm>

#include "access/names.h"
#include "access/tokens.h"
#include "core/text.h"
#include "core/typed_text.h"
#include "store/columns.h"
#include "workshop/panel.h"
#include "workshop_rows.h"

namespace whatworks {
namespace {

constexpr std::size_t kJoinCodeLength = 6;  // 30 to the sixth: too many to try within a day's workshop

Result<WorkshopDetails> checked(const WorkshopDetails& details, const Visitor& facilitator) {
  WorkshopDetails out = details;
  auto title = typed_text(details.title, {"The title", kLongestHeading, true, "title"});
  auto place = typed_text(details.place, {"The place", kLongestHeading, false, "place"});
  auto purpose = typed_text(details.purpose, {"The purpose", kLongestPassage, false, "purpose"});
  for (auto* text : {&title, &place, &purpose}) {
    if (!*text) {
      return failure(std::move(text->error()));
    }
  }
  out.title = *std::move(title);
  out.place = *std::move(place);
  out.purpose = *std::move(purpose);
  if (!is_day_or_empty(details.held_on)) {
    return failure({ErrorCode::bad_input, "The date is no day of the calendar", "write it as 2027-03-18, or leave it empty", "held_on"});
  }
  if (details.circulation != "public" && details.circulation != "internal" && details.circulation != "restricted") {
    return failure({ErrorCode::bad_input, "Choose who may read what the workshop finds", {}, "circulation"});
  }
  if (details.circulation != "restricted") {
    out.groups.clear();
  }
  if (!may_read(audience_of(facilitator), out.circulation, out.groups)) {
    return failure({ErrorCode::bad_input, "You could not read the workshop yourself", "name one of the groups that you are in", "groups"});
  }
  return out;
}

Status check_version(const StoredWorkshop& workshop, std::int64_t version) {
  if (workshop.info.version != version) {
    return failure(ErrorCode::conflict, "Somebody else has changed the workshop since you opened this page",
                   "open the page again to see how it is now, and make your change there");
  }
  return {};
}

Status check_preparing(const StoredWorkshop& workshop) {
  if (workshop.info.stage != Stage::preparing) {
    return failure(ErrorCode::conflict, "The first round has begun, so this cannot be changed any more");
  }
  return {};
}

// What all changes share: the permission, the version that they were made from, and the entry in the audit trail.
struct Change {
  const Store& store;
  const AuditTrail& audit;
  std::string_view name;
  std::int64_t version;
  const Visitor& facilitator;

  // `work(Transaction&, const StoredWorkshop&)` returns a Status.
  template <typename Work>
  [[nodiscard]] Status run(Work&& work) const {
    return store.write([&](Transaction& transaction) -> Status {
      const auto workshop = workshop_to_run(transaction, name, facilitator);
      if (!workshop) {
        return failure(workshop.error());
      }
      if (auto same = check_version(*workshop, version); !same) {
        return same;
      }
      if (auto done = work(transaction, *workshop); !done) {
        return done;
      }
      transaction.run("UPDATE workshops SET version = version + 1 WHERE id = ?", {workshop->id});
      audit.add(transaction, {facilitator.actor(), AuditAction::workshop_changed, workshop_subject(name), {}});
      return {};
    });
  }
};

Result<GroupDetails> checked(const GroupDetails& details, const Schemas& schemas) {
  auto label = typed_text(details.label, {"The name of the group", kLongestHeading, true, "label"});
  if (!label) {
    return failure(std::move(label.error()));
  }
  const auto* known = schemas.find_vocabulary("priority");
  for (const auto& code : details.priorities) {
    if (known == nullptr || known->find(code) == nullptr) {
      return failure({ErrorCode::bad_input, "\"" + code + "\" is no priority", {}, "priority"});
    }
  }
  if (details.priorities.empty()) {
    return failure({ErrorCode::bad_input, "The group has no priority", "choose at least one", "priority"});
  }
  return GroupDetails{*std::move(label), details.priorities};
}

void insert_item(Transaction& transaction, std::int64_t group, const AgendaItem& item) {
  transaction.run(
      "INSERT INTO workshop_items(name, workshop_group, position, record_id, title, description, notes, notes_version) "
      "VALUES (?, ?, (SELECT coalesce(max(position), 0) + 1 FROM workshop_items WHERE workshop_group = ?), ?, ?, ?, '', 0)",
      {random_name('i'), group, group, item.record_id, item.title, item.description});
}

std::int64_t insert_workshop(Transaction& transaction, const std::string& name, const WorkshopDetails& details, std::int64_t facilitator,
                             const std::string& scheme, Instant now) {
  transaction.run(
      "INSERT INTO workshops(name, title, held_on, place, purpose, circulation, group_names, facilitator, join_code, scheme, stage, second_held, version, "
      "created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'preparing', 0, 1, ?)",
      {name, details.title, details.held_on, details.place, details.purpose, details.circulation, list_column(details.groups), facilitator,
       random_code(kJoinCodeLength), scheme, seconds_of(now)});
  return transaction.last_id();
}

}  // namespace

std::optional<std::string> parse_join_code(std::string_view typed) { return parse_code(typed, kJoinCodeLength); }

Planning::Planning(const Store& store, const AuditTrail& audit, const Schemas& schemas, AssessmentScheme defaults, Clock clock)
    : store_(store), audit_(audit), schemas_(schemas), defaults_(std::move(defaults)), clock_(std::move(clock)) {}

Result<WorkshopInfo> Planning::create(const WorkshopDetails& details, const Visitor& facilitator) const {
  if (!facilitator.may(Permission::facilitate)) {
    return failure(ErrorCode::forbidden, "Only facilitators set workshops up");
  }
  const auto kept = checked(details, facilitator);
  if (!kept) {
    return failure(kept.error());
  }
  return store_.write([&](Transaction& transaction) -> Result<WorkshopInfo> {
    const auto name = random_name('w');
    insert_workshop(transaction, name, *kept, account_id(transaction, facilitator.person->pseudonym).value(), write_scheme(defaults_), clock_());
    audit_.add(transaction, {facilitator.actor(), AuditAction::workshop_added, workshop_subject(name), {}});
    return find_workshop(transaction, name)->info;
  });
}

Result<WorkshopInfo> Planning::duplicate(std::string_view name, const Visitor& facilitator) const {
  return store_.write([&](Transaction& transaction) -> Result<WorkshopInfo> {
    const auto model = workshop_to_run(transaction, name, facilitator);
    if (!model) {
      return failure(model.error());
    }
    const auto whole = whole_workshop(transaction, *model);
    if (!whole) {
      return failure(whole.error());
    }
    auto details = model->info.details;
    details.held_on.clear();
    const auto copy = random_name('w');
    const auto workshop = insert_workshop(transaction, copy, details, account_id(transaction, facilitator.person->pseudonym).value(), model->scheme, clock_());
    for (const auto& group : whole->groups) {
      transaction.run("INSERT INTO workshop_groups(workshop, number, label, priorities) VALUES (?, ?, ?, ?)",
                      {workshop, group.number, group.label, list_column(group.priorities)});
      const auto id = transaction.last_id();
      for (const auto& item : group.agenda) {
        insert_item(transaction, id, item);
      }
    }
    audit_.add(transaction, {facilitator.actor(), AuditAction::workshop_added, workshop_subject(copy), "like " + std::string(name)});
    return find_workshop(transaction, copy)->info;
  });
}

Result<std::vector<WorkshopInfo>> Planning::list(const Visitor& visitor) const {
  return store_.read([&](Transaction& transaction) -> Result<std::vector<WorkshopInfo>> {
    std::vector<WorkshopInfo> out;
    for (auto& workshop : all_workshops(transaction)) {
      if (may_read(workshop.info, visitor)) {
        out.push_back(std::move(workshop.info));
      }
    }
    return out;
  });
}

Result<Workshop> Planning::find(std::string_view name, const Visitor& visitor) const {
  return store_.read([&](Transaction& transaction) -> Result<Workshop> {
    const auto stored = find_workshop(transaction, name);
    return stored && may_read(stored->info, visitor) ? whole_workshop(transaction, *stored) : no_workshop();
  });
}

Status Planning::change_details(std::string_view name, std::int64_t version, const WorkshopDetails& details, const Visitor& facilitator) const {
  const auto kept = checked(details, facilitator);
  if (!kept) {
    return failure(kept.error());
  }
  return Change{store_, audit_, name, version, facilitator}.run([&](Transaction& transaction, const StoredWorkshop& workshop) -> Status {
    transaction.run("UPDATE workshops SET title = ?, held_on = ?, place = ?, purpose = ?, circulation = ?, group_names = ? WHERE id = ?",
                    {kept->title, kept->held_on, kept->place, kept->purpose, kept->circulation, list_column(kept->groups), workshop.id});
    return {};
  });
}

Result<std::int64_t> Planning::add_group(std::string_view name, std::int64_t version, const GroupDetails& group, const Visitor& facilitator) const {
  const auto kept = checked(group, schemas_);
  if (!kept) {
    return failure(kept.error());
  }
  std::int64_t number = 0;
  auto added = Change{store_, audit_, name, version, facilitator}.run([&](Transaction& transaction, const StoredWorkshop& workshop) -> Status {
    if (auto preparing = check_preparing(workshop); !preparing) {
      return preparing;
    }
    const auto row = transaction.first("SELECT count(*), coalesce(max(number), 0) FROM workshop_groups WHERE workshop = ?", {workshop.id});
    if (static_cast<std::size_t>(row->integer(0)) >= kMostGroups) {
      return failure(ErrorCode::conflict, "A workshop has at most " + std::to_string(kMostGroups) + " groups");
    }
    number = row->integer(1) + 1;
    transaction.run("INSERT INTO workshop_groups(workshop, number, label, priorities) VALUES (?, ?, ?, ?)",
                    {workshop.id, number, kept->label, list_column(kept->priorities)});
    return {};
  });
  return added ? Result<std::int64_t>(number) : failure(std::move(added.error()));
}

namespace {

// The rowid of a group that may still be changed.
Result<std::int64_t> group_to_change(Transaction& transaction, const StoredWorkshop& workshop, std::int64_t number) {
  if (auto preparing = check_preparing(workshop); !preparing) {
    return failure(std::move(preparing.error()));
  }
  const auto id = group_id(transaction, workshop.id, number);
  return id ? Result<std::int64_t>(*id) : failure(ErrorCode::not_found, "There is no such group");
}

Result<std::int64_t> item_to_change(Transaction& transaction, const StoredWorkshop& workshop, std::string_view name) {
  if (auto preparing = check_preparing(workshop); !preparing) {
    return failure(std::move(preparing.error()));
  }
  const auto id = item_id(transaction, workshop.id, name);
  return id ? Result<std::int64_t>(*id) : failure(ErrorCode::not_found, "There is no such intervention on the agenda");
}

}  // namespace

Status Planning::change_group(std::string_view name, std::int64_t version, std::int64_t group, const GroupDetails& details, const Visitor& facilitator) const {
  const auto kept = checked(details, schemas_);
  if (!kept) {
    return failure(kept.error());
  }
  return Change{store_, audit_, name, version, facilitator}.run([&](Transaction& transaction, const StoredWorkshop& workshop) -> Status {
    const auto id = group_to_change(transaction, workshop, group);
    if (!id) {
      return failure(id.error());
    }
    transaction.run("UPDATE workshop_groups SET label = ?, priorities = ? WHERE id = ?", {kept->label, list_column(kept->priorities), *id});
    return {};
  });
}

Status Planning::remove_group(std::string_view name, std::int64_t version, std::int64_t group, const Visitor& facilitator) const {
  return Change{store_, audit_, name, version, facilitator}.run([&](Transaction& transaction, const StoredWorkshop& workshop) -> Status {
    const auto id = group_to_change(transaction, workshop, group);
    if (!id) {
      return failure(id.error());
    }
    if (transaction.first("SELECT 1 FROM panel_members WHERE workshop_group = ? UNION ALL SELECT 1 FROM raters WHERE workshop_group = ?", {*id, *id})) {
      return failure(ErrorCode::conflict, "Somebody has joined the group, so it stays", "ask them to change their group first");
    }
    transaction.run("DELETE FROM workshop_groups WHERE id = ?", {*id});
    return {};
  });
}

Status Planning::change_scheme(std::string_view name, std::int64_t version, const AssessmentScheme& scheme, const Visitor& facilitator) const {
  if (auto sound = check_scheme(scheme); !sound) {
    return sound;
  }
  return Change{store_, audit_, name, version, facilitator}.run([&](Transaction& transaction, const StoredWorkshop& workshop) -> Status {
    if (auto preparing = check_preparing(workshop); !preparing) {
      return preparing;
    }
    transaction.run("UPDATE workshops SET scheme = ? WHERE id = ?", {write_scheme(scheme), workshop.id});
    return {};
  });
}

namespace {

Result<AgendaItem> checked(const AgendaItem& item) {
  auto title = typed_text(item.title, {"The name of the intervention", kLongestHeading, true, "idea"});
  if (!title) {
    return failure(std::move(title.error()));
  }
  auto description = typed_text(item.description, {"The description", kLongestPassage, item.record_id.empty(), "description"});
  if (!description) {
    return failure(std::move(description.error()));
  }
  return AgendaItem{{}, item.record_id, *std::move(title), *std::move(description)};
}

bool is_on_agenda(Transaction& transaction, std::int64_t group, const std::string& record_id) {
  return !record_id.empty() && transaction.first("SELECT 1 FROM workshop_items WHERE workshop_group = ? AND record_id = ?", {group, record_id});
}

Result<std::size_t> insert_items(Transaction& transaction, std::int64_t group, const std::vector<AgendaItem>& items) {
  auto room = kLongestAgenda - static_cast<std::size_t>(transaction.first("SELECT count(*) FROM workshop_items WHERE workshop_group = ?", {group})->integer(0));
  std::size_t added = 0;
  for (const auto& item : items) {
    if (is_on_agenda(transaction, group, item.record_id)) {
      continue;
    }
    if (room == 0) {
      return failure(ErrorCode::conflict, "That would be more than " + std::to_string(kLongestAgenda) + " interventions for one group",
                     "nobody could judge that many in a day: choose fewer");
    }
    insert_item(transaction, group, item);
    --room;
    ++added;
  }
  return added;
}

}  // namespace

Result<std::size_t> Planning::add_items(std::string_view name, std::int64_t version, std::int64_t group, const std::vector<AgendaItem>& items,
                                        const Visitor& facilitator) const {
  std::vector<AgendaItem> kept;
  kept.reserve(items.size());
  for (const auto& item : items) {
    auto sound = checked(item);
    if (!sound) {
      return failure(std::move(sound.error()));
    }
    kept.push_back(*std::move(sound));
  }
  std::size_t count = 0;
  auto done = Change{store_, audit_, name, version, facilitator}.run([&](Transaction& transaction, const StoredWorkshop& workshop) -> Status {
    if (workshop.info.stage != Stage::preparing && workshop.info.stage != Stage::round_one) {
      return failure(ErrorCode::conflict, "The first round is closed, so nothing can be added to an agenda");
    }
    const auto id = group_id(transaction, workshop.id, group);
    if (!id) {
      return failure(ErrorCode::not_found, "There is no such group");
    }
    const auto added = insert_items(transaction, *id, kept);
    if (!added) {
      return failure(added.error());
    }
    if (*added > 0) {
      // Whoever had judged all has more to judge now.
      transaction.run("UPDATE panel_progress SET answered = ? WHERE answered = ? AND member IN (SELECT member FROM panel_members WHERE workshop_group = ?)",
                      {static_cast<std::int64_t>(HowFar::under_way), static_cast<std::int64_t>(HowFar::all), *id});
    }
    count = *added;
    return {};
  });
  return done ? Result<std::size_t>(count) : failure(std::move(done.error()));
}

Status Planning::remove_item(std::string_view name, std::int64_t version, std::string_view item, const Visitor& facilitator) const {
  return Change{store_, audit_, name, version, facilitator}.run([&](Transaction& transaction, const StoredWorkshop& workshop) -> Status {
    const auto id = item_to_change(transaction, workshop, item);
    if (!id) {
      return failure(id.error());
    }
    transaction.run("DELETE FROM workshop_items WHERE id = ?", {*id});
    return {};
  });
}

Status Planning::move_item(std::string_view name, std::int64_t version, std::string_view item, int by, const Visitor& facilitator) const {
  return Change{store_, audit_, name, version, facilitator}.run([&](Transaction& transaction, const StoredWorkshop& workshop) -> Status {
    const auto id = item_to_change(transaction, workshop, item);
    if (!id) {
      return failure(id.error());
    }
    const auto group = transaction.first("SELECT workshop_group FROM workshop_items WHERE id = ?", {*id})->integer(0);
    std::vector<std::int64_t> order;
    for (const auto& row : transaction.query("SELECT id FROM workshop_items WHERE workshop_group = ? ORDER BY position, id", {group})) {
      order.push_back(row.integer(0));
    }
    const auto from = std::find(order.begin(), order.end(), *id) - order.begin();
    const auto to = std::clamp<std::ptrdiff_t>(from + by, 0, static_cast<std::ptrdiff_t>(order.size()) - 1);
    order.erase(order.begin() + from);
    order.insert(order.begin() + to, *id);
    for (std::size_t i = 0; i < order.size(); ++i) {
      transaction.run("UPDATE workshop_items SET position = ? WHERE id = ?", {static_cast<std::int64_t>(i + 1), order[i]});
    }
    return {};
  });
}

namespace {

bool may_follow(Stage from, Stage to) noexcept {
  return static_cast<int>(to) == static_cast<int>(from) + 1 || (from == Stage::discussion && to == Stage::deciding);
}

// A round without groups, or with a group that has nothing to judge, would waste the room's time.
Status check_agendas(const Workshop& workshop) {
  if (workshop.groups.empty()) {
    return failure(ErrorCode::conflict, "There is no group yet", "add one, with what it is to judge");
  }
  for (const auto& group : workshop.groups) {
    if (group.agenda.empty()) {
      return failure(ErrorCode::conflict, "The group \"" + group.label + "\" has nothing to judge", "put something on its agenda, or remove the group");
    }
  }
  return {};
}

}  // namespace

Status Planning::advance(std::string_view name, Stage from, Stage to, const Visitor& facilitator) const {
  return store_.write([&](Transaction& transaction) -> Status {
    const auto workshop = workshop_to_run(transaction, name, facilitator);
    if (!workshop) {
      return failure(workshop.error());
    }
    if (workshop->info.stage == to) {
      return {};  // pressed twice, or by two
    }
    if (workshop->info.stage != from || !may_follow(from, to)) {
      return failure(ErrorCode::conflict, "The workshop has moved on meanwhile", "look at where it stands now");
    }
    const auto whole = whole_workshop(transaction, *workshop);
    if (!whole) {
      return failure(whole.error());
    }
    if (auto ready = check_agendas(*whole); !ready) {
      return ready;
    }
    transaction.run("UPDATE workshops SET stage = ?, second_held = second_held OR ?, version = version + 1 WHERE id = ?",
                    {std::string(stage_name(to)), static_cast<std::int64_t>(to == Stage::round_two), workshop->id});
    audit_.add(transaction, {facilitator.actor(), AuditAction::workshop_advanced, workshop_subject(name), std::string(stage_name(to))});
    return {};
  });
}

}  // namespace whatworks
