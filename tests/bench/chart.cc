// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/text.h"

namespace whatworks::bench {
namespace {

constexpr double kWidth = 860;
constexpr double kHeight = 520;
constexpr double kLeft = 70;
constexpr double kRight = 650;  // the names stand to the right of it
constexpr double kTop = 50;
constexpr double kBottom = 460;
constexpr double kLineHeight = 16;

// Dark enough on white for text as well (contrast above 4.5).
constexpr std::array kColours{"#0b5394", "#a61c00", "#38761d", "#741b47", "#7f6000", "#134f5c", "#351c75", "#666666"};

// The whole powers of ten around all values, as exponents.
struct Range {
  int from = 0;
  int to = 1;

  [[nodiscard]] double share(double value) const { return (std::log10(value) - from) / (to - from); }
};

bool is_shown(const ChartPoint& point) { return point.x > 0 && point.y > 0; }

Range range_of(const Chart& chart, double ChartPoint::*coordinate) {
  double least = 1e300;
  double most = 0;
  for (const auto& series : chart.series) {
    for (const auto& point : series.points) {
      if (is_shown(point)) {
        least = std::min(least, point.*coordinate);
        most = std::max(most, point.*coordinate);
      }
    }
  }
  if (most <= 0) {
    return {};
  }
  const auto from = static_cast<int>(std::floor(std::log10(least)));
  return {from, std::max(from + 1, static_cast<int>(std::ceil(std::log10(most))))};
}

std::string power_of_ten(int exponent) {
  if (exponent < 0) {
    return fmt::format("{:.{}f}", std::pow(10.0, exponent), -exponent);
  }
  auto digits = "1" + std::string(static_cast<std::size_t>(exponent), '0');
  for (auto at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

class Drawing {
 public:
  explicit Drawing(const Chart& chart) : chart_(chart), x_(range_of(chart, &ChartPoint::x)), y_(range_of(chart, &ChartPoint::y)) {}

  std::string svg() {
    out_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"title desc\" font-family=\"sans-serif\" "
        "font-size=\"13\">\n<title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
        kWidth, kHeight, escape_html(chart_.title), escape_html(chart_.description));
    text(kLeft, kTop - 24, "start", "#111", chart_.title, " font-size=\"16\" font-weight=\"bold\"");
    grid();
    for (std::size_t i = 0; i < chart_.series.size(); ++i) {
      line(chart_.series[i], i);
    }
    names();
    return out_ + "</svg>\n";
  }

 private:
  [[nodiscard]] double at_x(double value) const { return kLeft + x_.share(value) * (kRight - kLeft); }
  [[nodiscard]] double at_y(double value) const { return kBottom - y_.share(value) * (kBottom - kTop); }

  void text(double x, double y, const char* anchor, const char* colour, const std::string& words, const std::string& more = {}) {
    out_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" fill=\"{}\"{}>{}</text>\n", x, y, anchor, colour, more, escape_html(words));
  }

  void rule(double x1, double y1, double x2, double y2) {
    out_ += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"#ddd\"/>\n", x1, y1, x2, y2);
  }

  void grid() {
    for (auto exponent = x_.from; exponent <= x_.to; ++exponent) {
      const auto x = at_x(std::pow(10.0, exponent));
      rule(x, kTop, x, kBottom);
      text(x, kBottom + 20, "middle", "#333", power_of_ten(exponent));
    }
    for (auto exponent = y_.from; exponent <= y_.to; ++exponent) {
      const auto y = at_y(std::pow(10.0, exponent));
      rule(kLeft, y, kRight, y);
      text(kLeft - 8, y + 4, "end", "#333", power_of_ten(exponent));
    }
    text((kLeft + kRight) / 2, kBottom + 44, "middle", "#333", chart_.x_label);
    text(kLeft - 8, kTop - 14, "end", "#333", chart_.y_label);
  }

  void line(const ChartSeries& series, std::size_t number) {
    const auto* colour = kColours[number % kColours.size()];
    std::string path;
    std::string marks;
    for (const auto& point : series.points) {
      if (is_shown(point)) {
        const auto x = at_x(point.x);
        const auto y = at_y(point.y);
        path += fmt::format("{}{:.1f},{:.1f}", path.empty() ? "" : " ", x, y);
        marks += mark(number, x, y);
        ends_.resize(chart_.series.size(), {-1, 0, 0});
        ends_[number] = {static_cast<int>(number), x, y};
      }
    }
    if (!path.empty()) {
      out_ += fmt::format("<g stroke=\"{0}\" fill=\"{0}\"><polyline points=\"{1}\" fill=\"none\" stroke-width=\"2\"{2}/>{3}</g>\n", colour, path,
                          series.dashed ? " stroke-dasharray=\"6 4\"" : "", marks);
    }
  }

  // One of four forms, so that neighbours differ in print too.
  static std::string mark(std::size_t number, double x, double y) {
    switch (number % 4) {
      case 0: return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\"/>", x, y);
      case 1: return fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"8\" height=\"8\"/>", x - 4, y - 4);
      case 2: return fmt::format("<path d=\"M{:.1f} {:.1f}l5 9h-10z\"/>", x, y - 5);
      default: return fmt::format("<path d=\"M{:.1f} {:.1f}l5 5-5 5-5-5z\"/>", x, y - 5);
    }
  }

  // From the top down, each name at its line's end or as far below as the name above it demands, with a thin line where they part.
  void names() {
    ends_.erase(std::remove_if(ends_.begin(), ends_.end(), [](const End& end) { return end.series < 0; }), ends_.end());
    std::sort(ends_.begin(), ends_.end(), [](const End& a, const End& b) { return a.y < b.y; });
    auto lowest = kBottom + kLineHeight - kLineHeight * static_cast<double>(ends_.size());
    auto free_from = kTop;
    for (const auto& end : ends_) {
      const auto y = std::max(std::min(end.y, lowest), free_from);
      free_from = y + kLineHeight;
      lowest += kLineHeight;
      const auto number = static_cast<std::size_t>(end.series);
      const auto* colour = kColours[number % kColours.size()];
      out_ += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\" stroke-width=\"0.7\"/>\n", end.x + 6, end.y, kRight + 18,
                          y, colour);
      text(kRight + 22, y + 4, "start", colour, chart_.series[number].name);
    }
  }

  struct End {
    int series;
    double x;
    double y;
  };

  const Chart& chart_;
  Range x_;
  Range y_;
  std::string out_;
  std::vector<End> ends_;
};

}  // namespace

std::string draw_svg(const Chart& chart) { return Drawing(chart).svg(); }

}  // namespace whatworks::bench
