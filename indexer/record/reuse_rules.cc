// SPDX-License-Identifier: GPL-3.0-or-later
#include "reuse_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.h"
#include "words_of.h"

namespace whatworks {
namespace {

// How few words of a section leave a reader without what it is for. Fewer than nearly all records of the corpus have, so that few are told.
struct FewestRow {
  std::string_view slug;
  std::size_t words;
  std::string_view wanted;
};
constexpr std::array kFewest{
    FewestRow{"what-was-done", 30, "say what the problem was, who did what about it, where and when, and what it was compared with"},
    FewestRow{"effect", 25, "say what happened, by how much and against what, and what was not measured"},
    FewestRow{"implementation", 10, "say what it took: people, time, training, partners, and what went wrong; or that the source tells nothing of it"},
    FewestRow{"using-it-here", 40, "say what a force here would need, what it would do differently, and what to watch for"},
};

// Words by which a text tells that others took part.
constexpr auto kTogether = std::to_array<std::string_view>(
    {"in partnership with", "together with the", "jointly with", "alongside the", "multi-agency", "partner agencies", "partner agency"});

// Parts of words of which Economics has at least one, if it says anything about money or that it does not.
constexpr auto kOfCost = std::to_array<std::string_view>(
    {"cost",   "price",  "spen",   "saved",  "saving",  "£",    "$",       "€",    "pound", "dollar",  "euro",   "budget",  "fund",  "money",
     "paid",   "pay",    "cheap",  "expens", "hour",    "week", "staff",   "bill", "salar", "wage",    "invest", "fee",     "worth", "resource",
     "econom", "charge", "afford", "value",  "million", "not ", "nothing", "no ",  "none",  "unknown", "silent", "without", "never"});

bool holds_any(const std::string& text, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

}  // namespace

void check_reuse(const FrontMatter& front_matter, const Body& body, const BodyLines& lines, Report& report) {
  const auto& value = front_matter.value;
  const bool has_partners = value.contains("partners") && !value.at("partners").empty();
  for (std::size_t i = 0; i < body.sections.size(); ++i) {
    const auto& section = body.sections[i];
    const auto where = lines.at(body.heading_lines[i]);
    const auto path = '#' + section.slug;
    const auto folded = fold(section.text);
    const auto row = std::find_if(kFewest.begin(), kFewest.end(), [&](const FewestRow& entry) { return entry.slug == section.slug; });
    const auto words = words_of(section.text).size();
    if (row != kFewest.end() && words > 0 && words < row->words) {
      report.add("thin-section", where, path,
                 fmt::format("{} has {} word{}, too few for somebody who wants to do the same", in_quotes(section.heading), words, words == 1 ? "" : "s"),
                 std::string(row->wanted));
    }
    if (section.slug == "economics" && words > 0 && !holds_any(folded, kOfCost)) {
      report.add("costs-missing", where, path, "nothing under \"Economics\" says what it cost or saved",
                 "name the money, the hours or the staff that it took, or write: The source reports no costs.");
    }
    if (!has_partners && section.slug == "what-was-done" && holds_any(folded, kTogether)) {
      report.add("partners-missing", where, path, "the text tells of others who took part, but no partners are coded",
                 "add partners to the front matter, as in partners: [local-government]");
    }
  }
}

}  // namespace whatworks
