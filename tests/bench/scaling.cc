// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/scaling.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <ostream>
#include <set>

#include "bench/chart.h"
#include "bench/queries.h"
#include "core/text.h"

namespace whatworks::bench {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLargestFile = 16 * 1024 * 1024;
constexpr double kMebibyte = 1024.0 * 1024.0;
constexpr auto kCompared = "broad+facets";  // the one operation whose baseline is drawn too

// For every size in ascending order, the row of an operation with one client and, where it is named, a baseline.
std::map<std::size_t, const Json*> rows_of(const Json& rows, std::string_view operation, std::string_view baseline = {}) {
  std::map<std::size_t, const Json*> found;
  for (const auto& row : rows) {
    const auto compared = row.value("baseline", Json());
    if (row.at("operation") == operation && row.at("clients") == 1 && (baseline.empty() || compared == std::string(baseline))) {
      found.emplace(row.at("records").get<std::size_t>(), &row);
    }
  }
  return found;
}

ChartSeries series_of(const std::string& name, const std::map<std::size_t, const Json*>& rows, const char* key) {
  ChartSeries series;
  series.name = name;
  for (const auto& [records, row] : rows) {
    series.points.push_back({static_cast<double>(records), row->at(key).get<double>()});
  }
  return series;
}

std::string grouped(std::size_t number) {
  auto digits = std::to_string(number);
  for (auto at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

std::string cell(const std::map<std::size_t, const Json*>& rows, std::size_t records, const char* key, double divisor, int digits) {
  const auto row = rows.find(records);
  return row == rows.end() || !row->second->contains(key) ? " |" : fmt::format(" {:.{}f} |", row->second->at(key).get<double>() / divisor, digits);
}

struct TableRow {
  std::string label;
  std::map<std::size_t, const Json*> rows;
  const char* key;
  double divisor;
  int digits;
};

std::vector<TableRow> table_rows(const Json& rows) {
  std::vector<TableRow> table;
  for (const auto operation : kOperations) {
    const auto name = std::string(operation_name(operation));
    table.push_back({name + ", ms", rows_of(rows, name), "p50_ms", 1, 2});
    table.push_back({name + ", 99th, ms", rows_of(rows, name), "p99_ms", 1, 2});
    table.push_back({name + ", first time, ms", rows_of(rows, name), "first_p50_ms", 1, 2});
    table.push_back({name + ", plain Xapian, ms", rows_of(rows, name, "xapian"), "baseline_p50_ms", 1, 2});
    table.push_back({name + ", SQLite FTS5, ms", rows_of(rows, name, "sqlite-fts5"), "baseline_p50_ms", 1, 2});
  }
  const auto build = rows_of(rows, "build");
  table.push_back({"build, s", build, "p50_ms", 1000, 1});
  table.push_back({"build, plain Xapian, s", rows_of(rows, "build", "xapian"), "baseline_p50_ms", 1000, 1});
  table.push_back({"build, SQLite FTS5, s", rows_of(rows, "build", "sqlite-fts5"), "baseline_p50_ms", 1000, 1});
  table.push_back({"build, memory, MiB", build, "peak_mib", 1, 0});
  table.push_back({"index, MiB", build, "index_bytes", kMebibyte, 0});
  table.push_back({"server ready after, s", build, "ready_seconds", 1, 2});
  table.push_back({"server, memory, MiB", build, "server_peak_mib", 1, 0});
  return table;
}

Json read_rows(const fs::path& path) {
  const auto text = read_file(path, kLargestFile);
  auto data = text ? Json::parse(*text, nullptr, false) : Json();
  return data.is_object() && data.contains("rows") ? data.at("rows") : Json::array();
}

// Rows with those of one size replaced.
Json merged(const Json& old_rows, const Json& new_rows, std::size_t records) {
  Json rows = Json::array();
  std::copy_if(old_rows.begin(), old_rows.end(), std::back_inserter(rows), [records](const Json& row) { return row.at("records") != records; });
  rows.insert(rows.end(), new_rows.begin(), new_rows.end());
  return rows;
}

// The page with another table, or nothing where it has no place for one.
std::optional<std::string> page_with(const std::string& page, const std::string& table) {
  const auto begins = page.find(kTableBegins);
  const auto ends = page.find(kTableEnds);
  if (begins == std::string::npos || ends == std::string::npos || ends < begins) {
    return std::nullopt;
  }
  return page.substr(0, begins + kTableBegins.size()) + "\n\n" + table + "\n" + page.substr(ends);
}

Status write_all(const ScalingBench& bench, const Json& rows) {
  const Json data{{"about", "Written by script/bench scaling; a row is what script/bench search --json prints"}, {"rows", rows}};
  auto written = write_file_atomically(bench.data, data.dump(1) + "\n").and_then([&] { return write_file_atomically(bench.chart, scaling_svg(rows)); });
  if (const auto page = read_file(bench.page, kLargestFile); written && page) {
    if (const auto changed = page_with(*page, scaling_table(rows))) {
      written = write_file_atomically(bench.page, *changed);
    }
  }
  return written;
}

Result<Json> measure_size(const ScalingBench& bench, std::size_t records, std::ostream& progress) {
  SearchBench search;
  search.records = records;
  search.clients = {1};
  search.seconds = bench.seconds;
  search.keep = bench.keep;
  if (records > bench.baselines_up_to) {
    search.baseline_records = 0;
  }
  const auto results = bench_search(search, progress);
  return results ? Result<Json>(report_json(*results)) : failure(results.error());
}

}  // namespace

std::string scaling_svg(const Json& rows) {
  Chart chart;
  chart.title = "Median time of a search by the number of records";
  chart.x_label = "records";
  chart.y_label = "ms";
  for (const auto operation : kOperations) {
    const auto name = std::string(operation_name(operation));
    chart.series.push_back(series_of(name, rows_of(rows, name), "p50_ms"));
  }
  auto baseline = series_of(std::string(kCompared) + ", plain Xapian", rows_of(rows, kCompared, "xapian"), "baseline_p50_ms");
  baseline.dashed = true;
  chart.series.push_back(std::move(baseline));
  chart.description = "Lines from the smallest to the largest set of records, both axes logarithmic.";
  for (const auto& series : chart.series) {
    if (!series.points.empty()) {
      chart.description += fmt::format(" {}: {:.2f} ms at {} records, {:.2f} ms at {}.", series.name, series.points.front().y,
                                       grouped(static_cast<std::size_t>(series.points.front().x)), series.points.back().y,
                                       grouped(static_cast<std::size_t>(series.points.back().x)));
    }
  }
  return draw_svg(chart);
}

std::string scaling_table(const Json& rows) {
  std::set<std::size_t> sizes;
  for (const auto& row : rows) {
    sizes.insert(row.at("records").get<std::size_t>());
  }
  std::string head = "| records |";
  std::string rule = "| --- |";
  for (const auto size : sizes) {
    head += " " + grouped(size) + " |";
    rule += " ---: |";
  }
  auto table = head + "\n" + rule + "\n";
  for (const auto& row : table_rows(rows)) {
    if (!row.rows.empty()) {
      table += "| " + row.label + " |";
      for (const auto size : sizes) {
        table += cell(row.rows, size, row.key, row.divisor, row.digits);
      }
      table += "\n";
    }
  }
  return table;
}

int run_scaling(const ScalingBench& bench, std::ostream& out, std::ostream& err) {
  const auto fail = [&err](const Error& error) {
    err << "bench: error: " << to_text(error) << '\n';
    return exit_status(error.code);
  };
  auto rows = read_rows(bench.data);
  for (const auto size : bench.redraw ? std::vector<std::size_t>() : bench.sizes) {
    const auto measured = measure_size(bench, size, err);
    if (!measured) {
      return fail(measured.error());
    }
    rows = merged(rows, *measured, size);
    if (const auto written = write_all(bench, rows); !written) {
      return fail(written.error());
    }
  }
  if (rows.empty()) {
    return fail({ErrorCode::not_found, bench.data.string() + " holds no figures to draw", "measure first, without --redraw"});
  }
  if (const auto written = write_all(bench, rows); !written) {
    return fail(written.error());
  }
  out << scaling_table(rows);
  return 0;
}

}  // namespace whatworks::bench
