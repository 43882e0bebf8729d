// SPDX-License-Identifier: GPL-3.0-or-later
#include <httplib.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "programs.h"
#include "support/sample_record.h"
#include "support/temp_folder.h"

using namespace whatworks::test;
namespace fs = std::filesystem;

namespace {

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

struct Workplace {
  TempFolder folder;
  fs::path corpus = folder / "corpus";

  Workplace() { write_sample_corpus(corpus); }

  [[nodiscard]] Outcome exported(const std::string& format, std::vector<std::string> more = {}, const RunOptions& options = {}) const {
    std::vector<std::string> arguments{"export", "--format", format, "--corpus", corpus.string(), "--schemas", schemas_folder()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return indexer(arguments, options);
  }
};

nlohmann::json get_json(const Server& server, const std::string& path) {
  httplib::Client client("127.0.0.1", server.port());
  const auto answer = client.Get(path);
  REQUIRE(answer);
  INFO(path << ": " << answer->body);
  REQUIRE(answer->status == 200);
  return nlohmann::json::parse(answer->body);
}

}  // namespace

TEST_CASE("export writes every format of the whole corpus to standard output, sorted by file") {
  const Workplace work;
  const std::map<std::string, std::string> starts{{"ris", "TY  - JOUR\r\nID  - doe-2015-lines\r\n"},
                                                  {"bibtex", "@article{doe2015lines,\n"},
                                                  {"csl-json", "[\n{\"id\":\"doe-2015-lines\""},
                                                  {"csv", "id,url,title,"},
                                                  {"csv-outcomes", "record,title,published,outcome,"},
                                                  {"json", "[\n{\"record\":{"},
                                                  {"jsonl", "{\"record\":{"}};
  for (const auto& [format, start] : starts) {
    const auto done = work.exported(format);
    INFO(format << ": " << done.out << done.err);
    CHECK(done.status == 0);
    CHECK(done.out.starts_with(start));
    CHECK(done.err == "3 records exported, 0 rejected\n");
  }
  CHECK(nlohmann::json::parse(work.exported("json").out).size() == 3);
  CHECK(nlohmann::json::parse(work.exported("csl-json").out).size() == 3);
}

TEST_CASE("export takes files and folders, each record once, and says nothing with --quiet") {
  const Workplace work;
  const auto one = (work.corpus / "studies" / "poe-2017-exit.md").string();
  CHECK(nlohmann::json::parse(work.exported("json", {one}).out).size() == 1);
  CHECK(nlohmann::json::parse(work.exported("json", {one, work.corpus.string(), one}).out).size() == 3);
  CHECK(work.exported("json", {one, "--quiet"}).err.empty());
}

TEST_CASE("the option --base-url stands before the records' addresses, and an address that is none is refused") {
  const Workplace work;
  CHECK(says(work.exported("ris", {"--base-url", "https://host.example/"}).out, "https://host.example/records/doe-2015-lines)"));
  CHECK_FALSE(says(work.exported("ris").out, "/records/"));
  for (const auto* bad : {"host.example", "javascript:alert(1)", "https://", "https:///x", "https://a b", "https://a\nER  - "}) {
    const auto done = work.exported("ris", {"--base-url", bad});
    CHECK(done.status == 2);
    CHECK(done.out.empty());
    CHECK(says(done.err, "--base-url"));
  }
}

TEST_CASE("the option --output writes a file that is there as a whole or not at all") {
  const Workplace work;
  const auto path = work.folder / "out.ris";
  const auto done = work.exported("ris", {"--output", path.string()});
  INFO(done.err);
  CHECK(done.status == 0);
  CHECK(done.out.empty());
  CHECK(read(path) == work.exported("ris").out);

  const auto before = read(path);
  const auto full = work.exported("csv", {"--output", path.string()}, {.input = {}, .largest_file = 100});
  CHECK(full.status == 3);
  CHECK(says(full.err, path.string()));
  CHECK(read(path) == before);
  CHECK(std::distance(fs::directory_iterator(work.folder.path()), fs::directory_iterator()) == 2);  // the corpus and the file

  CHECK(work.exported("ris", {"--output", (work.folder / "no-folder" / "out.ris").string()}).status == 3);
  CHECK(work.exported("ris", {"--output", work.corpus.string()}).status == 3);
}

TEST_CASE("a record with errors is left out of an export, pointed at, and ends it with status 1") {
  const Workplace work;
  write(work.corpus / "studies" / "doe-2020-bad.md", SampleRecord("doe-2020-bad").with("effect", "redces").text());
  const auto done = work.exported("json");
  CHECK(done.status == 1);
  CHECK(nlohmann::json::parse(done.out).size() == 3);
  CHECK(says(done.err, "doe-2020-bad.md:"));
  CHECK(says(done.err, "3 records exported, 1 rejected"));
  const auto missing = work.exported("json", {(work.folder / "nowhere.md").string()});
  CHECK(missing.status == 1);
  CHECK(missing.out == "[\n\n]\n");
  CHECK(says(missing.err, "nowhere.md"));
}

TEST_CASE("two files with one id are exported once, so that no list has a key twice") {
  const Workplace work;
  fs::create_directories(work.folder / "more");
  fs::copy_file(work.corpus / "studies" / "doe-2015-lines.md", work.folder / "more" / "doe-2015-lines.md");
  const auto done = work.exported("bibtex", {work.corpus.string(), (work.folder / "more").string()});
  CHECK(done.status == 1);
  CHECK(done.out.find("@article{doe2015lines,") == done.out.rfind("@article{doe2015lines,"));
  CHECK(says(done.err, "doe-2015-lines"));
}

TEST_CASE("export without a format, with another, or without a corpus says what is wrong") {
  const Workplace work;
  CHECK(indexer({"export"}).status == 2);
  const auto unknown = work.exported("endnote");
  CHECK(unknown.status == 2);
  CHECK(says(unknown.err, "csl-json"));  // one of those that there are
  CHECK(indexer({"export", "--format", "ris", "--schemas", schemas_folder(), "--corpus", (work.folder / "nowhere").string()}).status != 0);
  CHECK(says(indexer({"export", "--help"}).out, "Example:"));
}

TEST_CASE("the option --bom starts CSV so that Excel reads it as UTF-8") {
  const Workplace work;
  CHECK(work.exported("csv", {"--bom"}).out == "\xEF\xBB\xBF" + work.exported("csv").out);
}

TEST_CASE("an index built from the corpus as JSON Lines answers like one built from its files") {
  const TempFolder folder;
  const std::string corpus = WHATWORKS_SOURCE_DIR "/corpus";
  const auto lines = folder / "all.jsonl";
  REQUIRE(indexer({"export", "--format", "jsonl", "--corpus", corpus, "--schemas", schemas_folder(), "--output", lines.string()}).status == 0);
  const auto files = indexer({"build", "--corpus", corpus, "--schemas", schemas_folder(), "--index", (folder / "files").string()});
  const auto again = indexer({"build", "--jsonl", lines.string(), "--schemas", schemas_folder(), "--index", (folder / "lines").string()});
  INFO(files.out << again.out << again.err);
  REQUIRE(files.status == 0);
  REQUIRE(again.status == 0);
  CHECK(files.out == again.out);

  const Server from_files(folder / "files");
  const Server from_lines(folder / "lines");
  std::istringstream read_lines(read(lines));
  std::size_t records = 0;
  for (std::string line; std::getline(read_lines, line); ++records) {
    const auto path = "/api/v1/records/" + nlohmann::json::parse(line).at("record").at("id").get<std::string>();
    auto one = get_json(from_files, path);
    auto other = get_json(from_lines, path);
    one.erase("etag");  // the digest of a file is not that of a line
    other.erase("etag");
    CHECK(one == other);
  }
  CHECK(records >= 180);
}
