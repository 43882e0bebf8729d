// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/report.h"

#include <catch2/catch.hpp>
#include <sstream>

#include "bench/chart.h"
#include "bench/load.h"
#include "bench/scaling.h"
#include "support/temp_folder.h"

using namespace whatworks;
using namespace whatworks::bench;

namespace {

SizeResult a_result(std::size_t records) {
  SizeResult result;
  result.records = records;
  result.build = {2, 50, 4096};
  result.baseline_builds = {{"xapian", {8, 30, 1024}}};
  OperationResult broad;
  broad.operation = "broad+facets";
  broad.ours = {2, 3, 500, 40};
  broad.baselines = {{"xapian", {8, 9, 100, 40}}, {"sqlite-fts5", {16, 18, 50, 40}}};
  OperationResult busy = broad;
  busy.clients = 64;
  busy.baselines.clear();
  result.operations = {broad, busy};
  return result;
}

}  // namespace

TEST_CASE("percentiles are of the nearest rank") {
  CHECK(percentile({}, 0.5) == 0);
  CHECK(percentile({4, 1, 3, 2}, 0.5) == 2);
  CHECK(percentile({4, 1, 3, 2}, 0.99) == 4);
  CHECK(percentile({7}, 0.5) == 7);
}

TEST_CASE("the report has a row for each operation, number of clients and baseline") {
  const auto rows = report_json({a_result(100)});
  REQUIRE(rows.size() == 4);
  for (const auto& row : rows) {
    for (const auto* key : {"operation", "clients", "p50_ms", "p99_ms", "per_second", "baseline", "baseline_p50_ms", "ratio"}) {
      CHECK(row.contains(key));
    }
  }
  CHECK(rows[0].at("baseline") == "xapian");
  CHECK(rows[0].at("ratio") == Approx(0.25));
  CHECK(rows[1].at("ratio") == Approx(0.125));
  CHECK(rows[2].at("clients") == 64);
  CHECK(rows[2].at("baseline").is_null());
  CHECK(rows[2].at("ratio").is_null());
  CHECK(rows[3].at("operation") == "build");
  CHECK(rows[3].at("p50_ms") == Approx(2000));
  CHECK(rows[3].at("per_second") == Approx(50));
  CHECK(rows[3].at("ratio") == Approx(0.25));
}

TEST_CASE("connections that got no answer are counted") {
  Timing timing;
  timing.ms = {1, 2, 3};
  timing.round_trip_ms = {2, 3, 4};
  timing.seconds = 1;
  timing.answers_of_client = {2, 0, 1};
  const auto result = operation_result("keyword", 3, timing);
  CHECK(result.starved == 1);
  CHECK(result.most_answers == 2);
  CHECK(result.ours.p50 == 3);  // what a client of three waits
  CHECK(operation_result("keyword", 1, timing).ours.p50 == 2);
}

TEST_CASE("a question is asked at the address of the API") {
  CHECK(address_of({{"port", "lines"}, {}, false, false}) == "/api/v1/search?per_page=10&q=port+lines&facets=none");
  CHECK(address_of({{}, {{2, "GB"}, {4, "mixed"}}, true, false}) ==
        "/api/v1/search?per_page=10&country=GB&effect=mixed&facets=priority,crime,country,strategy,effect");
  CHECK(address_of({{"har"}, {}, false, true}) == "/api/v1/suggest?q=har");
}

TEST_CASE("the chart has a title, a description and each line's name") {
  const auto svg =
      draw_svg({"Time & size", "It grows.", "records", "ms", {{"ours", {{10, 1}, {1000, 5}}}, {"theirs", {{10, 2}, {1000, 300}}, true}, {"none", {{10, 0}}}}});
  CHECK_THAT(svg, Catch::Contains("<title id=\"title\">Time &amp; size</title>") && Catch::Contains("<desc id=\"desc\">It grows.</desc>"));
  CHECK_THAT(svg, Catch::Contains(">ours</text>") && Catch::Contains(">theirs</text>") && !Catch::Contains(">none</text>"));
  CHECK_THAT(svg, Catch::Contains(">1,000</text>") && Catch::Contains("stroke-dasharray"));
  CHECK_THAT(svg, !Catch::Contains("nan") && !Catch::Contains("inf"));
}

TEST_CASE("the table of sizes compares like with like") {
  auto rows = report_json({a_result(1'000), a_result(20'000)});
  const auto table = scaling_table(rows);
  CHECK_THAT(table, Catch::StartsWith("| records | 1,000 | 20,000 |\n"));
  CHECK_THAT(table, Catch::Contains("| broad+facets, ms | 2.00 | 2.00 |\n") && Catch::Contains("| broad+facets, plain Xapian, ms | 8.00 | 8.00 |\n"));
  CHECK_THAT(table, Catch::Contains("| build, s | 2.0 | 2.0 |\n") && !Catch::Contains("completion"));
}

TEST_CASE("drawing again takes the figures that are there and replaces the table of the page") {
  const test::TempFolder folder;
  ScalingBench bench;
  bench.redraw = true;
  bench.data = folder / "data.json";
  bench.chart = folder / "chart.svg";
  bench.page = folder / "page.md";
  std::ostringstream out;
  std::ostringstream err;
  CHECK(run_scaling(bench, out, err) == exit_status(ErrorCode::not_found));
  test::write(bench.data, nlohmann::ordered_json{{"rows", report_json({a_result(1'000)})}}.dump());
  test::write(bench.page, "# Page\n\n" + std::string(kTableBegins) + "\nold\n" + std::string(kTableEnds) + "\n\nEnd.\n");
  REQUIRE(run_scaling(bench, out, err) == 0);
  const auto page = test::read(bench.page);
  CHECK_THAT(page, Catch::Contains("| broad+facets, ms | 2.00 |") && !Catch::Contains("old") && Catch::EndsWith("\n\nEnd.\n"));
  CHECK_THAT(test::read(bench.chart), Catch::StartsWith("<svg "));
}
