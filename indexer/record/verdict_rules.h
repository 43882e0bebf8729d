// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "front_matter.h"

namespace whatworks {

// Warns where the coded effect says one thing, and the measured outcomes or the first words of the summary say the opposite. Of outcomes only those count that
// measure harm and whose confidence interval leaves out "no change", and only if all of them point the same way.
void check_verdict(const FrontMatter& front_matter, Report& report);

}  // namespace whatworks
