// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute/reviews.h"

#include <catch2/catch.hpp>

#include "support/newsroom.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

const std::string kText = SampleRecord("doe-2019-lines").text();

Codes codes_with(const std::vector<std::string>& crimes) {
  return {{"priority", {"ocg-business-models"}}, {"crime", crimes}, {"effect", {"reduces"}}, {"strength", {"2"}}, {"design", {"quasi-experiment"}}};
}

}  // namespace

TEST_CASE("the queue holds what waits, the oldest first, for reviewers who might read it") {
  Newsroom room;
  const auto first = room.handed_in(kText);
  room.office.now += std::chrono::hours(1);
  const auto secret = room.handed_in(SampleRecord("roe-2020-inside").with("circulation", "restricted").with("groups", "[north]").text(), "roe");
  CHECK(room.reviews.queue(room.as("rex"))->size() == 1);
  const auto seen = room.reviews.queue(room.as("nor")).value();
  REQUIRE(seen.size() == 2);
  CHECK(seen.front().draft.name == first.name);
  CHECK(seen.back().groups == std::vector<std::string>{"north"});
  CHECK(room.reviews.find(secret.name, 0, room.as("rex")).error().code == ErrorCode::not_found);
  CHECK(room.reviews.find(secret.name, 1, room.as("roe"))->note == "Please look at it.");  // its contributor
  CHECK(room.reviews.find(secret.name, 0, room.as("doe")).error().code == ErrorCode::not_found);
}

TEST_CASE("comments stand on lines that there are") {
  const Newsroom room;
  const auto draft = room.handed_in(kText);
  const auto rex = room.as("rex");
  REQUIRE(room.reviews.comment(draft.name, 1, 3, "Is this the title of the paper?", rex));
  REQUIRE(room.reviews.comment(draft.name, 1, 0, "Good on the whole.", room.as("ria")));
  CHECK(room.reviews.comment(draft.name, 1, 4'000, "Where?", rex).error().code == ErrorCode::bad_input);
  CHECK(room.reviews.comment(draft.name, 1, -1, "Where?", rex).error().code == ErrorCode::bad_input);
  CHECK(room.reviews.comment(draft.name, 1, 3, "  ", rex).error().message == "The comment is empty");
  const auto comments = room.reviews.find(draft.name, 1, room.as("doe"))->comments;
  REQUIRE(comments.size() == 2);
  CHECK(comments.front().text == "Good on the whole.");
  CHECK(comments.back().author_name == "Somebody called rex");
}

TEST_CASE("of two who decide at once the second is told, and nobody decides on their own") {
  const Newsroom room;
  const auto draft = room.handed_in(kText);
  CHECK(room.reviews.decide(draft.name, 1, Decision::decline, "", room.as("rex")).error().message == "The reason is empty");
  REQUIRE(room.reviews.decide(draft.name, 1, Decision::ask_for_changes, "Say where it was done.", room.as("rex")));
  const auto late = room.reviews.decide(draft.name, 1, Decision::decline, "No.", room.as("ria"));
  REQUIRE(late.error().code == ErrorCode::conflict);
  CHECK(late.error().message == "Somebody called rex has decided on this meanwhile");
  CHECK(room.draft(draft).info.state == DraftState::changes_asked);
  CHECK(room.reviews.find(draft.name, 1, room.as("doe"))->decision->reason == "Say where it was done.");

  SECTION("what is handed in again waits again, with the earlier decision beside it") {
    REQUIRE(room.drafts.save(draft.name, draft.owner, kText + "\nIn one city.\n", 1));
    REQUIRE(room.drafts.submit(draft.name, room.as("doe"), 2, "Done."));
    CHECK(room.reviews.find(draft.name, 0, room.as("ria"))->number == 2);
    REQUIRE(room.reviews.decide(draft.name, 2, Decision::decline, "It is not on organised crime.", room.as("ria")));
    CHECK(room.draft(draft).info.state == DraftState::declined);
    CHECK(room.reviews.queue(room.as("rex"))->empty());
  }
  SECTION("one's own is for others") {
    const auto own = room.handed_in(SampleRecord("rex-2020-own").text(), "rex");
    CHECK(room.reviews.decide(own.name, 1, Decision::decline, "Mine.", room.as("rex")).error().code == ErrorCode::forbidden);
    CHECK(room.reviews.code(own.name, 1, codes_with({"drugs"}), room.as("rex")).error().code == ErrorCode::forbidden);
  }
}

TEST_CASE("nobody decides on what was taken back, or on what is not the last that was handed in") {
  const Newsroom room;
  const auto draft = room.handed_in(kText);
  REQUIRE(room.drafts.take_back(draft.name, room.as("doe")));
  CHECK(room.reviews.decide(draft.name, 1, Decision::decline, "No.", room.as("rex")).error().code == ErrorCode::conflict);
  REQUIRE(room.drafts.submit(draft.name, room.as("doe"), 1, ""));
  CHECK(room.reviews.decide(draft.name, 1, Decision::decline, "No.", room.as("rex")).error().code == ErrorCode::conflict);
  CHECK(room.reviews.decide(draft.name, 2, Decision::decline, "No.", room.as("rex")));
}

TEST_CASE("two code blind, then see how they agree, and settle") {
  const Newsroom room;
  const auto draft = room.handed_in(kText);
  const auto rex = room.as("rex");
  const auto ria = room.as("ria");
  REQUIRE(room.reviews.code(draft.name, 1, codes_with({"county-lines"}), rex));
  CHECK_FALSE(room.reviews.agreement(draft.name, 1, ria).value());  // who has not coded sees nothing
  CHECK(room.reviews.agreement(draft.name, 1, rex).value()->coders.size() == 1);
  CHECK_FALSE(room.reviews.agreement(draft.name, 1, rex).value()->alpha.value);
  CHECK(room.reviews.settle(draft.name, 1, codes_with({"drugs"}), rex).error().code == ErrorCode::conflict);
  CHECK(room.reviews.code(draft.name, 1, codes_with({"drugs"}), rex).error().code == ErrorCode::conflict);  // it stands
  CHECK_FALSE(*room.reviews.has_coded(draft.name, 1, ria));
  REQUIRE(room.reviews.code(draft.name, 1, codes_with({"drugs", "county-lines"}), ria));
  CHECK(*room.reviews.has_coded(draft.name, 1, ria));

  const auto agreement = room.reviews.agreement(draft.name, 1, ria).value().value();
  REQUIRE(agreement.alpha.value);
  CHECK(*agreement.alpha.value < 1);
  CHECK(*agreement.alpha.value > 0.8);
  const auto crime = std::find_if(agreement.facets.begin(), agreement.facets.end(), [](const FacetAgreement& facet) { return facet.facet->name == "crime"; });
  CHECK_FALSE(crime->agreed);
  CHECK(crime->contributor == std::vector<std::string>{"county-lines"});

  REQUIRE(room.reviews.settle(draft.name, 1, codes_with({"drugs", "county-lines"}), rex));
  const auto settled = room.reviews.find(draft.name, 0, rex).value();
  CHECK(settled.number == 2);
  CHECK(settled.draft.state == DraftState::submitted);
  const auto record = room.reader.read({}, settled.text).record.value();
  CHECK(stated_values(record, *room.schemas.find_facet("crime")) == std::vector<std::string>{"drugs", "county-lines"});
  CHECK(stated_values(record, *room.schemas.find_facet("strength")) == std::vector<std::string>{"2"});
  CHECK(room.steps() == "draft-submitted draft-coded draft-coded draft-recoded ");
}

TEST_CASE("codes that are none are refused") {
  const Newsroom room;
  const auto draft = room.handed_in(kText);
  const auto rex = room.as("rex");
  CHECK(room.reviews.code(draft.name, 1, {{"crime", {"sunshine"}}}, rex).error().code == ErrorCode::bad_input);
  CHECK(room.reviews.code(draft.name, 1, {{"weather", {"rain"}}}, rex).error().code == ErrorCode::bad_input);
  CHECK(room.reviews.code(draft.name, 1, {{"effect", {"reduces", "mixed"}}}, rex).error().code == ErrorCode::bad_input);
}
