// SPDX-License-Identifier: GPL-3.0-or-later
#include "report.h"

#include <algorithm>

#include "core/text.h"

namespace whatworks {

PositionMap::Place PositionMap::find(std::string_view pointer) const {
  for (;;) {
    if (const auto found = places_.find(std::string(pointer)); found != places_.end()) {
      return found->second;
    }
    const auto slash = pointer.rfind('/');
    if (slash == std::string_view::npos) {
      return {origin_, origin_};
    }
    pointer = pointer.substr(0, slash);
  }
}

std::string child(std::string_view pointer, std::string_view key) {
  std::string out(pointer);
  out += '/';
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::string child(std::string_view pointer, std::size_t index) { return std::string(pointer) + '/' + std::to_string(index); }

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  auto clean = clean_utf8(text);
  std::replace_if(
      clean.begin(), clean.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return '"' + shorten(clean, kLongest) + '"';
}

void Report::add(RuleRef rule, Position at, std::string path, std::string message, std::string hint) {
  problems_.push_back({(*rule).severity, std::string((*rule).name), file_, at.line, at.column, std::move(path), std::move(message), std::move(hint)});
}

bool Report::has_error_at(std::string_view pointer) const {
  return std::any_of(problems_.begin(), problems_.end(),
                     [&](const Problem& problem) { return problem.severity == Severity::error && problem.path == pointer; });
}

std::vector<Problem> Report::take() {
  sort_problems(problems_);
  const auto same = [](const Problem& a, const Problem& b) {
    return a.line == b.line && a.column == b.column && a.rule == b.rule && a.path == b.path && a.message == b.message;
  };
  problems_.erase(std::unique(problems_.begin(), problems_.end(), same), problems_.end());
  return std::move(problems_);
}

}  // namespace whatworks
