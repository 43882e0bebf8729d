// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "record/problem.h"

namespace whatworks {

// The input as UTF-8 with line feeds as its only ends of lines.
struct DecodedText {
  std::string text;
  std::vector<Problem> problems;  // what had to be guessed
};

// Reads UTF-8, UTF-16 and UTF-32 by their byte order marks, and takes what is none of them for Windows-1252, saying so. Fails with bad_input where the bytes
// are no text.
Result<DecodedText> decode_input(std::string_view bytes, std::string_view file_name);

// A value on one line, composed (e and a combining acute are é), without control characters or such as turn the direction of the text.
std::string clean_value(std::string_view text);

// The same with entities (&amp; &eacute; &#233;) and the tags <i>, <b>, <sub>, <sup>, <span>, <p> … of a title or an abstract taken away.
std::string clean_markup(std::string_view text);

// Text as clean_markup() has it, by paragraph: ended by an empty line, or by </p>. Empty ones are left out.
std::vector<std::string> clean_paragraphs(std::string_view text);

// Counts lines forwards: each place must lie behind the one asked for before.
class LineCounter {
 public:
  explicit LineCounter(std::string_view text) : text_(text) {}
  int line_at(std::size_t offset);

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
};

// A code point in UTF-8; U+FFFD for what is none.
std::string utf8(char32_t point);

}  // namespace whatworks
