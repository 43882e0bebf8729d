// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute/corpus_keeper.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <thread>

#include "keeper_fixtures.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

bool is(const Status& status, ErrorCode code) { return !status && status.error().code == code; }

// No file may grow beyond this many bytes for as long as it lives, which a program meets as it meets a full disk.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("a new record becomes a file in the folder of its kind and can be found at once") {
  const Press press;
  const auto keeper = press.keeper();
  REQUIRE(keeper->apply(Press::change("roe-2020-ports", "Scanning containers")));
  CHECK(read(press.file("roe-2020-ports")) == Press::text("roe-2020-ports", "Scanning containers"));
  CHECK(press.indexed_title("roe-2020-ports") == "Scanning containers");
  const auto found = keeper->find("roe-2020-ports").value();
  REQUIRE(found);
  CHECK(found->path == "studies/roe-2020-ports.md");
  CHECK(found->text == read(press.file("roe-2020-ports")));
  CHECK_FALSE(keeper->find("roe-2020-port").value());
  CHECK_FALSE(keeper->find("../studies/doe-2019-a").value());
}

TEST_CASE("a change of a record keeps the place of its file, wherever somebody put it") {
  const Press press;
  const auto keeper = press.keeper();
  fs::create_directories(press.corpus / "studies" / "older");
  fs::rename(press.file("doe-2019-a"), press.corpus / "studies" / "older" / "doe-2019-a.md");
  REQUIRE(keeper->apply(Press::change("doe-2019-a", "A better title")));
  CHECK(read(press.corpus / "studies" / "older" / "doe-2019-a.md").find("A better title") != std::string::npos);
  CHECK_FALSE(fs::exists(press.file("doe-2019-a")));
  CHECK(press.indexed_title("doe-2019-a") == "A better title");
}

TEST_CASE("a record of another kind moves to that kind's folder in the same step") {
  const Press press;
  const auto keeper = press.keeper();
  CorpusChange change = Press::change("doe-2019-a", "What many studies say");
  change.kind = "review";
  change.text = SampleRecord("doe-2019-a").with("title", "What many studies say").with("kind", "review").text();
  REQUIRE(keeper->apply(change));
  CHECK_FALSE(fs::exists(press.file("doe-2019-a")));
  CHECK(fs::exists(press.corpus / "reviews" / "doe-2019-a.md"));
  CHECK(press.indexed_title("doe-2019-a") == "What many studies say");
  CHECK(indexed_digests(press.index)->size() == 3);
}

TEST_CASE("a record that goes leaves neither a file nor a document") {
  const Press press;
  const auto keeper = press.keeper();
  CorpusChange change = Press::change("doe-2019-a", "");
  change.text.reset();
  REQUIRE(keeper->apply(change));
  CHECK_FALSE(fs::exists(press.file("doe-2019-a")));
  CHECK(press.indexed_title("doe-2019-a").empty());
  CHECK(keeper->apply(change));  // told twice, as after a crash
}

TEST_CASE("a change that is asked for again finds that it is done") {
  const Press press;
  const auto keeper = press.keeper();
  const auto change = Press::change("doe-2019-a", "A better title");
  REQUIRE(keeper->apply(change));
  const auto contents = press.contents();
  CHECK(keeper->apply(change));
  CHECK(press.contents() == contents);
}

TEST_CASE("a change that was made from another version is refused") {
  const Press press;
  const auto keeper = press.keeper();
  auto change = Press::change("doe-2019-a", "A better title");
  change.replaces = sha256(read(press.file("doe-2019-a")));
  REQUIRE(keeper->apply(change));
  CHECK(keeper->apply(change));  // the file is already as it is to be
  auto other = Press::change("doe-2019-a", "From an old copy");
  other.replaces = change.replaces;
  CHECK(is(keeper->apply(other), ErrorCode::conflict));
  auto added = Press::change("doe-2019-b", "Thought to be new");
  added.replaces = "";
  CHECK(is(keeper->apply(added), ErrorCode::conflict));
  auto gone = Press::change("roe-2020-ports", "Thought to be there");
  gone.replaces = change.replaces;
  CHECK(is(keeper->apply(gone), ErrorCode::conflict));
  CHECK(press.indexed_title("doe-2019-a") == "A better title");
  CHECK(press.indexed_title("doe-2019-b") == "Closing drug phone lines");
}

TEST_CASE("what cannot be a record is refused before anything is touched") {
  const Press press;
  const auto keeper = press.keeper();
  const auto contents = press.contents();
  for (const auto* id : {"../outside", "/etc/passwd", "studies/x", "", ".hidden", "Upper-Case", "a..b", "a\nb"}) {
    CHECK(is(keeper->apply(Press::change(id, "A title")), ErrorCode::bad_input));
  }
  auto nul = Press::change("doe-2019-a", "A title");
  nul.id = std::string("a\0b", 3);
  CHECK(is(keeper->apply(nul), ErrorCode::bad_input));
  auto other_id = Press::change("doe-2019-a", "A title");
  other_id.id = "doe-2019-b";
  CHECK(is(keeper->apply(other_id), ErrorCode::bad_input));
  auto other_kind = Press::change("doe-2019-a", "A title");
  other_kind.kind = "../../review";
  CHECK(is(keeper->apply(other_kind), ErrorCode::bad_input));
  auto broken = Press::change("doe-2019-a", "A title");
  broken.text = SampleRecord("doe-2019-a").with("effect", "wonderful").text();
  const auto status = keeper->apply(broken);
  REQUIRE(is(status, ErrorCode::bad_input));
  CHECK(status.error().message.find("wonderful") != std::string::npos);
  CHECK(press.contents() == contents);
}

TEST_CASE("an id that two files have is settled by nobody but their owners") {
  const Press press;
  const auto keeper = press.keeper();
  write(press.corpus / "reviews" / "doe-2019-a.md", Press::text("doe-2019-a", "The other one"));
  const auto contents = press.contents();
  CHECK(is(keeper->apply(Press::change("doe-2019-a", "A third one")), ErrorCode::conflict));
  CHECK_FALSE(keeper->find("doe-2019-a"));
  CHECK(press.contents() == contents);
  CHECK(press.indexed_title("doe-2019-a") == "Closing drug phone lines");
}

TEST_CASE("the server writes through no link, neither of a file nor of a folder") {
  const Press press;
  const auto keeper = press.keeper();
  write(press.folder / "outside" / "mine.md", "mine");
  fs::create_symlink(press.folder / "outside" / "mine.md", press.file("doe-2020-link"));
  CHECK(is(keeper->apply(Press::change("doe-2020-link", "Through a link")), ErrorCode::conflict));
  CHECK(read(press.folder / "outside" / "mine.md") == "mine");
  fs::create_directory_symlink(press.folder / "outside", press.corpus / "reviews");
  auto review = Press::change("roe-2020-review", "Through a folder");
  review.kind = "review";
  review.text = SampleRecord("roe-2020-review").with("kind", "review").text();
  CHECK(is(keeper->apply(review), ErrorCode::conflict));
  CHECK_FALSE(fs::exists(press.folder / "outside" / "roe-2020-review.md"));
}

TEST_CASE("a step that fails leaves file and index as they were") {
  const auto step = GENERATE(CorpusStep::write_file, CorpusStep::update_index);
  const auto which = GENERATE(0, 1, 2, 3);
  Press press;
  press.options.fault = [step](CorpusStep at) -> Status { return at == step ? Status(failure(ErrorCode::no_space, "the disk is full")) : Status(); };
  const auto keeper = press.keeper();
  const auto contents = press.contents();
  auto change = which == 0 ? Press::change("roe-2020-ports", "A new record") : Press::change("doe-2019-a", "A changed record");
  if (which == 2) {
    change.text.reset();
  } else if (which == 3) {
    change.kind = "review";
    change.text = SampleRecord("doe-2019-a").with("kind", "review").text();
  }
  CHECK(is(keeper->apply(change), ErrorCode::no_space));
  CHECK(press.contents() == contents);
  CHECK_FALSE(fs::exists(press.corpus / "reviews"));
  CHECK(press.indexed_title("doe-2019-a") == "Closing drug phone lines");
  CHECK(press.indexed_title("roe-2020-ports").empty());
  CHECK(keeper->catch_up()->written == false);
}

TEST_CASE("a full disk at publication leaves file and index as they were, wherever it strikes") {
  Press press;
  const auto keeper = press.keeper();
  const auto contents = press.contents();
  // From too small for the file, over large enough for the file alone, to enough for all.
  bool published = false;
  for (rlim_t limit = 512; limit <= 4 << 20 && !published; limit *= 2) {
    CAPTURE(limit);
    const auto status = [&] {
      const FullDisk full(limit);
      return keeper->apply(Press::change("doe-2019-a", "A better title"));
    }();
    published = status.has_value();
    if (!published) {
      CHECK(status.error().code == ErrorCode::no_space);
      CHECK(press.contents() == contents);
      CHECK(press.indexed_title("doe-2019-a") == "Closing drug phone lines");
    }
  }
  CHECK(published);
  CHECK(press.indexed_title("doe-2019-a") == "A better title");
}

TEST_CASE("a folder in the place of a file is told of") {
  const Press press;
  const auto keeper = press.keeper();
  fs::create_directories(press.file("roe-2020-ports"));
  CHECK(is(keeper->apply(Press::change("roe-2020-ports", "A new record")), ErrorCode::unreadable));
  write(press.corpus / "reviews", "a file where a folder is to be");
  auto review = Press::change("roe-2020-review", "A review");
  review.kind = "review";
  review.text = SampleRecord("roe-2020-review").with("kind", "review").text();
  CHECK(is(keeper->apply(review), ErrorCode::unreadable));
  CHECK(indexed_digests(press.index)->size() == 3);
}

TEST_CASE("another build is waited for, and not for ever") {
  Press press;
  press.options.patience = std::chrono::milliseconds(50);
  const auto contents = press.contents();
  auto lock = std::make_unique<FileLock>(FileLock::acquire(press.index / "lock").value());
  CHECK(is(press.keeper()->apply(Press::change("doe-2019-a", "A better title")), ErrorCode::locked));
  CHECK(press.contents() == contents);
  press.options.patience = std::chrono::seconds(20);
  const auto keeper = press.keeper();
  Status status;
  std::thread publishing([&] { status = keeper->apply(Press::change("doe-2019-a", "A better title")); });
  CHECK(eventually([&] { return press.contents() != contents; }));
  lock.reset();
  publishing.join();
  CHECK(status);
  CHECK(press.indexed_title("doe-2019-a") == "A better title");
}

TEST_CASE("a damaged index is told of, and the file stays as it was") {
  const Press press;
  const auto keeper = press.keeper();
  const auto contents = press.contents();
  write(press.index / "current", "{");
  CHECK(is(keeper->apply(Press::change("doe-2019-a", "A better title")), ErrorCode::index_corrupt));
  CHECK(press.contents() == contents);
  CHECK_FALSE(keeper->catch_up());
  REQUIRE(keeper->state().troubles.size() == 1);
  CHECK(keeper->state().troubles[0].error.code == ErrorCode::index_corrupt);
}

TEST_CASE("a server that is killed between file and index is made good by its successor") {
  const auto step = GENERATE(CorpusStep::write_file, CorpusStep::update_index, CorpusStep::commit);
  Press press;
  const auto child = ::fork();
  if (child == 0) {
    press.options.fault = [step](CorpusStep at) -> Status {
      if (at == step) {
        ::kill(::getpid(), SIGKILL);
      }
      return {};
    };
    static_cast<void>(press.keeper()->apply(Press::change("doe-2019-a", "A better title")));
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
  const auto keeper = press.keeper();
  REQUIRE(keeper->catch_up());
  const bool written = step != CorpusStep::write_file;
  CHECK(press.indexed_title("doe-2019-a") == (written ? "A better title" : "Closing drug phone lines"));
  CHECK(read(press.file("doe-2019-a")).find(press.indexed_title("doe-2019-a")) != std::string::npos);
  CHECK(press.contents().find(".old-") == std::string::npos);  // nothing is left lying about
  CHECK(keeper->apply(Press::change("doe-2019-a", "A better title")));
  CHECK(press.indexed_title("doe-2019-a") == "A better title");
}

TEST_CASE("two that publish at once both succeed, and the last one counts") {
  const Press press;
  const auto keeper = press.keeper();
  constexpr int kEach = 5;
  std::atomic<int> failed{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 2; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < kEach; ++i) {
        const auto own = "roe-2020-" + std::to_string(thread) + "-" + std::to_string(i);
        failed += keeper->apply(Press::change(own, "Of one alone")) ? 0 : 1;
        failed += keeper->apply(Press::change("doe-2019-a", "Title " + std::to_string(thread))) ? 0 : 1;
      }
    });
  }
  for (auto& thread : threads) {
    thread.join();
  }
  CHECK(failed == 0);
  CHECK(indexed_digests(press.index)->size() == 3 + 2 * kEach);
  CHECK(read(press.file("doe-2019-a")).find("title: " + press.indexed_title("doe-2019-a")) != std::string::npos);
  CHECK_FALSE(keeper->catch_up()->written);
}

TEST_CASE("catching up takes in what came, changed and went while no server ran") {
  const Press press;
  write(press.file("roe-2020-ports"), Press::text("roe-2020-ports", "A new record"));
  write(press.file("doe-2019-a"), Press::text("doe-2019-a", "A better title"));
  fs::remove(press.file("doe-2019-b"));
  const auto keeper = press.keeper();
  const auto report = keeper->catch_up().value();
  CHECK(report.added == 1);
  CHECK(report.changed == 1);
  CHECK(report.removed == 1);
  CHECK(press.indexed_title("roe-2020-ports") == "A new record");
  CHECK(press.indexed_title("doe-2019-a") == "A better title");
  CHECK(press.indexed_title("doe-2019-b").empty());
  CHECK(keeper->state().looked);
}

TEST_CASE("a file that was moved is the same record") {
  const Press press;
  fs::create_directories(press.corpus / "reviews");
  fs::rename(press.file("doe-2019-a"), press.corpus / "reviews" / "doe-2019-a.md");
  const auto keeper = press.keeper();
  CHECK_FALSE(keeper->catch_up()->written);
  CHECK(press.indexed_title("doe-2019-a") == "Closing drug phone lines");
}

TEST_CASE("an index of which most records have no file is not emptied") {
  const Press press;
  TempFolder other;
  write(other / "studies" / "new-2020-x.md", Press::text("new-2020-x", "Of another folder"));
  CorpusKeeperOptions options;
  options.corpus = other.path();
  options.index = press.index;
  const auto keeper = CorpusKeeper::open(schemas(), options).value();
  REQUIRE(keeper->catch_up());
  CHECK(indexed_digests(press.index)->size() == 4);  // what is new comes in, nothing goes
  const auto troubles = keeper->state().troubles;
  REQUIRE(troubles.size() == 1);
  CHECK(troubles[0].error.message.find("3 of the 3 records") != std::string::npos);
  CHECK(troubles[0].error.hint.find("whatworks-indexer build --corpus " + other.path().string()) != std::string::npos);
  SECTION("also where its schemas would have it built anew") {
    auto manifest = read(press.index / "current");
    manifest.replace(manifest.find(schemas().digest()), 8, "00000000");
    write(press.index / "current", manifest);
    CHECK_FALSE(keeper->catch_up());
    CHECK(indexed_digests(press.index)->size() == 4);
    CHECK_FALSE(keeper->apply({"new-2020-y", "study", Press::text("new-2020-y", "Another"), "Publish", "Ann", {}, {}}));
    CHECK_FALSE(fs::exists(other / "studies" / "new-2020-y.md"));
  }
  SECTION("the trouble ends when the files are there again") {
    for (const auto* id : {"doe-2019-a", "doe-2019-b", "doe-2019-c"}) {
      fs::copy_file(press.file(id), other / "studies" / (std::string(id) + ".md"));
    }
    CHECK(keeper->catch_up());
    CHECK(keeper->state().troubles.empty());
  }
}

TEST_CASE("where there is no index yet, the first look makes it") {
  const Press press;
  fs::remove_all(press.index);
  const auto keeper = press.keeper();
  REQUIRE(keeper->catch_up());
  CHECK(indexed_digests(press.index)->size() == 3);
}

TEST_CASE("a folder that is not there is a trouble, and takes nothing out of the index") {
  const Press press;
  const auto keeper = press.keeper();
  fs::rename(press.corpus, press.folder / "away");
  CHECK_FALSE(keeper->catch_up());
  CHECK(is(keeper->apply(Press::change("doe-2019-a", "A better title")), ErrorCode::unreadable));
  CHECK_FALSE(fs::exists(press.corpus));
  CHECK(indexed_digests(press.index)->size() == 3);
  REQUIRE(keeper->state().troubles.size() == 1);
  CHECK(keeper->state().troubles[0].error.message.find(press.corpus.string()) != std::string::npos);
  fs::rename(press.folder / "away", press.corpus);
  CHECK(keeper->catch_up());
  CHECK(keeper->state().troubles.empty());
}

TEST_CASE("a file that cannot be used is told of, and mended or deleted it is forgotten") {
  const Press press;
  const auto keeper = press.keeper();
  write(press.file("doe-2019-a"), SampleRecord("doe-2019-a").with("effect", "wonderful").text());
  write(press.file("new-2020-x"), "no front matter\n");
  write(press.file("roe-2020-secret"),
        SampleRecord("roe-2020-secret").with("circulation", "restricted").with("groups", "[north]").with("effect", "bad").text());
  REQUIRE(keeper->catch_up());
  auto broken = keeper->broken();
  REQUIRE(broken.size() == 3);
  CHECK(broken[0].path == "studies/doe-2019-a.md");
  CHECK(broken[0].last_good_version);
  CHECK_FALSE(broken[0].restricted);
  CHECK(broken[0].problems.front().file == "studies/doe-2019-a.md");
  CHECK(broken[0].source.find("wonderful") != std::string::npos);
  CHECK_FALSE(broken[1].last_good_version);
  CHECK(broken[1].restricted);  // nobody knows what it was to be
  CHECK(broken[2].restricted);
  CHECK(press.indexed_title("doe-2019-a") == "Closing drug phone lines");
  const auto since = broken[0].since;
  REQUIRE(keeper->catch_up());
  CHECK(keeper->broken().front().since == since);

  fs::remove(press.file("new-2020-x"));
  fs::remove(press.file("roe-2020-secret"));
  REQUIRE(keeper->catch_up());
  CHECK(keeper->broken().size() == 1);
  REQUIRE(keeper->apply(Press::change("doe-2019-a", "Mended")));
  CHECK(keeper->broken().empty());
}

TEST_CASE("files that share an id are told of, and the last good version stays") {
  const Press press;
  const auto keeper = press.keeper();
  write(press.corpus / "reviews" / "doe-2019-a.md", Press::text("doe-2019-a", "The other one"));
  REQUIRE(keeper->catch_up());
  REQUIRE(keeper->broken().size() == 2);
  CHECK(keeper->broken()[0].path == "reviews/doe-2019-a.md");
  CHECK(keeper->broken()[0].problems.front().rule == "duplicate-id");
  CHECK(press.indexed_title("doe-2019-a") == "Closing drug phone lines");
  fs::remove(press.file("doe-2019-a"));
  REQUIRE(keeper->catch_up());
  CHECK(keeper->broken().empty());
  CHECK(press.indexed_title("doe-2019-a") == "The other one");
}

TEST_CASE("an index that is no folder cannot be published into") {
  const Press press;
  write(press.folder / "stub", "remote");
  CorpusKeeperOptions options;
  options.corpus = press.corpus;
  options.index = press.folder / "stub";
  const auto keeper = CorpusKeeper::open(schemas(), options);
  REQUIRE_FALSE(keeper);
  CHECK(keeper.error().code == ErrorCode::bad_usage);
}
