// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/search_bench.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <map>
#include <ostream>

#include "bench/engines.h"
#include "bench/load.h"
#include "bench/program.h"
#include "bench/queries.h"
#include "bench/synthetic.h"

namespace whatworks::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kSchemas = WHATWORKS_SOURCE_DIR "/schemas";
constexpr std::size_t kMostBaselineThreads = 8;
constexpr std::size_t kMostCostBytes = 1000;
constexpr std::array<const Baseline*, 2> kBaselines{&kXapianBaseline, &kSqliteBaseline};

struct Asked {
  Operation operation;
  Questions questions;
};

// One set of records, from their making to the figures.
class SizeBench {
 public:
  SizeBench(const SearchBench& bench, const Model& model, std::size_t records, std::ostream& progress) : bench_(bench), model_(model), progress_(progress) {
    result_.records = records;
    result_.words = words_per_record(records);
  }

  Result<SizeResult> run(const fs::path& folder, bool with_baselines) {
    folder_ = folder;
    auto done = make_records().and_then([this] { return build(); });
    if (done && with_baselines) {
      done = build_baselines();
    }
    if (done) {
      done = ask_server();
    }
    if (done && with_baselines) {
      done = ask_baselines();
    }
    return done ? Result<SizeResult>(std::move(result_)) : failure(done.error());
  }

 private:
  void say(const std::string& what) { progress_ << fmt::format("bench: {} records: {}\n", result_.records, what) << std::flush; }

  Status make_records() {
    say("making them");
    // A copy, since an index and its server must be made with the same, and a measurement may take an hour.
    fs::copy(kSchemas, schemas(), fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    std::ofstream out(folder_ / "records.jsonl", std::ios::binary);
    SyntheticRecords records(model_, result_.records, bench_.seed);
    QuestionMaker maker(model_, result_.records, bench_.seed);
    while (!records.done()) {
      const auto record = records.next();
      maker.see(record);
      out << nlohmann::ordered_json{{"record", record.front_matter}, {"body", record.body}}.dump() << '\n';
    }
    out.close();
    if (!out) {
      return failure(ErrorCode::no_space, "cannot write the records below " + folder_.string());
    }
    for (const auto operation : kOperations) {
      const auto& wanted = bench_.operations;
      if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), operation_name(operation)) == wanted.end()) {
        continue;
      }
      asked_.push_back({operation, maker.questions(operation)});
      if (asked_.back().questions.empty()) {
        return failure(ErrorCode::bad_usage, fmt::format("{} records are too few to ask for {}", result_.records, operation_name(operation)));
      }
    }
    return {};
  }

  [[nodiscard]] std::string schemas() const { return (folder_ / "schemas").string(); }

  // Where a build was kept with its cost, both are used again.
  Status build() {
    const auto index = (folder_ / "index").string();
    const auto cost_file = folder_ / "build.json";
    if (const auto kept = read_file(cost_file, kMostCostBytes)) {
      say("the build that was kept is used again");
      const auto cost = nlohmann::json::parse(*kept);
      result_.build = {cost.at("seconds").get<double>(), cost.at("peak_mib").get<double>(), bytes_below(index)};
      return {};
    }
    say("building with whatworks-indexer");
    const auto usage =
        run_program({WHATWORKS_INDEXER, "build", "--jsonl", (folder_ / "records.jsonl").string(), "--schemas", schemas(), "--index", index, "--quiet"},
                    folder_ / "messages");
    if (!usage) {
      return failure(usage.error());
    }
    result_.build = {usage->seconds, usage->peak_mib, bytes_below(index)};
    return write_file_atomically(cost_file, nlohmann::json{{"seconds", usage->seconds}, {"peak_mib", usage->peak_mib}}.dump());
  }

  Status build_baselines() {
    for (const auto* baseline : kBaselines) {
      say(fmt::format("building with {}", baseline->name));
      const auto cost = baseline->build(model_, result_.records, bench_.seed, folder_ / baseline->name);
      if (!cost) {
        return failure(cost.error());
      }
      result_.baseline_builds.push_back({baseline->name, *cost});
    }
    return {};
  }

  Status ask_server() {
    ::sync();  // what was built is still on its way to the disk, and would be in the way
    const auto start = Clock::now();
    const auto server = RunningServer::start({WHATWORKS_SERVER, "--listen", "127.0.0.1:0", "--schemas", schemas(), "--site", WHATWORKS_SOURCE_DIR "/site",
                                              "--index", (folder_ / "index").string(), "--data", (folder_ / "data").string(), "--quiet"},
                                             folder_ / "server-messages");
    if (!server) {
      return failure(server.error());
    }
    if (const auto ready = wait_until_ready(server->port()); !ready) {
      return failure(ready.error());
    }
    result_.ready_seconds = std::chrono::duration<double>(Clock::now() - start).count();
    for (const auto& [operation, questions] : asked_) {
      for (const auto clients : bench_.clients) {
        if (const auto asked = ask_server(operation, questions, {server->port(), clients, bench_.seconds}); !asked) {
          return asked;
        }
      }
    }
    result_.server_peak_mib = server->peak_mib();
    return {};
  }

  Status ask_server(Operation operation, const Questions& questions, const Load& load) {
    const auto name = std::string(operation_name(operation));
    say(fmt::format("{}, {} clients", name, load.clients));
    const auto timing = load_server(load, questions);
    if (!timing && timing.error().code == ErrorCode::not_found && operation == Operation::completion) {
      say("completion is left out: the server answers 404 for it");
      return {};
    }
    if (!timing) {
      return failure(timing.error());
    }
    if (timing->ms.empty()) {
      return failure(ErrorCode::internal, fmt::format("{} with {} clients got no answer: {}", name, load.clients, timing->failure));
    }
    if (timing->failures > 0) {
      say(fmt::format("{} requests failed, such as: {}", timing->failures, timing->failure));
    }
    result_.operations.push_back(operation_result(name, load.clients, *timing));
    return {};
  }

  Status ask_baselines() {
    for (const auto* baseline : kBaselines) {
      for (auto& operation : result_.operations) {
        // SQLite is measured alone: it answers more clients no faster.
        if (operation.clients > (baseline == &kXapianBaseline ? kMostBaselineThreads : 1)) {
          continue;
        }
        say(fmt::format("{} with {}, {} clients", operation.operation, baseline->name, operation.clients));
        const auto asked = std::find_if(asked_.begin(), asked_.end(), [&](const Asked& one) { return operation_name(one.operation) == operation.operation; });
        const auto timing = time_answers(baseline->open(folder_ / baseline->name), asked->questions, operation.clients, bench_.seconds);
        if (!timing) {
          return failure(timing.error());
        }
        operation.baselines.push_back({baseline->name, figures_of(*timing, false)});
      }
    }
    return {};
  }

  const SearchBench& bench_;
  const Model& model_;
  std::ostream& progress_;
  fs::path folder_;
  std::vector<Asked> asked_;
  SizeResult result_;
};

Result<SizeResult> bench_size(const SearchBench& bench, const Model& model, std::size_t records, bool with_baselines, std::ostream& progress) {
  const auto folder = WorkFolder::make(bench.keep.empty() ? fs::path() : bench.keep / fmt::format("{}-records", records));
  if (!folder) {
    return failure(folder.error());
  }
  return SizeBench(bench, model, records, progress).run(folder->path(), with_baselines);
}

}  // namespace

Result<std::vector<SizeResult>> bench_search(const SearchBench& bench, std::ostream& progress) {
  const auto model = load_model(WHATWORKS_SOURCE_DIR "/corpus", kSchemas);
  if (!model) {
    return failure(model.error());
  }
  const auto fewer = bench.baseline_records.value_or(bench.records);
  std::vector<SizeResult> results;
  auto all = bench_size(bench, *model, bench.records, fewer == bench.records, progress);
  if (!all) {
    return failure(all.error());
  }
  results.push_back(std::move(*all));
  if (fewer != bench.records && fewer != 0) {
    auto compared = bench_size(bench, *model, fewer, true, progress);
    if (!compared) {
      return failure(compared.error());
    }
    results.push_back(std::move(*compared));
  }
  return results;
}

int run_search_bench(const SearchBench& bench, std::ostream& out, std::ostream& err) {
  const auto results = bench_search(bench, err);
  if (!results) {
    err << "bench: error: " << to_text(results.error()) << '\n';
    return exit_status(results.error().code);
  }
  if (bench.json) {
    out << report_json(*results).dump(2) << '\n';
    return 0;
  }
  for (const auto& result : *results) {
    print_text(result, out);
  }
  return 0;
}

}  // namespace whatworks::bench
