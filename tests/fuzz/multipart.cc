// SPDX-License-Identifier: GPL-3.0-or-later
// A form of several parts: its Content-Type in the first line, then its body.
#include "../../server/web/multipart.h"

#include "core/text.h"
#include "fuzz.h"

using namespace whatworks;
using fuzz::demand;

namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  return out + '"';
}

void check_written_again(const std::vector<FormPart>& parts) {
  const std::string boundary = "a-boundary-that-nobody-guesses";
  std::string body;
  for (const auto& part : parts) {
    body += "--" + boundary + "\r\nContent-Disposition: form-data; name=" + quoted(part.name);
    body += part.file_name ? "; filename=" + quoted(*part.file_name) : std::string();
    body += "\r\n\r\n" + part.value + "\r\n";
  }
  const auto again = parse_multipart("multipart/form-data; boundary=" + boundary, body + "--" + boundary + "--");
  demand(again.has_value() == !parts.empty() && (!again || again->size() == parts.size()), "a form written again is read again");
  for (std::size_t i = 0; again && i < parts.size(); ++i) {
    demand((*again)[i].name == parts[i].name && (*again)[i].value == parts[i].value && (*again)[i].file_name == parts[i].file_name,
           "a field written again is read as the same");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [type, body] = fuzz::first_line(fuzz::text_of(data, size));
  const auto parts = parse_multipart(type, body);
  if (!parts) {
    demand(parts.error().code == ErrorCode::bad_parameter && fuzz::is_clean(parts.error().message), "a form is refused with a reason in clean text");
    return 0;
  }
  demand(parts->size() <= kMostFormParts, "no more fields than are taken");
  for (const auto& part : *parts) {
    demand(!part.name.empty() && fuzz::is_clean(part.name, "\t") && fuzz::is_clean(part.file_name.value_or(""), "\t"), "names are clean text");
    demand(part.file_name || !find_invalid_utf8(part.value), "fields are UTF-8");
    demand(body.find(part.value) != std::string_view::npos, "what is in a field was sent");
  }
  check_written_again(*parts);
  return 0;
}
