// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "web/views.h"

namespace whatworks {

// The description of the API, OpenAPI 3.1. `described` is site/openapi.json: what only people can say, and the shapes of answers. All else (facets and their
// values, orders, limits, formats) comes from the tables that the server itself goes by. `record` is the id of a record for examples.
nlohmann::ordered_json openapi_document(const nlohmann::ordered_json& described, const Schemas& schemas, std::string_view base, std::string_view record);

// The same as a page, for the template "api"; `document` is what openapi_document() gave.
nlohmann::ordered_json openapi_view(const nlohmann::ordered_json& document);

// What kinds of problems the API answers with, and one of them; null where there is none of that name.
nlohmann::ordered_json problem_kinds_view(const ViewContext& context);

}  // namespace whatworks
