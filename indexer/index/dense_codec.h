// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// How the dense view lies in a database's metadata. Everything that is read is checked: it may come from a damaged file or another machine.
namespace whatworks::dense {

inline constexpr const char* kHeaderKey = "dense";
inline constexpr std::string_view kStemPrefix = "dense:";

struct Header {
  std::size_t dimensions = 0;
  std::size_t records = 0;  // that it was trained on
  float gate = 0;
};

// "1 200 20000 0.97": format, dimensions, records, gate.
std::string encode_header(const Header& header);
std::optional<Header> decode_header(std::string_view text);  // nothing where it is malformed or of another format

// Bytes of an encoded stem: a scale (IEEE single, little-endian), then one signed byte a component.
std::size_t encoded_size(std::size_t dimensions) noexcept;

// `place` is the stem's row of V times its weight.
std::string encode_stem(std::span<const float> place);

// Adds `count` of the stem to `sum`. Whether `encoded` was well formed for that many dimensions; else nothing is added.
bool add_stem(std::string_view encoded, unsigned count, std::vector<float>& sum) noexcept;

// To unit length; empty where all components are zero.
std::vector<float> to_unit(std::vector<float> vector);

}  // namespace whatworks::dense
