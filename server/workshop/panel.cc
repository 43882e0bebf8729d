// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop/panel.h"

#include <algorithm>
#include <array>

#include "access/tokens.h"
#include "core/typed_text.h"
#include "workshop_rows.h"

namespace whatworks {
namespace {

constexpr std::size_t kPersonalCodeLength = 16;
constexpr std::size_t kPart = 4;

constexpr auto kOrganisations = std::to_array<std::string_view>({"police", "academia", "other"});

// Other words give other digests, so that the two cannot be joined without the code.
RaterKey key_of(const std::string& personal_code) { return {sha256("rater " + personal_code), sha256("member " + personal_code)}; }

bool can_be_joined(Stage stage) noexcept { return stage < Stage::deciding; }

constexpr std::string_view kSelectMember =
    "SELECT m.display_name, m.organisation, g.number, "
    "coalesce((SELECT finished FROM panel_progress p WHERE p.member = m.member AND p.round = 1), 0), "
    "coalesce((SELECT finished FROM panel_progress p WHERE p.member = m.member AND p.round = 2), 0), w.name "
    "FROM panel_members m JOIN workshop_groups g ON g.id = m.workshop_group JOIN workshops w ON w.id = m.workshop WHERE m.member = ?";

struct StoredMember {
  Member member;
  std::string workshop;
};

std::optional<StoredMember> find_member(Transaction& transaction, const RaterKey& key) {
  const auto row = transaction.first(kSelectMember, {key.member});
  if (!row) {
    return std::nullopt;
  }
  return StoredMember{{row->text(0), *find_organisation(row->text(1)), row->integer(2), key, row->integer(3) != 0, row->integer(4) != 0}, row->text(5)};
}

struct CheckedJoining {
  std::string code;
  std::string name;
};

Result<CheckedJoining> checked(const Joining& joining) {
  auto code = parse_personal_code(joining.personal_code);
  if (!code) {
    return failure(ErrorCode::bad_input, "The form has lost its personal code", "open the page that joins the workshop again");
  }
  auto name = typed_text(joining.display_name, {"Your name", kLongestName, true, "display_name"});
  if (!name) {
    return failure(std::move(name.error()));
  }
  return CheckedJoining{*std::move(code), *std::move(name)};
}

tl::unexpected<Error> no_seat() { return failure(ErrorCode::not_found, "Nobody has joined with this code", "look at what you noted, or join again"); }

void insert_member(Transaction& transaction, const RaterKey& key, std::int64_t workshop, std::int64_t group, const CheckedJoining& joining,
                   Organisation organisation) {
  const auto organisation_column = std::string(organisation_name(organisation));
  transaction.run("INSERT INTO panel_members(member, workshop, workshop_group, display_name, organisation) VALUES (?, ?, ?, ?, ?)",
                  {key.member, workshop, group, joining.name, organisation_column});
  transaction.run("INSERT INTO raters(rater, workshop, workshop_group, organisation) VALUES (?, ?, ?, ?)", {key.rater, workshop, group, organisation_column});
}

bool has_judged(Transaction& transaction, const std::string& rater) {
  return transaction.first("SELECT 1 FROM assessments WHERE rater = ? UNION ALL SELECT 1 FROM conflicts_of_interest WHERE rater = ?", {rater, rater})
      .has_value();
}

tl::unexpected<Error> no_group() { return failure({ErrorCode::bad_input, "Choose your group", {}, "group"}); }

}  // namespace

std::string_view organisation_name(Organisation organisation) noexcept { return kOrganisations[static_cast<std::size_t>(organisation)]; }

std::optional<Organisation> find_organisation(std::string_view name) noexcept {
  const auto* const found = std::find(kOrganisations.begin(), kOrganisations.end(), name);
  return found == kOrganisations.end() ? std::nullopt : std::optional(static_cast<Organisation>(found - kOrganisations.begin()));
}

std::string new_personal_code() {
  auto code = random_code(kPersonalCodeLength);
  for (std::size_t at = kPersonalCodeLength - kPart; at > 0; at -= kPart) {
    code.insert(at, 1, '-');
  }
  return code;
}

std::string seat_tag(const RaterKey& key) { return sha256("seat " + key.member).substr(0, 16); }

std::optional<std::string> parse_personal_code(std::string_view typed) { return parse_code(typed, kPersonalCodeLength); }

Panel::Panel(const Store& store) : store_(store) {}

Result<Workshop> Panel::find_by_join_code(std::string_view code) const {
  const auto parsed = parse_join_code(code);
  return store_.read([&](Transaction& transaction) -> Result<Workshop> {
    const auto stored = parsed ? find_workshop_by_join_code(transaction, *parsed) : std::nullopt;
    if (!stored || !can_be_joined(stored->info.stage)) {
      return failure(ErrorCode::not_found, "No workshop that can be joined has this code", "look at the code on the screen or the card, and type it again");
    }
    return whole_workshop(transaction, *stored);
  });
}

namespace {

Status change_member(Transaction& transaction, const StoredMember& member, const CheckedJoining& kept, const Joining& joining) {
  const auto group = group_id(transaction, find_workshop(transaction, member.workshop)->id, joining.group);
  if (!group) {
    return no_group();
  }
  const auto& key = member.member.key;
  const bool moves = member.member.group != joining.group || member.member.organisation != joining.organisation;
  if (moves && has_judged(transaction, key.rater)) {
    return failure(ErrorCode::conflict, "You have begun to judge, so you stay in your group and kind of organisation", "ask the facilitator if that is wrong");
  }
  const auto organisation = std::string(organisation_name(joining.organisation));
  transaction.run("UPDATE panel_members SET display_name = ?, organisation = ?, workshop_group = ? WHERE member = ?",
                  {kept.name, organisation, *group, key.member});
  transaction.run("UPDATE raters SET organisation = ?, workshop_group = ? WHERE rater = ?", {organisation, *group, key.rater});
  return {};
}

}  // namespace

Result<Member> Panel::join(std::string_view join_code, const Joining& joining) const {
  const auto kept = checked(joining);
  if (!kept) {
    return failure(kept.error());
  }
  const auto code = parse_join_code(join_code);
  const auto key = key_of(kept->code);
  return store_.write([&](Transaction& transaction) -> Result<Member> {
    const auto workshop = code ? find_workshop_by_join_code(transaction, *code) : std::nullopt;
    if (!workshop) {
      return no_workshop();
    }
    if (auto known = find_member(transaction, key)) {
      auto changed = change_member(transaction, *known, *kept, joining);  // the form was sent twice, maybe to mend it
      return changed ? Result<Member>(find_member(transaction, key)->member) : failure(std::move(changed.error()));
    }
    if (!can_be_joined(workshop->info.stage)) {
      return failure(ErrorCode::conflict, "The rounds of this workshop are over, so nobody can join any more");
    }
    const auto group = group_id(transaction, workshop->id, joining.group);
    if (!group) {
      return no_group();
    }
    const auto members = transaction.first("SELECT count(*) FROM panel_members WHERE workshop = ?", {workshop->id})->integer(0);
    if (static_cast<std::size_t>(members) >= kMostMembers) {
      return failure(ErrorCode::conflict, "The panel is full");
    }
    insert_member(transaction, key, workshop->id, *group, *kept, joining.organisation);
    return find_member(transaction, key)->member;
  });
}

namespace {

Result<Panel::Seat> seat_of(Transaction& transaction, StoredMember member) {
  auto workshop = whole_workshop(transaction, *find_workshop(transaction, member.workshop));
  if (!workshop) {
    return failure(std::move(workshop.error()));
  }
  return Panel::Seat{*std::move(workshop), std::move(member.member)};
}

}  // namespace

Result<Panel::Seat> Panel::find(std::string_view personal_code) const {
  const auto code = parse_personal_code(personal_code);
  if (!code) {
    return no_seat();
  }
  return store_.read([&](Transaction& transaction) -> Result<Seat> {
    auto member = find_member(transaction, key_of(*code));
    return member ? seat_of(transaction, *std::move(member)) : no_seat();
  });
}

Result<Panel::Seat> Panel::find(std::string_view workshop, std::string_view personal_code) const {
  auto seat = find(personal_code);
  return seat && seat->workshop.info.name != workshop ? no_seat() : std::move(seat);
}

Status Panel::change(std::string_view workshop, const Joining& joining) const {
  const auto kept = checked(joining);
  if (!kept) {
    return failure(kept.error());
  }
  const auto key = key_of(kept->code);
  return store_.write([&](Transaction& transaction) -> Status {
    const auto member = find_member(transaction, key);
    if (!member || member->workshop != workshop) {
      return no_seat();
    }
    return change_member(transaction, *member, *kept, joining);
  });
}

Status Panel::finish(std::string_view workshop, std::string_view personal_code, bool finished) const {
  const auto code = parse_personal_code(personal_code);
  if (!code) {
    return no_seat();
  }
  const auto key = key_of(*code);
  return store_.write([&](Transaction& transaction) -> Status {
    const auto member = find_member(transaction, key);
    if (!member || member->workshop != workshop) {
      return no_seat();
    }
    const auto round = open_round(find_workshop(transaction, workshop)->info.stage);
    if (round == 0) {
      return failure(ErrorCode::conflict, "No round is open");
    }
    transaction.run(
        "INSERT INTO panel_progress(member, round, answered, finished) VALUES (?, ?, 0, ?) ON CONFLICT(member, round) DO UPDATE SET finished = "
        "excluded.finished",
        {key.member, static_cast<std::int64_t>(round), static_cast<std::int64_t>(finished)});
    return {};
  });
}

Result<std::vector<MemberProgress>> Panel::progress(std::string_view workshop, int round) const {
  return store_.read([&](Transaction& transaction) -> Result<std::vector<MemberProgress>> {
    std::vector<MemberProgress> out;
    for (const auto& row : transaction.query(
             "SELECT m.display_name, m.organisation, g.number, coalesce(p.answered, 0), coalesce(p.finished, 0) FROM panel_members m "
             "JOIN workshops w ON w.id = m.workshop JOIN workshop_groups g ON g.id = m.workshop_group "
             "LEFT JOIN panel_progress p ON p.member = m.member AND p.round = ? WHERE w.name = ? ORDER BY g.number, m.display_name COLLATE NOCASE, m.member",
             {static_cast<std::int64_t>(round), std::string(workshop)})) {
      out.push_back({row.text(0), *find_organisation(row.text(1)), row.integer(2), static_cast<HowFar>(row.integer(3)), row.integer(4) != 0});
    }
    return out;
  });
}

namespace {

struct StoredPaper {
  std::int64_t workshop = 0;
  std::int64_t group = 0;
  std::string rater;      // empty where the number is free
  bool is_other = false;  // it stands for another group or organisation, in which nothing was judged
};

Result<StoredPaper> paper_of(Transaction& transaction, std::string_view workshop, const Panel::PaperForm& form, const Visitor& facilitator) {
  const auto stored = workshop_to_run(transaction, workshop, facilitator);
  if (!stored) {
    return failure(stored.error());
  }
  const auto group = group_id(transaction, stored->id, form.group);
  if (!group) {
    return no_group();
  }
  if (form.number < 1 || form.number > static_cast<std::int64_t>(kMostMembers)) {
    return failure(ErrorCode::bad_input, "The number of the form is no number from 1 to " + std::to_string(kMostMembers),
                   "it is written on the form, or number the forms yourself");
  }
  StoredPaper out{stored->id, *group, {}, false};
  if (const auto row =
          transaction.first("SELECT rater, workshop_group, organisation FROM raters WHERE workshop = ? AND paper_form = ?", {stored->id, form.number})) {
    out.rater = row->text(0);
    out.is_other = row->integer(1) != *group || row->text(2) != organisation_name(form.organisation);
    if (out.is_other && has_judged(transaction, out.rater)) {
      return failure(ErrorCode::bad_input, "Form " + std::to_string(form.number) + " was keyed in for another group or kind of organisation",
                     "look at the number on the form");
    }
  }
  return out;
}

}  // namespace

Result<RaterKey> Panel::find_paper_rater(std::string_view workshop, const PaperForm& form, const Visitor& facilitator) const {
  return store_.read([&](Transaction& transaction) -> Result<RaterKey> {
    auto paper = paper_of(transaction, workshop, form, facilitator);
    if (!paper) {
      return failure(std::move(paper.error()));
    }
    return RaterKey{std::move(paper->rater), {}};
  });
}

Result<RaterKey> Panel::paper_rater(std::string_view workshop, const PaperForm& form, const Visitor& facilitator) const {
  return store_.write([&](Transaction& transaction) -> Result<RaterKey> {
    auto paper = paper_of(transaction, workshop, form, facilitator);
    if (!paper) {
      return failure(std::move(paper.error()));
    }
    const auto column = std::string(organisation_name(form.organisation));
    if (paper->rater.empty()) {
      paper->rater = sha256(random_token());
      transaction.run("INSERT INTO raters(rater, workshop, workshop_group, organisation, paper_form) VALUES (?, ?, ?, ?, ?)",
                      {paper->rater, paper->workshop, paper->group, column, form.number});
    } else if (paper->is_other) {
      transaction.run("UPDATE raters SET workshop_group = ?, organisation = ? WHERE rater = ?", {paper->group, column, paper->rater});
    }
    return RaterKey{std::move(paper->rater), {}};
  });
}

}  // namespace whatworks
