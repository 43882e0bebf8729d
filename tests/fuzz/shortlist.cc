// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/shortlist.h"

#include <algorithm>
#include <set>

#include "core/text.h"
#include "fuzz.h"
#include "web/http.h"

using namespace whatworks;
using fuzz::demand;

namespace {

void check_list(const Shortlist& list) {
  demand(list.items.size() <= kMostShortlisted, "no more records than can be kept");
  std::set<std::string> ids;
  for (const auto& item : list.items) {
    demand(is_slug(item.id) && ids.insert(item.id).second, "ids have an id's form and stand once");
    demand(fuzz::is_clean(item.note, "\t\n") && trim(item.note) == item.note, "notes are clean text");
    demand(count_code_points(item.note) <= kLongestNote, "notes are no longer than can be kept");
  }
}

// A token of any text, as somebody may have made it.
void check_token(std::string_view token) {
  const auto list = parse_token(token);
  if (list) {
    check_list(*list);
    demand(!list->empty(), "a token of an empty list is no token");
    demand(parse_token(to_token(*list)) == list, "a token's list gives a token of the same list");
  }
}

// A list as an address has it.
void check_address(const std::string& query) {
  const auto target = parse_target("/shortlist?" + query);
  if (!target) {
    return;
  }
  const auto parsed = parse_shortlist(target->parameters);
  check_list(parsed.list);
  const auto again = parse_target("/shortlist" + to_query_string(to_parameters(parsed.list)));
  demand(again.has_value(), "a list's address can be read");
  const auto read = parse_shortlist(again->parameters);
  demand(read.whole && read.list == parsed.list, "a list's address is read as the same list");
  if (!parsed.list.empty()) {
    demand(parse_token(to_token(parsed.list)) == parsed.list, "a list's token is read as the same list");
  }
}

// A list out of lines "id note", whatever they hold: what is inside a token that somebody made with care.
Shortlist list_of(std::string_view text) {
  Shortlist out;
  while (!text.empty()) {
    const auto [line, rest] = fuzz::first_line(text);
    const auto space = std::min(line.find(' '), line.size());
    out.items.push_back({std::string(line.substr(0, space)), std::string(line.substr(std::min(space + 1, line.size())))});
    text = rest;
  }
  return out;
}

void check_changes(Shortlist list) {
  const auto whole = list;
  for (const auto& item : whole.items) {
    list.set_note(item.id, item.note);
    list.move_to(item.id, item.note.size() % 5);
  }
  Shortlist merged;
  merged.take_in(whole);
  merged.take_in(list);
  for (const auto& item : whole.items) {
    demand(merged.holds(item.id), "nothing is lost where lists come together");
  }
  for (const auto& item : whole.items) {
    merged.remove(item.id);
  }
  demand(merged.empty(), "what is taken out is gone");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  check_token(text);
  check_address(std::string(text));
  const auto made = list_of(text);
  check_token(to_token(made));
  check_changes(made);
  return 0;
}
