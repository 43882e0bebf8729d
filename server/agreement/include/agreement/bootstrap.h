// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "agreement/agreement.h"

// How sure an agreement is.
namespace whatworks {

struct Interval {
  double low, high;
};

struct BootstrapOptions {
  std::size_t resamples = 1000;
  double level = 0.95;     // of confidence, between 0 and 1
  std::uint64_t seed = 1;  // the same seed gives the same interval, on every machine
};

// A percentile bootstrap interval for Krippendorff's alpha: as many units as there are are drawn with replacement from those that were judged at least twice,
// alpha is taken of them, and the interval lies between the quantiles (1 - level)/2 and (1 + level)/2 of what came out. B. Efron and R. J. Tibshirani, An
// Introduction to the Bootstrap, Chapman & Hall, 1993, chapter 13; for agreement, A. Zapf and others, BMC Medical Research Methodology 16 (2016), 93.
// Draws whose ratings are all alike have no alpha and are left out. Nothing where they are more than a tenth of all, where fewer than three units were judged
// twice, or where the options ask for no resamples or for a level that is not between 0 and 1.
std::optional<Interval> alpha_interval(const std::vector<UnitRatings>& units, MeasurementLevel level, const BootstrapOptions& options = {});

}  // namespace whatworks
