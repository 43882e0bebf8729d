// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

// How far people who judged the same things agree. Pure functions over plain numbers; agreement is not correctness.
namespace whatworks {

// What may be done with ratings: told apart; put in order; subtracted; divided.
enum class MeasurementLevel { nominal, ordinal, interval, ratio };

// Ratings of one unit, one per rater, in the same order of raters for all units; nothing where a rater did not judge it. Categories are numbers.
using UnitRatings = std::vector<std::optional<double>>;

// How a coefficient came about, for whoever reads it.
struct Agreement {
  std::optional<double> value;  // nothing where no unit was judged twice
  std::size_t units = 0;        // judged at least twice: the others count for nothing
  std::size_t ratings = 0;      // in those units
  bool all_alike = false;       // every rating is the same: the value is then 1, though the coefficient is not defined
};

// Krippendorff's alpha for any number of raters and missing ratings: 1 - D_o/D_e over the coincidences of the ratings within units.
// K. Krippendorff, Computing Krippendorff's Alpha-Reliability, University of Pennsylvania, 2011 (version of 2013).
Agreement krippendorff_alpha(const std::vector<UnitRatings>& units, MeasurementLevel level);

// The share of pairs of ratings within units that are the same, between 0 and 1. Units judged once are left out.
Agreement raw_agreement(const std::vector<UnitRatings>& units);

// "slight", "substantial", …: the bands of J. R. Landis and G. G. Koch, Biometrics 33 (1977), 159-174. Rules of thumb: they know nothing of how many raters or
// units there were.
std::string_view agreement_in_words(double value) noexcept;

}  // namespace whatworks
