// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <catch2/catch.hpp>

#include "record/record.h"
#include "search_fixtures.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

Record draft(const std::string& title, const std::string& what_was_done) {
  const auto reader = RecordReader::make(real_schemas()).value();
  auto reading = reader.read("noe-2024-draft.md", SampleRecord("noe-2024-draft")
                                                      .with("title", title)
                                                      .with("summary", "Something was tried.")
                                                      .with("intervention", "Something new")
                                                      .with("crime_types", "[illicit-trade]")
                                                      .body(what_was_done)
                                                      .text());
  REQUIRE(reading.record);
  return *std::move(reading.record);
}

std::optional<CodeSuggestion> find(const std::vector<CodeSuggestion>& suggestions, const std::string& facet, const std::string& code) {
  const auto found =
      std::find_if(suggestions.begin(), suggestions.end(), [&](const auto& suggestion) { return suggestion.facet == facet && suggestion.code == code; });
  return found == suggestions.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

TEST_CASE("codes are suggested by the nearest records, which are named, and by what the text says") {
  const Base base;
  fill(base);
  base.build();
  const auto suggestions = base.service.suggest_codes(
      draft("Containers scanned in ports", "Customs scanned containers in the port and found cocaine and other drugs."), Audience::everyone());
  REQUIRE(suggestions);
  const auto drugs = find(*suggestions, "crime", "drugs");
  REQUIRE(drugs);
  CHECK(drugs->score > 0.45);
  CHECK(drugs->score <= 1);
  CHECK(drugs->records.front() == "roe-2016-ports");
  CHECK_FALSE(drugs->words.empty());
  CHECK(find(*suggestions, "priority", "international-links"));
  CHECK_FALSE(find(*suggestions, "crime", "illicit-trade"));  // the draft's own codes say nothing
}

TEST_CASE("records that the asker may not see suggest nothing") {
  const Base base;
  fill(base);
  base.put("doe-2018-inside", SampleRecord("doe-2018-inside")
                                  .with("circulation", "internal")
                                  .with("title", "Zyxquar glimdrax")
                                  .with("crime_types", "[extortion]")
                                  .body("Zyxquar glimdrax wumbled the snorquax."));
  base.build();
  const auto text = draft("Zyxquar glimdrax", "Zyxquar glimdrax wumbled the snorquax.");
  CHECK(find(*base.service.suggest_codes(text, Audience{true, {}}), "crime", "extortion"));
  CHECK_FALSE(find(*base.service.suggest_codes(text, Audience::everyone()), "crime", "extortion"));
  CHECK(base.service.similar_to(text, Audience{true, {}})->front().card.id == "doe-2018-inside");
}

TEST_CASE("a text that has nothing in common with any record is suggested what it names itself, or nothing") {
  const Base base;
  fill(base);
  base.build();
  const auto none = base.service.suggest_codes(draft("Qwertz", "Uiopü asdfg."), Audience::everyone());
  REQUIRE(none);
  for (const auto& suggestion : *none) {
    CHECK((!suggestion.words.empty() || !suggestion.records.empty()));
  }
}
