// SPDX-License-Identifier: GPL-3.0-or-later
#include "agreement/bootstrap.h"

#include <algorithm>
#include <random>

#include "agreement/spread.h"
#include "pairable_ratings.h"

namespace whatworks {
namespace {

constexpr std::size_t kFewestUnits = 3;

// A number below `end`. The standard's distributions differ between libraries; its engines do not.
std::size_t draw(std::mt19937_64& engine, std::size_t end) { return static_cast<std::size_t>(((engine() >> 32) * end) >> 32); }

}  // namespace

std::optional<Interval> alpha_interval(const std::vector<UnitRatings>& units, MeasurementLevel level, const BootstrapOptions& options) {
  const PairableRatings pairable(units);
  const auto count = pairable.units().size();
  if (count < kFewestUnits || options.resamples == 0 || !(options.level > 0 && options.level < 1)) {
    return std::nullopt;
  }
  std::mt19937_64 engine(options.seed);
  std::vector<double> alphas;
  alphas.reserve(options.resamples);
  std::vector<std::size_t> times(count);
  for (std::size_t resample = 0; resample < options.resamples; ++resample) {
    std::fill(times.begin(), times.end(), 0);
    for (std::size_t drawn = 0; drawn < count; ++drawn) {
      ++times[draw(engine, count)];
    }
    if (const auto alpha = pairable.alpha(times, level)) {
      alphas.push_back(*alpha);
    }
  }
  if (10 * (options.resamples - alphas.size()) > options.resamples) {
    return std::nullopt;
  }
  const double tail = (1 - options.level) / 2;
  return Interval{.low = *quantile(alphas, tail), .high = *quantile(alphas, 1 - tail)};
}

}  // namespace whatworks
