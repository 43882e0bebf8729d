// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

namespace whatworks {

// The value below which a standard normal variable lies with probability `p`, to about sixteen digits: algorithm AS 241 (PPND16) of M. J. Wichura, Applied
// Statistics 37 (1988), 477-484. Nothing where `p` is not between 0 and 1, both exclusive.
std::optional<double> normal_quantile(double p) noexcept;

// The probability that a standard normal variable is farther from 0 than `z`, on either side: erfc(|z| / sqrt 2).
double normal_two_sided(double z) noexcept;

}  // namespace whatworks
