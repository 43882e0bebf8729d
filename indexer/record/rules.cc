// SPDX-License-Identifier: GPL-3.0-or-later
#include "record/rules.h"

#include <fmt/format.h>

#include <array>

#include "core/text.h"
#include "rule_table.h"

namespace whatworks {
namespace {

constexpr std::array kGroups{RuleGroup::file, RuleGroup::front_matter, RuleGroup::keys,    RuleGroup::together,
                             RuleGroup::body, RuleGroup::reuse,        RuleGroup::reading, RuleGroup::corpus};

std::string indented(std::string_view text) {
  std::string out;
  for (const auto& line : split(text, '\n')) {
    out += line.empty() ? "\n" : "      " + line + "\n";
  }
  return out;
}

// In lines that fit a terminal.
std::string wrapped(std::string_view text) {
  constexpr std::size_t kWidth = 78;
  std::string out;
  std::size_t column = 0;
  for (const auto& word : split(text, ' ')) {
    const auto width = count_code_points(word);
    if (column > 0) {
      const bool fits = column + 1 + width <= kWidth;
      out += fits ? " " : "\n";
      column = fits ? column + 1 : 0;
    }
    out += word;
    column += width;
  }
  return out + '\n';
}

}  // namespace

std::span<const Rule> rules() noexcept { return kRules; }

const Rule* find_rule_named(std::string_view name) noexcept {
  const auto index = find_rule(name);
  return index == kRules.size() ? nullptr : &kRules[index];
}

std::span<const RuleGroup> rule_groups() noexcept { return kGroups; }

std::string_view label_of(RuleGroup group) noexcept {
  switch (group) {
    case RuleGroup::file: return "The file as a whole";
    case RuleGroup::front_matter: return "How the front matter is written";
    case RuleGroup::keys: return "Each key of the front matter";
    case RuleGroup::together: return "Keys that have to agree with each other";
    case RuleGroup::body: return "The text under the headings";
    case RuleGroup::reuse: return "Enough for others to use it";
    case RuleGroup::reading: return "Easy to read";
    default: return "Between records";
  }
}

std::string explain_rule(const Rule& rule) {
  const auto& help = help_of(rule);
  auto out = fmt::format("{} ({})\n\n{}.\n\n{}", rule.name, severity_name(rule.severity), rule.description, wrapped(help.why));
  if (!help.wrong.empty()) {
    out += "\n  Wrong:\n\n" + indented(help.wrong);
  }
  return out + "\n  Right:\n\n" + indented(help.right);
}

}  // namespace whatworks
