// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute/difference.h"

#include <catch2/catch.hpp>

using namespace whatworks;

namespace {

std::string shown(const Difference& difference) {
  std::string out;
  for (const auto& line : difference.lines) {
    out += line.change == LineChange::same ? ' ' : line.change == LineChange::added ? '+' : '-';
    out += line.text + '\n';
  }
  return out;
}

}  // namespace

TEST_CASE("a difference has all lines of both texts") {
  const auto made = difference("one\ntwo\nthree\n", "one\n2\nthree\nfour\n").value();
  CHECK(shown(made) == " one\n-two\n+2\n three\n+four\n");
  CHECK(made.added == 2);
  CHECK(made.removed == 1);
  CHECK(made.lines[1].old_line == 2);
  CHECK(made.lines[1].new_line == 0);
  CHECK(made.lines[3].new_line == 3);
}

TEST_CASE("lines far from any change are there too") {
  std::string before;
  for (int i = 0; i < 500; ++i) {
    before += "line " + std::to_string(i) + "\n";
  }
  CHECK(difference(before, "first\n" + before)->lines.size() == 501);
  CHECK(difference(before, before)->lines.size() == 500);
}

TEST_CASE("texts without a last line feed, empty ones and odd bytes are compared too") {
  CHECK(shown(difference("a", "b").value()) == "-a\n+b\n");
  CHECK(shown(difference("", "new\n").value()) == "+new\n");
  CHECK(shown(difference("old\n", "").value()) == "-old\n");
  CHECK(difference("", "")->lines.empty());
  CHECK(difference("\x01\xff", "\x01\xfe")->lines.size() == 2);
}
