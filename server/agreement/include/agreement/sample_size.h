// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

// How many people, places or cases a fair trial of an intervention needs. Two groups of the same size, a two-sided test, normal approximations.
// `alpha` is the chance of seeing a difference where there is none (usually 0.05); `power` the chance of seeing the one that is planned for (usually 0.8 or
// 0.9). Both lie between 0 and 1, and the power above alpha. Numbers are rounded up. Parameters of which nothing can be made are a bad_parameter that names
// what is wrong, as is a difference so small that more than 10^15 would be needed.
namespace whatworks {

// Per group, to tell a share of p1 from a share of p2 (between 0 and 1, both exclusive):
//   n = (z(1 - alpha/2) sqrt(2 p q) + z(power) sqrt(p1 q1 + p2 q2))^2 / (p1 - p2)^2,  where p = (p1 + p2)/2 and q = 1 - p,
// without a continuity correction. J. L. Fleiss, B. Levin and M. C. Paik, Statistical Methods for Rates and Proportions, 3rd ed., Wiley, 2003, eq. 4.14.
Result<long long> per_group_for_proportions(double p1, double p2, double alpha, double power);

// Per group, to tell two means that are `difference` apart where single values vary by `standard_deviation` (the same unit, above 0):
//   n = 2 (z(1 - alpha/2) + z(power))^2 (standard_deviation/difference)^2
// J. M. Lachin, Controlled Clinical Trials 2 (1981), 93-113. A few too low where it comes out below about ten, for there Student's t would be needed.
Result<long long> per_group_for_means(double difference, double standard_deviation, double alpha, double power);

// By how much a number above has to be multiplied where whole clusters (shifts, wards, stations) are assigned: 1 + (m - 1) icc for `cluster_size` m, the mean
// number in a cluster, and the intraclass correlation `icc`, how alike those in a cluster are. A. Donner and N. Klar, Design and Analysis of Cluster
// Randomization Trials in Health Research, Arnold, 2000.
double design_effect(double cluster_size, double icc) noexcept;

}  // namespace whatworks
