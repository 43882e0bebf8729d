// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace whatworks {

// 256 bits of chance as 43 characters that may stand in addresses and cookies.
std::string random_token();

// A letter, a hyphen and 12 hexadecimal digits by chance, "p-3f9a0c77b1d2": names that tell nothing of what they name.
std::string random_name(char letter);

// Whether two texts are the same, in a time that does not tell where they differ.
bool same_secret(std::string_view a, std::string_view b) noexcept;

}  // namespace whatworks
