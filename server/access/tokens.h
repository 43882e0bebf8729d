// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/files.h"

namespace whatworks {

// 256 bits of chance as 43 characters that may stand in addresses and cookies.
std::string random_token();

// "p-" and 12 hexadecimal digits by chance.
std::string random_pseudonym();

// Whether two texts are the same, in a time that does not tell where they differ.
bool same_secret(std::string_view a, std::string_view b) noexcept;

}  // namespace whatworks
