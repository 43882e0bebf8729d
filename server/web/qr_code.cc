// SPDX-License-Identifier: GPL-3.0-or-later
#include "qr_code.h"

#include <qrencode.h>

#include <memory>

namespace whatworks {

std::optional<QrCode> qr_code(const std::string& text) {
  constexpr int kQuietZone = 4;  // modules, as the standard (ISO/IEC 18004) asks
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(text.empty() ? nullptr : QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), QRcode_free);
  if (!code) {
    return std::nullopt;
  }
  QrCode out;
  out.size = code->width + 2 * kQuietZone;
  for (int y = 0; y < code->width; ++y) {
    for (int x = 0; x < code->width; ++x) {
      if ((code->data[y * code->width + x] & 1) != 0) {
        out.path += 'M' + std::to_string(x + kQuietZone) + ' ' + std::to_string(y + kQuietZone) + "h1v1h-1z";
      }
    }
  }
  return out;
}

}  // namespace whatworks
