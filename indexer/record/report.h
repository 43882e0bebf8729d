// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "record/problem.h"
#include "rule_table.h"

namespace whatworks {

// A place in a file: line and column from 1, the column in bytes.
struct Position {
  int line = 1;
  int column = 1;
};

// The name of a rule, checked against the table while compiling.
class RuleRef {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): made to be written as a literal.
  consteval RuleRef(const char* name) : index_(find_rule(name)) {
    if (index_ == kRules.size()) {
      throw "no such rule";
    }
  }
  [[nodiscard]] constexpr const Rule& operator*() const noexcept { return kRules[index_]; }

 private:
  std::size_t index_;
};

// The line and column of every key and value of the front matter, by JSON pointer.
class PositionMap {
 public:
  // `origin` answers for what has no place of its own.
  explicit PositionMap(Position origin = {}) : origin_(origin) {}

  void add(std::string pointer, Position key, Position value) { places_.emplace(std::move(pointer), Place{key, value}); }
  // Of the key or the value at `pointer`, else of the nearest thing around it.
  [[nodiscard]] Position key(std::string_view pointer) const { return find(pointer).key; }
  [[nodiscard]] Position value(std::string_view pointer) const { return find(pointer).value; }

 private:
  struct Place {
    Position key;
    Position value;
  };
  [[nodiscard]] Place find(std::string_view pointer) const;

  Position origin_;
  std::unordered_map<std::string, Place> places_;
};

// "/outcomes" + "n" or 1: a JSON pointer one step further.
std::string child(std::string_view pointer, std::string_view key);
std::string child(std::string_view pointer, std::size_t index);

// `text` in quotation marks, shortened, for messages.
std::string in_quotes(std::string_view text);

// Collects what is wrong with one file.
class Report {
 public:
  explicit Report(std::string_view file) : file_(file) {}

  void add(RuleRef rule, Position at, std::string path, std::string message, std::string hint = {});
  // Whether an error about the value at this very pointer stands there already.
  [[nodiscard]] bool has_error_at(std::string_view pointer) const;
  [[nodiscard]] bool has_errors() const noexcept { return whatworks::has_errors(problems_); }
  // Sorted, without duplicates.
  [[nodiscard]] std::vector<Problem> take();

 private:
  std::string file_;
  std::vector<Problem> problems_;
};

}  // namespace whatworks
