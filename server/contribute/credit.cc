// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute/credit.h"

#include <nlohmann/json.hpp>

namespace whatworks {

nlohmann::ordered_json credit_of(const Person& person) {
  nlohmann::ordered_json credit{{"name", person.display_name}};
  if (!person.orcid.empty()) {
    credit["orcid"] = person.orcid;
  }
  return nlohmann::ordered_json::array({std::move(credit)});
}

}  // namespace whatworks
