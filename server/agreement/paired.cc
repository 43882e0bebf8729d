// SPDX-License-Identifier: GPL-3.0-or-later
#include "agreement/paired.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "agreement/normal.h"

namespace whatworks {
namespace {

constexpr std::size_t kMostCounted = 25;

// The differences that are not 0, by size.
std::vector<double> sorted_changes(const std::vector<PairedAnswer>& answers) {
  std::vector<double> changes;
  changes.reserve(answers.size());
  for (const auto& answer : answers) {
    if (answer.after != answer.before) {
      changes.push_back(answer.after - answer.before);
    }
  }
  std::sort(changes.begin(), changes.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
  return changes;
}

// Ranks doubled, so that those of ties, which may lie halfway between two, are whole numbers; and sum(t^3 - t).
struct Ranks {
  std::vector<std::size_t> doubled;
  double ties = 0;
};

Ranks ranks_of(const std::vector<double>& changes) {
  Ranks ranks;
  ranks.doubled.resize(changes.size());
  for (std::size_t begin = 0, end = 0; begin < changes.size(); begin = end) {
    while (end < changes.size() && std::abs(changes[end]) == std::abs(changes[begin])) {
      ++end;
    }
    // Those of index begin to end - 1 share the ranks begin + 1 to end.
    std::fill(ranks.doubled.begin() + static_cast<std::ptrdiff_t>(begin), ranks.doubled.begin() + static_cast<std::ptrdiff_t>(end), begin + 1 + end);
    const auto tied = static_cast<double>(end - begin);
    ranks.ties += tied * tied * tied - tied;
  }
  return ranks;
}

// The share of all ways to give the ranks signs in which one sum is as small as `smaller`, or the other is.
double exact_p(const std::vector<std::size_t>& doubled, std::size_t smaller) {
  const auto total = std::accumulate(doubled.begin(), doubled.end(), std::size_t{0});
  std::vector<double> ways(total + 1);  // to come to each sum; at most 2^25 of them, which a double counts exactly
  ways[0] = 1;
  for (const auto rank : doubled) {
    for (auto sum = total; sum >= rank; --sum) {
      ways[sum] += ways[sum - rank];
    }
  }
  const double as_small = std::accumulate(ways.begin(), ways.begin() + static_cast<std::ptrdiff_t>(smaller) + 1, 0.0);
  return std::min(1.0, std::ldexp(2 * as_small, -static_cast<int>(doubled.size())));
}

double approximate_p(const SignedRanks& sums, double ties) {
  const auto n = static_cast<double>(sums.changed);
  const double variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48;
  const double distance = std::max(0.0, std::abs(sums.positive - n * (n + 1) / 4) - 0.5);
  return normal_two_sided(distance / std::sqrt(variance));
}

}  // namespace

std::optional<SignedRanks> wilcoxon_signed_rank(const std::vector<PairedAnswer>& answers) {
  const auto changes = sorted_changes(answers);
  if (changes.empty()) {
    return std::nullopt;
  }
  const auto ranks = ranks_of(changes);
  std::size_t up = 0;
  std::size_t down = 0;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    (changes[i] > 0 ? up : down) += ranks.doubled[i];
  }
  SignedRanks out{.positive = static_cast<double>(up) / 2,
                  .negative = static_cast<double>(down) / 2,
                  .changed = changes.size(),
                  .unchanged = answers.size() - changes.size(),
                  .p = 1,
                  .exact = changes.size() <= kMostCounted};
  out.p = out.exact ? exact_p(ranks.doubled, std::min(up, down)) : approximate_p(out, ranks.ties);
  return out;
}

}  // namespace whatworks
