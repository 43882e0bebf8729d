// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace whatworks {

// 256 bits of chance as 43 characters that may stand in addresses and cookies.
std::string random_token();

// A letter, a hyphen and 12 hexadecimal digits by chance, "p-3f9a0c77b1d2": names that tell nothing of what they name.
std::string random_name(char letter);

// Whether a text has that form.
bool is_random_name(std::string_view text, char letter) noexcept;

// Letters and digits by chance that are not mistaken for each other when they are read out or typed: no 0, 1, I, L, O or U, which leaves 30 of them.
std::string random_code(std::size_t length);

// What somebody typed as such a code: in capitals, without hyphens and white space; nothing where another character is in it or its length is another.
std::optional<std::string> parse_code(std::string_view typed, std::size_t length);

// Whether two texts are the same, in a time that does not tell where they differ.
bool same_secret(std::string_view a, std::string_view b) noexcept;

}  // namespace whatworks
