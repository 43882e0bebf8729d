// SPDX-License-Identifier: GPL-3.0-or-later
// A whole request, from its line and headers to the answer that would be sent.
#include "web/site.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "fuzz.h"
#include "raw_request.h"
#include "sample_site.h"

using namespace whatworks;
using fuzz::demand;

namespace {

void check_headers(const Response& response) {
  demand(response.status >= 200 && response.status < 600 && response.status != 500, "every request has an answer that is no failure of ours");
  for (const auto* name :
       {"content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy", "permissions-policy", "vary", "cache-control"}) {
    demand(!response.header(name).empty(), "every answer has the headers of every answer");
  }
  for (const auto& [name, value] : response.headers) {
    demand(!name.empty() && fuzz::is_clean(name) && fuzz::is_clean(value), "headers are one line of clean text each");
  }
  const auto location = response.header("location");
  demand(location.empty() == (response.status / 100 != 3 || response.status == 304), "a redirect, and nothing else, leads somewhere");
  demand(location.empty() || (location.starts_with('/') && !location.starts_with("//") && location.find('\\') == std::string_view::npos),
         "a redirect leads to an address of ours");
  demand(location.find(' ') == std::string_view::npos, "an address holds no space");
}

std::string whole_body(const Response& response) {
  std::string body = response.body;
  if (response.rest) {
    const auto status = response.rest([&](std::string_view part) {
      body += part;
      return true;
    });
    demand(status.has_value(), "an answer in parts comes to its end");
  }
  return body;
}

void check_body(const Response& response, bool repeats_unseen) {
  const auto body = whole_body(response);
  const auto type = std::string_view(response.content_type).substr(0, response.content_type.find(';'));
  if (!response.header("content-encoding").empty() || type == "application/zip") {
    return;
  }
  demand(type.empty() == (response.status == 304) || body.empty(), "a body has a type");
  demand(repeats_unseen || fold(body).find(fuzz::kUnseenWord) == std::string::npos, "nothing is shown that may not be seen");
  if (type.ends_with("json")) {
    demand(nlohmann::json::accept(body), "JSON is JSON");
    return;
  }
  demand(fuzz::is_clean(body, "\t\n\r"), "texts are clean");
  demand(!type.ends_with("xml") || (body.find("\xEF\xBF\xBE") == std::string::npos && body.find("\xEF\xBF\xBF") == std::string::npos),
         "XML holds no characters that it may not");
  if (type == "text/html" || type.ends_with("xml")) {
    // seeds and tokens put these into every place that a page repeats
    demand(body.find("<xss") == std::string::npos && body.find("\"xss=") == std::string::npos && body.find("'xss=") == std::string::npos,
           "what somebody sent is text, never markup");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  const auto request = fuzz::raw_request(text);
  const bool repeats_unseen = text.find('%') != std::string_view::npos || fold(text).find(fuzz::kUnseenWord) != std::string::npos;
  const auto response = fuzz::site().handle(request);
  check_headers(response);
  check_body(response, repeats_unseen);
  const auto refused = fuzz::site().error(413, request.target);
  check_headers(refused);
  check_body(refused, repeats_unseen);
  return 0;
}
