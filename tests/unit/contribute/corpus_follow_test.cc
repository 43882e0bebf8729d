// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "keeper_fixtures.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

// A keeper that follows, and has caught up.
struct Following {
  explicit Following(const Press& press) : keeper(press.keeper()) {
    if (!keeper->follow(told.ear()) || !eventually([&] { return keeper->state().looked.has_value(); })) {
      throw std::runtime_error("the keeper does not follow");
    }
  }
  Told told;  // outlives the keeper's thread
  std::unique_ptr<CorpusKeeper> keeper;
};

bool becomes(const Press& press, const std::string& id, const std::string& title) {
  return eventually([&] { return press.indexed_title(id) == title; });
}

}  // namespace

TEST_CASE("what somebody changes in the folder is taken in and told of with what was before") {
  const Press press;
  Following following(press);
  const auto text = Press::text("doe-2019-a", "Changed by hand");
  write(press.file("doe-2019-a"), text);
  REQUIRE(becomes(press, "doe-2019-a", "Changed by hand"));
  REQUIRE(eventually([&] { return following.told.changes().size() == 1; }));
  const auto change = following.told.changes()[0];
  CHECK(change.id == "doe-2019-a");
  CHECK(change.before.value().title == "Closing drug phone lines");
  CHECK(change.after.value().title == "Changed by hand");
  CHECK(change.text == text);

  fs::remove(press.file("doe-2019-b"));
  REQUIRE(becomes(press, "doe-2019-b", ""));
  REQUIRE(eventually([&] { return following.told.changes().size() == 2; }));
  CHECK(following.told.changes()[1].before);
  CHECK_FALSE(following.told.changes()[1].after);
}

TEST_CASE("editors that write beside a file and rename are understood") {
  const Press press;
  const Following following(press);
  write(press.corpus / "studies" / ".doe-2019-a.md.swp", "of an editor");
  write(press.corpus / "studies" / "doe-2019-a.md~", "of another");
  write(press.corpus / "studies" / "4913", "of a third");
  write(press.corpus / "studies" / "doe-2019-a.md.tmp", Press::text("doe-2019-a", "Renamed over"));
  fs::rename(press.corpus / "studies" / "doe-2019-a.md.tmp", press.file("doe-2019-a"));
  CHECK(becomes(press, "doe-2019-a", "Renamed over"));
  CHECK(following.keeper->broken().empty());
}

TEST_CASE("folders that are made, moved in, moved and removed are followed") {
  const Press press;
  const Following following(press);
  const auto deep = press.corpus / "reviews" / "a" / "b";
  write(deep / "new-2020-x.md", Press::text("new-2020-x", "In a new folder"));
  REQUIRE(becomes(press, "new-2020-x", "In a new folder"));

  write(press.folder / "prepared" / "new-2020-y.md", Press::text("new-2020-y", "Moved in with its folder"));
  fs::rename(press.folder / "prepared", press.corpus / "prepared");
  REQUIRE(becomes(press, "new-2020-y", "Moved in with its folder"));

  fs::rename(press.corpus / "prepared", press.corpus / "renamed");
  write(press.corpus / "renamed" / "new-2020-y.md", Press::text("new-2020-y", "Changed under the new name"));
  REQUIRE(becomes(press, "new-2020-y", "Changed under the new name"));

  fs::rename(press.corpus / "renamed", press.folder / "moved-out");
  REQUIRE(becomes(press, "new-2020-y", ""));
  write(press.folder / "moved-out" / "new-2020-z.md", Press::text("new-2020-z", "No longer ours"));
  fs::remove_all(press.corpus / "reviews");
  REQUIRE(becomes(press, "new-2020-x", ""));
  CHECK(press.indexed_title("new-2020-z").empty());
}

TEST_CASE("a broken file is told of while its last good version stays") {
  const Press press;
  const Following following(press);
  write(press.file("doe-2019-a"), "---\nid: doe-2019-a\ntitle: [\n---\n");
  REQUIRE(eventually([&] { return following.keeper->broken().size() == 1; }));
  CHECK(following.keeper->broken()[0].last_good_version);
  CHECK(press.indexed_title("doe-2019-a") == "Closing drug phone lines");
  write(press.file("doe-2019-a"), Press::text("doe-2019-a", "Mended"));
  REQUIRE(becomes(press, "doe-2019-a", "Mended"));
  CHECK(eventually([&] { return following.keeper->broken().empty(); }));
}

TEST_CASE("many files at once are one build") {
  const Press press;
  Following following(press);
  const auto serial = [&] {
    const auto manifest = read(press.index / "current");
    return std::stoi(manifest.substr(manifest.find("\"serial\": ") + 10));
  };
  const auto before = serial();
  for (int i = 0; i < 60; ++i) {
    const auto id = "many-2020-" + std::to_string(i);
    write(press.file(id), Press::text(id, "One of many"));
  }
  REQUIRE(eventually([&] { return following.told.changes().size() == 60; }));
  CHECK(serial() - before <= 3);  // 1 where nothing slows the writing down
  CHECK(indexed_digests(press.index)->size() == 63);
}

TEST_CASE("our own changes do not come back as somebody else's") {
  const Press press;
  Following following(press);
  REQUIRE(following.keeper->apply(Press::change("doe-2019-a", "Published")));
  write(press.file("doe-2019-b"), Press::text("doe-2019-b", "By hand"));  // by which we know that the other was seen too
  REQUIRE(eventually([&] { return !following.told.changes().empty(); }));
  CHECK(following.told.changes().size() == 1);
  CHECK(following.told.changes()[0].id == "doe-2019-b");
}

TEST_CASE("whoever is told of a change may change something") {
  const Press press;
  const auto keeper = press.keeper();
  REQUIRE(keeper->follow([&](const OutsideChange& change) {
    if (change.id == "doe-2019-a") {
      static_cast<void>(keeper->apply(Press::change("doe-2019-b", "In answer")));
    }
  }));
  write(press.file("doe-2019-a"), Press::text("doe-2019-a", "By hand"));
  CHECK(becomes(press, "doe-2019-b", "In answer"));
}

TEST_CASE("another program's build is waited for and tried again") {
  Press press;
  press.options.patience = std::chrono::milliseconds(20);
  const Following following(press);
  auto lock = std::make_unique<FileLock>(FileLock::acquire(press.index / "lock").value());
  write(press.file("doe-2019-a"), Press::text("doe-2019-a", "While another builds"));
  REQUIRE(eventually([&] { return !following.keeper->state().troubles.empty(); }));
  CHECK(following.keeper->state().troubles[0].error.code == ErrorCode::locked);
  lock.reset();
  REQUIRE(becomes(press, "doe-2019-a", "While another builds"));
  CHECK(eventually([&] { return following.keeper->state().troubles.empty(); }));
}

TEST_CASE("a corpus that vanishes takes nothing with it and is followed again when it returns") {
  const Press press;
  const Following following(press);
  fs::rename(press.corpus, press.folder / "away");
  REQUIRE(eventually([&] { return !following.keeper->state().troubles.empty(); }));
  CHECK(indexed_digests(press.index)->size() == 3);
  write(press.folder / "away" / "studies" / "doe-2019-a.md", Press::text("doe-2019-a", "Changed while away"));
  fs::rename(press.folder / "away", press.corpus);
  REQUIRE(becomes(press, "doe-2019-a", "Changed while away"));
  CHECK(eventually([&] { return following.keeper->state().troubles.empty(); }));
  write(press.file("doe-2019-b"), Press::text("doe-2019-b", "Followed again"));
  CHECK(becomes(press, "doe-2019-b", "Followed again"));
}

TEST_CASE("where folders cannot be watched they are looked through, and that is said once") {
  Press press;
  press.options.watch.most_folders = 1;
  std::atomic<int> said{0};
  press.options.say = [&](const std::string& line) { said += line.find("looks through them") == std::string::npos ? 0 : 1; };
  const Following following(press);
  write(press.file("doe-2019-a"), Press::text("doe-2019-a", "Seen without being told"));
  CHECK(becomes(press, "doe-2019-a", "Seen without being told"));
  fs::remove(press.file("doe-2019-b"));
  CHECK(becomes(press, "doe-2019-b", ""));
  CHECK(said == 1);
  REQUIRE(following.keeper->state().troubles.size() == 1);
  CHECK(following.keeper->state().troubles[0].error.hint.find("max_user_watches") != std::string::npos);
}

TEST_CASE("following ends at once, whatever it waits for") {
  Press press;
  press.options.patience = std::chrono::hours(1);
  const Following following(press);
  const auto lock = FileLock::acquire(press.index / "lock").value();
  write(press.file("doe-2019-a"), Press::text("doe-2019-a", "While another builds for an hour"));
  const auto begun = std::chrono::steady_clock::now();
  following.keeper->stop();
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(5));
}

TEST_CASE("a flood of events that the system does not keep is a look at everything") {
  const TempFolder folder;
  write(folder / "studies" / "a.md", "a");
  write(folder / "studies" / "b.md", "b");
  const auto watch = FolderWatch::open(folder.path()).value();
  for (int i = 0; i < 20'000; ++i) {  // two by turns: the system makes one of equal ones that follow each other
    ::chmod((folder / (i % 2 == 0 ? "studies/a.md" : "studies/b.md")).c_str(), 0644);
  }
  CHECK(watch->wait(std::chrono::seconds(5)).all);
  write(folder / "studies" / "c.md", "c");  // still watched
  CHECK(watch->wait(std::chrono::seconds(5)).files.contains(folder / "studies/c.md"));
}

TEST_CASE("half of a file is no change; a link is one at once") {
  const TempFolder folder;
  fs::create_directories(folder / "studies");
  const auto watch = FolderWatch::open(folder.path()).value();
  {
    std::ofstream file(folder / "studies/a.md");
    file << "half" << std::flush;
    CHECK(watch->wait(std::chrono::milliseconds(300)).empty());
  }
  CHECK(watch->wait(std::chrono::seconds(5)).files.contains(folder / "studies/a.md"));
  fs::create_symlink(folder / "studies/a.md", folder / "studies/b.md");
  CHECK(watch->wait(std::chrono::seconds(5)).files.contains(folder / "studies/b.md"));
  fs::create_hard_link(folder / "studies/a.md", folder / "studies/c.md");
  CHECK(watch->wait(std::chrono::seconds(5)).files.contains(folder / "studies/c.md"));
  watch->interrupt();
  CHECK(watch->wait(std::chrono::hours(1)).empty());
}
