// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "body.h"
#include "front_matter.h"

namespace whatworks {

// Tells of what somebody would miss who wants to do the same again. The Home Office's database of effective practice came to little because its entries lacked
// it (Bullock and Ekblom 2010, Richness, retrievability and reliability).
void check_reuse(const FrontMatter& front_matter, const Body& body, const BodyLines& lines, Report& report);

}  // namespace whatworks
