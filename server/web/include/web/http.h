// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "search/request.h"
#include "web/client.h"
#include "web/headers.h"

namespace whatworks {

// A request as it came in, without anything of the library that received it.
struct Request {
  std::string method = "GET";
  std::string target = "/";  // as in the request line: "/search?q=phone+lines"
  Headers headers;
  std::string body;
  std::string peer{};  // address of the other end of the connection, which may be a proxy
  Client client{};     // who asks, as far as that can be known

  [[nodiscard]] std::string_view header(std::string_view lower_case_name) const noexcept;  // empty where there is none
  [[nodiscard]] std::string_view cookie(std::string_view name) const noexcept;             // as it was sent; empty where there is none
};

// How long an answer may be kept; the caching headers follow from it and from nothing else.
enum class ResponseKind {
  fixed,  // an asset whose name changes with its content: for ever
  index,  // made from the index: ask again each time, with an ETag
  live,   // tells how things are now, such as /readyz, and every error: never
};

// Takes the next part of a body; false where nobody listens any more, so that there is no use in going on.
using BodySink = std::function<bool(std::string_view part)>;

// Gives a body part by part, where it is too much to hold in memory. Where it fails, the answer is broken off, so that nobody takes it for whole.
using BodyWriter = std::function<Status(const BodySink& sink)>;

struct Response {
  int status = 200;
  std::string content_type = "text/html";
  std::string body;
  BodyWriter rest;  // what follows `body`, if anything
  Headers headers;
  ResponseKind kind = ResponseKind::index;
  std::string also_made_from;  // what an answer of the kind index tells beside what the index, the site and the shortlist say: part of its ETag

  [[nodiscard]] std::string_view header(std::string_view lower_case_name) const noexcept;  // empty where there is none
};

// Whether all headers can be sent: a line break in one, or another control character, would make whoever reads the answer see other headers than we meant.
bool has_sound_headers(const Response& response) noexcept;

// What a route takes as the body of a POST.
enum class BodyKind {
  form,       // the fields of a short form, up to 64 KB, as application/x-www-form-urlencoded
  long_form,  // one that may hold a whole record, up to 1 MB; or as multipart/form-data with files, up to 2 MB
  text,       // a record as text/markdown or text/plain, somewhat more than the largest that there may be
};

// The address asked for, taken apart and decoded.
struct Target {
  std::string address;                // as it came, without a fragment: clean text, and safe to send back to
  std::string path;                   // as it came, without the query: safe to log
  std::vector<std::string> segments;  // "/records/a%20b" has "records" and "a b"; "/" has none
  Parameters parameters;
};

// Fails with bad_parameter, saying which part, where a percent sign is not followed by two hexadecimal digits, or the decoded text is
// not UTF-8 or holds control characters. "+" is a space in the query and itself in the path.
Result<Target> parse_target(std::string_view target);

// The fields of a form in the order in which they were sent. Fails with unsupported_type where the body is compressed or said to be anything
// but application/x-www-form-urlencoded, and with bad_parameter as parse_target() does; but control characters are let through, since
// text that people paste holds them: clean_utf8() takes them out.
Result<Parameters> parse_form(const Request& request);

// Whether a page of another site made the browser send this: by Sec-Fetch-Site, else by Origin against Host. Browsers send at least one of
// them with every POST; what sends neither is no browser, and nobody else's cookies are with it.
bool is_from_elsewhere(const Request& request) noexcept;

// "https://host:port" as the client knows us, for addresses that are copied; empty where it does not say. By https where a trusted proxy says so.
// What is made with it may not be kept for others.
std::string base_address(const Request& request);

// "example.org" of "https://example.org:8080/path", "[::1]" of "http://[::1]:8080"; "localhost" of an address without a host.
std::string_view host_of(std::string_view base_address) noexcept;

// Whether one of the entity tags of an If-None-Match header is `etag`, compared weakly; "*" is any.
bool etag_matches(std::string_view if_none_match, std::string_view etag) noexcept;

// How much an Accept header wants a media type such as "application/json": 0 not at all, 1 most. No header, or one that names no type, wants everything.
double accept_quality(std::string_view accept, std::string_view media_type) noexcept;

}  // namespace whatworks
