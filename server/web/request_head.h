// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

#include "web/headers.h"

namespace whatworks {

// The headers of a request as its client sent them, from the bytes of its head: the request line up to and with the empty line. Nothing where not everybody who
// reads the head would see the same headers and the same length of the body (RFC 9112, 2.2, 3.2, 5 and 6): a proxy in front may see it otherwise than we do,
// and what one visitor sends could then count as the request of another. Names are turned to lower case, values are without the blanks around them.
std::optional<Headers> read_head(std::string_view head);

}  // namespace whatworks
