// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text.h"

#include <catch2/catch.hpp>
#include <vector>

namespace whatworks::test {

using Texts = std::vector<std::string>;

TEST_CASE("what is not UTF-8 is found at its first byte") {
  CHECK_FALSE(find_invalid_utf8("").has_value());
  CHECK_FALSE(find_invalid_utf8("plain, é, 漢, \xF0\x9F\x98\x80").has_value());
  CHECK(find_invalid_utf8("ab\xFF") == 2U);
  CHECK(find_invalid_utf8("ab\xC3") == 2U);             // cut off
  CHECK(find_invalid_utf8("\xC0\xAF") == 0U);           // overlong
  CHECK(find_invalid_utf8("a\xED\xA0\x80") == 1U);      // a surrogate
  CHECK(find_invalid_utf8("a\xF4\x90\x80\x80") == 1U);  // past the last code point
  CHECK_FALSE(find_invalid_utf8(std::string("a\0b", 3)).has_value());
}

TEST_CASE("clean_utf8 gives valid text without control characters") {
  CHECK(clean_utf8("a\xFF"
                   "b") ==
        "a\xEF\xBF\xBD"
        "b");
  CHECK(clean_utf8("a\x01"
                   "b\x7F"
                   "c\td\ne") == "a b c\td\ne");
  CHECK(clean_utf8("\xC2\x85") == " ");
  CHECK(clean_utf8(std::string("a\0b", 3)) == "a b");
  CHECK(clean_utf8("é\uFFFF\uFFFE") == "é\uFFFD\uFFFD");
}

TEST_CASE("fold makes what people type comparable") {
  CHECK(fold("Québec") == "quebec");
  CHECK(fold("STRASSE") == fold("straße"));
  CHECK(fold("ﬁne") == "fine");
  CHECK(fold("") == "");
  CHECK(fold("a\xFF") == "a\xEF\xBF\xBD");
}

TEST_CASE("shorten cuts at a space and never within a character") {
  CHECK(shorten("short", 10) == "short");
  CHECK(shorten("one two three", 9) == "one two…");
  CHECK(shorten("éééééé", 3) == "ééé…");
  CHECK(shorten("aaaaaaaaaa b", 10) == "aaaaaaaaaa…");
  CHECK(shorten("", 0) == "");
  CHECK(count_code_points("é漢a") == 3);
}

TEST_CASE("trim, split and join") {
  CHECK(trim(" \t\r\n a b \f\v") == "a b");
  CHECK(trim("   ") == "");
  CHECK(split("", ',').empty());
  CHECK(split("a,,b,", ',') == Texts{"a", "", "b", ""});
  CHECK(join(Texts{"a", "b", "c"}, ", ") == "a, b, c");
  CHECK(join(Texts{}, ", ") == "");
}

TEST_CASE("HTML is escaped for content and attributes") {
  CHECK(escape_html("<a href=\"x\" title='y'>&amp;</a>") == "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
}

TEST_CASE("slugs are made from headings and recognised") {
  CHECK(slug("Using it here") == "using-it-here");
  CHECK(slug("  Élan & Co. -- 2nd ") == "elan-co-2nd");
  CHECK(slug("漢字") == "section");
  CHECK(slug("") == "section");
  for (const std::string good : {"a", "county-lines", "doe-2019-x", "5g"}) {
    CHECK(is_slug(good));
  }
  for (const std::string bad : {"", "-a", "a-", "a--b", "A", "a b", "a/b", "é", ".."}) {
    INFO(bad);
    CHECK_FALSE(is_slug(bad));
  }
  CHECK(is_slug(std::string(100, 'a')));
  CHECK_FALSE(is_slug(std::string(101, 'a')));
}

TEST_CASE("the nearest of some words is what was meant, or none") {
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("ab", "ba") == 1);
  CHECK(edit_distance("é", "e") == 1);
  const Texts keys{"title", "priorities", "partners"};
  CHECK(nearest("prioritys", keys) == "priorities");
  CHECK(nearest("Tittle", keys) == "title");
  CHECK_FALSE(nearest("zebra", keys).has_value());
  CHECK_FALSE(nearest("x", {}).has_value());
  CHECK_FALSE(nearest(std::string(1'000'000, 'e'), keys).has_value());  // at once: its length tells
}

TEST_CASE("numbers are plain decimals and nothing else") {
  CHECK(parse_integer("-12") == -12);
  CHECK(parse_integer("9223372036854775807") == 9223372036854775807LL);
  for (const std::string bad : {"", "-", "+1", "1.0", " 1", "1 ", "0x1", "1e3", "9223372036854775808", "one", "1,000"}) {
    INFO(bad);
    CHECK_FALSE(parse_integer(bad).has_value());
  }
  CHECK(parse_decimal("-0.5") == -0.5);
  CHECK(parse_decimal("12") == 12.0);
  for (const std::string bad : {"", "-", "nan", "inf", "1e3", "0x1", "1.2.3", "1,5", " 1", "--1"}) {
    INFO(bad);
    CHECK_FALSE(parse_decimal(bad).has_value());
  }
}

}  // namespace whatworks::test
