// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <catch2/catch.hpp>

#include "programs.h"
#include "support/temp_folder.h"

using namespace whatworks::test;
namespace fs = std::filesystem;

namespace {

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

struct Workplace {
  TempFolder folder;
  fs::path corpus = folder / "corpus";
  fs::path drafts = folder / "drafts";
  fs::path library = folder / "library.txt";

  Workplace() { write_sample_corpus(corpus); }

  [[nodiscard]] Outcome imported(const std::string& text, std::vector<std::string> more = {}, const RunOptions& options = {}) const {
    write(library, text);
    std::vector<std::string> arguments{"import", "--into", drafts.string(), "--corpus", corpus.string(), "--schemas", schemas_folder(), library.string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return indexer(arguments, options);
  }
};

const std::string kTwo =
    "TY  - JOUR\r\nAU  - Doe, Jane\r\nTI  - Counting closed lines\r\nPY  - 2019\r\nSN  - 1234\r\nER  - \r\n\r\n"
    "TY  - RPRT\r\nAU  - Home Office\r\nTI  - A systematic review of lines\r\nPY  - 2020\r\nER  - \r\n";

}  // namespace

TEST_CASE("import writes a draft per reference, says which, and what had no place") {
  const Workplace work;
  const auto done = work.imported(kTwo);
  INFO(done.out << done.err);
  CHECK(done.status == 0);
  CHECK(done.out ==
        (work.drafts / "doe-2019-counting-closed-lines.md").string() + '\n' + (work.drafts / "home-office-2020-systematic-review-lines.md").string() + '\n');
  CHECK(says(done.err, work.library.string() + ":1: doe-2019-counting-closed-lines: not mapped:\n  SN: 1234\n"));
  CHECK(says(done.err, "2 references in RIS: 2 drafts written to "));
  CHECK(says(read(work.drafts / "home-office-2020-systematic-review-lines.md"), "\nkind: review\n"));

  // All that check finds in them is what is to be filled in.
  const auto checked = indexer({"check", "--schemas", schemas_folder(), "--format", "json", work.drafts.string()});
  CHECK(checked.status == 1);
  for (const auto* gap : {"\"/summary\"", "\"/priorities/0\"", "\"/countries/0\"", "\"/design\"", "\"/effect\"", "\"/strength\""}) {
    CHECK(says(checked.out, gap));
  }
  CHECK_FALSE(says(checked.out, "\"/published\""));
}

TEST_CASE("importing the same file again writes nothing, and with --all beside, never over a file") {
  const Workplace work;
  REQUIRE(work.imported(kTwo).status == 0);
  const auto path = work.drafts / "doe-2019-counting-closed-lines.md";
  auto text = read(path);
  text.replace(text.find("summary: FILL IN"), 16, "summary: My work");
  write(path, text);
  const auto again = work.imported(kTwo);
  INFO(again.err);
  CHECK(again.status == 0);
  CHECK(again.out.empty());
  CHECK(says(again.err, "Counting closed lines: the same title and year as " + path.string() + "; not written"));
  CHECK(says(again.err, "2 duplicates, 0 rejected"));
  const auto all = work.imported(kTwo, {"--all", "--quiet"});
  CHECK(all.status == 0);
  CHECK(all.err.empty());
  CHECK(says(all.out, "doe-2019-counting-closed-lines-2.md"));
  CHECK(read(path) == text);
}

TEST_CASE("what is rejected is told with its line and makes the status 1, and the rest is written") {
  const Workplace work;
  const auto done = work.imported("@article{a, title={Open\n@article{b, title={Good}, author={Doe, J.}, year=2001}\n");
  INFO(done.err);
  CHECK(done.status == 1);
  CHECK(says(done.out, "doe-2001-good.md"));
  CHECK(says(done.err, work.library.string() + ":1:1: error: @article{a is not closed"));
  for (const std::string& bad : {std::string("PK\x03\x04"), std::string("%PDF-1.7"), std::string("<html></html>"), std::string()}) {
    const auto refused = work.imported(bad);
    CHECK(refused.status == 1);
    CHECK(refused.out.empty());
    CHECK(says(refused.err, work.library.string()));
  }
  CHECK(indexer({"import", (work.folder / "missing.ris").string(), "--schemas", schemas_folder()}).status != 0);
  CHECK(indexer({"import"}).status == 2);
}

TEST_CASE("a full disk ends an import with status 3 and leaves no half draft") {
  const Workplace work;
  const auto done = work.imported(kTwo, {}, {.input = {}, .largest_file = 1000});
  CHECK(done.status == 3);
  CHECK(done.out.empty());
  CHECK((!fs::exists(work.drafts) || fs::is_empty(work.drafts)));
}

TEST_CASE("references exported from a corpus are all told as duplicates of it") {
  const Workplace work;
  for (const auto* format : {"ris", "bibtex", "csl-json"}) {
    const auto exported = indexer({"export", "--format", format, "--corpus", work.corpus.string(), "--schemas", schemas_folder()});
    const auto done = work.imported(exported.out);
    INFO(done.err);
    CHECK(done.status == 0);
    CHECK(says(done.err, "3 references"));
    CHECK(done.out.empty());
  }
}
