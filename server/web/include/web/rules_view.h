// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "record/rules.h"
#include "web/views.h"

namespace whatworks {

// The rules of the checker, by what they are about; and one of them with why it is there and an example.
nlohmann::ordered_json rules_view(const ViewContext& context);
nlohmann::ordered_json rule_view(const ViewContext& context, const Rule& rule);

}  // namespace whatworks
