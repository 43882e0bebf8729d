// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "web/http.h"

namespace whatworks::fuzz {

// A request from a text in HTTP's own form, so that seeds can be read: "GET /search?q=lines", lines "name: value", an empty line, the body. Takes any text.
Request raw_request(std::string_view text);

}  // namespace whatworks::fuzz
