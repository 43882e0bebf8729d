// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "search/request.h"

namespace whatworks {

struct ShortlistItem {
  std::string id;
  std::string note;  // clean UTF-8; empty where there is none

  bool operator==(const ShortlistItem&) const = default;
};

// Records that somebody wants to keep together, in an order of their own and with notes. A plain value: it lives in an address
// (?id=a&note=why&id=b, a note belongs to the id before it), or as a token in the cookie of the person whose own it is. The server stores none.
struct Shortlist {
  std::vector<ShortlistItem> items;  // no id twice

  [[nodiscard]] bool empty() const noexcept { return items.empty(); }
  [[nodiscard]] bool holds(std::string_view id) const noexcept;
  [[nodiscard]] ShortlistItem* find(std::string_view id) noexcept;  // null where it is not in it

  void add(std::string_view id);  // at the end; one that is there already stays as it is
  void remove(std::string_view id);
  void set_note(std::string_view id, std::string_view text);  // text as a form sends it
  void move_to(std::string_view id, std::size_t place);       // from 0; what lies beyond the end is the end
  void take_in(const Shortlist& other);                       // what is not there yet, and notes where there is none

  bool operator==(const Shortlist&) const = default;
};

inline constexpr std::size_t kMostShortlisted = 30;
inline constexpr std::size_t kLongestNote = 300;  // code points
// Browsers keep 4,096 bytes of a cookie with its name and attributes. Addresses may have 8,192, of which other parameters want some.
inline constexpr std::size_t kLongestToken = 3'800;
inline constexpr std::size_t kLongestQuery = 6'500;

// Why a list cannot be kept as it is.
struct ShortlistProblem {
  enum class Kind { too_many, long_note, long_together };
  Kind kind = Kind::too_many;
  std::string id;          // whose note is too long
  std::size_t excess = 0;  // by how many records, code points, or about how many characters
};
std::vector<ShortlistProblem> problems_of(const Shortlist& list);

// What the parameters `id` and `note` say. What cannot be kept is left out or cut, and `whole` is false then.
struct ParsedShortlist {
  Shortlist list;
  bool whole = true;
};
ParsedShortlist parse_shortlist(const Parameters& parameters);

Parameters to_parameters(const Shortlist& list);

// A compact form that is safe in a cookie and in an address; empty for an empty list. parse_token() of it gives an equal list, unless there
// are too many records or a note is too long; nothing comes of any other text.
std::string to_token(const Shortlist& list);
std::optional<Shortlist> parse_token(std::string_view token);

}  // namespace whatworks
