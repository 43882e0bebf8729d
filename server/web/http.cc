// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/http.h"

#include <algorithm>

#include "core/text.h"

namespace whatworks {
namespace {

std::string_view find_header(const Headers& headers, std::string_view name) noexcept {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& header) { return header.first == name; });
  return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  if (c >= 'A' && c <= 'F') {
    return c - 'A' + 10;
  }
  return -1;
}

bool is_control(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7f;
}

enum class Part { path, query, form };

std::string_view name_of(Part part) {
  switch (part) {
    case Part::path: return "the path of the address";
    case Part::query: return "the part of the address after the question mark";
    default: return "the form";
  }
}

Result<std::string> decode(std::string_view text, Part part) {
  const std::string where(name_of(part));
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const int high = i + 1 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        return failure(ErrorCode::bad_parameter, "A percent sign in " + where + " is not followed by two hexadecimal digits",
                       "write a percent sign itself as %25");
      }
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else if (text[i] == '+' && part != Part::path) {
      out.push_back(' ');
    } else {
      out.push_back(text[i]);
    }
  }
  // As it came, too: a character of which one byte is encoded and the next is not would leave a path that is no text.
  if (find_invalid_utf8(text) || find_invalid_utf8(out)) {
    return failure(ErrorCode::bad_parameter, "There are bytes in " + where + " that are not UTF-8", "encode text as UTF-8 before percent-encoding it");
  }
  // Line breaks come with text that is pasted into a search box; they are spaces to a search, but have no place in a path.
  const bool bad = part != Part::form &&
                   std::any_of(out.begin(), out.end(), [&](char c) { return is_control(c) || (part == Part::path && (c == '\n' || c == '\r' || c == '\t')); });
  if (bad) {
    return failure(ErrorCode::bad_parameter, "There is a control character in " + where, "leave it out");
  }
  return out;
}

Result<Parameters> decode_pairs(std::string_view text, Part part) {
  Parameters out;
  for (const auto& pair : split(text, '&')) {
    if (pair.empty()) {
      continue;
    }
    const auto equals = pair.find('=');
    auto name = decode(std::string_view(pair).substr(0, equals), part);
    auto value = decode(equals == std::string::npos ? std::string_view{} : std::string_view(pair).substr(equals + 1), part);
    if (!name) {
      return failure(name.error());
    }
    if (!value) {
      return failure(value.error());
    }
    out.emplace_back(std::move(*name), std::move(*value));
  }
  return out;
}

// The authority of "https://host:port"; empty for "null" and whatever else is no origin.
std::string_view authority_of(std::string_view origin) noexcept {
  const auto scheme = origin.find("://");
  return scheme == std::string_view::npos ? std::string_view{} : origin.substr(scheme + 3);
}

// The name or number of a host without its port; a number of version 6 holds colons itself and stands in brackets. Empty where there is none.
std::string_view without_port(std::string_view authority) noexcept {
  if (!authority.starts_with('[')) {
    return authority.substr(0, authority.find(':'));
  }
  const auto close = authority.find(']');
  return close == std::string_view::npos ? std::string_view{} : authority.substr(0, close + 1);
}

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

std::string_view strip_weak(std::string_view etag) noexcept { return etag.substr(0, 2) == "W/" ? etag.substr(2) : etag; }

}  // namespace

std::string_view Request::header(std::string_view lower_case_name) const noexcept { return find_header(headers, lower_case_name); }

std::string_view Request::cookie(std::string_view name) const noexcept {
  for (const auto& [header_name, value] : headers) {
    std::string_view rest = header_name == "cookie" ? std::string_view(value) : std::string_view{};
    while (!rest.empty()) {
      const auto semicolon = rest.find(';');
      const auto pair = trim(rest.substr(0, semicolon));
      rest = semicolon == std::string_view::npos ? std::string_view{} : rest.substr(semicolon + 1);
      if (pair.size() > name.size() && pair.substr(0, name.size()) == name && pair[name.size()] == '=') {
        return pair.substr(name.size() + 1);
      }
    }
  }
  return {};
}

std::string_view Response::header(std::string_view lower_case_name) const noexcept { return find_header(headers, lower_case_name); }

bool has_sound_headers(const Response& response) noexcept {
  const auto is_sound = [](std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
  };
  return is_sound(response.content_type) && std::all_of(response.headers.begin(), response.headers.end(), [&](const auto& header) {
           return !header.first.empty() && is_sound(header.first) && is_sound(header.second);
         });
}

Result<Target> parse_target(std::string_view target) {
  target = target.substr(0, target.find('#'));
  const auto question_mark = target.find('?');
  const auto path = target.substr(0, question_mark);
  if (path.empty() || path.front() != '/') {
    return failure(ErrorCode::bad_parameter, "The address does not begin with a slash", "write it as in /search?q=lines");
  }
  Target out;
  out.address = std::string(target);
  out.path = std::string(path);
  if (path.size() > 1) {
    for (const auto& segment : split(path.substr(1), '/')) {
      auto decoded = decode(segment, Part::path);
      if (!decoded) {
        return failure(decoded.error());
      }
      out.segments.push_back(std::move(*decoded));
    }
  }
  if (question_mark != std::string_view::npos) {
    auto pairs = decode_pairs(target.substr(question_mark + 1), Part::query);
    if (!pairs) {
      return failure(pairs.error());
    }
    out.parameters = std::move(*pairs);
  }
  return out;
}

Result<Parameters> parse_form(const Request& request) {
  const auto declared = request.header("content-type");
  const auto type = trim(declared.substr(0, declared.find(';')));
  if (!equal_ignoring_case(type, "application/x-www-form-urlencoded") || !request.header("content-encoding").empty()) {
    return failure(ErrorCode::unsupported_type, "A form is taken as application/x-www-form-urlencoded, not compressed");
  }
  return decode_pairs(request.body, Part::form);
}

bool is_from_elsewhere(const Request& request) noexcept {
  const auto site = request.header("sec-fetch-site");
  if (!site.empty()) {
    return site != "same-origin" && site != "none";  // "none": the person did it, not a page
  }
  const auto origin = request.header("origin");
  return !origin.empty() && !equal_ignoring_case(authority_of(origin), request.header("host"));
}

std::string base_address(const Request& request) {
  constexpr std::string_view kInHost = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]";
  const auto host = request.header("host");
  if (without_port(host).empty() || host.find_first_not_of(kInHost) != std::string_view::npos) {
    return {};
  }
  return (request.client.secure ? "https://" : "http://") + std::string(host);
}

std::string_view host_of(std::string_view base_address) noexcept {
  const auto authority = authority_of(base_address);
  const auto host = without_port(authority.substr(0, authority.find('/')));
  return host.empty() ? std::string_view("localhost") : host;
}

bool etag_matches(std::string_view if_none_match, std::string_view etag) noexcept {
  while (!if_none_match.empty()) {
    const auto comma = if_none_match.find(',');
    const auto entry = trim(if_none_match.substr(0, comma));
    if (entry == "*" || (!entry.empty() && strip_weak(entry) == strip_weak(etag))) {
      return true;
    }
    if_none_match = comma == std::string_view::npos ? std::string_view{} : if_none_match.substr(comma + 1);
  }
  return false;
}

double accept_quality(std::string_view accept, std::string_view media_type) noexcept {
  if (accept.find('/') == std::string_view::npos) {
    return 1;
  }
  const auto family = media_type.substr(0, media_type.find('/') + 1);
  double quality = 0;
  int best_match = -1;  // 0 "*/*", 1 "application/*", 2 the type itself: the most specific entry decides
  while (!accept.empty()) {
    const auto comma = accept.find(',');
    auto entry = trim(accept.substr(0, comma));
    accept = comma == std::string_view::npos ? std::string_view{} : accept.substr(comma + 1);
    const auto semicolon = entry.find(';');
    const auto type = trim(entry.substr(0, semicolon));
    const int match = type == media_type                                                                                    ? 2
                      : (type.size() == family.size() + 1 && type.substr(0, family.size()) == family && type.back() == '*') ? 1
                      : type == "*/*"                                                                                       ? 0
                                                                                                                            : -1;
    if (match <= best_match) {
      continue;
    }
    best_match = match;
    quality = 1;
    auto options = semicolon == std::string_view::npos ? std::string_view{} : entry.substr(semicolon + 1);
    while (!options.empty()) {
      const auto next = options.find(';');
      const auto option = trim(options.substr(0, next));
      options = next == std::string_view::npos ? std::string_view{} : options.substr(next + 1);
      if (option.substr(0, 2) == "q=") {
        quality = std::clamp(parse_decimal(option.substr(2)).value_or(0), 0.0, 1.0);
      }
    }
  }
  return quality;
}

}  // namespace whatworks
