// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute/publisher.h"

#include <catch2/catch.hpp>

#include "index/build.h"
#include "search/search.h"
#include "support/newsroom.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

// A newsroom with a corpus of one record, and a keeper that can be made to fail.
struct PublishingHouse : Newsroom {
  PublishingHouse() {
    write(corpus / "studies" / "doe-2015-first.md", first);
    BuildOptions options;
    options.index = index;
    REQUIRE(build_index(schemas, corpus, options)->rejected == 0);
    CorpusKeeperOptions keeping;
    keeping.corpus = corpus;
    keeping.index = index;
    keeping.fault = [this](CorpusStep step) { return step == fails ? Status(failure(ErrorCode::no_space, "the disk is full")) : Status{}; };
    keeper = CorpusKeeper::open(schemas, std::move(keeping)).value();
  }

  [[nodiscard]] Publisher publisher() const { return {*office.store, office.access->audit(), reader, history, keeper.get(), clock}; }
  [[nodiscard]] bool is_found(const std::string& id) const { return service.record(id, Audience::everyone()).has_value(); }
  [[nodiscard]] std::vector<RecordVersion> versions(const std::string& id) const { return history.of(id, Audience::everyone()).value(); }

  std::string first = SampleRecord("doe-2015-first").text();
  fs::path corpus = office.folder / "corpus";
  fs::path index = office.folder / "index";
  std::optional<CorpusStep> fails;
  std::unique_ptr<CorpusKeeper> keeper;
  SearchService service{index, schemas};
};

const std::string kNew = SampleRecord("doe-2019-lines").with("added", "2020-05-05").text();

}  // namespace

TEST_CASE("an accepted draft is a file, a record that is found, and the first version of a history") {
  const PublishingHouse press;
  const auto draft = press.handed_in(kNew);
  CHECK(press.publisher().accept(draft.name, 1, "", press.as("doe")).error().code == ErrorCode::forbidden);
  const auto published = press.publisher().accept(draft.name, 1, "Clear and complete.", press.as("rex"));
  REQUIRE(published);
  CHECK(published->record_id == "doe-2019-lines");
  CHECK(press.is_found("doe-2019-lines"));
  const auto file = press.keeper->find("doe-2019-lines").value().value();
  CHECK(file.path == "studies/doe-2019-lines.md");
  CHECK(file.text.find("added: 2027-01-15\n") != std::string::npos);  // the day of the decision
  CHECK(file.text.find("reviewed: 2027-01-15\n") != std::string::npos);
  CHECK(file.text.find("## Using it here") != std::string::npos);
  CHECK(press.draft(draft).info.state == DraftState::published);
  const auto versions = press.versions("doe-2019-lines");
  REQUIRE(versions.size() == 1);
  CHECK(versions.front().event == RecordEvent::published);
  CHECK(versions.front().contributor_name == "Somebody called doe");
  CHECK(versions.front().reviewer_name == "Somebody called rex");
  CHECK(press.steps() == "draft-submitted draft-accepted record-published ");
  CHECK(press.publisher().accept(draft.name, 1, "", press.as("ria")).error().code == ErrorCode::conflict);
}

TEST_CASE("what cannot be written leaves corpus, index and draft as they were, and can be accepted again") {
  PublishingHouse press;
  const auto draft = press.handed_in(kNew);
  press.fails = GENERATE(CorpusStep::write_file, CorpusStep::update_index);
  const auto refused = press.publisher().accept(draft.name, 1, "", press.as("rex"));
  REQUIRE(refused.error().code == ErrorCode::no_space);
  CHECK_FALSE(press.is_found("doe-2019-lines"));
  CHECK_FALSE(press.keeper->find("doe-2019-lines").value());
  CHECK(press.draft(draft).info.state == DraftState::submitted);
  CHECK_FALSE(press.reviews.find(draft.name, 1, press.as("ria"))->decision);
  CHECK(press.versions("doe-2019-lines").empty());
  press.fails.reset();
  REQUIRE(press.publisher().accept(draft.name, 1, "", press.as("ria")));
  CHECK(press.is_found("doe-2019-lines"));
}

TEST_CASE("a correction takes the place of the version that it was made from, and of no other") {
  const PublishingHouse press;
  const auto doe = press.as("doe");
  const auto draft = press.drafts.begin_correction("doe-2015-first", press.first, doe.person->pseudonym).value();
  const auto better = SampleRecord("doe-2015-first").with("title", "A better title").text();
  REQUIRE(press.drafts.save(draft.name, draft.owner, better, 1));
  REQUIRE(press.drafts.submit(draft.name, doe, 2, "The title was that of another paper."));

  SECTION("where nothing else happened") {
    REQUIRE(press.publisher().accept(draft.name, 1, "", press.as("rex")));
    CHECK(press.service.record("doe-2015-first", Audience::everyone())->card.title == "A better title");
    const auto versions = press.versions("doe-2015-first");
    REQUIRE(versions.size() == 2);
    CHECK(versions.front().event == RecordEvent::corrected);
    CHECK(versions.front().note == "The title was that of another paper.");
    CHECK(versions.back().event == RecordEvent::found);
    CHECK(versions.back().title == "Closing drug phone lines");
    CHECK(press.keeper->find("doe-2015-first").value()->text.find("added: 2026-01-02\n") != std::string::npos);  // a correction is not new
  }
  SECTION("where the record was changed meanwhile") {
    write(press.corpus / "studies" / "doe-2015-first.md", SampleRecord("doe-2015-first").with("title", "Changed by hand").text());
    const auto refused = press.publisher().accept(draft.name, 1, "", press.as("rex"));
    REQUIRE(refused.error().code == ErrorCode::conflict);
    CHECK(press.draft(draft).info.state == DraftState::submitted);
    CHECK(press.keeper->find("doe-2015-first").value()->text.find("Changed by hand") != std::string::npos);
  }
}

TEST_CASE("an id that is taken is not published twice") {
  const PublishingHouse press;
  const auto draft = press.handed_in(press.first);
  CHECK(press.publisher().accept(draft.name, 1, "", press.as("rex")).error().message == "There is a record doe-2015-first already");
}

TEST_CASE("a withdrawn record is gone from corpus and index, and its address tells why to whoever might have read it") {
  const PublishingHouse press;
  const auto rex = press.as("rex");
  const auto digest = sha256(press.first);
  CHECK(press.publisher().withdraw("doe-2015-first", digest, " ", rex).error().code == ErrorCode::bad_input);
  CHECK(press.publisher().withdraw("doe-2015-first", sha256("x"), "Wrong.", rex).error().code == ErrorCode::conflict);
  CHECK(press.publisher().withdraw("nobody-2000-x", digest, "Wrong.", rex).error().code == ErrorCode::not_found);
  REQUIRE(press.publisher().withdraw("doe-2015-first", digest, "The source was retracted.", rex));
  CHECK_FALSE(press.is_found("doe-2015-first"));
  const auto end = press.history.end_of("doe-2015-first", Audience::everyone()).value();
  REQUIRE(end);
  CHECK(end->note == "The source was retracted.");
  CHECK(end->event == RecordEvent::withdrawn);
}

TEST_CASE("versions are for whoever might have read them") {
  const PublishingHouse press;
  const auto inside = SampleRecord("doe-2020-inside").with("circulation", "restricted").with("groups", "[north]").text();
  const auto draft = press.handed_in(inside);
  REQUIRE(press.publisher().accept(draft.name, 1, "", press.as("nor")));
  REQUIRE(press.publisher().withdraw("doe-2020-inside", sha256(press.keeper->find("doe-2020-inside").value()->text), "Not needed.", press.as("nor")));
  CHECK(press.versions("doe-2020-inside").empty());
  CHECK_FALSE(press.history.end_of("doe-2020-inside", Audience{true, {"south"}}).value());
  CHECK(press.history.of("doe-2020-inside", Audience{true, {"north"}})->size() == 2);
  CHECK(press.history.end_of("doe-2020-inside", Audience{true, {"north"}}).value());
}

TEST_CASE("what a killed server had begun is brought to its end by the next, or given up where the file has moved on") {
  PublishingHouse press;
  const auto draft = press.handed_in(kNew);
  const auto begin = [&] {
    // As a server leaves it that is killed after it wrote down what it was about to do.
    REQUIRE(press.office.store->write([&](Transaction& transaction) -> Status {
      const auto row = transaction.first("SELECT id FROM drafts WHERE name = ?", {draft.name});
      transaction.run("UPDATE drafts SET state = 'accepted' WHERE id = ?", {row->integer(0)});
      transaction.run("INSERT INTO publications(record_id, draft, text, base, actor, reason, begun_at) VALUES ('doe-2019-lines', ?, ?, '', ?, '', 0)",
                      {row->integer(0), kNew, press.pseudonym("rex")});
      return {};
    }));
  };
  begin();
  SECTION("before the file") { CHECK_FALSE(press.is_found("doe-2019-lines")); }
  SECTION("between file and index") { write(press.corpus / "studies" / "doe-2019-lines.md", kNew); }
  SECTION("after the index") {
    write(press.corpus / "studies" / "doe-2019-lines.md", kNew);
    REQUIRE(press.keeper->catch_up());
  }
  REQUIRE(press.publisher().recover());
  CHECK(press.is_found("doe-2019-lines"));
  CHECK(press.draft(draft).info.state == DraftState::published);
  CHECK(press.versions("doe-2019-lines").size() == 1);
  REQUIRE(press.publisher().recover());  // nothing is left to do
  CHECK(press.versions("doe-2019-lines").size() == 1);
}

TEST_CASE("what was begun is given up where somebody else wrote the file meanwhile") {
  PublishingHouse press;
  const auto draft = press.handed_in(kNew);
  REQUIRE(press.office.store->write([&](Transaction& transaction) -> Status {
    transaction.run(
        "INSERT INTO publications(record_id, draft, text, base, actor, reason, begun_at) SELECT 'doe-2019-lines', id, text, '', ?, '', 0 FROM drafts",
        {press.pseudonym("rex")});
    transaction.run("UPDATE drafts SET state = 'accepted'");
    return {};
  }));
  write(press.corpus / "studies" / "doe-2019-lines.md", SampleRecord("doe-2019-lines").with("title", "By hand").text());
  CHECK(press.publisher().recover().error().code == ErrorCode::conflict);
  CHECK(press.draft(draft).info.state == DraftState::submitted);
  CHECK(press.keeper->find("doe-2019-lines").value()->text.find("By hand") != std::string::npos);
}

TEST_CASE("without a corpus nothing is accepted, and the draft waits on") {
  const Newsroom room;
  const auto draft = room.handed_in(kNew);
  const Publisher publisher(*room.office.store, room.office.access->audit(), room.reader, room.history, nullptr, room.clock);
  CHECK(publisher.accept(draft.name, 1, "", room.as("rex")).error().code == ErrorCode::bad_usage);
  CHECK(room.draft(draft).info.state == DraftState::submitted);
}

TEST_CASE("what is changed in the folder is in the history as well") {
  const PublishingHouse press;
  const auto before = press.reader.read({}, press.first).record;
  const auto changed = SampleRecord("doe-2015-first").with("title", "By hand").text();
  REQUIRE(press.publisher().note_outside({"doe-2015-first", before, press.reader.read({}, changed).record, changed}));
  REQUIRE(press.publisher().note_outside({"doe-2015-first", press.reader.read({}, changed).record, std::nullopt, {}}));
  const auto versions = press.versions("doe-2015-first");
  REQUIRE(versions.size() == 3);
  CHECK(versions[0].event == RecordEvent::removed_outside);
  CHECK(versions[1].event == RecordEvent::changed_outside);
  CHECK(versions[1].title == "By hand");
  CHECK(versions[2].event == RecordEvent::found);
}
