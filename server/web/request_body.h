// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "web/http.h"

namespace whatworks {

// A file that came with a form.
struct SentFile {
  std::string field;      // by which the form names it
  std::string file_name;  // as its sender calls it: to be shown, never a path of ours
  std::string bytes;      // anything
};

struct SentForm {
  Parameters fields;
  std::vector<SentFile> files;  // those that were chosen
};

// What was sent with POST to a route that takes bodies of `kind`; nothing of a text, which is in the request as it came. Fails with unsupported_type where the
// body is compressed or of another type than those of the kind, with too_large beyond its limit, and with bad_parameter as parse_form() and
// parse_multipart() do.
Result<SentForm> read_sent(const Request& request, BodyKind kind);

// How many bytes a body of `kind` may have, by the type that the request says it is of.
std::size_t largest_body(const Request& request, BodyKind kind) noexcept;

// The most that any of them may have.
inline constexpr std::size_t kLargestBody = 2 * 1024 * 1024;

}  // namespace whatworks
