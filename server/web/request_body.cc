// SPDX-License-Identifier: GPL-3.0-or-later
#include "request_body.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "multipart.h"
#include "record/record.h"

namespace whatworks {
namespace {

constexpr std::size_t kLargestForm = 64 * 1024;
constexpr std::size_t kLargestLongForm = 1024 * 1024;               // a record, in which percent-encoding may make three bytes of each
constexpr std::size_t kLargestText = kRecordSizeLimit + 64 * 1024;  // so that whoever is a little beyond it is told so by the checker

enum class MediaType { form, multipart, text, other };

MediaType media_type_of(const Request& request) noexcept {
  const auto declared = request.header("content-type");
  const auto type = trim(declared.substr(0, declared.find(';')));
  const auto is = [&](std::string_view name) {
    return std::equal(type.begin(), type.end(), name.begin(), name.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b; });
  };
  return is("application/x-www-form-urlencoded")                   ? MediaType::form
         : is("multipart/form-data")                               ? MediaType::multipart
         : type.empty() || is("text/markdown") || is("text/plain") ? MediaType::text
                                                                   : MediaType::other;
}

auto wrong_type(std::string_view wanted) { return failure(ErrorCode::unsupported_type, std::string(wanted) + ", not compressed"); }

Result<SentForm> read_form(const Request& request) {
  auto fields = parse_form(request);
  if (!fields) {
    return failure(fields.error());
  }
  return SentForm{*std::move(fields), {}};
}

Result<SentForm> read_multipart(const Request& request) {
  if (!request.header("content-encoding").empty()) {
    return wrong_type("A form is taken as application/x-www-form-urlencoded or multipart/form-data");
  }
  auto parts = parse_multipart(request.header("content-type"), request.body);
  if (!parts) {
    return failure(parts.error());
  }
  SentForm out;
  for (auto& part : *parts) {
    if (!part.file_name) {
      out.fields.emplace_back(std::move(part.name), std::move(part.value));
    } else if (!part.file_name->empty() || !part.value.empty()) {
      out.files.push_back({std::move(part.name), *std::move(part.file_name), std::move(part.value)});
    }
  }
  return out;
}

}  // namespace

std::size_t largest_body(const Request& request, BodyKind kind) noexcept {
  switch (kind) {
    case BodyKind::text: return kLargestText;
    case BodyKind::long_form: return media_type_of(request) == MediaType::multipart ? kLargestBody : kLargestLongForm;
    default: return kLargestForm;
  }
}

Result<SentForm> read_sent(const Request& request, BodyKind kind) {
  if (request.body.size() > largest_body(request, kind)) {
    return failure(ErrorCode::too_large, "What was sent holds more than " + std::to_string(largest_body(request, kind)) + " bytes");
  }
  const auto type = media_type_of(request);
  switch (kind) {
    case BodyKind::text:
      if (type != MediaType::text || !request.header("content-encoding").empty()) {
        return wrong_type("A text is taken as text/markdown or text/plain");
      }
      return SentForm{};
    case BodyKind::long_form: return type == MediaType::multipart ? read_multipart(request) : read_form(request);
    default: return read_form(request);
  }
}

}  // namespace whatworks
