// SPDX-License-Identifier: GPL-3.0-or-later
#include "agreement/category.h"

namespace whatworks {

Category category_of(const MedianScores& scores, const CategoryThresholds& thresholds) noexcept {
  if (scores.certainty < thresholds.certainty_low) {
    return Category::unknown;
  }
  const bool harmful = scores.harms >= thresholds.harms;
  const bool certain = scores.certainty > thresholds.certainty_high;
  if (scores.effect < thresholds.effect_low) {
    return harmful || certain ? Category::likely_ineffective_or_harmful : Category::unlikely_beneficial;
  }
  if (harmful) {
    return Category::trade_off;
  }
  return certain && scores.effect > thresholds.effect_high ? Category::beneficial : Category::likely_beneficial;
}

std::string_view category_name(Category category) noexcept {
  switch (category) {
    case Category::beneficial: return "beneficial";
    case Category::likely_beneficial: return "likely-beneficial";
    case Category::trade_off: return "trade-off";
    case Category::unknown: return "unknown";
    case Category::unlikely_beneficial: return "unlikely-beneficial";
    case Category::likely_ineffective_or_harmful: return "likely-ineffective-or-harmful";
  }
  return {};
}

}  // namespace whatworks
