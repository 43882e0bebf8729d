// SPDX-License-Identifier: GPL-3.0-or-later
#include "dense_codec.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "core/text.h"
#include "index/dense.h"

namespace whatworks {
namespace dense {
namespace {

constexpr long long kFormat = 1;
constexpr long long kMostDimensions = 1 << 16;  // dot() stays within 32 bits
constexpr std::size_t kScaleBytes = sizeof(float);
constexpr float kLargest = 127;  // -128 is left out, so that a vector and its opposite are packed alike

// The factor that takes the largest component to kLargest; 0 where all are zero.
float scale_of(std::span<const float> vector) noexcept {
  float largest = 0;
  for (const float component : vector) {
    largest = std::max(largest, std::abs(component));
  }
  return largest > 0 ? kLargest / largest : 0;
}

void append_bytes(std::string& out, std::span<const float> vector, float scale) {
  for (const float component : vector) {
    out += static_cast<char>(static_cast<std::int8_t>(std::lround(component * scale)));
  }
}

}  // namespace

std::string encode_header(const Header& header) {
  return fmt::format("{} {} {} {:.4f}", kFormat, header.dimensions, header.records, static_cast<double>(header.gate));
}

std::optional<Header> decode_header(std::string_view text) {
  const auto parts = split(text, ' ');
  if (parts.size() != 4 || parse_integer(parts[0]) != kFormat) {
    return std::nullopt;
  }
  const auto dimensions = parse_integer(parts[1]);
  const auto records = parse_integer(parts[2]);
  const auto gate = parse_decimal(parts[3]);
  if (!dimensions || *dimensions < 1 || *dimensions > kMostDimensions || !records || *records < 0 || !gate || *gate < 0 || *gate > 1) {
    return std::nullopt;
  }
  return Header{static_cast<std::size_t>(*dimensions), static_cast<std::size_t>(*records), static_cast<float>(*gate)};
}

std::size_t encoded_size(std::size_t dimensions) noexcept { return kScaleBytes + dimensions; }

std::string encode_stem(std::span<const float> place) {
  const float scale = scale_of(place);
  const auto bits = std::bit_cast<std::uint32_t>(scale > 0 ? 1 / scale : 0);
  std::string out;
  out.reserve(encoded_size(place.size()));
  for (unsigned byte = 0; byte < kScaleBytes; ++byte) {
    out += static_cast<char>((bits >> (8 * byte)) & 0xFF);
  }
  append_bytes(out, place, scale);
  return out;
}

bool add_stem(std::string_view encoded, unsigned count, std::vector<float>& sum) noexcept {
  if (encoded.size() != encoded_size(sum.size())) {
    return false;
  }
  std::uint32_t bits = 0;
  for (unsigned byte = 0; byte < kScaleBytes; ++byte) {
    bits |= std::uint32_t{static_cast<unsigned char>(encoded[byte])} << (8 * byte);
  }
  const auto scale = std::bit_cast<float>(bits);
  // What encode_stem() writes is far below that; larger ones could overflow in the sum.
  if (!std::isfinite(scale) || std::abs(scale) > 1e6F) {
    return false;
  }
  const float factor = std::log1p(static_cast<float>(count)) * scale;
  const auto* components = encoded.data() + kScaleBytes;
  for (std::size_t at = 0; at < sum.size(); ++at) {
    sum[at] += factor * static_cast<float>(static_cast<std::int8_t>(components[at]));
  }
  return true;
}

std::vector<float> to_unit(std::vector<float> vector) {
  const double squares = std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0, std::plus<>(),
                                            [](float a, float b) { return static_cast<double>(a) * static_cast<double>(b); });
  if (!(squares > 0)) {
    return {};
  }
  const auto factor = static_cast<float>(1 / std::sqrt(squares));
  std::transform(vector.begin(), vector.end(), vector.begin(), [factor](float component) { return component * factor; });
  return vector;
}

}  // namespace dense

std::string pack_vector(std::span<const float> vector) {
  std::string packed;
  packed.reserve(vector.size());
  dense::append_bytes(packed, vector, dense::scale_of(vector));
  return packed;
}

std::vector<float> unpack_vector(std::string_view packed) {
  std::vector<float> vector(packed.size());
  std::transform(packed.begin(), packed.end(), vector.begin(), [](char byte) { return static_cast<float>(static_cast<std::int8_t>(byte)); });
  return dense::to_unit(std::move(vector));
}

// In two forms, of which the processor's own is taken when the program starts: ranking computes some 20,000 of these for every search.
__attribute__((target_clones("avx2", "default"))) std::int32_t dot(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) {
    return 0;
  }
  std::int32_t sum = 0;
  for (std::size_t at = 0; at < a.size(); ++at) {
    sum += std::int32_t{static_cast<std::int8_t>(a[at])} * std::int32_t{static_cast<std::int8_t>(b[at])};
  }
  return sum;
}

}  // namespace whatworks
