// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "web/shortlist.h"
#include "web/views.h"

namespace whatworks {

// An item of a list, looked up.
struct ListedRecord {
  ShortlistItem item;
  std::optional<RecordDetail> record;  // nothing where there is none that the asker may see
};

struct ShortlistPage {
  std::vector<ListedRecord> records;  // in the order of the list
  bool own = true;                    // of whoever asks, and so to be changed; else it came with the address
  bool whole = true;                  // whether all of the address could be used
  Shortlist mine;                     // of whoever asks, as it is kept
  std::vector<ShortlistProblem> problems;
  std::optional<Shortlist> before;  // what an undo goes back to
  std::string removed;              // title of the one record that the change took away, if it was one
  std::string base;                 // "https://host", or empty
};

nlohmann::ordered_json shortlist_view(const ViewContext& context, const ShortlistPage& page);

// A record on one sheet: the verdict, what was done, the figures, how to use it, what to beware of, and where it is from. `entry` must have a record.
nlohmann::ordered_json sheet_view(const ViewContext& context, const ListedRecord& entry);

// The list on paper: a cover, contents, and each record on a sheet.
nlohmann::ordered_json briefing_view(const ViewContext& context, std::span<const ListedRecord> records, std::string_view title,
                                     std::chrono::year_month_day date);

// The list as files. `base` stands before the addresses of records.
std::string shortlist_csv(const ViewContext& context, std::span<const ListedRecord> records, std::string_view base);
nlohmann::ordered_json shortlist_json(std::span<const ListedRecord> records, std::string_view base);

// What pages with records need for their buttons: whether each record of the lists "cards" anywhere in the view, and view itself where it is a record's, is
// in the list of whoever asks ("listed"), whether it stands there for the first time on the page ("first_here"), and the address to come back to.
void add_shortlist_state(nlohmann::ordered_json& view, const Shortlist& mine, std::string_view address);

}  // namespace whatworks
