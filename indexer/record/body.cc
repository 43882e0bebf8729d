// SPDX-License-Identifier: GPL-3.0-or-later
#include "body.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "cmark_handles.h"
#include "core/text.h"
#include "schema_check.h"

namespace whatworks {
namespace {

// Our cmark takes time by the square of the images that are opened and not closed (CVE-2023-22486): a thousand take no time to speak of,
// and no record has one.
constexpr int kMostImages = 1000;
constexpr int kDeepestBody = 40;

constexpr std::array kHeadings{
    HeadingRow{"What was done", true, "who did what, where, when and to whom; what it was compared with"},
    HeadingRow{"Effect", true, "what changed, by how much, against what; how sure that is; what was not measured"},
    HeadingRow{"Mechanism", false, "how it is thought to work, and what the source has to show for it"},
    HeadingRow{"Moderators", false, "where and for whom it worked better or worse"},
    HeadingRow{"Implementation", false, "what it took to carry out, and what went wrong"},
    HeadingRow{"Economics", false, "what it cost and saved; where nothing is known, a line that says so"},
    HeadingRow{"Limits", true, "why the result may be wrong, or may not hold elsewhere"},
    HeadingRow{"Using it here", false, "what a police force in the United Kingdom would need: partners, powers, what to watch for"},
};

const HeadingRow* find_heading(std::string_view text) {
  const auto found = std::find_if(kHeadings.begin(), kHeadings.end(), [&](const HeadingRow& row) { return row.heading == text; });
  return found == kHeadings.end() ? nullptr : &*found;
}

// A heading of level two with what follows it.
struct Part {
  std::string heading;
  int body_line = 1;
  std::vector<cmark_node*> nodes;
};

bool is_heading(cmark_node* node, int level) { return cmark_node_get_type(node) == CMARK_NODE_HEADING && cmark_node_get_heading_level(node) == level; }

class BodyReader {
 public:
  BodyReader(const BodyLines& lines, Report& report) : lines_(lines), report_(report) {}

  Body read(std::string_view markdown) {
    Body body;
    if (!is_bounded(markdown)) {
      return body;
    }
    const NodeHandle root(cmark_parse_document(markdown.data(), markdown.size(), CMARK_OPT_DEFAULT));
    if (nesting_of(root.get()) > kDeepestBody) {
      report_.add("nested-too-deeply", lines_.at(1), {}, "lists or quotations lie more than " + std::to_string(kDeepestBody) + " deep in each other",
                  "write flat prose");
      return body;
    }
    report_tables(root.get(), lines_, report_);
    remove_unsafe(root.get(), lines_, report_);
    body.prose = prose_lines(root.get());
    report_placeholders(body.prose);
    const auto parts = cut(root.get());
    for (const auto& part : parts) {
      body.sections.push_back(make_section(part));
      body.heading_lines.push_back(part.body_line);
    }
    check_headings(parts, body.sections);
    return body;
  }

 private:
  bool is_bounded(std::string_view markdown) {
    int images = 0;
    for (auto at = markdown.find("!["); at != std::string_view::npos; at = markdown.find("![", at + 1)) {
      if (++images > kMostImages) {
        report_.add("too-many-brackets", lines_.at(1), {}, "the body opens more than " + std::to_string(kMostImages) + " images",
                    "images are not shown; take them out");
        return false;
      }
    }
    return true;
  }

  void report_placeholders(const std::vector<ProseLine>& prose) {
    for (const auto& line : prose) {
      if (line.text.find(kPlaceholder) != std::string::npos) {
        report_.add("placeholder", lines_.locate(kPlaceholder, line.body_line, lines_.count()), {}, "something is still to be filled in here",
                    "write it, or say in one line that nothing is known");
      }
    }
  }

  std::vector<Part> cut(cmark_node* root) {
    std::vector<Part> parts;
    bool said = false;
    for (auto* node = cmark_node_first_child(root); node != nullptr; node = cmark_node_next(node)) {
      const int line = cmark_node_get_start_line(node);
      if (is_heading(node, 2)) {
        parts.push_back({plain_text(node), line, {}});
        continue;
      }
      if (is_heading(node, 1)) {
        report_.add("top-heading", lines_.at(line), {}, "this is a heading of level one",
                    "the title is in the front matter; write the sections with ## and what divides them with ###");
      }
      if (!parts.empty()) {
        parts.back().nodes.push_back(node);
      } else if (!said && !is_heading(node, 1)) {
        said = true;
        report_.add("text-before-heading", lines_.at(line), {}, "the text before the first heading belongs to no section and is not shown",
                    "put it under ## What was done");
      }
    }
    return parts;
  }

  Section make_section(const Part& part) {
    const NodeHandle document(cmark_node_new(CMARK_NODE_DOCUMENT));
    for (auto* node : part.nodes) {
      cmark_node_append_child(document.get(), node);  // takes it out of where it was
    }
    shift_headings(document.get());
    Section section;
    section.heading = part.heading;
    section.slug = unique_slug(part.heading);
    const RenderedText html(cmark_render_html(document.get(), CMARK_OPT_DEFAULT));  // never CMARK_OPT_UNSAFE
    section.html = text_or_empty(html.get());
    section.text = plain_text(document.get());
    return section;
  }

  std::string unique_slug(const std::string& heading) {
    const auto base = slug(heading);
    auto name = base;
    for (auto& times = times_[base]; !slugs_.insert(name).second;) {
      name = base + '-' + std::to_string(++times + 1);
    }
    return name;
  }

  void check_headings(const std::vector<Part>& parts, const std::vector<Section>& sections) {
    std::map<std::string, int> first_lines;
    const HeadingRow* before = nullptr;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const auto& part = parts[i];
      const auto path = '#' + sections[i].slug;
      const auto where = lines_.at(part.body_line);
      const auto [first, is_new] = first_lines.emplace(part.heading, part.body_line);
      if (!is_new) {
        report_.add("duplicate-heading", where, path, "the heading " + in_quotes(part.heading) + " stands twice", "bring the two sections together");
      }
      const auto* row = find_heading(part.heading);
      if (row == nullptr) {
        report_unknown(part, path);
      } else if (is_new && before != nullptr && row < before) {
        report_.add("heading-order", where, path, in_quotes(row->heading) + " stands after " + in_quotes(before->heading), "it belongs before it");
      } else {
        before = row;
      }
      report_empty(sections[i], row, where, path);
    }
    for (const auto& row : kHeadings) {
      if (!first_lines.contains(std::string(row.heading))) {
        report_missing(row);
      }
    }
  }

  void report_unknown(const Part& part, const std::string& path) {
    std::vector<std::string> names;
    names.reserve(kHeadings.size());
    for (const auto& row : kHeadings) {
      names.emplace_back(row.heading);
    }
    const auto meant = nearest(part.heading, names);
    report_.add("unknown-heading", lines_.at(part.body_line), path, in_quotes(part.heading) + " is no heading that records have",
                meant ? "did you mean " + in_quotes(*meant) + "?" : "the headings are " + join(names, ", ") + "; divide them with ###");
  }

  void report_empty(const Section& section, const HeadingRow* row, Position where, const std::string& path) {
    if (!section.text.empty()) {
      return;
    }
    if (row != nullptr && row->required) {
      report_.add("empty-section", where, path, "there is nothing under " + in_quotes(section.heading), std::string(row->prompt));
    } else {
      report_.add("absent-section", where, path, "there is nothing under " + in_quotes(section.heading),
                  "say in one line that the source tells nothing, so that the gap shows");
    }
  }

  void report_missing(const HeadingRow& row) {
    const auto path = '#' + slug(row.heading);
    const auto where = lines_.at(0);  // the line that ends the front matter
    if (row.required) {
      report_.add("missing-section", where, path, "the section " + in_quotes(row.heading) + " is missing",
                  "write ## " + std::string(row.heading) + " and under it " + std::string(row.prompt));
    } else {
      report_.add("absent-section", where, path, "the section " + in_quotes(row.heading) + " is missing",
                  "write the heading and, where nothing is known, one line that says so");
    }
  }

  const BodyLines& lines_;
  Report& report_;
  std::set<std::string> slugs_;
  std::map<std::string, int> times_;  // how often a slug was wanted again
};

}  // namespace

std::span<const HeadingRow> headings() noexcept { return kHeadings; }

Body read_body(std::string_view markdown, const BodyLines& lines, Report& report) { return BodyReader(lines, report).read(markdown); }

std::vector<Section> read_sections(std::string_view body) {
  Report unread("");
  return read_body(body, BodyLines(body, 1, false), unread).sections;
}

}  // namespace whatworks
