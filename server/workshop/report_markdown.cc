// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/text.h"
#include "workshop/report.h"

namespace whatworks {
namespace {

constexpr std::string_view kMarks = "\\`*_{}[]()<>#+-.!|~&$@^:=\"'";

// With a backslash before whatever Markdown could take for a mark, on one line.
std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (kMarks.find(c) != std::string_view::npos) {
      out += '\\';
    }
    out += c == '\n' || c == '\t' ? ' ' : c;
  }
  return out;
}

// In lines, each of which Markdown is to keep.
std::string paragraph_of(std::string_view text, std::string_view before) {
  std::string out;
  const auto lines = split(text, '\n');
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out += std::string(before) + escaped(trim(lines[i])) + (i + 1 < lines.size() && !trim(lines[i]).empty() && !trim(lines[i + 1]).empty() ? "\\\n" : "\n");
  }
  return out;
}

void add_row(std::string& out, const std::vector<std::string>& cells) {
  for (const auto& cell : cells) {
    out += "| " + escaped(cell) + " ";
  }
  out += "|\n";
}

void add_table(std::string& out, const ReportTable& table) {
  add_row(out, table.columns);
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    out += "| --- ";
  }
  out += "|\n";
  for (const auto& row : table.rows) {
    add_row(out, row);
  }
}

void add_block(std::string& out, const ReportBlock& block, std::string_view base) {
  if (!block.heading.empty()) {
    out += "### " + escaped(block.heading) + "\n";
  } else if (!block.link.empty()) {
    out += "[" + escaped(block.paragraph) + "](" + std::string(base) + block.link + ")\n";
  } else if (!block.paragraph.empty()) {
    out += paragraph_of(block.paragraph, {});
  }
  for (const auto& entry : block.list) {
    out += "- " + escaped(entry) + "\n";
  }
  for (std::size_t i = 0; i < block.quotes.size(); ++i) {
    out += (i == 0 ? "" : "\n") + paragraph_of(block.quotes[i], "> ");
  }
  if (block.table) {
    add_table(out, *block.table);
  }
  out += '\n';
}

}  // namespace

std::string report_markdown(const Report& report, std::string_view base) {
  auto out = "# " + escaped(report.title) + "\n\n**Report of a workshop**\n\n";
  std::vector<std::string> facts{"Reference: " + report.reference};
  if (!report.day.empty()) {
    facts.push_back("Held on " + report.day + (report.place.empty() ? "" : ", " + report.place));
  }
  facts.push_back(report.circulation);
  for (const auto& fact : facts) {
    out += "- " + escaped(fact) + "\n";
  }
  out += "\n" + escaped(report.disclaimer) + "\n\n";
  if (!report.has_findings) {
    out += "No round has been closed yet, so there is nothing to report\\.\n\n";
  }
  for (const auto& section : report.sections) {
    out += "## " + escaped(section.heading) + "\n\n";
    for (const auto& block : section.blocks) {
      add_block(out, block, base);
    }
  }
  return out;
}

}  // namespace whatworks
