// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace whatworks::bench {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kMebibyte = 1024.0 * 1024.0;

Json ratio_of(double ours, double other) { return other > 0 ? Json(ours / other) : Json(nullptr); }

Json row(std::string_view operation, std::size_t clients, const Figures& ours, const std::string& baseline, const Figures* other) {
  return {{"operation", operation},
          {"clients", clients},
          {"p50_ms", ours.p50},
          {"p99_ms", ours.p99},
          {"per_second", ours.per_second},
          {"baseline", other == nullptr ? Json(nullptr) : Json(baseline)},
          {"baseline_p50_ms", other == nullptr ? Json(nullptr) : Json(other->p50)},
          {"ratio", other == nullptr ? Json(nullptr) : ratio_of(ours.p50, other->p50)}};
}

Figures build_figures(const BuildCost& cost, std::size_t records) {
  return {cost.seconds * 1000, cost.seconds * 1000, cost.seconds > 0 ? static_cast<double>(records) / cost.seconds : 0, static_cast<double>(records)};
}

Json build_row(const SizeResult& result, const NamedCost* baseline) {
  const auto ours = build_figures(result.build, result.records);
  const auto other = baseline == nullptr ? Figures{} : build_figures(baseline->cost, result.records);
  auto json = row("build", 1, ours, baseline == nullptr ? "" : baseline->name, baseline == nullptr ? nullptr : &other);
  json["records"] = result.records;
  json["index_bytes"] = result.build.index_bytes;
  json["peak_mib"] = result.build.peak_mib;
  json["ready_seconds"] = result.ready_seconds;
  json["server_peak_mib"] = result.server_peak_mib;
  if (baseline != nullptr) {
    json["baseline_index_bytes"] = baseline->cost.index_bytes;
    json["baseline_peak_mib"] = baseline->cost.peak_mib;
  }
  return json;
}

Json operation_row(const SizeResult& size, const OperationResult& result, const BaselineFigures* baseline) {
  auto json = row(result.operation, result.clients, result.ours, baseline == nullptr ? "" : baseline->name, baseline == nullptr ? nullptr : &baseline->figures);
  json["records"] = size.records;
  json["first_p50_ms"] = result.first_p50;
  json["round_trip_p50_ms"] = result.round_trip_p50;
  json["round_trip_p99_ms"] = result.round_trip_p99;
  json["total_p50"] = result.ours.total;
  json["failures"] = result.failures;
  json["reconnections"] = result.reconnections;
  json["starved_connections"] = result.starved;
  json["least_answers_of_a_connection"] = result.least_answers;
  json["most_answers_of_a_connection"] = result.most_answers;
  if (baseline != nullptr) {
    json["baseline_p99_ms"] = baseline->figures.p99;
    json["baseline_per_second"] = baseline->figures.per_second;
    json["baseline_total_p50"] = baseline->figures.total;
  }
  return json;
}

std::string milliseconds(double value) { return value < 100 ? fmt::format("{:.2f}", value) : fmt::format("{:.0f}", value); }

void print_build(const SizeResult& result, std::ostream& out) {
  out << fmt::format("{:<14}{:>10}{:>12}{:>12}{:>8}\n", "build", "seconds", "index MiB", "peak MiB", "ratio");
  const auto line = [&](const std::string& name, const BuildCost& cost, const std::string& ratio) {
    out << fmt::format("{:<14}{:>10.1f}{:>12.1f}{:>12.0f}{:>8}\n", name, cost.seconds, cost.index_bytes / kMebibyte, cost.peak_mib, ratio);
  };
  line("whatworks", result.build, "");
  for (const auto& [name, cost] : result.baseline_builds) {
    line(name, cost, cost.seconds > 0 ? fmt::format("{:.2f}", result.build.seconds / cost.seconds) : "");
  }
  out << fmt::format("The server was ready {:.2f} s after its start, and took {:.0f} MiB at its largest.\n\n", result.ready_seconds, result.server_peak_mib);
}

void print_operation(const OperationResult& result, std::ostream& out) {
  out << fmt::format("{:<16}{:>8}{:>9}{:>9}{:>9}{:>10}{:>10.0f}{:>9.0f}", result.operation, result.clients, milliseconds(result.ours.p50),
                     milliseconds(result.ours.p99), milliseconds(result.first_p50), milliseconds(result.round_trip_p50), result.ours.per_second,
                     result.ours.total);
  for (const auto& [name, figures] : result.baselines) {
    out << fmt::format("   {} {} ms, {:.0f}/s{}, ratio {:.3f}", name, milliseconds(figures.p50), figures.per_second,
                       figures.total > 0 ? fmt::format(", {:.0f} found", figures.total) : "", figures.p50 > 0 ? result.ours.p50 / figures.p50 : 0);
  }
  out << '\n';
  if (result.failures > 0 || result.starved > 0) {
    out << fmt::format("  warning: {} requests failed, {} connections got no answer\n", result.failures, result.starved);
  }
  if (result.clients > 1) {
    out << fmt::format("  {} to {} answers a connection, {} connections opened anew\n", result.least_answers, result.most_answers, result.reconnections);
  }
}

}  // namespace

Figures figures_of(const Timing& timing, bool by_round_trip) {
  const auto& times = by_round_trip ? timing.round_trip_ms : timing.ms;
  return {percentile(times, 0.5), percentile(times, 0.99), timing.per_second(), percentile(timing.totals, 0.5)};
}

OperationResult operation_result(std::string operation, std::size_t clients, const Timing& timing) {
  OperationResult result;
  result.operation = std::move(operation);
  result.clients = clients;
  result.ours = figures_of(timing, clients > 1);
  result.first_p50 = percentile(timing.first_ms, 0.5);
  result.round_trip_p50 = percentile(timing.round_trip_ms, 0.5);
  result.round_trip_p99 = percentile(timing.round_trip_ms, 0.99);
  result.failures = timing.failures;
  result.reconnections = timing.reconnections;
  const auto& answers = timing.answers_of_client;
  result.starved = static_cast<std::size_t>(std::count(answers.begin(), answers.end(), std::size_t{0}));
  if (!answers.empty()) {
    result.least_answers = *std::min_element(answers.begin(), answers.end());
    result.most_answers = *std::max_element(answers.begin(), answers.end());
  }
  return result;
}

void print_text(const SizeResult& result, std::ostream& out) {
  out << fmt::format("{} records of {} words on average\n\n", result.records, result.words);
  print_build(result, out);
  out << fmt::format("{:<16}{:>8}{:>9}{:>9}{:>9}{:>10}{:>10}{:>9}\n", "operation, ms", "clients", "median", "99th", "first", "by HTTP", "a second", "found");
  for (const auto& operation : result.operations) {
    print_operation(operation, out);
  }
  out << "\nmedian and 99th: with one client by the server's own clock, with more by the round trip. first: median of each question's first time.\n"
         "ratio: our median by the baseline's, on the same records; baselines answer in process, without HTTP.\n\n";
}

Json report_json(const std::vector<SizeResult>& results) {
  Json rows = Json::array();
  for (const auto& size : results) {
    for (const auto& operation : size.operations) {
      for (const auto& baseline : operation.baselines) {
        rows.push_back(operation_row(size, operation, &baseline));
      }
      if (operation.baselines.empty()) {
        rows.push_back(operation_row(size, operation, nullptr));
      }
    }
    for (const auto& baseline : size.baseline_builds) {
      rows.push_back(build_row(size, &baseline));
    }
    if (size.baseline_builds.empty()) {
      rows.push_back(build_row(size, nullptr));
    }
  }
  return rows;
}

}  // namespace whatworks::bench
