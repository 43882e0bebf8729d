// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "core/files.h"
#include "programs.h"
#include "support/sample_record.h"
#include "support/temp_folder.h"

using namespace whatworks::test;
using whatworks::FileLock;
namespace fs = std::filesystem;

namespace {

struct Workplace {
  TempFolder folder;
  fs::path corpus = folder / "corpus";
  fs::path index = folder / "index";

  [[nodiscard]] Outcome build(std::vector<std::string> more = {}, const RunOptions& options = {}) const {
    std::vector<std::string> arguments{"build", "--corpus", corpus.string(), "--schemas", schemas_folder(), "--index", index.string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return indexer(arguments, options);
  }
  [[nodiscard]] Outcome check(std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"check", "--schemas", schemas_folder(), corpus.string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return indexer(arguments);
  }
};

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("build prints what it did, and the second time that there was nothing to do") {
  const Workplace work;
  write_sample_corpus(work.corpus);
  const auto first = work.build();
  INFO(first.err);
  CHECK(first.status == 0);
  CHECK(first.out == "added 3, changed 0, removed 0, unchanged 0, rejected 0\n");
  const auto second = work.build();
  CHECK(second.out == "added 0, changed 0, removed 0, unchanged 3, rejected 0\n");
  CHECK(says(second.err, "nothing to write"));
}

TEST_CASE("a rejected record is pointed at by file, line and column, and ends with status 1") {
  const Workplace work;
  write_sample_corpus(work.corpus);
  write(work.corpus / "studies" / "doe-2020-bad.md", SampleRecord("doe-2020-bad").with("effect", "redces").text());
  const auto built = work.build();
  CHECK(built.status == 1);
  CHECK(says(built.out, "rejected 1"));
  CHECK(says(built.err, "doe-2020-bad.md:"));
  CHECK(says(built.err, "reduces"));  // the hint
}

TEST_CASE("a lock held by another build, a full disk and a missing folder each have their own message and status 3") {
  const Workplace work;
  write_sample_corpus(work.corpus);
  REQUIRE(work.build().status == 0);

  SECTION("lock") {
    const auto lock = FileLock::acquire(work.index / "lock");
    REQUIRE(lock);
    const auto built = work.build();
    CHECK(built.status == 3);
    CHECK(says(built.err, "another build is writing"));
  }
  SECTION("full disk") {
    const auto before = read(work.index / "current");
    const auto built = work.build({"--full"}, {.input = {}, .largest_file = 10'000});
    CHECK(built.status == 3);
    CHECK(says(built.err, "no room"));
    CHECK(read(work.index / "current") == before);
    CHECK(work.build({"--full"}).status == 0);
  }
  SECTION("missing corpus") {
    fs::remove_all(work.corpus);
    const auto built = work.build();
    CHECK(built.status == 3);
    CHECK(says(built.err, work.corpus.string()));
  }
  SECTION("missing schemas") {
    const auto built = indexer({"build", "--corpus", work.corpus.string(), "--schemas", (work.folder / "nowhere").string(), "--index", work.index.string()});
    CHECK(built.status == 3);
    CHECK(says(built.err, "nowhere"));
  }
}

TEST_CASE("wrong use ends with status 2, help and version with 0") {
  CHECK(indexer({}).status == 2);
  CHECK(indexer({"bild"}).status == 2);
  CHECK(indexer({"build", "--shards", "none"}).status == 2);
  CHECK(indexer({"--help"}).status == 0);
  CHECK(indexer({"build", "--help"}).status == 0);
  CHECK(says(indexer({"build", "--help"}).out, "Example:"));
  CHECK(says(indexer({"--version"}).out, "0."));
}

TEST_CASE("check gives problems to standard output, as text and as JSON") {
  const Workplace work;
  write_sample_corpus(work.corpus);
  CHECK(work.check().status == 0);
  write(work.corpus / "studies" / "doe-2020-bad.md", SampleRecord("doe-2020-bad").with("priorities", "[cyber]").with("colour", "red").text());
  const auto text = work.check();
  CHECK(text.status == 1);
  CHECK(says(text.out, "doe-2020-bad.md:"));
  CHECK(says(text.out, "error: "));
  const auto json = work.check({"--format", "json"});
  CHECK(json.status == 1);
  const auto parsed = nlohmann::json::parse(json.out);
  CHECK(parsed.at("errors") == 2);
  for (const auto& problem : parsed.at("problems")) {
    CHECK(problem.at("line").get<int>() > 1);
    CHECK_FALSE(problem.at("message").get<std::string>().empty());
  }
}

TEST_CASE("new writes a record to fill in, which check then names, and never writes over one") {
  const Workplace work;
  fs::create_directories(work.corpus);
  const std::vector<std::string> command{"new", "study", "doe-2021-fresh", "--into", work.corpus.string(), "--schemas", schemas_folder()};
  const auto made = indexer(command);
  INFO(made.err);
  CHECK(made.status == 0);
  const auto path = work.corpus / "studies" / "doe-2021-fresh.md";
  REQUIRE(fs::exists(path));
  CHECK(work.check().status == 1);
  const auto before = read(path);
  CHECK(indexer(command).status != 0);
  CHECK(read(path) == before);
  CHECK(indexer({"new", "poem", "doe-2021-x", "--into", work.corpus.string(), "--schemas", schemas_folder()}).status == 2);
}

TEST_CASE("an unreadable folder, a loop of links and a huge file end in messages, not in a hang") {
  const Workplace work;
  write_sample_corpus(work.corpus);
  fs::create_directory_symlink(work.corpus, work.corpus / "loop");
  fs::create_symlink("self.md", work.corpus / "studies" / "self.md");
  write(work.corpus / "studies" / "doe-2022-huge.md", std::string(50 << 20, 'x'));
  const auto built = work.build();
  CHECK(built.status == 1);
  CHECK(says(built.out, "added 3"));
  CHECK(says(built.out, "rejected 2"));
  CHECK(says(built.err, "self.md"));
  CHECK(says(built.err, "doe-2022-huge.md"));
}

TEST_CASE("records can be loaded from lines on standard input") {
  const Workplace work;
  fs::create_directories(work.corpus);
  const auto built = work.build({"--jsonl", "-"}, {.input = "{\"record\": {\"id\": \"doe-2019-a\"}, \"body\": \"\"}\n", .largest_file = {}});
  CHECK(built.status == 1);
  CHECK(says(built.err, "standard input:1:"));
}
