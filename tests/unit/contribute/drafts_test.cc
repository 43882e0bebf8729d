// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute/drafts.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "support/newsroom.h"

using namespace whatworks;
using namespace whatworks::test;

TEST_CASE("a draft tells its id and title as far as it has them, and is its owner's alone") {
  const Newsroom room;
  const auto whole = room.drafts.begin(SampleRecord("doe-2019-lines").text(), room.pseudonym("doe")).value();
  CHECK(whole.record_id == "doe-2019-lines");
  CHECK(whole.title == "Closing drug phone lines");
  CHECK(whole.owner_name == "Somebody called doe");
  const auto scrap = room.drafts.begin("just some notes", room.pseudonym("doe")).value();
  CHECK(scrap.record_id.empty());
  CHECK(room.drafts.begin("---\ntitle: \"FILL IN: Watching ferry ports\"\n---\n", room.pseudonym("roe"))->title == "Watching ferry ports");
  CHECK(room.drafts.begin("---\ntitle: FILL IN\n---\n", room.pseudonym("roe"))->title.empty());
  CHECK(room.drafts.of(room.pseudonym("doe"))->size() == 2);
  CHECK(room.drafts.of(room.pseudonym("rex"))->empty());
  CHECK(room.drafts.find(whole.name, room.pseudonym("roe")).error().code == ErrorCode::not_found);
  CHECK(room.drafts.save(whole.name, room.pseudonym("roe"), "mine", 1).error().code == ErrorCode::not_found);
}

TEST_CASE("what is typed in two places at once is kept in both") {
  const Newsroom room;
  const auto doe = room.pseudonym("doe");
  const auto draft = room.drafts.begin("first\n", doe).value();
  const auto one = room.drafts.save(draft.name, doe, "from one tab\r\n", 1).value();
  CHECK(one.version == 2);
  CHECK_FALSE(one.kept_apart);
  CHECK(room.draft(draft).text == "from one tab\n");

  const auto other = room.drafts.save(draft.name, doe, "from the other tab\n", 1).value();
  CHECK(other.kept_apart);
  CHECK(other.version == 2);
  REQUIRE(room.draft(draft).copies.size() == 1);
  CHECK(room.draft(draft).text == "from one tab\n");
  CHECK(room.draft(draft).copies.front().text == "from the other tab\n");

  SECTION("the copy can be taken, and what it takes the place of is kept in turn") {
    REQUIRE(room.drafts.use_copy(draft.name, doe, room.draft(draft).copies.front().id));
    CHECK(room.draft(draft).text == "from the other tab\n");
    CHECK(room.draft(draft).info.version == 3);
    CHECK(room.draft(draft).copies.front().text == "from one tab\n");
    CHECK(room.drafts.use_copy(draft.name, doe, 999).error().code == ErrorCode::not_found);
  }
  SECTION("the same text from both is no conflict") {
    CHECK_FALSE(room.drafts.save(draft.name, doe, "from one tab\n", 1)->kept_apart);
    CHECK(room.draft(draft).info.version == 2);
  }
  SECTION("only so many copies are kept, the newest") {
    for (int i = 0; i < 30; ++i) {
      REQUIRE(room.drafts.save(draft.name, doe, "copy " + std::to_string(i), 1));
    }
    CHECK(room.draft(draft).copies.size() == kMostDraftCopies);
    CHECK(room.draft(draft).copies.front().text == "copy 29");
  }
}

TEST_CASE("a text is bounded, and so is the number of drafts") {
  const Newsroom room;
  const auto doe = room.pseudonym("doe");
  CHECK(room.drafts.begin(std::string(kRecordSizeLimit + 1, 'x'), doe).error().code == ErrorCode::too_large);
  REQUIRE(room.drafts.begin_all(std::vector<std::string>(kMostDrafts, "x"), doe));
  CHECK(room.drafts.begin("one more", doe).error().code == ErrorCode::conflict);
  CHECK(room.drafts.of(doe)->size() == kMostDrafts);
  const auto few = room.drafts.begin_all({"a", std::string(kRecordSizeLimit + 1, 'x')}, room.pseudonym("roe"));
  CHECK(few.error().code == ErrorCode::too_large);
  CHECK(room.drafts.of(room.pseudonym("roe"))->empty());  // all or none
}

TEST_CASE("bytes that are no text do not come back as such") {
  const Newsroom room;
  const auto draft = room.drafts.begin(std::string("a\0b\xff", 4), room.pseudonym("doe")).value();
  CHECK(room.draft(draft).text == "a b\xEF\xBF\xBD");
}

TEST_CASE("only what has no errors, and what its owner has seen, can be handed in") {
  const Newsroom room;
  const auto doe = room.as("doe");
  const auto name = doe.person->pseudonym;
  const auto broken = room.drafts.begin(SampleRecord("doe-2019-lines").with("effect", "wonderful").text(), name).value();
  const auto refused = room.drafts.submit(broken.name, doe, 1, "");
  REQUIRE(refused.error().code == ErrorCode::bad_input);
  CHECK(refused.error().message == "The draft still has an error");

  const auto draft = room.drafts.begin(SampleRecord("doe-2019-lines").text(), name).value();
  CHECK(room.drafts.submit(draft.name, doe, 7, "").error().code == ErrorCode::conflict);
  CHECK(room.drafts.submit(draft.name, doe, 1, std::string(kLongestRemark + 1, 'x')).error().code == ErrorCode::bad_input);
  REQUIRE(room.drafts.submit(draft.name, doe, 1, "First try."));
  CHECK(room.draft(draft).info.state == DraftState::submitted);
  CHECK(room.drafts.submit(draft.name, doe, 1, "").error().code == ErrorCode::conflict);
  CHECK(room.drafts.save(draft.name, name, "changed", 1).error().code == ErrorCode::conflict);
  CHECK(room.drafts.discard(draft.name, name).error().code == ErrorCode::conflict);
  REQUIRE(room.drafts.take_back(draft.name, doe));
  CHECK(room.drafts.take_back(draft.name, doe).error().code == ErrorCode::conflict);
  REQUIRE(room.drafts.save(draft.name, name, "changed", 1));
  REQUIRE(room.drafts.discard(draft.name, name));
  CHECK(room.drafts.find(draft.name, name).error().code == ErrorCode::not_found);
  CHECK(room.steps() == "draft-submitted draft-taken-back ");
}

TEST_CASE("a correction keeps the id of its record, and there is one at a time") {
  const Newsroom room;
  const auto doe = room.as("doe");
  const auto name = doe.person->pseudonym;
  const auto text = SampleRecord("doe-2019-lines").text();
  const auto draft = room.drafts.begin_correction("doe-2019-lines", text, name).value();
  CHECK(draft.corrects == "doe-2019-lines");
  CHECK(draft.base == sha256(text));
  CHECK(room.drafts.begin_correction("doe-2019-lines", text, name)->name == draft.name);
  REQUIRE(room.drafts.save(draft.name, name, SampleRecord("doe-2020-lines").text(), 1));
  const auto refused = room.drafts.submit(draft.name, doe, 2, "");
  CHECK(refused.error().message == "The draft corrects the record doe-2019-lines, but its id is doe-2020-lines");
}

TEST_CASE("drafts are in the data on a person, and go with an erased account unless published") {
  const Newsroom room;
  const auto doe = room.pseudonym("doe");
  const auto draft = room.drafts.begin("my notes", doe).value();
  const auto data = room.drafts.data_on(doe).value();
  CHECK(data.at("drafts").at(0).at("text") == "my notes");
  REQUIRE(room.office.access->accounts().erase(doe, room.office.terminal));
  CHECK(room.drafts.find(draft.name, doe).error().code == ErrorCode::not_found);
  CHECK(room.drafts.data_on(doe)->at("drafts").empty());
}
