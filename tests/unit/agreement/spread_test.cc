// SPDX-License-Identifier: GPL-3.0-or-later
#include "agreement/spread.h"

#include <catch2/catch.hpp>

using namespace whatworks;

namespace {

// The worked example of a panel of fifteen: 4, 5, 6, five times 7, five times 8, twice 9.
const std::vector<double> kPanel{8, 7, 9, 4, 7, 8, 5, 7, 8, 7, 6, 8, 7, 8, 9};

}  // namespace

TEST_CASE("a quantile lies on the straight line between its neighbours, in whatever order values come") {
  CHECK(*quantile({40, 10, 30, 20}, 0.5) == Approx(25));
  CHECK(*quantile({40, 10, 30, 20}, 0.25) == Approx(17.5));  // h = 3 * 0.25 = 0.75: three quarters of the way from 10 to 20
  CHECK(*quantile({40, 10, 30, 20}, 0.9) == Approx(37));     // h = 2.7
  CHECK(*quantile({3, 1, 2}, 0) == 1);
  CHECK(*quantile({3, 1, 2}, 1) == 3);
  CHECK(*quantile({7}, 0.3) == 7);
}

TEST_CASE("there is no quantile of nothing, nor of a share that is none") {
  CHECK_FALSE(quantile({}, 0.5));
  CHECK_FALSE(quantile({1, 2}, -0.1));
  CHECK_FALSE(quantile({1, 2}, 1.1));
}

TEST_CASE("the spread of scores is the five numbers of a box plot and how many scores there were") {
  const auto spread = spread_of({90, 10, 20, 60, 40});
  REQUIRE(spread);
  CHECK(spread->count == 5);
  CHECK(spread->minimum == 10);
  CHECK(spread->lower_quartile == 20);
  CHECK(spread->median == 40);
  CHECK(spread->upper_quartile == 60);
  CHECK(spread->maximum == 90);
}

TEST_CASE("one score is all five numbers; no score has none") {
  const auto spread = spread_of({55});
  REQUIRE(spread);
  CHECK(spread->count == 1);
  CHECK(spread->minimum == 55);
  CHECK(spread->lower_quartile == 55);
  CHECK(spread->median == 55);
  CHECK(spread->upper_quartile == 55);
  CHECK(spread->maximum == 55);
  CHECK_FALSE(spread_of({}));
}

TEST_CASE("a panel that leans one way does not disagree: the worked example") {
  const auto found = ipras(kPanel);
  REQUIRE(found);
  CHECK(spread_of(kPanel)->median == 7);
  CHECK(found->p30 == Approx(7));
  CHECK(found->p70 == Approx(8));
  CHECK(found->range == Approx(1));
  CHECK(found->threshold == Approx(6.10));
  CHECK_FALSE(found->disagreement);
}

TEST_CASE("a panel in two camps disagrees") {
  const auto found = ipras({1, 1, 1, 9, 9, 9});
  REQUIRE(found);
  CHECK(found->range == Approx(8));
  CHECK(found->threshold == Approx(2.35));  // the camps are as far from the middle: nothing is added
  CHECK(found->disagreement);
}

TEST_CASE("ratings that are spread about the middle disagree where the same range at one end does not") {
  CHECK(ipras({3, 3, 7, 7})->disagreement);        // a range of 4 about 5: more than 2.35
  CHECK_FALSE(ipras({5, 5, 9, 9})->disagreement);  // a range of 4 about 7: less than 2.35 + 1.5 * 2
}

TEST_CASE("one rating disagrees with nobody; no rating has no threshold") {
  const auto alone = ipras({9});
  REQUIRE(alone);
  CHECK(alone->range == 0);
  CHECK(alone->threshold == Approx(2.35 + 1.5 * 4));
  CHECK_FALSE(alone->disagreement);
  CHECK_FALSE(ipras({}));
}

TEST_CASE("scores of 0 to 100 become ratings of 1 to 9") {
  CHECK(on_nine_points(0) == 1);
  CHECK(on_nine_points(50) == 5);
  CHECK(on_nine_points(100) == 9);
}
