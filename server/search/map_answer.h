// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answer.h"
#include "core/result.h"
#include "search/map.h"

namespace whatworks {

// Fails with bad_parameter where the request's rows and columns are not facets that can be mapped. Throws Xapian::Error.
Result<EvidenceMap> answer_map(const AnswerContext& context, const MapRequest& request);

}  // namespace whatworks
