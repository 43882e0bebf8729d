// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "record/problem.h"

namespace whatworks {

// What a rule is about.
enum class RuleGroup { file, front_matter, keys, together, body, reuse, reading, corpus };

// One thing that the checker looks at. The name stands in every problem and never changes its meaning.
struct Rule {
  std::string_view name;
  Severity severity = Severity::error;
  std::string_view description;  // one line without a full stop, for help pages
  RuleGroup group = RuleGroup::file;
};

// Why a rule is there and what to do about it. The examples are parts of a record, of one line or several; of what is wrong it may be empty.
struct RuleHelp {
  std::string_view name;  // of the rule
  std::string_view why;
  std::string_view wrong;
  std::string_view right;
};

// All rules, in the order in which a file meets them.
std::span<const Rule> rules() noexcept;

// Null where there is no such rule.
const Rule* find_rule_named(std::string_view name) noexcept;

const RuleHelp& help_of(const Rule& rule) noexcept;

// All groups in their order, and what they are called: "The file as a whole".
std::span<const RuleGroup> rule_groups() noexcept;
std::string_view label_of(RuleGroup group) noexcept;

// What a terminal shows of a rule: name, level, description, why, and the examples.
std::string explain_rule(const Rule& rule);

}  // namespace whatworks
