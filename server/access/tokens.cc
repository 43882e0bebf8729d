// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/tokens.h"

#include <sodium.h>

#include <array>
#include <stdexcept>

namespace whatworks {
namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kNameBytes = 6;
constexpr std::string_view kCodeCharacters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

void make_ready() {
  static const bool kReady = sodium_init() >= 0;
  if (!kReady) {
    throw std::runtime_error("the machine has no source of randomness");
  }
}

template <std::size_t N>
std::array<unsigned char, N> random_bytes() {
  make_ready();
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

bool is_random_name(std::string_view text, char letter) noexcept {
  return text.size() == 2 + 2 * kNameBytes && text[0] == letter && text[1] == '-' && text.find_first_not_of("0123456789abcdef", 2) == std::string_view::npos;
}

std::string random_code(std::size_t length) {
  make_ready();
  std::string out;
  out.reserve(length);
  for (std::size_t i = 0; i < length; ++i) {
    out += kCodeCharacters[randombytes_uniform(static_cast<std::uint32_t>(kCodeCharacters.size()))];
  }
  return out;
}

std::optional<std::string> parse_code(std::string_view typed, std::size_t length) {
  std::string out;
  for (const char c : typed) {
    const char capital = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (kCodeCharacters.find(capital) != std::string_view::npos) {
      out += capital;
    } else if (c != '-' && c != ' ' && c != '\t' && c != '\r' && c != '\n') {
      return std::nullopt;
    }
  }
  return out.size() == length ? std::optional(std::move(out)) : std::nullopt;
}

bool same_secret(std::string_view a, std::string_view b) noexcept { return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0; }

}  // namespace whatworks
