// SPDX-License-Identifier: GPL-3.0-or-later
#include "record/orcid.h"

#include <catch2/catch.hpp>

#include "core/text.h"
#include "record/record.h"
#include "support/sample_record.h"

using namespace whatworks;
using namespace whatworks::test;

TEST_CASE("an ORCID ends in the check digit of its other digits") {
  CHECK(is_orcid("0000-0002-1825-0097"));  // of ORCID's own documentation
  CHECK(is_orcid("0000-0002-1694-233X"));
  CHECK_FALSE(is_orcid("0000-0002-1825-0098"));
  CHECK_FALSE(is_orcid("0000-0002-1694-233x"));
  CHECK_FALSE(is_orcid("0000-0002-1825-009"));
  CHECK_FALSE(is_orcid("0000 0002 1825 0097"));
  CHECK_FALSE(is_orcid(""));
}

TEST_CASE("contributors are credited by name, and a mistyped ORCID is told") {
  const auto schemas = load_schemas(WHATWORKS_SOURCE_DIR "/schemas").value();
  const auto reader = RecordReader::make(schemas).value();
  const auto read = [&](const std::string& contributors) { return reader.read({}, SampleRecord("doe-2019-lines").with("contributors", contributors).text()); };
  CHECK(read("[{name: Ann Example, orcid: 0000-0002-1825-0097}, {name: Bob Example}]").record);
  const auto wrong = read("[{name: Ann Example, orcid: 0000-0002-1825-0098}]");
  CHECK_FALSE(wrong.record);
  CHECK(wrong.problems.front().rule == "orcid");
  CHECK(wrong.problems.front().path == "/contributors/0/orcid");
  CHECK_FALSE(read("[{orcid: 0000-0002-1825-0097}]").record);
  CHECK(read("[{name: Ann Example, orcid: https://orcid.org/0000-0002-1825-0097}]").problems.front().rule == "bad-form");
}

TEST_CASE("the page of a contributor has a key of its own") {
  const auto key = [](const std::string& name, const std::string& orcid = "") { return Contributor{name, orcid}.key(); };
  CHECK(key("Ann Example", "0000-0002-1825-0097") == "0000-0002-1825-0097");
  CHECK(key("Ann Example") == "ann-example");
  CHECK(key("Zoë O'Example") == "zoe-o-example");
  CHECK(key("J.R. Example") == "j-r-example");
  for (const auto* name : {"Иван Пример", "例", "!!!"}) {
    INFO(name << ": " << key(name));
    CHECK(is_slug(key(name)));
  }
  // What a slug cannot say must not make two people one.
  CHECK(key("Иван Пример") != key("Пётр Пример"));
  CHECK(key("Ann Иванова") != key("Ann Петрова"));
  CHECK(is_slug(key(std::string(100, 'a') + "é")));
}
