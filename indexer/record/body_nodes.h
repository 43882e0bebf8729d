// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmark.h>

#include <string>
#include <string_view>
#include <vector>

#include "report.h"

namespace whatworks {

// The lines of a body and where they stand in the file.
class BodyLines {
 public:
  // In a bulk load every problem stands at one line: then `fixed` is true.
  BodyLines(std::string_view body, int first_line, bool fixed);

  [[nodiscard]] Position at(int body_line, int column = 1) const { return fixed_ ? Position{first_line_, 1} : Position{first_line_ + body_line - 1, column}; }
  // The line of the body by number, from 1; empty past its end.
  [[nodiscard]] std::string_view line(int body_line) const;
  // The number in the body of a line of the file.
  [[nodiscard]] int body_line(Position in_file) const { return fixed_ ? 1 : in_file.line - first_line_ + 1; }
  [[nodiscard]] int count() const noexcept { return static_cast<int>(lines_.size()); }
  // Where `needle` first stands from `from` to `to`, else the start of line `from`.
  [[nodiscard]] Position locate(std::string_view needle, int from, int to) const;

 private:
  std::vector<std::string_view> lines_;
  int first_line_;
  bool fixed_;
};

// Text of one line of a paragraph or heading.
struct ProseLine {
  std::string text;
  int body_line = 1;
};

// How deep lists and quotations lie in each other.
int nesting_of(cmark_node* root);

// Takes out what must not be shown (HTML, images, links to dangerous places) and reports it. The words of a link or an image stay.
void remove_unsafe(cmark_node* root, const BodyLines& lines, Report& report);

// Reports tables, which Markdown of our kind does not have, so that they would be shown as paragraphs of bars.
void report_tables(cmark_node* root, const BodyLines& lines, Report& report);

// Whether a link may be shown: to http, https and mail addresses, to places in the page, and to addresses of this site that do not climb.
bool is_safe_link(std::string_view url);

std::string plain_text(cmark_node* root);

std::vector<ProseLine> prose_lines(cmark_node* root);

// Moves headings to start at level three without gaps, because they stand under a heading of level two.
void shift_headings(cmark_node* root);

}  // namespace whatworks
