// SPDX-License-Identifier: GPL-3.0-or-later
#include "pairable_ratings.h"

#include <algorithm>
#include <map>

namespace whatworks {
namespace {

using Frequencies = PairableRatings::Frequencies;

double square(double value) { return value * value; }

double count_of(const Frequencies& frequencies) {
  double count = 0;
  for (const auto& [value, times] : frequencies) {
    count += times;
  }
  return count;
}

// The ratings of a unit in order and without the gaps; none where fewer than two remain.
std::map<double, double> times_given(const UnitRatings& unit) {
  std::map<double, double> out;
  double count = 0;
  for (const auto& rating : unit) {
    if (rating) {
      out[*rating] += 1;
      count += 1;
    }
  }
  if (count < 2) {
    out.clear();
  }
  return out;
}

double distances_of_names(const Frequencies& frequencies) {
  double alike = 0;
  for (const auto& [value, times] : frequencies) {
    alike += square(times);
  }
  return square(count_of(frequencies)) - alike;
}

// The squared differences of all ordered pairs are twice the count times the squared differences from the mean.
double distances_of_places(const Frequencies& frequencies, const std::vector<double>& places) {
  const double count = count_of(frequencies);
  double mean = 0;
  for (const auto& [value, times] : frequencies) {
    mean += times * places[value] / count;
  }
  double deviations = 0;
  for (const auto& [value, times] : frequencies) {
    deviations += times * square(places[value] - mean);
  }
  return 2 * count * deviations;
}

double distances_of_ratios(const Frequencies& frequencies, const std::vector<double>& values) {
  double sum = 0;
  for (auto a = frequencies.begin(); a != frequencies.end(); ++a) {
    for (auto b = frequencies.begin(); b != a; ++b) {
      const double both = values[a->value] + values[b->value];
      sum += both == 0 ? 0 : 2 * a->times * b->times * square((values[a->value] - values[b->value]) / both);
    }
  }
  return sum;
}

// The squared distances of all ordered pairs of ratings.
double distances(const Frequencies& frequencies, const std::vector<double>& places, MeasurementLevel level) {
  switch (level) {
    case MeasurementLevel::nominal: return distances_of_names(frequencies);
    case MeasurementLevel::ordinal:
    case MeasurementLevel::interval: return distances_of_places(frequencies, places);
    case MeasurementLevel::ratio: return distances_of_ratios(frequencies, places);
  }
  return 0;
}

// Midranks: the ordinal distance of two values, all ratings from one to the other less half of those of either, is the difference of their midranks.
std::vector<double> midranks(const Frequencies& frequencies, std::size_t values) {
  std::vector<double> ranks(values);
  double below = 0;
  for (const auto& [value, times] : frequencies) {
    ranks[value] = below + times / 2;
    below += times;
  }
  return ranks;
}

}  // namespace

PairableRatings::PairableRatings(const std::vector<UnitRatings>& units) {
  std::vector<std::map<double, double>> given;
  given.reserve(units.size());
  std::map<double, std::size_t> places;
  for (const auto& unit : units) {
    if (auto times = times_given(unit); !times.empty()) {
      for (const auto& rating : times) {
        places[rating.first] = 0;
      }
      given.push_back(std::move(times));
    }
  }
  values_.reserve(places.size());
  for (auto& [value, place] : places) {
    place = values_.size();
    values_.push_back(value);
  }
  units_.reserve(given.size());
  for (const auto& unit : given) {
    Frequencies frequencies;
    frequencies.reserve(unit.size());
    for (const auto& [value, times] : unit) {
      frequencies.push_back({places.at(value), times});
      ratings_ += static_cast<std::size_t>(times);
    }
    units_.push_back(std::move(frequencies));
  }
}

std::optional<double> PairableRatings::alpha(const std::vector<std::size_t>& times, MeasurementLevel level) const {
  std::vector<double> totals(values_.size());
  for (std::size_t u = 0; u < units_.size(); ++u) {
    for (const auto& frequency : units_[u]) {
      totals[frequency.value] += static_cast<double>(times[u]) * frequency.times;
    }
  }
  Frequencies all;
  all.reserve(totals.size());
  for (std::size_t value = 0; value < totals.size(); ++value) {
    if (totals[value] > 0) {
      all.push_back({value, totals[value]});
    }
  }
  if (all.size() < 2) {
    return std::nullopt;
  }
  const auto places = level == MeasurementLevel::ordinal ? midranks(all, values_.size()) : values_;
  const double expected = distances(all, places, level);
  if (expected <= 0) {
    return std::nullopt;  // ratios of opposite numbers
  }
  double observed = 0;
  for (std::size_t u = 0; u < units_.size(); ++u) {
    if (times[u] > 0) {
      observed += static_cast<double>(times[u]) * distances(units_[u], places, level) / (count_of(units_[u]) - 1);
    }
  }
  return 1 - (count_of(all) - 1) * observed / expected;
}

}  // namespace whatworks
