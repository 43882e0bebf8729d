// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <utility>

#include "compress.h"
#include "site_implementation.h"

// What every answer gets before it leaves: headers, what stands on each page for its visitor, caching, compression.
namespace whatworks {
namespace {

constexpr std::size_t kSmallestCompressed = 1024;  // what fits one packet gains nothing

// No script, style or other content from anywhere but our own files, and none within a page.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kSecurityHeaders{{
    {"content-security-policy",
     "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
     "'none'"},
    {"x-content-type-options", "nosniff"},
    {"x-frame-options", "DENY"},
    // What somebody searched for is nobody else's business.
    {"referrer-policy", "no-referrer"},
    {"permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"},
    {"cross-origin-opener-policy", "same-origin"},
    {"x-permitted-cross-domain-policies", "none"},
}};
constexpr std::string_view kOnlyByTls = "max-age=31536000";

// What templates hold where something of the visitor goes: filled in last, so that handlers need not know of it.
constexpr std::string_view kShortlistSlot = "<!--shortlist-->";   // how many records are in the shortlist
constexpr std::string_view kVisitorSlot = "<!--visitor-->";       // who is signed in
constexpr std::string_view kFormTokenSlot = "<!--form-token-->";  // in every form that changes something

void fill(std::string& html, std::string_view slot, std::string_view content) {
  for (auto at = html.find(slot); at != std::string::npos; at = html.find(slot, at + content.size())) {
    html.replace(at, slot.size(), content);
  }
}

void set_header(Response& response, std::string_view name, std::string value) {
  if (response.header(name).empty()) {
    response.headers.emplace_back(std::string(name), std::move(value));
  }
}

}  // namespace

void Site::Implementation::fill_slots(const Request& request, const Visitor& visitor, std::size_t shortlisted, std::string& html) const {
  fill(html, kShortlistSlot, shortlisted == 0 ? "" : " (" + std::to_string(shortlisted) + ")");
  fill(html, kFormTokenSlot,
       visitor.person ? "<input type=\"hidden\" name=\"" + std::string(kFormTokenField) + "\" value=\"" + visitor.form_token + "\">" : "");
  if (html.find(kVisitorSlot) == std::string::npos) {
    return;
  }
  const auto path = std::string_view(request.target).substr(0, request.target.find('?'));
  const bool can_return = request.method == "GET" && path != kSignInPath && path != kSetPasswordPath;
  const Json view{{"name", visitor.person ? Json(visitor.person->display_name) : Json(nullptr)},
                  {"reviews", visitor.may(Permission::review)},
                  {"administers", visitor.may(Permission::administer)},
                  {"sign_in_href", sign_in_address(can_return ? std::string_view(request.target) : std::string_view{})}};
  const auto shown = templates_.render("visitor", view);
  fill(html, kVisitorSlot, shown ? *shown : std::string());
}

void Site::Implementation::finish(const Request& request, const Visitor& visitor, const Evidence& evidence, Response& response) const {
  for (const auto& [name, value] : kSecurityHeaders) {
    set_header(response, name, std::string(value));
  }
  if (is_secure(request)) {
    set_header(response, "strict-transport-security", std::string(kOnlyByTls));
  }
  // Pages show what is in the asker's shortlist and who is signed in. Whoever has neither shares one copy; caches must not mix up the others.
  const bool is_page = response.content_type.rfind("text/html", 0) == 0;
  const auto shortlist = is_page ? own_shortlist(request) : Shortlist{};
  if (is_page) {
    fill_slots(request, visitor, shortlist.items.size(), response.body);
  }
  if (!is_page && !visitor.person) {
    set_header(response, "access-control-allow-origin", "*");  // what we give to everyone, scripts of other sites may read
    set_header(response, "access-control-expose-headers", "ETag, Link");
  }
  set_header(response, "vary", response.kind == ResponseKind::fixed ? "Accept-Encoding" : "Cookie, Accept-Encoding");
  // What is for those who are signed in is not to be found in a browser after they have left.
  const bool is_personal = visitor.person && response.kind == ResponseKind::index;
  switch (is_personal ? ResponseKind::live : response.kind) {
    case ResponseKind::fixed: set_header(response, "cache-control", "public, max-age=31536000, immutable"); break;
    case ResponseKind::live: set_header(response, "cache-control", "no-store"); break;
    case ResponseKind::index: {
      const auto own = shortlist.empty() ? std::string() : to_query_string(to_parameters(shortlist));
      set_header(response, "cache-control", own.empty() ? "no-cache" : "private, no-cache");
      // Weak, since the bytes differ by compression and by the time that a search took.
      const auto digest = [](const std::string& text) { return text.empty() ? text : "-" + sha256(text).substr(0, 12); };
      set_header(response, "etag", "W/\"" + build_ + "-" + evidence.state().version + digest(own) + digest(response.also_made_from) + "\"");
      if (response.status == 200 && etag_matches(request.header("if-none-match"), response.header("etag"))) {
        response.status = 304;
        response.body.clear();
        response.rest = nullptr;
        response.content_type.clear();
      }
      break;
    }
  }
  const bool compressed = is_compressible(response.content_type) && accepts_gzip(request.header("accept-encoding"));
  if (compressed && response.rest) {
    response.rest = gzip(std::exchange(response.body, {}), std::exchange(response.rest, nullptr));
    response.headers.emplace_back("content-encoding", "gzip");
  } else if (compressed && response.body.size() >= kSmallestCompressed) {
    if (auto smaller = gzip(response.body, response.kind == ResponseKind::fixed ? Compression::best : Compression::quick); !smaller.empty()) {
      response.body = std::move(smaller);
      response.headers.emplace_back("content-encoding", "gzip");
    }
  }
}

}  // namespace whatworks
