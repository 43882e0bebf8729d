// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute/credit.h"

#include <nlohmann/json.hpp>

namespace whatworks {

nlohmann::ordered_json credit_of(const Person& person) { return nlohmann::ordered_json::array({{{"name", person.display_name}}}); }

}  // namespace whatworks
