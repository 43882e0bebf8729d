// SPDX-License-Identifier: GPL-3.0-or-later
// The private header is on purpose: the rewriting is easier to read in words than through an index.
#include "../../../server/search/expansion.h"

#include <catch2/catch.hpp>

using namespace whatworks;

namespace {

const Expander& expander() {
  static const Expander made({{{"VRU", "violence reduction unit"}, {"VRU", "violence reduction unit"}, false},
                              {{"shotting"}, {"drug dealing", "dealers"}, true},
                              {{"trap house"}, {"crack house"}, true}});
  return made;
}

}  // namespace

TEST_CASE("what is typed is searched for as what it means, too", "[R5]") {
  CHECK(expander().expand("vru results") == "(vru OR \"violence reduction unit\") results");
  CHECK(expander().expand("violence reduction unit") == "((violence AND reduction AND unit) OR vru)");
  CHECK(expander().expand("(vru) or not") == "((vru OR \"violence reduction unit\")) or not");
  CHECK(expander().expand("a vru?") == "a (vru OR \"violence reduction unit\")");
}

TEST_CASE("slang is taken to the letter") {
  CHECK(expander().expand("shotting") == "(\"shotting\" OR \"drug dealing\" OR dealers)");
  CHECK(expander().expand("trap house raids") == "(\"trap house\" OR \"crack house\") raids");
  CHECK(expander().expand("trap door") == "trap door");
}

TEST_CASE("what is quoted, excluded, starred or in a field is left as it was typed") {
  for (const auto* words : {"\"vru results\"", "-vru", "vru*", "title:vru", "\"a vru b\"", "", "vrus", "(", "\"", "+vru"}) {
    CHECK(expander().expand(words) == words);
  }
}
