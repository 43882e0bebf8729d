// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace whatworks::bench {

struct ChartPoint {
  double x = 0;  // above 0, as y
  double y = 0;
};

struct ChartSeries {
  std::string name;  // stands at the end of the line
  std::vector<ChartPoint> points;
  bool dashed = false;  // for what is there to compare with
};

struct Chart {
  std::string title;
  std::string description;  // what the chart shows, for those who do not see it
  std::string x_label;
  std::string y_label;
  std::vector<ChartSeries> series;
};

// An SVG image with both axes logarithmic, names beside their lines instead of a legend, and each line with a mark of its own, so that colour alone tells
// nothing. Points that are not above 0 are left out.
std::string draw_svg(const Chart& chart);

}  // namespace whatworks::bench
