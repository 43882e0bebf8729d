// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace whatworks {

// `content` as a zlib stream.
std::string deflate(std::string_view content);

// The content of a zlib stream, which must end where `deflated` ends; nothing where it is damaged or holds more than `limit` bytes.
std::optional<std::string> inflate(std::string_view deflated, std::size_t limit);

}  // namespace whatworks
