// SPDX-License-Identifier: GPL-3.0-or-later
#include <CLI/CLI.hpp>
#include <iostream>
#include <map>
#include <set>
#include <string>

#include "bench/coding.h"
#include "bench/fanout.h"
#include "bench/queries.h"
#include "bench/scaling.h"
#include "bench/search_bench.h"
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

std::set<std::string> operation_names() {
  std::set<std::string> names;
  for (const auto operation : kOperations) {
    names.emplace(operation_name(operation));
  }
  return names;
}

void add_search(CLI::App& app, SearchBench& bench) {
  auto* search = app.add_subcommand("search", "Measure speed, size and memory on made-up records, beside plain Xapian and SQLite FTS5");
  search->add_option("--records", bench.records, "How many; up to 100,000 they have 450 words, above that 40")
      ->check(CLI::Range(100, 10'000'000))
      ->capture_default_str();
  search->add_option("--baseline-records", bench.baseline_records,
                     "Compare with the baselines on so many records, in a second run; 0 leaves the baselines out");
  search->add_option("--clients", bench.clients, "Numbers of connections at once, with commas")->delimiter(',')->check(CLI::Range(1, 1'000));
  search->add_option("--operations", bench.operations, "Which, with commas; all where none is named")->delimiter(',')->check(CLI::IsMember(operation_names()));
  search->add_option("--seconds", bench.seconds, "For each operation and number of clients")->check(CLI::Range(0.01, 600.0))->capture_default_str();
  search->add_option("--seed", bench.seed, "Of the records and the questions")->capture_default_str();
  search->add_option("--keep", bench.keep, "Folder for records and indexes that stay; our own index there is used again");
  search->add_flag("--json", bench.json, "An array of figures instead of tables");
  search->footer("Example: script/bench search --records 100000 --clients 1,8 --operations broad+facets");
}

void add_scaling(CLI::App& app, ScalingBench& bench) {
  bench.data = "docs/scaling-data.json";
  bench.chart = "docs/scaling.svg";
  bench.page = "docs/scaling.md";
  auto* scaling = app.add_subcommand("scaling", "Measure sets of several sizes, and draw how the times grow");
  scaling->add_option("--sizes", bench.sizes, "Numbers of records, with commas")->delimiter(',')->check(CLI::Range(100, 10'000'000));
  scaling->add_option("--baselines-up-to", bench.baselines_up_to, "Leave the baselines out of larger sets")->capture_default_str();
  scaling->add_option("--seconds", bench.seconds, "For each operation")->check(CLI::Range(0.01, 600.0))->capture_default_str();
  scaling->add_option("--keep", bench.keep, "Folder for records and indexes that stay; our own index there is used again");
  scaling->add_flag("--redraw", bench.redraw, "Measure nothing; draw the figures that are there");
  scaling->add_option("--data", bench.data, "File of the figures; those of other sizes stay in it")->capture_default_str();
  scaling->add_option("--chart", bench.chart, "The drawing, SVG")->capture_default_str();
  scaling->add_option("--page", bench.page, "Page whose table of figures is replaced, where it has the marks for one")->capture_default_str();
  scaling->footer("Example: script/bench scaling --sizes 10000,100000");
}

void add_fanout(CLI::App& app, FanoutBench& bench) {
  auto* fanout = app.add_subcommand("fanout", "Simulate searches that wait for the slowest of several shards");
  fanout->add_option("--median", bench.median, "Of one shard, ms")->check(CLI::PositiveNumber)->capture_default_str();
  fanout->add_option("--p99", bench.percentile99, "Of one shard, ms")->check(CLI::PositiveNumber)->capture_default_str();
  fanout->add_option("--network", bench.network, "There and back, ms")->check(CLI::NonNegativeNumber)->capture_default_str();
  fanout->add_option("--stall-share", bench.stall_share, "Of a shard's answers that stall")->check(CLI::Range(0.0, 1.0))->capture_default_str();
  fanout->add_option("--stall", bench.stall, "For so long, ms")->check(CLI::NonNegativeNumber)->capture_default_str();
  fanout->add_option("--shards", bench.shards, "Numbers of shards, with commas")->delimiter(',')->check(CLI::Range(1, 10'000));
  fanout->footer("Example: script/bench fanout --median 8 --p99 15");
}

void add_coding(CLI::App& app, CodingBench& bench) {
  auto* coding = app.add_subcommand("coding", "Compare the codes that are suggested for each record, as if it were new, with those that it has");
  coding->add_option("--corpus", bench.corpus, "Folder of records")->capture_default_str();
  coding->add_option("--schemas", bench.schemas, "Folder of schemas")->capture_default_str();
  coding->add_option("--page", bench.page, "Page whose table of figures is replaced");
  coding->footer("Example: script/bench coding --page docs/suggested-codes.md");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("script/bench: measures how well and how fast the product searches, beside other engines. docs/benchmarks.md tells how to read it.",
               "script/bench");
  app.require_subcommand(1);
  app.footer("Exit status: 0 measured; 1 a collection is wrong; 2 wrong use; 3 something failed on the way.");
  RelevanceCommand relevance;
  add_relevance(app, relevance);
  SearchBench search;
  add_search(app, search);
  ScalingBench scaling;
  add_scaling(app, scaling);
  FanoutBench fanout;
  add_fanout(app, fanout);
  CodingBench coding;
  add_coding(app, coding);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : exit_status(ErrorCode::bad_usage);
  }
  if (app.got_subcommand("search")) {
    return run_search_bench(search, std::cout, std::cerr);
  }
  if (app.got_subcommand("fanout")) {
    return run_fanout(fanout, std::cout);
  }
  if (app.got_subcommand("coding")) {
    return run_coding(coding, std::cout, std::cerr);
  }
  return app.got_subcommand("scaling") ? run_scaling(scaling, std::cout, std::cerr) : run_relevance(relevance, std::cout, std::cerr);
}
