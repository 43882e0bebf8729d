// SPDX-License-Identifier: GPL-3.0-or-later
#include "agreement/agreement.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace whatworks {
namespace {

// The ratings of a unit without the gaps; none where fewer than two remain.
std::vector<double> pairable(const UnitRatings& unit) {
  std::vector<double> out;
  for (const auto& rating : unit) {
    if (rating) {
      out.push_back(*rating);
    }
  }
  if (out.size() < 2) {
    out.clear();
  }
  return out;
}

// Those units that were judged at least twice, counted in `out`.
std::vector<std::vector<double>> judged_twice(const std::vector<UnitRatings>& units, Agreement& out) {
  std::vector<std::vector<double>> judged;
  for (const auto& unit : units) {
    if (auto ratings = pairable(unit); !ratings.empty()) {
      ++out.units;
      out.ratings += ratings.size();
      judged.push_back(std::move(ratings));
    }
  }
  return judged;
}

// The values that occur, in order, and how often each.
using Frequencies = std::map<double, double>;

double square(double value) { return value * value; }

// How far two values are apart, squared.
double distance(double a, double b, const Frequencies& frequencies, MeasurementLevel level) {
  if (a == b) {
    return 0;
  }
  switch (level) {
    case MeasurementLevel::nominal: return 1;
    case MeasurementLevel::ordinal: {
      const auto [low, high] = std::minmax(a, b);
      double between = 0;
      for (auto value = frequencies.lower_bound(low); value != frequencies.end() && value->first <= high; ++value) {
        between += value->second;
      }
      return square(between - (frequencies.at(low) + frequencies.at(high)) / 2);
    }
    case MeasurementLevel::interval: return square(a - b);
    case MeasurementLevel::ratio: return a + b == 0 ? 0 : square((a - b) / (a + b));
  }
  return 0;
}

}  // namespace

Agreement krippendorff_alpha(const std::vector<UnitRatings>& units, MeasurementLevel level) {
  Agreement out;
  Frequencies frequencies;
  std::map<std::pair<double, double>, double> coincidences;
  for (const auto& ratings : judged_twice(units, out)) {
    const double weight = 1.0 / static_cast<double>(ratings.size() - 1);
    for (std::size_t i = 0; i < ratings.size(); ++i) {
      frequencies[ratings[i]] += 1;
      for (std::size_t j = 0; j < ratings.size(); ++j) {
        if (i != j) {
          coincidences[{ratings[i], ratings[j]}] += weight;
        }
      }
    }
  }
  if (out.units == 0) {
    return out;
  }
  if (frequencies.size() == 1) {
    out.all_alike = true;
    out.value = 1;
    return out;
  }
  double observed = 0;
  for (const auto& [pair, count] : coincidences) {
    observed += count * distance(pair.first, pair.second, frequencies, level);
  }
  double expected = 0;
  for (const auto& [a, times_a] : frequencies) {
    for (const auto& [b, times_b] : frequencies) {
      expected += times_a * times_b * distance(a, b, frequencies, level);
    }
  }
  out.value = 1 - static_cast<double>(out.ratings - 1) * observed / expected;
  return out;
}

Agreement raw_agreement(const std::vector<UnitRatings>& units) {
  Agreement out;
  double same = 0;
  double pairs = 0;
  for (const auto& ratings : judged_twice(units, out)) {
    for (std::size_t i = 0; i < ratings.size(); ++i) {
      for (std::size_t j = i + 1; j < ratings.size(); ++j) {
        pairs += 1;
        same += ratings[i] == ratings[j] ? 1 : 0;
      }
    }
  }
  if (pairs > 0) {
    out.value = same / pairs;
    out.all_alike = same == pairs;
  }
  return out;
}

std::string_view agreement_in_words(double value) noexcept {
  struct Band {
    double up_to;
    std::string_view words;
  };
  static constexpr std::array kBands{Band{0.2, "slight"}, Band{0.4, "fair"}, Band{0.6, "moderate"}, Band{0.8, "substantial"}};
  if (value < 0) {
    return "poor";
  }
  const auto* const band = std::find_if(kBands.begin(), kBands.end(), [&](const Band& row) { return value <= row.up_to; });
  return band == kBands.end() ? "almost perfect" : band->words;
}

}  // namespace whatworks
