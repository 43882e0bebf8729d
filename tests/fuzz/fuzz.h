// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What fuzz targets share. A target is one file that defines LLVMFuzzerTestOneInput(): see docs/fuzzing.md.
namespace whatworks::fuzz {

// Ends the program, saying `property`, where it does not hold: whoever runs the target keeps the input.
void demand(bool holds, std::string_view property);

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) { return {reinterpret_cast<const char*>(data), size}; }

// The input up to the first line feed, and what follows it.
std::pair<std::string_view, std::string_view> first_line(std::string_view text);

// Valid UTF-8 without control characters, of which `allowed` are none.
bool is_clean(std::string_view text, std::string_view allowed = {});

}  // namespace whatworks::fuzz
