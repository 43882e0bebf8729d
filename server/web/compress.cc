// SPDX-License-Identifier: GPL-3.0-or-later
#include "compress.h"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "core/text.h"

namespace whatworks {
namespace {

// Of a search page of 118 KB, level 4 makes 15.1 KB in 1.0 ms, level 6 makes 13.9 KB in 2.1 ms. httplib would take brotli's slowest level: 10.5 KB in 130 ms.
constexpr int kLevel = 4;
constexpr int kGzipWindow = 15 + 16;  // zlib: the largest window, in gzip's wrapping
constexpr int kMemoryLevel = 8;

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) noexcept {
  bool by_star = false;
  while (!accept_encoding.empty()) {
    const auto comma = accept_encoding.find(',');
    const auto entry = trim(accept_encoding.substr(0, comma));
    accept_encoding = comma == std::string_view::npos ? std::string_view{} : accept_encoding.substr(comma + 1);
    const auto semicolon = entry.find(';');
    const auto name = trim(entry.substr(0, semicolon));
    const auto option = semicolon == std::string_view::npos ? std::string_view{} : trim(entry.substr(semicolon + 1));
    const bool wanted = option.substr(0, 2) != "q=" || parse_decimal(option.substr(2)).value_or(0) > 0;
    if (name == "gzip" || name == "x-gzip") {
      return wanted;
    }
    by_star = by_star || (name == "*" && wanted);
  }
  return by_star;
}

bool is_compressible(std::string_view content_type) noexcept {
  const auto type = content_type.substr(0, content_type.find(';'));
  const auto ends = [&](std::string_view end) { return type.ends_with(end); };
  return type.starts_with("text/") || ends("json") || ends("jsonl") || ends("xml") || type == "application/x-research-info-systems" ||
         type == "application/x-bibtex";
}

std::string gzip(std::string_view content, Compression compression) {
  const int level = compression == Compression::best ? Z_BEST_COMPRESSION : kLevel;
  z_stream stream{};
  if (content.size() > (1U << 30) || deflateInit2(&stream, level, Z_DEFLATED, kGzipWindow, kMemoryLevel, Z_DEFAULT_STRATEGY) != Z_OK) {
    return {};
  }
  std::string out(deflateBound(&stream, static_cast<uLong>(content.size())), '\0');
  // zlib only reads from it; its interface is older than const.
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(done ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

namespace {

// Makes gzip of parts that come one after the other.
class GzipStream {
 public:
  explicit GzipStream(const BodySink& sink) : sink_(sink) {
    good_ = deflateInit2(&stream_, kLevel, Z_DEFLATED, kGzipWindow, kMemoryLevel, Z_DEFAULT_STRATEGY) == Z_OK;
  }
  ~GzipStream() { deflateEnd(&stream_); }
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;

  [[nodiscard]] bool good() const noexcept { return good_; }
  bool add(std::string_view part) { return write(part, Z_NO_FLUSH); }
  bool finish() { return write({}, Z_FINISH); }

 private:
  bool write(std::string_view part, int flush) {
    stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(part.data()));
    stream_.avail_in = static_cast<uInt>(part.size());
    do {
      stream_.next_out = buffer_.data();
      stream_.avail_out = static_cast<uInt>(buffer_.size());
      deflate(&stream_, flush);
      const std::string_view made(reinterpret_cast<const char*>(buffer_.data()), buffer_.size() - stream_.avail_out);
      if (!made.empty() && !sink_(made)) {
        return false;
      }
    } while (stream_.avail_out == 0);
    return true;
  }

  const BodySink& sink_;
  z_stream stream_{};
  std::array<Bytef, 65536> buffer_{};
  bool good_ = false;
};

}  // namespace

BodyWriter gzip(std::string start, BodyWriter rest) {
  return [start = std::move(start), rest = std::move(rest)](const BodySink& sink) -> Status {
    GzipStream stream(sink);
    if (!stream.good()) {
      return failure(ErrorCode::internal, "zlib cannot compress");
    }
    bool listening = stream.add(start);
    if (listening) {
      if (auto status = rest([&](std::string_view part) { return listening = stream.add(part); }); !status) {
        return status;
      }
    }
    if (listening) {
      stream.finish();
    }
    return {};
  };
}

std::string deflate_text(std::string_view text) {
  auto length = compressBound(static_cast<uLong>(text.size()));
  std::string out(length, '\0');
  const bool done = compress2(reinterpret_cast<Bytef*>(out.data()), &length, reinterpret_cast<const Bytef*>(text.data()), static_cast<uLong>(text.size()),
                              Z_BEST_COMPRESSION) == Z_OK;
  out.resize(done ? length : 0);
  return out;
}

std::optional<std::string> inflate_text(std::string_view deflated, std::size_t limit) {
  std::string out(limit, '\0');
  auto length = static_cast<uLongf>(limit);
  if (uncompress(reinterpret_cast<Bytef*>(out.data()), &length, reinterpret_cast<const Bytef*>(deflated.data()), static_cast<uLong>(deflated.size())) != Z_OK) {
    return std::nullopt;
  }
  out.resize(length);
  return out;
}

}  // namespace whatworks
