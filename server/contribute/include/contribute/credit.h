// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "access/visitor.h"

namespace whatworks {

// What the front matter of a new draft says of whoever writes it, as the value of `contributors`.
nlohmann::ordered_json credit_of(const Person& person);

}  // namespace whatworks
