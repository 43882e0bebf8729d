// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "view_parts.h"

// What record_view() shows, in fewer words: for tables that compare and for briefings.
namespace whatworks {

// The first paragraph of a section as plain text.
struct Opening {
  std::string text;   // empty where the record does not have the section
  bool more = false;  // whether the section goes on
};
Opening opening_of(const RecordDetail& record, std::string_view slug);

// Per thing that is measured, the harm first: {"heading", "rows": [{"text": "Calls: −61% change (range −70% to −49%)", "reading": "Better"}]}.
// The note of an outcome stands in for a number or for what the number means, where the record has none.
Json outcome_lines(const ViewContext& context, const Json& record_view);

// Per source: {"text": "Doe, J. (2019). Closing lines. Journal.", "href": "https://…" or empty}.
Json source_lines(const Json& record_view);

}  // namespace whatworks
