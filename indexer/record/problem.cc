// SPDX-License-Identifier: GPL-3.0-or-later
#include "record/problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/text.h"

namespace whatworks {
namespace {

// A line of the source by number, from 1; lines end in a line feed, a carriage return or both.
std::string_view line_of(std::string_view source, int number) {
  for (int line = 1; line < number; ++line) {
    const auto end = source.find_first_of("\r\n");
    if (end == std::string_view::npos) {
      return {};
    }
    source.remove_prefix(end + (source.substr(end, 2) == "\r\n" ? 2 : 1));
  }
  return source.substr(0, source.find_first_of("\r\n"));
}

// The line and a caret under `column`, cut around it to what fits a terminal, so that a file that is one long line stays readable.
std::string show_line(std::string_view line, int column) {
  constexpr std::size_t kBefore = 60;
  constexpr std::size_t kWidth = 100;  // bytes
  const auto inside_character = [&](std::size_t i) { return i < line.size() && (static_cast<unsigned char>(line[i]) & 0xC0U) == 0x80U; };
  const auto caret = std::min(static_cast<std::size_t>(std::max(column, 1)) - 1, line.size());
  auto start = line.size() > kWidth && caret > kBefore ? caret - kBefore : 0;
  while (inside_character(start)) {
    ++start;
  }
  auto end = std::min(start + kWidth, line.size());
  while (inside_character(end)) {
    ++end;
  }
  auto shown = clean_utf8(line.substr(start, end - start));
  std::replace(shown.begin(), shown.end(), '\t', ' ');
  const auto width = (start > 0 ? 1 : 0) + count_code_points(clean_utf8(line.substr(start, std::max(caret, start) - start)));
  return fmt::format("  {}{}{}\n  {}^\n", start > 0 ? "…" : "", shown, end < line.size() ? "…" : "", std::string(width, ' '));
}

}  // namespace

std::string_view severity_name(Severity severity) noexcept {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    default: return "info";
  }
}

std::string format_problem(const Problem& problem, std::string_view source) {
  std::string out =
      fmt::format("{}:{}:{}: {}: {} [{}]\n", problem.file, problem.line, problem.column, severity_name(problem.severity), problem.message, problem.rule);
  if (const auto line = line_of(source, problem.line); !trim(line).empty()) {
    out += show_line(line, problem.column);
  }
  if (!problem.hint.empty()) {
    out += fmt::format("  hint: {}\n", problem.hint);
  }
  return out;
}

void sort_problems(std::vector<Problem>& problems) {
  const auto key = [](const Problem& p) { return std::tie(p.file, p.line, p.column, p.rule, p.path, p.message); };
  std::stable_sort(problems.begin(), problems.end(), [&](const Problem& a, const Problem& b) { return key(a) < key(b); });
}

bool has_errors(const std::vector<Problem>& problems) noexcept {
  return std::any_of(problems.begin(), problems.end(), [](const Problem& problem) { return problem.severity == Severity::error; });
}

}  // namespace whatworks
