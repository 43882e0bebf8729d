// SPDX-License-Identifier: GPL-3.0-or-later
#include "record/orcid.h"

#include <catch2/catch.hpp>

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
