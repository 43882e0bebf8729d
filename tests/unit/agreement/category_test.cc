// SPDX-License-Identifier: GPL-3.0-or-later
#include "agreement/category.h"

#include <array>
#include <catch2/catch.hpp>
#include <string>

using namespace whatworks;

namespace {

using enum Category;

struct Row {
  Category category;
  bool (*holds)(double effect, double certainty, double harms);
};

// The published table, a row for each category, as it is printed there.
constexpr std::array kPublished{
    Row{beneficial, [](double e, double c, double h) { return e > 60 && c > 60 && h < 20; }},
    Row{likely_beneficial, [](double e, double c, double h) { return ((e > 60 && c >= 40 && c <= 60) || (e >= 40 && e <= 60 && c >= 40)) && h < 20; }},
    Row{trade_off, [](double e, double c, double h) { return e >= 40 && c >= 40 && h >= 20; }},
    Row{unknown, [](double, double c, double) { return c < 40; }},
    Row{unlikely_beneficial, [](double e, double c, double h) { return e < 40 && c >= 40 && c <= 60 && h < 20; }},
    Row{likely_ineffective_or_harmful, [](double e, double c, double h) { return e < 40 && (c > 60 || (c >= 40 && h >= 20)); }},
};

}  // namespace

TEST_CASE("every cell of the published table has its category, and one only") {
  int cells = 0;
  for (int effect = 0; effect <= 100; effect += 5) {
    for (int certainty = 0; certainty <= 100; certainty += 5) {
      for (int harms = 0; harms <= 100; harms += 5) {
        int rows = 0;
        for (const auto& row : kPublished) {
          if (row.holds(effect, certainty, harms)) {
            ++rows;
            if (category_of({double(effect), double(certainty), double(harms)}) != row.category) {
              FAIL_CHECK("effect " << effect << ", certainty " << certainty << ", harms " << harms << " is not " << category_name(row.category));
            }
          }
        }
        if (rows != 1) {
          FAIL_CHECK("effect " << effect << ", certainty " << certainty << ", harms " << harms << " has " << rows << " rows");
        }
        ++cells;
      }
    }
  }
  CHECK(cells == 21 * 21 * 21);
}

TEST_CASE("medians between the points of the scale have a category, too") {
  CHECK(category_of({60.5, 60.5, 19.5}) == beneficial);
  CHECK(category_of({39.5, 40, 0}) == unlikely_beneficial);
  CHECK(category_of({90, 39.5, 0}) == unknown);
}

TEST_CASE("a panel may set other thresholds") {
  const CategoryThresholds strict{.effect_high = 80, .effect_low = 50, .certainty_high = 75, .certainty_low = 50, .harms = 10};
  CHECK(category_of({70, 70, 0}) == beneficial);
  CHECK(category_of({70, 70, 0}, strict) == likely_beneficial);
  CHECK(category_of({81, 76, 0}, strict) == beneficial);
  CHECK(category_of({81, 76, 10}, strict) == trade_off);
  CHECK(category_of({45, 60, 0}, strict) == unlikely_beneficial);
  CHECK(category_of({45, 76, 0}, strict) == likely_ineffective_or_harmful);
  CHECK(category_of({45, 45, 0}, strict) == unknown);
}

TEST_CASE("categories have names for addresses and exports") {
  const auto [category, name] = GENERATE(table<Category, std::string>({{beneficial, "beneficial"},
                                                                       {likely_beneficial, "likely-beneficial"},
                                                                       {trade_off, "trade-off"},
                                                                       {unknown, "unknown"},
                                                                       {unlikely_beneficial, "unlikely-beneficial"},
                                                                       {likely_ineffective_or_harmful, "likely-ineffective-or-harmful"}}));
  CHECK(category_name(category) == name);
}
