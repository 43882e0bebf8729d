// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

// What a panel's scores say of an intervention, in the words of Conservation Evidence.
namespace whatworks {

enum class Category { beneficial, likely_beneficial, trade_off, unknown, unlikely_beneficial, likely_ineffective_or_harmful };

// The medians of a panel's scores, each between 0 and 100.
struct MedianScores {
  double effect = 0;     // how well it works: 100 is best
  double certainty = 0;  // how sure the evidence is: 100 is surest
  double harms = 0;      // how much harm it does: 100 is worst
};

struct CategoryThresholds {
  double effect_high = 60;  // above: works
  double effect_low = 40;   // below: does not
  double certainty_high = 60;
  double certainty_low = 40;  // below: not known
  double harms = 20;          // from here on harms count
};

// One category for any three scores, by the table of W. J. Sutherland and others (eds), What Works in Conservation, Open Book Publishers, 2018:
//   certainty below its low threshold                             unknown
//   effect from its low threshold on, harms                       trade_off
//     no harms, effect and certainty above their high thresholds  beneficial
//     no harms otherwise                                          likely_beneficial
//   effect below, harms or certainty above its high threshold     likely_ineffective_or_harmful
//     otherwise                                                   unlikely_beneficial
// A score that is exactly a high threshold is not above it; one that is exactly a low threshold is not below it; harms of exactly the threshold count.
Category category_of(const MedianScores& scores, const CategoryThresholds& thresholds = {}) noexcept;

// "likely-beneficial": for addresses, exports and class names; the words for people stand with the pages.
std::string_view category_name(Category category) noexcept;

}  // namespace whatworks
