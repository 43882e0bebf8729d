// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace whatworks {

// A field of a form as multipart/form-data (RFC 7578).
struct FormPart {
  std::string name;
  std::string value;                     // of a file any bytes; of anything else UTF-8 without null bytes
  std::optional<std::string> file_name;  // of a file, as its sender calls it: to be shown, never a path of ours. Empty where none was chosen
};

// More than a form of ours has; whoever sends more wants to keep us busy.
inline constexpr std::size_t kMostFormParts = 100;

// The fields in the order in which they were sent. `content_type` is the header with the boundary. Fails with bad_parameter, saying which rule is broken,
// where not everybody who reads the body would see the same fields: a wrong, missing or repeated boundary, a body that ends too early, text outside of the
// parts, a header that is ill-formed or stands twice, a part without a name, a null byte where there is text, more than kMostFormParts parts.
Result<std::vector<FormPart>> parse_multipart(std::string_view content_type, std::string_view body);

}  // namespace whatworks
