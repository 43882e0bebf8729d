// SPDX-License-Identifier: GPL-3.0-or-later
#include "relevance/collection.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/text.h"
#include "relevance/record_lines.h"
#include "support/temp_folder.h"

using namespace whatworks;
using namespace whatworks::bench;
using whatworks::test::TempFolder;

namespace {

void write_collection(const TempFolder& folder, const std::string& docs, const std::string& queries, const std::string& qrels) {
  test::write(folder / "docs.jsonl", docs);
  test::write(folder / "queries.tsv", queries);
  test::write(folder / "qrels.txt", qrels);
}

std::string problem_of(const std::string& docs, const std::string& queries, const std::string& qrels) {
  const TempFolder folder;
  write_collection(folder, docs, queries, qrels);
  const auto collection = load_collection(folder.path());
  return collection ? "" : collection.error().message;
}

constexpr auto kDocs = R"({"id": "1", "title": "One", "text": "Words."})";
constexpr auto kQueries = "q1\tone thing\n";
constexpr auto kQrels = "q1 0 1 2\n";

// The lines of records that a collection of one document becomes.
nlohmann::json record_of(const std::string& title, const std::string& text, EmptyTitle empty_title = EmptyTitle::sentence) {
  Collection collection;
  collection.documents.push_back({"1", title, text});
  std::ostringstream out;
  write_record_lines(collection, empty_title, out);
  return nlohmann::json::parse(out.str());
}

std::string title_of(const nlohmann::json& line) { return line.at("record").at("title").get<std::string>(); }
std::string body_of(const nlohmann::json& line) { return line.at("body").get<std::string>(); }

}  // namespace

TEST_CASE("a collection is read from its three files") {
  const TempFolder folder;
  write_collection(folder, std::string(kDocs) + "\n\n" + R"({"id": "MED-2", "title": null, "text": "More."})", kQueries, "q1\t0\tMED-2\t0\nq1 0 1 2\n");
  const auto collection = load_collection(folder.path());
  REQUIRE(collection);
  CHECK(collection->name == folder.path().filename().string());
  REQUIRE(collection->documents.size() == 2);
  CHECK(collection->documents[1].title.empty());
  CHECK(collection->queries.front().text == "one thing");
  CHECK(collection->judgements.at("q1").at("1") == 2);
}

TEST_CASE("what is wrong in a collection is told with file and line") {
  CHECK_THAT(problem_of(std::string(kDocs) + "\n{", kQueries, kQrels), Catch::Contains("docs.jsonl:2: ") && Catch::Contains("no JSON object"));
  CHECK_THAT(problem_of(std::string(kDocs) + "\n" + kDocs, kQueries, kQrels), Catch::Contains("docs.jsonl:2: ") && Catch::Contains("earlier line"));
  CHECK_THAT(problem_of(R"({"id": 7, "text": "x"})", kQueries, kQrels), Catch::Contains("docs.jsonl:1: "));
  CHECK_THAT(problem_of("{\"id\": \"1\", \"text\": \"\xff\"}", kQueries, kQrels), Catch::Contains("docs.jsonl:1: ") && Catch::Contains("UTF-8"));
  CHECK_THAT(problem_of(kDocs, "q1 one thing\n", kQrels), Catch::Contains("queries.tsv:1: "));
  CHECK_THAT(problem_of(kDocs, kQueries, "q1 0 1 2\nq1 0 1\n"), Catch::Contains("qrels.txt:2: "));
  CHECK_THAT(problem_of(kDocs, kQueries, "q1 0 1 high\n"), Catch::Contains("qrels.txt:1: ") && Catch::Contains("\"high\""));
  CHECK_THAT(problem_of("", kQueries, kQrels), Catch::Contains("no documents"));
  const auto missing = load_collection("no-such-folder");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ErrorCode::not_found);
}

TEST_CASE("a document's text becomes a record's, with nothing in it that Markdown would obey") {
  const auto line = record_of("Signs", "# <b>none</b> of\n\n*them* & 1. more");
  CHECK(title_of(line) == "Signs");
  CHECK_THAT(body_of(line), Catch::StartsWith("## What was done\n\n\\# \\<b\\>none\\<\\/b\\> of  \\*them\\* \\& 1\\. more\n"));
}

TEST_CASE("a title that is too long goes on in the text, so that no word is lost") {
  std::string title = "word";
  for (int i = 0; i < 50; ++i) {
    title += " more";
  }
  const auto line = record_of(title + " last", "Text.");
  CHECK(title_of(line).size() <= 160);
  CHECK_THAT(body_of(line), Catch::Contains(" last Text"));
}

TEST_CASE("a document without a title takes its first sentence, or none") {
  CHECK(title_of(record_of(" ", "Lanterns were counted. Twice.")) == "Lanterns were counted");
  CHECK(title_of(record_of("", "Lanterns were counted. Twice.", EmptyTitle::nothing)) == "…");
  CHECK_FALSE(title_of(record_of("", "")).empty());
}

TEST_CASE("any id becomes an id of a record, each its own") {
  Collection collection;
  for (const auto* id : {"MED-1", "med-1", "document-2", "£", "%%"}) {
    collection.documents.push_back({id, "Title", "Text."});
  }
  std::ostringstream out;
  const auto lines = write_record_lines(collection, EmptyTitle::sentence, out);
  REQUIRE(lines.document_of.size() == 5);
  for (const auto& [id, document] : lines.document_of) {
    CHECK(is_slug(id));
  }
  CHECK(lines.document_of.at("med-1") == "MED-1");
}
