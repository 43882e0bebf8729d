// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/http.h"

#include <algorithm>

#include "core/text.h"
#include "fuzz.h"
#include "raw_request.h"

using namespace whatworks;
using fuzz::demand;

namespace {

void check_target(const std::string& text) {
  const auto target = parse_target(text);
  if (!target) {
    demand(target.error().code == ErrorCode::bad_parameter, "an address that is refused is a bad parameter");
    demand(!target.error().message.empty() && !target.error().hint.empty(), "what is wrong with an address is said, and what to do");
    return;
  }
  demand(text.starts_with(target->address) && target->address.starts_with(target->path) && target->path.starts_with('/'),
         "the path is the beginning of the address");
  demand(fuzz::is_clean(target->path) && fuzz::is_clean(target->address, "\t\r\n"), "the address is clean text");
  for (const auto& segment : target->segments) {
    demand(fuzz::is_clean(segment), "segments of the path are clean text");
  }
  for (const auto& [name, value] : target->parameters) {
    demand(fuzz::is_clean(name, "\t\n\r") && fuzz::is_clean(value, "\t\n\r"), "parameters are clean text");
  }
  const auto again = parse_target("/" + to_query_string(target->parameters));
  demand(again && again->parameters == target->parameters, "parameters written as an address are read as the same");
}

void check_form(const Request& request) {
  const auto form = parse_form(request);
  if (!form) {
    demand(form.error().code == ErrorCode::bad_parameter || form.error().code == ErrorCode::unsupported_type, "a form is refused for its type or its text");
    return;
  }
  for (const auto& [name, value] : *form) {
    demand(!find_invalid_utf8(name) && !find_invalid_utf8(value), "the fields of a form are UTF-8");
  }
}

void check_cookie(const Request& request) {
  for (const auto* name : {"shortlist", "session", "s"}) {
    const auto value = request.cookie(name);
    demand(value.find(';') == std::string_view::npos, "a cookie ends at the semicolon");
    demand(value.empty() || std::any_of(request.headers.begin(), request.headers.end(),
                                        [&](const auto& header) {
                                          return header.first == "cookie" &&
                                                 header.second.find(std::string(name) + "=" + std::string(value)) != std::string::npos;
                                        }),
           "a cookie is one that was sent");
  }
}

void check_base(const Request& request) {
  const auto base = base_address(request);
  demand(base.empty() || base.starts_with("http://") || base.starts_with("https://"), "a base address has our scheme");
  demand(base.find_first_of("\"'<>\\ \r\n?#@%") == std::string::npos, "a base address can stand in any text");
  const auto host = host_of(base);
  demand(!host.empty() && host.find('/') == std::string_view::npos, "there is always a host");
  demand(base.empty() || base.find("://" + std::string(host)) != std::string::npos, "the host is that of the address");
  demand(!host.starts_with('[') || host.back() == ']', "an address of version 6 is a host as a whole");
}

void check_negotiation(const Request& request) {
  for (const auto* type : {"text/html", "application/json", "text/turtle"}) {
    const auto quality = accept_quality(request.header("accept"), type);
    demand(quality >= 0 && quality <= 1, "how much a type is wanted is between 0 and 1");
    demand(accept_quality("*/*;q=0, " + std::string(type), type) == 1, "a type that is named is wanted");
  }
  const std::string etag = "W/\"a1-b2\"";
  const std::string sent(request.header("if-none-match"));
  demand(etag_matches(sent + "," + etag, etag) && etag_matches(etag + "," + sent, etag), "an entity tag is found wherever it stands in the list");
  demand(!etag_matches(sent, etag) || sent.find('*') != std::string::npos || sent.find("\"a1-b2\"") != std::string::npos, "only what was named matches");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto request = fuzz::raw_request(fuzz::text_of(data, size));
  check_target(request.target);
  check_form(request);
  check_cookie(request);
  check_base(request);
  check_negotiation(request);
  is_from_elsewhere(request);
  request.headers.insert(request.headers.begin(), {"sec-fetch-site", "cross-site"});
  demand(is_from_elsewhere(request), "what a browser says to come from another site does");
  request.headers.front().second = "same-origin";
  demand(!is_from_elsewhere(request), "what a browser says to come from us does");
  return 0;
}
