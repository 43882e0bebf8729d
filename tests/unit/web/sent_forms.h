// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "site_folder.h"

namespace whatworks::test {

// What a browser sends that has a session and this site's form.
inline Headers as(const std::string& token, Headers more = {}) {
  more.emplace_back("host", "evidence.example");
  more.emplace_back("content-type", "application/x-www-form-urlencoded");
  if (!token.empty()) {
    more.emplace_back("cookie", "session=" + token);
  }
  return more;
}

inline std::string body_of(const Parameters& fields) {
  const auto query = to_query_string(fields);
  return query.empty() ? query : query.substr(1);
}

// Sends a form, with the token that it had when its page was shown.
inline Response send(const SiteWithoutIndex& site, const std::string& token, const std::string& target, Parameters fields = {}, const Headers& more = {}) {
  if (!token.empty()) {
    fields.emplace_back("form_token", site.office().visitor(token).form_token);
  }
  return site.ask("POST", target, as(token, more), body_of(fields));
}

// An address that fits a route.
inline std::string target_of(const RouteInfo& route) {
  auto target = route.pattern;
  if (const auto open = target.find('{'); open != std::string::npos) {
    target.replace(open, target.find('}') - open + 1, "x");
  }
  return target;
}

}  // namespace whatworks::test
