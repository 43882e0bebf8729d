// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/text.h"
#include "interchange/reference.h"
#include "one_line.h"
#include "source_types.h"

namespace whatworks {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_number(std::string_view text) noexcept { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

bool looks_like_year(std::string_view text) noexcept {
  return text.size() == 4 && is_number(text) && (text.starts_with("18") || text.starts_with("19") || text.starts_with("20"));
}

// "1116", "S12", "e1051", "eabd3446": a few letters, then digits.
bool is_locator(std::string_view text) noexcept {
  constexpr std::size_t kMostLetters = 4;
  const auto digits = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_letter) - text.begin());
  return digits <= kMostLetters && is_number(text.substr(digits));
}

bool take_prefix(std::string_view& text, std::string_view prefix) noexcept {
  if (!text.starts_with(prefix)) {
    return false;
  }
  text.remove_prefix(prefix.size());
  return true;
}

// Takes what stands after a journal's name off the end of a venue, a part at a time, and stops at the first that it does not know for sure.
class VenueReader {
 public:
  VenueReader(std::string_view text, std::optional<int> year) : rest_(text), year_(year ? std::to_string(*year) : std::string()) {}

  Venue read(bool is_journal) {
    for (auto comma = rest_.rfind(", "); comma != std::string_view::npos && comma != 0; comma = rest_.rfind(", ")) {
      const auto part = rest_.substr(comma + 2);
      if (!take_pages(part) && !(is_journal && (take_issue(part) || part == year_))) {
        break;
      }
      rest_ = rest_.substr(0, comma);
    }
    if (is_journal) {
      take_volume();
    }
    venue_.name = std::string(rest_);
    return std::move(venue_);
  }

 private:
  bool take_pages(std::string_view part) {
    if (!venue_.first_page.empty() || !venue_.issue.empty() || looks_like_year(part)) {
      return false;
    }
    for (const std::string_view word : {"from p. ", "article ", "p. ", "pp. "}) {
      if (take_prefix(part, word)) {
        break;
      }
    }
    const auto dash = part.find('-');
    const auto first = part.substr(0, dash);
    const auto last = dash == std::string_view::npos ? std::string_view() : part.substr(dash + 1);
    if (!is_locator(first) || (dash != std::string_view::npos && !is_locator(last))) {
      return false;
    }
    venue_.first_page = std::string(first);
    venue_.last_page = std::string(last);
    return true;
  }

  // "no. 2", "issue 5", "issue 1 of 2022", "2/2018"
  bool take_issue(std::string_view part) {
    if (!venue_.issue.empty()) {
      return false;
    }
    const bool said = take_prefix(part, "no. ") || take_prefix(part, "issue ");
    const auto number = part.substr(0, part.find_first_of(" /"));
    auto after = part.substr(number.size());
    const bool of_year = (take_prefix(after, " of ") || take_prefix(after, "/")) && after == year_;
    if (!is_number(number) || !(of_year || (said && after.empty()))) {
      return false;
    }
    venue_.issue = std::string(number);
    return true;
  }

  // "Journal 12", "Journal 12(3)", "Journal 12:3", "Journal 2013:1", "Journal 2020" of that year
  void take_volume() {
    const auto space = rest_.rfind(' ');
    if (space == std::string_view::npos || space == 0) {
      return;
    }
    auto last = rest_.substr(space + 1);
    const auto name = rest_.substr(0, space);
    const auto volume = last.substr(0, last.find_first_of("(:"));
    last.remove_prefix(volume.size());
    // A bare year says nothing new where it is the source's; behind a comma it may be the end of a date.
    const bool bare_year = last.empty() && looks_like_year(volume);
    if (!is_number(volume) || (bare_year && (volume != year_ || name.find(", ") != std::string_view::npos))) {
      return;
    }
    const bool in_brackets = last.size() > 2 && last.starts_with('(') && last.find_first_of("()", 1) == last.size() - 1;
    const bool after_colon = last.size() > 1 && last.starts_with(':') && is_number(last.substr(1));
    if (in_brackets && venue_.issue.empty()) {
      venue_.issue = std::string(last.substr(1, last.size() - 2));
    } else if (after_colon && volume.size() == 4 && venue_.issue.empty()) {
      venue_.issue = std::string(last.substr(1));  // a volume that is a year counts its reviews
    } else if (after_colon && venue_.first_page.empty()) {
      venue_.first_page = std::string(last.substr(1));  // the number of an article
    } else if (!last.empty()) {
      return;
    }
    rest_ = name;
    if (volume != year_ || !last.empty()) {
      venue_.volume = std::string(volume);
    }
  }

  std::string_view rest_;
  std::string year_;
  Venue venue_;
};

// "PhD thesis, University of Somewhere"
Venue read_thesis(const std::string& text) {
  const auto comma = text.find(", ");
  const auto first = text.substr(0, comma);
  const auto folded = fold(first);
  Venue venue;
  if (!folded.ends_with("thesis") && !folded.ends_with("dissertation")) {
    venue.name = text;
    return venue;
  }
  venue.genre = first;
  venue.name = comma == std::string::npos ? std::string() : text.substr(comma + 2);
  return venue;
}

}  // namespace

Venue parse_venue(std::string_view venue, std::string_view type, std::optional<int> year) {
  auto text = one_line(venue);
  if (type == "thesis") {
    return read_thesis(text);
  }
  if (source_type(type).has_pages) {
    return VenueReader(text, year).read(type == "article");
  }
  Venue whole;
  whole.name = std::move(text);
  return whole;
}

}  // namespace whatworks
