// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "agreement/agreement.h"

namespace whatworks {

// The units that were judged at least twice, each as how often it was given which value. Krippendorff's alpha of any selection of them then costs one pass,
// without a matrix of coincidences: the squared distances of all pairs within a set of ratings have a closed form at every level but that of ratios.
// Immutable and free to share.
class PairableRatings {
 public:
  struct Frequency {
    std::size_t value;  // which of the values that occur, in ascending order
    double times;
  };
  using Frequencies = std::vector<Frequency>;

  explicit PairableRatings(const std::vector<UnitRatings>& units);

  const std::vector<Frequencies>& units() const noexcept { return units_; }
  std::size_t ratings() const noexcept { return ratings_; }
  bool all_alike() const noexcept { return values_.size() == 1; }

  // Alpha of a set that holds the unit of index u times[u] times. Nothing where no two of its ratings differ, as alpha does not exist then.
  std::optional<double> alpha(const std::vector<std::size_t>& times, MeasurementLevel level) const;

 private:
  std::vector<double> values_;
  std::vector<Frequencies> units_;
  std::size_t ratings_ = 0;
};

}  // namespace whatworks
