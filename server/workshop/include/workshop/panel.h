// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/access.h"
#include "core/result.h"
#include "store/store.h"
#include "workshop/planning.h"

// Who takes part in a workshop. A person is known in two ways that the database does not join: as a member, with a name for the list of the panel, and as a
// rater, whose answers they are. Both are digests of the member's personal code, under different words, so that only whoever has the code can tell that they
// are one; the server is shown it with each request and keeps it nowhere. docs/decisions/015-workshops.md says what this does and does not protect from.
namespace whatworks {

enum class Organisation { police, academia, other };
std::string_view organisation_name(Organisation organisation) noexcept;  // "police"
std::optional<Organisation> find_organisation(std::string_view name) noexcept;

// Sixteen letters and digits in fours, "K7QM-3XRP-9DTW-HC42": 78 bits of chance.
std::string new_personal_code();

// As typed, in whatever case and with or without hyphens and spaces; nothing where it is no such code. A join code is shorter.
std::optional<std::string> parse_personal_code(std::string_view typed);
std::optional<std::string> parse_join_code(std::string_view typed);

// Under which somebody's answers are kept, and under which it is kept how far they are.
struct RaterKey {
  std::string rater;
  std::string member;  // empty where the answers came on paper
};

// By which a browser tells whose answers it has kept while there was no connection: a device in a room may pass from one member to the next. Another digest, so
// that it says nothing to who reads the database.
std::string seat_tag(const RaterKey& key);

struct Joining {
  std::string personal_code;  // one of new_personal_code(), made with the form: sent twice, it joins once
  std::string display_name;   // for the list of the panel
  Organisation organisation = Organisation::police;
  std::int64_t group = 0;
};

// Somebody on the panel, to themselves.
struct Member {
  std::string display_name;
  Organisation organisation = Organisation::police;
  std::int64_t group = 0;
  RaterKey key;
  bool finished_first = false;  // said to have finished round one
  bool finished_second = false;
};

// How far somebody is, without a word of what they said, and without a count, which would tell which answers are theirs.
enum class HowFar { not_begun, under_way, all };
struct MemberProgress {
  std::string display_name;
  Organisation organisation = Organisation::police;
  std::int64_t group = 0;
  HowFar how_far = HowFar::not_begun;  // in the round asked for; all: each judged whole, or with a conflict declared
  bool finished = false;               // they said so
};

inline constexpr std::size_t kMostMembers = 500;
inline constexpr std::size_t kLongestName = 80;  // characters

// Free to share between threads.
class Panel {
 public:
  explicit Panel(const Store& store);  // which must outlive it

  // The workshop that a code joins, for whoever has it, whatever its circulation. Fails with not_found where no workshop that people can still join has it.
  [[nodiscard]] Result<Workshop> find_by_join_code(std::string_view code) const;

  // The same form sent twice joins once, and sent with other words changes what it said, as change(). Fails with bad_input, saying which field, and with
  // conflict where the panel is full or the workshop has gone past its rounds.
  [[nodiscard]] Result<Member> join(std::string_view join_code, const Joining& joining) const;

  // Whoever has this personal code, and their workshop. Fails with not_found.
  struct Seat {
    Workshop workshop;
    Member member;
  };
  [[nodiscard]] Result<Seat> find(std::string_view workshop, std::string_view personal_code) const;
  // The same, where only the code is known: to join again from another device.
  [[nodiscard]] Result<Seat> find(std::string_view personal_code) const;

  // Another name, organisation or group, the latter two as long as they have judged nothing: what is shown of a closed round stays as it is. Fails as join().
  [[nodiscard]] Status change(std::string_view workshop, const Joining& joining) const;

  // Says that they have finished the round that is open, or that they have not after all.
  [[nodiscard]] Status finish(std::string_view workshop, std::string_view personal_code, bool finished) const;

  // Everybody, by group and name, and how far they are in a round (1 or 2).
  [[nodiscard]] Result<std::vector<MemberProgress>> progress(std::string_view workshop, int round) const;

  // A form on paper, by its number within the workshop.
  struct PaperForm {
    std::int64_t number = 0;
    std::int64_t group = 0;
    Organisation organisation = Organisation::police;
  };
  // Whose answers it holds; `rater` is empty where nothing of it was keyed in. Fails with bad_input where answers of a form of another group or organisation
  // have that number, with forbidden and not_found as Planning does.
  [[nodiscard]] Result<RaterKey> find_paper_rater(std::string_view workshop, const PaperForm& form, const Visitor& facilitator) const;
  // The same, to key in the first of its answers.
  [[nodiscard]] Result<RaterKey> paper_rater(std::string_view workshop, const PaperForm& form, const Visitor& facilitator) const;

 private:
  const Store& store_;
};

}  // namespace whatworks
