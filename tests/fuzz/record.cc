// SPDX-License-Identifier: GPL-3.0-or-later
#include "record/record.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fuzz.h"
#include "markup.h"
#include "sample_site.h"

using namespace whatworks;
using fuzz::demand;

namespace {

constexpr std::size_t kMostShown = 100;  // problems: each costs a walk through the file

const RecordReader& reader() {
  static const auto made = RecordReader::make(fuzz::schemas());
  demand(made.has_value(), "the schema is a schema");
  return *made;
}

void check_sections(const std::vector<Section>& sections) {
  static const std::vector<std::string_view> kElements{"p",   "ul", "ol", "li", "em", "strong", "a",  "code",
                                                       "pre", "h3", "h4", "h5", "h6", "hr",     "br", "blockquote"};
  for (const auto& section : sections) {
    demand(!section.slug.empty() && fuzz::is_clean(section.text, "\t\n"), "sections are clean text");
    fuzz::demand_harmless(section.html, kElements);
  }
}

void check_problems(const Reading& reading, std::string_view source) {
  demand(reading.record.has_value() != has_errors(reading.problems), "a record is read, or an error says why not");
  auto sorted = reading.problems;
  sort_problems(sorted);
  const auto lines = std::count(source.begin(), source.end(), '\n') + std::count(source.begin(), source.end(), '\r') + 1;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto& problem = reading.problems[i];
    demand(problem.line >= 1 && problem.line <= lines && problem.column >= 1, "a problem stands in the file");
    demand(problem.line == sorted[i].line && problem.rule == sorted[i].rule, "problems are sorted");
    demand(!problem.rule.empty() && !problem.message.empty(), "a problem says what is wrong");
    demand(fuzz::is_clean(problem.message) && fuzz::is_clean(problem.hint), "what is said of a problem is clean text");
    demand(i >= kMostShown || fuzz::is_clean(format_problem(problem, source), "\n"), "a problem is shown in clean text");
  }
}

std::string_view without_empty_ends(std::string_view text) {
  const auto from = std::min(text.find_first_not_of('\n'), text.size());
  return text.substr(from, text.find_last_not_of('\n') + 1 - from);
}

void check_written(const Record& record) {
  const auto text = write_record(*record.front_matter, record.body);
  const auto again = reader().read({}, text);
  demand(again.record.has_value(), "a record that is written can be read");
  demand(*again.record->front_matter == *record.front_matter && without_empty_ends(again.record->body) == without_empty_ends(record.body),
         "a record that is written is read as the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  const auto reading = reader().read({}, text);
  check_problems(reading, text);
  if (reading.record) {
    check_sections(reading.record->sections);
    check_written(*reading.record);
  }
  if (fuzz::is_clean(text, "\t\n\r")) {
    check_sections(read_sections(text));
  }
  const auto [line, rest] = fuzz::first_line(text);
  const auto from_json = reader().read_json("records.jsonl", 1, line);
  demand(from_json.record.has_value() != has_errors(from_json.problems), "a line is read, or an error says why not");
  return 0;
}
