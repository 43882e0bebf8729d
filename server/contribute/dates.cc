// SPDX-License-Identifier: GPL-3.0-or-later
#include "dates.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/text.h"
#include "core/time.h"

namespace whatworks {
namespace {

constexpr std::string_view kFence = "---";

// Gives a key of the front matter a value, on its own line, or on a new one at the end.
void set_line(std::vector<std::string>& lines, std::string_view key, const std::string& value) {
  const auto start = std::string(key) + ':';
  const auto first = lines.begin() + (lines.empty() ? 0 : 1);
  const auto end = std::find(first, lines.end(), kFence);
  const auto found = std::find_if(first, end, [&](const std::string& line) { return line.starts_with(start); });
  auto line = start + ' ' + value;
  if (found != end) {
    *found = std::move(line);
  } else {
    lines.insert(end, std::move(line));
  }
}

}  // namespace

std::string with_review_day(const RecordReader& reader, std::string_view text, std::chrono::year_month_day day, bool is_new) {
  const auto record = reader.read({}, text).record;
  if (!record) {
    return std::string(text);
  }
  const auto date = format_date(day);
  auto wanted = *record->front_matter;
  wanted["reviewed"] = date;
  auto lines = split(normalise_line_ends(text), '\n');
  set_line(lines, "reviewed", date);
  if (is_new) {
    wanted["added"] = date;
    set_line(lines, "added", date);
  }
  auto changed = join(lines, "\n");
  const auto read = reader.read({}, changed).record;
  // As sets of keys: a new line at the end stands elsewhere than the schema has it.
  const bool faithful = read && nlohmann::json(*read->front_matter) == nlohmann::json(wanted) && read->body == record->body;
  return faithful ? changed : write_record(wanted, record->body);
}

}  // namespace whatworks
