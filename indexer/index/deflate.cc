// SPDX-License-Identifier: GPL-3.0-or-later
#include "deflate.h"

#include <zlib.h>

#include <algorithm>
#include <new>

namespace whatworks {
namespace {

constexpr int kLevel = 1;  // a build deflates every record; level 6 saves 5% of the room and takes half as long again

// zlib only reads from it; its interface is older than const.
Bytef* input_of(std::string_view bytes) noexcept { return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data())); }

Bytef* output_of(std::string& bytes) noexcept { return reinterpret_cast<Bytef*>(bytes.data()); }

}  // namespace

std::string deflate(std::string_view content) {
  std::string out(compressBound(content.size()), '\0');
  auto size = static_cast<uLongf>(out.size());
  if (compress2(output_of(out), &size, input_of(content), content.size(), kLevel) != Z_OK) {
    throw std::bad_alloc();  // all that can fail where there is room for the output
  }
  out.resize(size);
  return out;
}

std::optional<std::string> inflate(std::string_view deflated, std::size_t limit) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) {
    throw std::bad_alloc();
  }
  stream.next_in = input_of(deflated);
  stream.avail_in = static_cast<uInt>(deflated.size());
  std::string out;
  int status = Z_OK;
  while (status == Z_OK && out.size() < limit) {
    const auto before = out.size();
    out.resize(std::min(limit, std::max<std::size_t>(4 * deflated.size(), 2 * before)));
    stream.next_out = output_of(out) + before;
    stream.avail_out = static_cast<uInt>(out.size() - before);
    status = ::inflate(&stream, Z_NO_FLUSH);
  }
  out.resize(stream.total_out);
  const bool whole = status == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  return whole ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace whatworks
