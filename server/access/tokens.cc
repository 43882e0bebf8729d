// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/tokens.h"

#include <sodium.h>

#include <array>
#include <stdexcept>

namespace whatworks {
namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kNameBytes = 6;

template <std::size_t N>
std::array<unsigned char, N> random_bytes() {
  static const bool kReady = sodium_init() >= 0;
  if (!kReady) {
    throw std::runtime_error("the machine has no source of randomness");
  }
  std::array<unsigned char, N> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

}  // namespace

std::string random_token() {
  const auto bytes = random_bytes<kTokenBytes>();
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string out(sodium_base64_ENCODED_LEN(kTokenBytes, kVariant), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), kVariant);
  out.pop_back();  // the library ends it by a NUL
  return out;
}

std::string random_name(char letter) {
  const auto bytes = random_bytes<kNameBytes>();
  std::string hex(2 * kNameBytes + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  hex.pop_back();
  return std::string{letter, '-'} + hex;
}

bool same_secret(std::string_view a, std::string_view b) noexcept { return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0; }

}  // namespace whatworks
