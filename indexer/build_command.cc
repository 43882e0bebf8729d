// SPDX-License-Identifier: GPL-3.0-or-later
#include "build_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iostream>

#include "failure_message.h"
#include "index/build.h"
#include "progress_bar.h"
#include "record/problem.h"
#include "vocabulary/schemas.h"

namespace whatworks {
namespace {

Result<BuildReport> build(const Schemas& schemas, const BuildCommand& command, const BuildOptions& options) {
  if (command.jsonl.empty()) {
    return command.paths.empty() ? build_index(schemas, command.corpus, options)
                                 : build_index_from_paths(schemas, command.corpus, {command.paths.begin(), command.paths.end()}, options);
  }
  if (command.jsonl == "-") {
    return build_index_from_lines(schemas, std::cin, "standard input", options);
  }
  std::ifstream lines(command.jsonl);
  if (!lines) {
    return failure(ErrorCode::unreadable, "cannot read " + command.jsonl, "check the path and its permissions");
  }
  return build_index_from_lines(schemas, lines, command.jsonl, options);
}

}  // namespace

int run_build(const BuildCommand& command, std::ostream& out, std::ostream& err) {
  const auto schemas = load_schemas(command.schemas);
  if (!schemas) {
    return fail(err, schemas.error());
  }
  ProgressBar bar(err, !command.quiet && ::isatty(STDERR_FILENO) == 1);
  BuildOptions options;
  options.index = command.index;
  options.full = command.full;
  options.shards = command.shards;
  options.progress = [&bar](std::size_t done, std::size_t total) { bar.show(done, total); };
  options.report = [&bar, &err](const std::vector<Problem>& problems, const std::string& source) {
    bar.clear();
    for (const auto& problem : problems) {
      err << format_problem(problem, source);
    }
  };
  const auto start = std::chrono::steady_clock::now();
  const auto report = build(*schemas, command, options);
  bar.clear();
  if (!report) {
    return fail(err, report.error());
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  if (!command.quiet) {
    out << fmt::format("added {}, changed {}, removed {}, unchanged {}, rejected {}\n", report->added, report->changed, report->removed, report->unchanged,
                       report->rejected);
    err << fmt::format("{} records in {}, {} in {:.1f} s\n", report->records, command.index.string(),
                       report->written ? fmt::format("generation {} written", report->generation) : std::string("nothing to write"), took.count());
  }
  if (report->rejected != 0) {
    err << fmt::format("whatworks-indexer: {} {} rejected; {} of them {} in the index with the last good version\n", report->rejected,
                       report->rejected == 1 ? "record was" : "records were", report->kept, report->kept == 1 ? "stays" : "stay");
    return exit_status(ErrorCode::bad_input);
  }
  return 0;
}

}  // namespace whatworks
