// SPDX-License-Identifier: GPL-3.0-or-later
#include <CLI/CLI.hpp>
#include <iostream>
#include <map>

#include "core/error.h"
#include "relevance/relevance_command.h"

namespace {

using namespace whatworks;
using namespace whatworks::bench;

void add_relevance(CLI::App& app, RelevanceCommand& command) {
  auto* relevance = app.add_subcommand("relevance", "Measure the ranking on test collections, beside SQLite FTS5 and plain Xapian");
  relevance->add_option("DIR", command.collections, "Folders with docs.jsonl, queries.tsv and qrels.txt")->required();
  relevance->add_option("--format", command.format, "text or json")->check(CLI::IsMember({"text", "json"}))->capture_default_str();
  relevance->add_flag("--per-query", command.per_query, "The figures of every query too");
  relevance->add_option("--run", command.runs, "Folder for the run files of trec_eval, one a system");
  relevance->add_option("--reference", command.reference, "Table of figures measured elsewhere, such as tests/relevance/reference.tsv");
  relevance->add_option("--keep", command.keep, "Folder for records and indexes that stay");
  relevance->add_option("--empty-title", command.empty_title, "What titles a document without title: its first sentence, or nothing")
      ->transform(CLI::CheckedTransformer(std::map<std::string, EmptyTitle>{{"sentence", EmptyTitle::sentence}, {"nothing", EmptyTitle::nothing}}));
  relevance->footer("Example: script/bench relevance --per-query collections/cranfield collections/med");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("script/bench: measures how well and how fast the product searches, beside other engines. docs/benchmarks.md tells how to read it.",
               "script/bench");
  app.require_subcommand(1);
  app.footer("Exit status: 0 measured; 1 a collection is wrong; 2 wrong use; 3 something failed on the way.");
  RelevanceCommand relevance;
  add_relevance(app, relevance);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : exit_status(ErrorCode::bad_usage);
  }
  return run_relevance(relevance, std::cout, std::cerr);
}
