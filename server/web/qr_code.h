// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

namespace whatworks {

// A QR code as one path of an SVG picture of `size` by `size` units, in which each module is one unit and four of quiet zone are around.
struct QrCode {
  int size = 0;
  std::string path;  // for the attribute "d"
};

// Nothing where the text is empty or too long for one.
std::optional<QrCode> qr_code(const std::string& text);

}  // namespace whatworks
