// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace whatworks {

enum class Severity { error, warning, info };

// "error", "warning", "info": in every output.
std::string_view severity_name(Severity severity) noexcept;

// Something in a record's file that its author has to mend (error), should look at (warning), or could do to make it of more use to others (info).
struct Problem {
  Severity severity = Severity::error;
  std::string rule;     // stable name of the rule, such as "unknown-key"; see docs/records.md
  std::string file;     // as it was named to the checker
  int line = 1;         // of the file, from 1
  int column = 1;       // in bytes, from 1
  std::string path;     // JSON pointer into the front matter, or "#effect" for a section of the body; empty for the whole file
  std::string message;  // one sentence without a full stop
  std::string hint;     // what to do; may be empty
};

// "file:line:column: error: message [rule]", then the line with a caret under the column, then the hint: the form of compilers,
// so that editors can jump to it. `source` is the file's text; where it is empty, the line and the caret are left out.
std::string format_problem(const Problem& problem, std::string_view source);

// By file, line, column and rule.
void sort_problems(std::vector<Problem>& problems);

bool has_errors(const std::vector<Problem>& problems) noexcept;

}  // namespace whatworks
