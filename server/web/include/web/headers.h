// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace whatworks {

// Names in lower case, in the order of the message.
using Headers = std::vector<std::pair<std::string, std::string>>;

}  // namespace whatworks
