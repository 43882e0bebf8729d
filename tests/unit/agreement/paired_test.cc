// SPDX-License-Identifier: GPL-3.0-or-later
#include "agreement/paired.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>

using namespace whatworks;

namespace {

// Answers that change by so much.
std::vector<PairedAnswer> changes(const std::vector<int>& by) {
  std::vector<PairedAnswer> answers;
  for (const int change : by) {
    answers.push_back({3, 3.0 + change});
  }
  return answers;
}

// The mean rank of a change: one more than those that are smaller, and half of the others of its size.
double rank_of(int change, const std::vector<int>& all) {
  double rank = 1;
  double others = -1;
  for (const int other : all) {
    rank += std::abs(other) < std::abs(change) ? 1 : 0;
    others += std::abs(other) == std::abs(change) ? 1 : 0;
  }
  return rank + others / 2;
}

// Two-sided p by giving the ranks every combination of signs. No change may be 0.
double p_by_enumeration(const std::vector<int>& by) {
  double mean = 0;
  double observed = 0;
  for (const int change : by) {
    mean += rank_of(change, by) / 2;
    observed += change > 0 ? rank_of(change, by) : 0;
  }
  const auto all = std::size_t{1} << by.size();
  double as_far = 0;
  for (std::size_t signs = 0; signs < all; ++signs) {
    double sum = 0;
    for (std::size_t i = 0; i < by.size(); ++i) {
      sum += (signs >> i & 1U) != 0 ? rank_of(by[i], by) : 0;
    }
    as_far += std::abs(sum - mean) >= std::abs(observed - mean) ? 1 : 0;
  }
  return as_far / static_cast<double>(all);
}

}  // namespace

TEST_CASE("all who change go up: p is two of all combinations of signs") {
  const auto five = wilcoxon_signed_rank(changes({1, 2, 3, 4, 5}));
  REQUIRE(five);
  CHECK(five->positive == 15);
  CHECK(five->negative == 0);
  CHECK(five->p == Approx(2.0 / 32));
  CHECK(five->exact);
  CHECK(wilcoxon_signed_rank(changes({1, 2, 3, 4, 5, 6}))->p == Approx(2.0 / 64));
  CHECK(wilcoxon_signed_rank(changes({-1, -2, -3, -4, -5, -6}))->p == Approx(2.0 / 64));
  CHECK(wilcoxon_signed_rank(changes({1, 1, 1, 1, 1}))->p == Approx(2.0 / 32));
  CHECK(wilcoxon_signed_rank(changes({2}))->p == 1);
}

TEST_CASE("p is that of counting all combinations of signs, with ties and without") {
  const auto by = GENERATE(values<std::vector<int>>({{1, 2, 3, -4, 5, 6, 7},
                                                     {1, 1, -1, 2, 2, -2, 3, 3},
                                                     {1, 1, 1, 1, -1, -1},
                                                     {-4, 3, 3, 2, 2, 2, 1, 1, 1, -1},
                                                     {1, -2, 3, -4, 5, -6, 7, -8, 9, -10, 11, 12}}));
  const auto test = wilcoxon_signed_rank(changes(by));
  REQUIRE(test);
  CHECK(test->exact);
  CHECK(test->p == Approx(p_by_enumeration(by)));
  CHECK(test->positive + test->negative == static_cast<double>(by.size() * (by.size() + 1)) / 2);
}

TEST_CASE("ties share their mean rank") {
  const auto test = wilcoxon_signed_rank(changes({1, -1, 1, 3}));
  REQUIRE(test);
  CHECK(test->positive == 2 + 2 + 4);
  CHECK(test->negative == 2);
}

TEST_CASE("as many up as down says nothing: p is 1, and never more") {
  CHECK(wilcoxon_signed_rank(changes({1, -1, 2, -2}))->p == 1);
  std::vector<int> many;
  for (int size = 1; size <= 20; ++size) {
    many.insert(many.end(), {size, -size});
  }
  const auto test = wilcoxon_signed_rank(changes(many));
  REQUIRE(test);
  CHECK_FALSE(test->exact);
  CHECK(test->p == 1);
}

TEST_CASE("who goes up and who goes down may change places") {
  const auto up = wilcoxon_signed_rank(changes({1, 2, 2, 3, -1}));
  const auto down = wilcoxon_signed_rank(changes({-1, -2, -2, -3, 1}));
  REQUIRE((up && down));
  CHECK(up->positive == down->negative);
  CHECK(up->negative == down->positive);
  CHECK(up->p == down->p);
}

TEST_CASE("pairs that do not differ are counted apart; where none differs there is no test") {
  const auto test = wilcoxon_signed_rank(changes({0, 1, 0, 2, 3, 4, 5, 0}));
  REQUIRE(test);
  CHECK(test->changed == 5);
  CHECK(test->unchanged == 3);
  CHECK(test->p == Approx(2.0 / 32));
  CHECK_FALSE(wilcoxon_signed_rank(changes({0, 0, 0})));
  CHECK_FALSE(wilcoxon_signed_rank({}));
}

TEST_CASE("above 25 changes p is that of the normal distribution, corrected for ties and for steps") {
  std::vector<int> all_up;
  for (int size = 1; size <= 25; ++size) {
    all_up.push_back(size);
  }
  const auto counted = wilcoxon_signed_rank(changes(all_up));
  REQUIRE(counted);
  CHECK(counted->exact);
  CHECK(counted->p == Approx(std::ldexp(1.0, -24)));
  all_up.push_back(26);
  // z = (351 - 175.5 - 0.5) / sqrt(26 * 27 * 53 / 24) = 175 / sqrt(1550.25) = 4.444646
  const auto approximated = wilcoxon_signed_rank(changes(all_up));
  REQUIRE(approximated);
  CHECK_FALSE(approximated->exact);
  CHECK(approximated->p == Approx(8.80366976890796e-06));

  // Twenty up and ten down by the same: all have rank 15.5. z = (310 - 232.5 - 0.5) / sqrt(30 * 31 * 61 / 24 - (30^3 - 30) / 48) = 77 / sqrt(1801.875)
  std::vector<int> tied(30, 1);
  std::fill(tied.begin(), tied.begin() + 10, -1);
  CHECK(wilcoxon_signed_rank(changes(tied))->p == Approx(0.06968344101180467));
}
