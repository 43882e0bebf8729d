// SPDX-License-Identifier: GPL-3.0-or-later
#include "markup.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/text.h"
#include "fuzz.h"

namespace whatworks::fuzz {
namespace {

bool is_void(std::string_view name) { return name == "br" || name == "hr"; }

void check_link(std::string_view address) {
  const auto scheme = address.substr(0, std::min(address.find_first_of(":/?#&"), address.size()));
  const bool has_scheme = scheme.size() < address.size() && address[scheme.size()] == ':';
  const auto name = fold(scheme);
  demand(!has_scheme || name == "http" || name == "https" || name == "mailto", "links have no scheme but ours");
  demand(!address.empty() && !address.starts_with("//"), "links lead to no other host unsaid");
}

void check_attributes(std::string_view text) {
  constexpr std::array<std::string_view, 5> kKnown{"href", "start", "class", "id", "title"};
  while (!trim(text).empty()) {
    text = trim(text);
    const auto equals = text.find("=\"");
    demand(equals != std::string_view::npos, "attributes have values in quotation marks");
    const auto name = text.substr(0, equals);
    demand(std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end(), "attributes are known ones");
    const auto end = text.find('"', equals + 2);
    demand(end != std::string_view::npos, "attributes end");
    if (name == "href") {
      check_link(text.substr(equals + 2, end - equals - 2));
    }
    text.remove_prefix(end + 1);
  }
}

}  // namespace

void demand_harmless(std::string_view html, const std::vector<std::string_view>& elements) {
  demand(is_clean(html, "\t\n"), "HTML is clean text");
  std::vector<std::string_view> open;
  for (auto at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    if (html.substr(at).starts_with("<!--")) {
      demand(html.substr(at).starts_with("<!-- raw HTML omitted -->"), "no comment is a stranger's");
      continue;
    }
    const auto end = html.find('>', at);
    demand(end != std::string_view::npos, "a tag ends");
    auto inside = html.substr(at + 1, end - at - 1);
    const bool closes = inside.starts_with('/');
    const bool closed = inside.ends_with('/');
    inside = inside.substr(closes ? 1 : 0, inside.size() - (closes ? 1U : 0U) - (closed ? 1U : 0U));
    const auto name = inside.substr(0, std::min(inside.find(' '), inside.size()));
    demand(std::find(elements.begin(), elements.end(), name) != elements.end(), "elements are known ones");
    if (closes) {
      demand(!open.empty() && open.back() == name, "elements close in order");
      open.pop_back();
      continue;
    }
    check_attributes(inside.substr(name.size()));
    if (!is_void(name)) {
      open.push_back(name);
    }
  }
  demand(open.empty(), "no element is left open");
}

}  // namespace whatworks::fuzz
