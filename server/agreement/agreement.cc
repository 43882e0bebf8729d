// SPDX-License-Identifier: GPL-3.0-or-later
#include "agreement/agreement.h"

#include <algorithm>
#include <array>

#include "pairable_ratings.h"

namespace whatworks {

Agreement krippendorff_alpha(const std::vector<UnitRatings>& units, MeasurementLevel level) {
  const PairableRatings pairable(units);
  Agreement out{.value = {}, .units = pairable.units().size(), .ratings = pairable.ratings(), .all_alike = pairable.all_alike()};
  out.value = out.all_alike ? 1 : pairable.alpha(std::vector<std::size_t>(out.units, 1), level);
  return out;
}

Agreement raw_agreement(const std::vector<UnitRatings>& units) {
  const PairableRatings pairable(units);
  Agreement out{.value = {}, .units = pairable.units().size(), .ratings = pairable.ratings()};
  double same = 0;
  double pairs = 0;
  for (const auto& unit : pairable.units()) {
    double count = 0;
    for (const auto& frequency : unit) {
      same += frequency.times * (frequency.times - 1) / 2;
      count += frequency.times;
    }
    pairs += count * (count - 1) / 2;
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
