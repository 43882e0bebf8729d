// SPDX-License-Identifier: GPL-3.0-or-later
#include "body_nodes.h"

#include <algorithm>
#include <array>
#include <set>

#include "cmark_handles.h"
#include "core/text.h"

namespace whatworks {
namespace {

bool is_block(cmark_node* node) { return cmark_node_get_type(node) <= CMARK_NODE_LAST_BLOCK; }

// The lines of the block around an inline: positions of the inlines themselves are not to be relied on.
struct LineRange {
  int from = 1;
  int to = 1;
};

LineRange lines_around(cmark_node* node) {
  while (node != nullptr && !(is_block(node) && cmark_node_get_start_line(node) > 0)) {
    node = cmark_node_parent(node);
  }
  if (node == nullptr) {
    return {};
  }
  const int from = cmark_node_get_start_line(node);
  return {from, std::max(from, cmark_node_get_end_line(node))};
}

// Puts the children of `node` in its place and frees it.
void unwrap(cmark_node* node) {
  while (auto* inner = cmark_node_first_child(node)) {
    cmark_node_insert_before(node, inner);
  }
  cmark_node_free(node);
}

bool is_comment(std::string_view html) {
  const auto text = trim(html);
  return text.starts_with("<!--") && text.find("-->") == text.size() - 3;
}

bool is_delimiter_row(std::string_view line) {
  return line.find('|') != std::string_view::npos && line.find('-') != std::string_view::npos && line.find_first_not_of(" \t|:-") == std::string_view::npos;
}

}  // namespace

BodyLines::BodyLines(std::string_view body, int first_line, bool fixed) : first_line_(first_line), fixed_(fixed) {
  while (!body.empty()) {
    const auto end = body.find('\n');
    lines_.push_back(body.substr(0, end));
    body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
  }
}

std::string_view BodyLines::line(int body_line) const {
  return body_line < 1 || body_line > count() ? std::string_view() : lines_[static_cast<std::size_t>(body_line) - 1];
}

Position BodyLines::locate(std::string_view needle, int from, int to) const {
  needle = needle.substr(0, needle.find('\n'));
  for (int i = from; i <= to && !needle.empty(); ++i) {
    if (const auto found = line(i).find(needle); found != std::string_view::npos) {
      return at(i, static_cast<int>(found) + 1);
    }
  }
  return at(from);
}

int nesting_of(cmark_node* root) {
  int depth = 0;
  int deepest = 0;
  const IteratorHandle iterator(cmark_iter_new(root));
  for (auto event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE; event = cmark_iter_next(iterator.get())) {
    if (cmark_node_first_child(cmark_iter_get_node(iterator.get())) == nullptr) {
      continue;  // a leaf may have no event of leaving
    }
    depth += event == CMARK_EVENT_ENTER ? 1 : -1;
    deepest = std::max(deepest, depth);
  }
  return deepest;
}

bool is_safe_link(std::string_view url) {
  static constexpr std::array<std::string_view, 3> kSchemes{"http", "https", "mailto"};
  if (std::any_of(url.begin(), url.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == '\\' || c == 0x7F; })) {
    return false;  // browsers drop some of these and read others as slashes
  }
  const auto end = url.find_first_of(":/?#");
  if (end != std::string_view::npos && url[end] == ':') {
    const auto scheme = fold(url.substr(0, end));
    return std::find(kSchemes.begin(), kSchemes.end(), scheme) != kSchemes.end();
  }
  if (url.empty() || url.starts_with("//")) {
    return false;
  }
  for (auto path = url.substr(0, url.find_first_of("?#")); !path.empty();) {
    const auto slash = path.find('/');
    auto step = fold(path.substr(0, slash));
    for (auto dot = step.find("%2e"); dot != std::string::npos; dot = step.find("%2e")) {
      step.replace(dot, 3, ".");
    }
    if (step == ".." || step.find("%2f") != std::string::npos || step.find("%5c") != std::string::npos) {
      return false;
    }
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  }
  return true;
}

void remove_unsafe(cmark_node* root, const BodyLines& lines, Report& report) {
  std::vector<cmark_node*> html;
  std::vector<cmark_node*> wrappers;
  std::set<int> reported;  // one warning per block is enough: <b> and </b> are one mistake
  walk(root, [&](cmark_node* node, bool entering) {
    if (!entering) {
      return;
    }
    const auto type = cmark_node_get_type(node);
    const auto [from, to] = lines_around(node);
    if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE) {
      html.push_back(node);
      const auto literal = text_or_empty(cmark_node_get_literal(node));
      if (!is_comment(literal) && reported.insert(from).second) {
        report.add("raw-html", lines.locate(literal, from, to), {}, "HTML is taken out of the body: " + in_quotes(trim(literal)),
                   "write plain Markdown; a < that is meant as such is written \\<");
      }
    } else if (type == CMARK_NODE_IMAGE) {
      wrappers.push_back(node);
      report.add("image", lines.locate("![", from, to), {}, "images are not shown; only the words between the brackets stay",
                 "put the figures that it shows into outcomes or figures");
    } else if (type == CMARK_NODE_LINK) {
      const auto url = text_or_empty(cmark_node_get_url(node));
      if (!is_safe_link(url)) {
        wrappers.push_back(node);
        report.add("unsafe-link", lines.locate(url, from, to), {}, "the link to " + in_quotes(url) + " is taken out; its words stay",
                   "link to an address that starts with https://, or to another record as /records/ID");
      }
    }
  });
  for (auto* node : html) {
    cmark_node_free(node);
  }
  for (auto* node : wrappers) {
    unwrap(node);
  }
}

void report_tables(cmark_node* root, const BodyLines& lines, Report& report) {
  walk(root, [&](cmark_node* node, bool entering) {
    if (!entering || cmark_node_get_type(node) != CMARK_NODE_PARAGRAPH) {
      return;
    }
    const auto [from, to] = lines_around(node);
    for (int i = from + 1; i <= to; ++i) {
      if (is_delimiter_row(lines.line(i)) && lines.line(i - 1).find('|') != std::string_view::npos) {
        report.add("table", lines.at(i - 1), {}, "tables are not shown as such", "put the figures into outcomes or figures, and say in prose what they mean");
        return;
      }
    }
  });
}

std::string plain_text(cmark_node* root) {
  std::string out;
  const auto end_block = [&out] {
    while (!out.empty() && (out.back() == ' ' || out.back() == '\n')) {
      out.pop_back();
    }
    if (!out.empty()) {
      out += '\n';
    }
  };
  walk(root, [&](cmark_node* node, bool entering) {
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_TEXT:
      case CMARK_NODE_CODE: out += text_or_empty(cmark_node_get_literal(node)); break;
      case CMARK_NODE_SOFTBREAK:
      case CMARK_NODE_LINEBREAK: out += ' '; break;
      case CMARK_NODE_CODE_BLOCK:
        out += text_or_empty(cmark_node_get_literal(node));
        end_block();
        break;
      default:
        if (!entering && is_block(node)) {
          end_block();
        }
    }
  });
  end_block();
  return std::string(trim(out));
}

std::vector<ProseLine> prose_lines(cmark_node* root) {
  std::vector<ProseLine> prose;
  walk(root, [&](cmark_node* node, bool entering) {
    const auto type = cmark_node_get_type(node);
    if (entering && (type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING)) {
      prose.push_back({{}, cmark_node_get_start_line(node)});
    } else if (prose.empty()) {
      return;
    } else if (type == CMARK_NODE_TEXT) {
      prose.back().text += text_or_empty(cmark_node_get_literal(node));
    } else if (type == CMARK_NODE_CODE) {
      prose.back().text += ' ';
    } else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) {
      const int next = prose.back().body_line + 1;
      prose.push_back({{}, next});
    }
  });
  return prose;
}

void shift_headings(cmark_node* root) {
  std::set<int> levels;
  walk(root, [&](cmark_node* node, bool entering) {
    if (entering && cmark_node_get_type(node) == CMARK_NODE_HEADING) {
      levels.insert(cmark_node_get_heading_level(node));
    }
  });
  walk(root, [&](cmark_node* node, bool entering) {
    if (entering && cmark_node_get_type(node) == CMARK_NODE_HEADING) {
      const auto rank = static_cast<int>(std::distance(levels.begin(), levels.find(cmark_node_get_heading_level(node))));
      cmark_node_set_heading_level(node, std::min(3 + rank, 6));
    }
  });
}

}  // namespace whatworks
