// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop/trial_size.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "agreement/sample_size.h"

namespace whatworks {
namespace {

// In each group: with fewer the treatment cannot be told from what is particular to a cluster (R. J. Hayes and L. H. Moulton, Cluster Randomised Trials, 2nd
// edition, CRC Press, 2017).
constexpr long long kFewestClusters = 4;

constexpr auto kShifts = std::to_array<std::string_view>({"percent-change", "percentage-points", "relative-risk", "odds-ratio", "log-odds-ratio"});
constexpr double kMostUnits = 1e15;  // as sample_size.h

double by_odds(double share, double ratio) {
  const double odds = share / (1 - share) * ratio;
  return odds / (1 + odds);
}

// The share with the intervention, of 1.
double share_with(const SharesExpected& shares) {
  const double without = shares.without / 100;
  const auto& measure = shares.measure;
  return measure == "percent-change"      ? without * (1 + shares.effect / 100)
         : measure == "percentage-points" ? without + shares.effect / 100
         : measure == "relative-risk"     ? without * shares.effect
         : measure == "odds-ratio"        ? by_odds(without, shares.effect)
         : measure == "log-odds-ratio"    ? by_odds(without, std::exp(shares.effect))
                                          : shares.effect / 100;
}

Result<SizeAnswer> of_shares(const SharesExpected& shares, const SizeQuestion& question) {
  const auto bad = [](std::string message, std::string hint) { return failure(ErrorCode::bad_parameter, std::move(message), std::move(hint)); };
  if (!(shares.without > 0 && shares.without < 100)) {
    return bad("The share without the intervention has to be more than 0% and less than 100%", "take it from records of the past");
  }
  if (shares.measure != "share" && !shifts_share(shares.measure)) {
    return bad("Choose what the effect is", "such as a change in percent");
  }
  const auto with = share_with(shares);
  if (!(with > 0 && with < 1)) {
    return bad("With that effect, the share with the intervention would not lie between 0% and 100%", "look whether the effect is of the kind that you chose");
  }
  const auto number = per_group_for_proportions(shares.without / 100, with, question.alpha, question.power);
  if (!number) {
    return failure(number.error());
  }
  SizeAnswer out;
  out.alone = *number;
  out.with = with * 100;
  return out;
}

Result<SizeAnswer> of_means(const SizeQuestion& question) {
  const auto number = per_group_for_means(question.means.difference, question.means.standard_deviation, question.alpha, question.power);
  if (!number) {
    return failure(number.error());
  }
  SizeAnswer out;
  out.alone = *number;
  return out;
}

Status add_clusters(const Clusters& clusters, SizeAnswer& answer) {
  if (!(clusters.size >= 1 && clusters.size <= 1e9)) {
    return failure(ErrorCode::bad_parameter, "The number of units in a cluster has to be 1 or more", "leave it empty where single units are assigned");
  }
  if (!(clusters.icc >= 0 && clusters.icc <= 1)) {
    return failure(ErrorCode::bad_parameter, "The intraclass correlation has to lie between 0 and 1", "0 is for those who are no more alike than any others");
  }
  answer.design_effect = design_effect(clusters.size, clusters.icc);
  const auto units = static_cast<double>(answer.alone) * answer.design_effect;
  if (units > kMostUnits) {
    return failure(ErrorCode::bad_parameter, "That would need more units than there are", "plan for a larger difference, or for smaller clusters");
  }
  constexpr double kRounding = 1e-9;  // of the arithmetic, so that a whole number stays one
  answer.clusters = std::max(kFewestClusters, static_cast<long long>(std::ceil(units / clusters.size - kRounding)));
  answer.per_group =
      std::max(static_cast<long long>(std::ceil(units - kRounding)), static_cast<long long>(std::ceil(static_cast<double>(kFewestClusters) * clusters.size)));
  return {};
}

}  // namespace

bool shifts_share(std::string_view measure) noexcept { return std::find(kShifts.begin(), kShifts.end(), measure) != kShifts.end(); }

std::string_view wrong_part(const SizeQuestion& question) {
  const auto within = [](double value, double low, double high) { return value > low && value < high; };
  if (question.shares && !within(question.shares->without, 0, 100)) {
    return "without";
  }
  if (!question.shares && !(question.means.standard_deviation > 0)) {
    return "standard_deviation";
  }
  if (!within(question.alpha, 0, 1)) {
    return "alpha";
  }
  if (!within(question.power, question.alpha, 1)) {
    return "power";
  }
  auto alone = question;
  alone.clusters.reset();
  if (!size_of_trial(alone)) {
    return question.shares ? "effect" : "difference";
  }
  if (question.clusters && !size_of_trial(question)) {
    return question.clusters->icc >= 0 && question.clusters->icc <= 1 ? "cluster_size" : "icc";
  }
  return {};
}

Result<SizeAnswer> size_of_trial(const SizeQuestion& question) {
  auto answer = question.shares ? of_shares(*question.shares, question) : of_means(question);
  if (!answer) {
    return answer;
  }
  answer->per_group = answer->alone;
  if (question.clusters) {
    if (auto added = add_clusters(*question.clusters, *answer); !added) {
      return failure(std::move(added.error()));
    }
  }
  return answer;
}

}  // namespace whatworks
