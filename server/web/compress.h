// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "web/http.h"

namespace whatworks {

// Whether an Accept-Encoding header takes gzip: named, or covered by "*", and not with q=0.
bool accepts_gzip(std::string_view accept_encoding) noexcept;

// Whether content of this type gets smaller: text, JSON, XML, references.
bool is_compressible(std::string_view content_type) noexcept;

// How hard to try: `best` takes several times as long as `quick` for a tenth less, which is worth it for what a browser fetches once.
enum class Compression { quick, best };

// The gzip form of `content`; empty where zlib cannot, which leaves the content as it is.
std::string gzip(std::string_view content, Compression compression = Compression::quick);

// The same for a body that comes in parts: `start`, then what `rest` gives.
BodyWriter gzip(std::string start, BodyWriter rest);

// Short texts made shorter, and back. Damage is noticed: nothing comes of what zlib did not make, or of what grows above `limit` bytes.
std::string deflate_text(std::string_view text);
std::optional<std::string> inflate_text(std::string_view deflated, std::size_t limit);

}  // namespace whatworks
