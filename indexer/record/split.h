// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "report.h"

namespace whatworks {

// The two parts of a record's text, as views into it.
struct SplitText {
  std::string_view front_matter;  // between the --- lines
  int front_matter_line = 2;      // the line of the file on which it starts
  std::string_view body;
  int body_line = 1;
};

// Without the byte order mark, and with line feeds as the only ends of lines: Windows and old Macintosh files are read like all others.
std::string normalise_lines(std::string_view text);

// Whether `text` is UTF-8 without control characters; reports the first place where it is not.
bool check_characters(std::string_view text, Report& report);

// What is wrong with the characters of one value, which may have come in by an escape ("\u0000"); empty where nothing is.
std::string describe_bad_character(std::string_view value);

// Finds the front matter between the two --- lines of a text with normalised lines; reports why there is none.
std::optional<SplitText> split_record(std::string_view text, Report& report);

}  // namespace whatworks
