// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

// How many units a trial needs, as somebody asks who plans one. The formulas are in agreement/sample_size.h.
namespace whatworks {

// Two shares, such as of people who offend again within a year.
struct SharesExpected {
  double without = 0;             // in percent, without the intervention
  std::string measure = "share";  // what `effect` is: "share" (in percent, with the intervention), or one of records' measures that shifts_share()
  double effect = 0;
};

// Two means, such as of the number of calls in a month.
struct MeansExpected {
  double difference = 0;
  double standard_deviation = 0;
};

// Whole clusters are assigned.
struct Clusters {
  double size = 0;  // units in each, on average
  double icc = 0;   // how alike those in a cluster are, 0 to 1
};

struct SizeQuestion {
  std::optional<SharesExpected> shares;  // else means
  MeansExpected means;
  double alpha = 0.05;
  double power = 0.8;
  std::optional<Clusters> clusters;
};

struct SizeAnswer {
  long long alone = 0;      // units in each group where single units are assigned
  long long per_group = 0;  // units in each group: the same, or more where clusters are assigned
  double design_effect = 1;
  long long clusters = 0;  // in each group; 0 where none are assigned
  double with = 0;         // of shares: the share with the intervention, in percent
};

// Whether a measure of records says how a share becomes another: percent-change, percentage-points, relative-risk, odds-ratio, log-odds-ratio.
bool shifts_share(std::string_view measure) noexcept;

// The part of a question of which nothing can be made: "without", "effect", "difference", "standard_deviation", "alpha", "power", "cluster_size", "icc"; else
// empty.
std::string_view wrong_part(const SizeQuestion& question);

// Fails with bad_parameter, saying what is wrong.
Result<SizeAnswer> size_of_trial(const SizeQuestion& question);

}  // namespace whatworks
