// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace whatworks {

// Whether an Accept-Encoding header takes gzip: named, or covered by "*", and not with q=0.
bool accepts_gzip(std::string_view accept_encoding) noexcept;

// Whether content of this type gets smaller: text, JSON, SVG.
bool is_compressible(std::string_view content_type) noexcept;

// The gzip form of `content`; empty where zlib cannot, which leaves the content as it is.
std::string gzip(std::string_view content);

}  // namespace whatworks
