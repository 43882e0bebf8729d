// SPDX-License-Identifier: GPL-3.0-or-later
// The private header is on purpose: the tree is easier to read than the answers of an index.
#include "../../../server/search/query_parser.h"

#include <catch2/catch.hpp>

#include "core/text.h"

using namespace whatworks;

namespace {

std::string show(const QueryNode& node) {
  if (node.kind == QueryNode::Kind::term) {
    const auto words = join(node.term.words, node.term.quoted ? " " : "-");
    return (node.term.field.empty() ? "" : node.term.field + ":") + (node.term.quoted ? '"' + words + '"' : words) + (node.term.starred ? "*" : "");
  }
  std::vector<std::string> parts;
  for (const auto& child : node.children) {
    parts.push_back(show(child));
  }
  auto shown = "(" + join(parts, node.kind == QueryNode::Kind::any ? " | " : " ");
  for (const auto& child : node.forbidden) {
    shown += " -" + show(child);
  }
  return shown + ")";
}

std::string tree(std::string_view typed) { return show(parse_query(typed).words); }

}  // namespace

TEST_CASE("the signs of the query language are understood", "[R7]") {
  CHECK(tree("phone lines") == "(phone lines)");
  CHECK(tree("\"Phone lines\" drug*") == "(\"phone lines\" drug*)");
  CHECK(tree("\xE2\x80\x9Cphone lines\xE2\x80\x9D") == "(\"phone lines\")");
  CHECK(tree("title:lines author:\"Jane Doe\"") == "(S:lines A:\"jane doe\")");
  CHECK(tree("phone -lines NOT burner -\"old one\" -(a b)") == "(phone -lines -burner -\"old one\" -(a b))");
  CHECK(tree("guns AND drugs") == "(guns drugs)");
  CHECK(tree("guns OR drugs money") == "((guns) | (drugs money))");
  CHECK(tree("(guns OR knives) youth") == "(((guns) | (knives)) youth)");
  CHECK(tree("anti-money-laundering") == "(anti-money-laundering)");
  CHECK(tree("time: note:x") == "(time note x)");
}

TEST_CASE("a bracket without its other half joins nothing", "[R7]") {
  CHECK(tree("as such: 1) bile duct and 2) liver") == "(as such 1 bile duct and 2 liver)");
  CHECK(tree("((phone lines) ports") == "((phone lines) ports)");
}

TEST_CASE("what makes no sense where it stands is left out or taken as a word", "[R7]") {
  CHECK(tree("AND AND") == "(and and)");
  CHECK(tree("guns AND") == "(guns and)");
  CHECK(tree("OR guns") == "(or guns)");
  CHECK(tree("NOT") == "(not)");
  CHECK(tree("- + guns -") == "(guns)");
  CHECK(tree("\"guns") == "(\"guns\")");
  CHECK(tree("(guns") == "(guns)");
  CHECK(tree("guns) knives (") == "(guns knives)");
  CHECK(tree("()\"\"title:") == "()");
  CHECK(tree(std::string("gu\0ns", 5)) == "(gu ns)");
  CHECK(tree("\xF0\x9F\x94\xAB\xFF") == "()");
}

TEST_CASE("a star needs three letters before it", "[R3]") {
  CHECK(tree("gun*") == "(gun*)");
  CHECK(tree("gu* g* *") == "(gu g)");
}

TEST_CASE("acronyms with dots are those without", "[R6]") { CHECK(tree("O.C.G. o.c.g U.K. 3.5 end.") == "(ocg ocg uk 3.5 end)"); }

TEST_CASE("years are read in either order, open at either end, and nonsense is words", "[R7]") {
  const auto years = [](std::string_view typed) {
    const auto range = parse_years(typed);
    return range ? std::to_string(range->from) + "-" + std::to_string(range->to) : "none";
  };
  CHECK(years("2015..2020") == "2015-2020");
  CHECK(years("2020..2015") == "2015-2020");
  CHECK(years("2015..") == "2015-9999");
  CHECK(years("..2015") == "0-2015");
  CHECK(years("..") == "none");
  CHECK(years("abc..2015") == "none");
  CHECK(years("-1..5") == "none");
  CHECK(years("20151..20161") == "none");
  CHECK(years("1..2..3") == "none");
  CHECK(parse_query("guns 2015..2020").years.size() == 1);
  CHECK(parse_query("guns -2015..2020").excluded_years.size() == 1);
}

TEST_CASE("queries of any length and depth are bounded", "[bad input]") {
  std::string words;
  for (int i = 0; i < 500; ++i) {
    words += "w" + std::to_string(i) + " ";
  }
  CHECK(parse_query(words).words.children.size() == 64);
  CHECK(parse_query("\"" + words + "\"").words.children.at(0).term.words.size() == 64);
  CHECK(tree(std::string(10'000, '(') + "guns") == "()");
  CHECK(tree(std::string(100, '(') + "guns" + std::string(100, ')') + " knives").find("guns") != std::string::npos);
  CHECK(tree(std::string(5'000, 'x') + " guns") == "(guns)");
}
