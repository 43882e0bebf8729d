// SPDX-License-Identifier: GPL-3.0-or-later
#include "agreement/normal.h"

#include <catch2/catch.hpp>
#include <cmath>

using namespace whatworks;

TEST_CASE("normal quantiles are those of the tables, in the middle, in the tails and far out") {
  CHECK(*normal_quantile(0.5) == 0);
  CHECK(*normal_quantile(0.8) == Approx(0.8416212335729144).epsilon(1e-14));
  CHECK(*normal_quantile(0.9) == Approx(1.2815515655446008).epsilon(1e-14));
  CHECK(*normal_quantile(0.975) == Approx(1.9599639845400536).epsilon(1e-14));
  CHECK(*normal_quantile(0.001) == Approx(-3.090232306167813).epsilon(1e-14));
  CHECK(*normal_quantile(1e-12) == Approx(-7.034483825301132).epsilon(1e-14));
  CHECK(*normal_quantile(1e-300) == Approx(-37.0470962993612).epsilon(1e-14));
}

TEST_CASE("a normal quantile has the probability that it was asked for") {
  for (double p = 1e-14; p < 0.5; p *= 1.7) {
    CHECK(std::erfc(-*normal_quantile(p) / std::sqrt(2.0)) / 2 == Approx(p).epsilon(1e-12));
    CHECK(normal_two_sided(*normal_quantile(p)) == Approx(2 * p).epsilon(1e-12));
  }
}

TEST_CASE("there is no normal quantile of what is no probability, nor at the ends") {
  CHECK_FALSE(normal_quantile(0));
  CHECK_FALSE(normal_quantile(1));
  CHECK_FALSE(normal_quantile(-0.1));
  CHECK_FALSE(normal_quantile(std::nan("")));
}

TEST_CASE("both tails count, whichever side a value lies on") {
  CHECK(normal_two_sided(0) == 1);
  CHECK(normal_two_sided(1.959963985) == Approx(0.05));
  CHECK(normal_two_sided(-1.959963985) == Approx(0.05));
}
