// SPDX-License-Identifier: GPL-3.0-or-later
#include "short_forms.h"

#include <algorithm>

#include "core/text.h"

namespace whatworks {
namespace {

std::string result_of(const ViewContext& context, const Json& row) {
  const auto value = text_of(row, "value");
  const auto note = text_of(row, "note");
  if (value.empty()) {
    return note.empty() ? "no number given" : note;
  }
  const bool explained = note.empty() || row.at("measure") != context.words.at("measures").at("other").at("label");
  auto out = value + " " + (explained ? text_of(row, "measure") : "(" + note + ")");
  if (const auto low = text_of(row, "low"); !low.empty()) {
    out += " (range " + low + " to " + text_of(row, "high") + ")";
  }
  return out;
}

// A part of a reference, with the full stop that ends it unless an initial has brought one.
std::string ended(std::string part) { return part.empty() ? part : part + (part.back() == '.' ? " " : ". "); }

}  // namespace

Opening opening_of(const RecordDetail& record, std::string_view slug) {
  const auto found = std::find_if(record.sections.begin(), record.sections.end(), [&](const Section& section) { return section.slug == slug; });
  if (found == record.sections.end()) {
    return {};
  }
  const auto end = found->text.find('\n');
  return {found->text.substr(0, end), end != std::string::npos};
}

Json outcome_lines(const ViewContext& context, const Json& record_view) {
  auto out = Json::array();
  const auto& outcomes = record_view.at("outcomes");
  for (const auto& table : outcomes.is_null() ? Json::array() : outcomes.at("list")) {
    auto rows = Json::array();
    for (const auto& row : table.at("rows")) {
      const auto& verdict = row.at("verdict");
      rows.push_back(
          {{"text", text_of(row, "outcome") + ": " + result_of(context, row)}, {"reading", verdict.is_null() ? row.at("direction") : verdict.at("label")}});
    }
    out.push_back({{"heading", table.at("heading")}, {"rows", std::move(rows)}});
  }
  return out;
}

Json source_lines(const Json& record_view) {
  auto out = Json::array();
  for (const auto& source : record_view.at("sources")) {
    const auto year = text_of(source, "year");
    const auto text =
        ended(text_of(source, "authors")) + ended(year.empty() ? year : "(" + year + ")") + ended(text_of(source, "title")) + ended(text_of(source, "venue"));
    out.push_back({{"text", std::string(trim(text))}, {"href", source.at("href")}});
  }
  return out;
}

}  // namespace whatworks
