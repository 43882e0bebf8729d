// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <set>

#include "sent_forms.h"

using namespace whatworks;
using namespace whatworks::test;

TEST_CASE("every route asks for what the table of roles gives, and nobody else gets through") {
  SiteWithoutIndex site;
  std::vector<std::pair<std::string, std::vector<Role>>> people{{"", {}}};
  for (const auto& role : roles()) {
    site.office().person("a-" + std::string(role.name), {role.role});
    people.emplace_back("a-" + std::string(role.name), std::vector{role.role});
  }
  site.office().person("another-administrator", {Role::administrator});
  for (const auto& route : Site::routes()) {
    for (const auto& [name, held] : people) {
      INFO(route.method << " " << route.pattern << " as " << (name.empty() ? "nobody" : name));
      const auto token = name.empty() ? std::string() : site.office().signed_in(name);
      const auto answer = route.method == "GET" ? site.get(target_of(route), as(token)) : send(site, token, target_of(route));
      const bool to_sign_in = answer.status == 302 && answer.header("location").starts_with("/sign-in");
      if (may(held, route.needs)) {
        CHECK(answer.status != 401);
        CHECK(answer.status != 403);
        CHECK_FALSE(to_sign_in);
      } else if (name.empty()) {
        CHECK((to_sign_in || answer.status == 401));
        CHECK(to_sign_in == (route.method == "GET" && !route.api));
      } else {
        CHECK(answer.status == 403);
      }
      CHECK((route.needs == Permission::read_public || answer.header("cache-control") == "no-store"));
    }
  }
}

TEST_CASE("what needs a role is under its own addresses, and all else is listed here by name") {
  const auto is_for_writers = [](const std::string& pattern) {
    return pattern.starts_with("/contribute/drafts") || pattern == "/contribute/import" || pattern == "/review/{id}" || pattern == "/review/{id}/preview";
  };
  const auto is_for_reviewers = [](const std::string& pattern) { return pattern.starts_with("/review") || pattern == "/records/{id}/withdraw"; };
  const auto is_for_facilitators = [](const RouteInfo& route) {
    const auto& pattern = route.pattern;
    const bool changes = route.method == "POST" && (pattern == "/workshops" || pattern == "/workshops/{id}" || pattern == "/workshops/{id}/results");
    return changes || pattern == "/new-workshop" || pattern == "/workshops/{id}/details" || pattern == "/workshops/{id}/groups" ||
           pattern == "/workshops/{id}/criteria" || pattern == "/workshops/{id}/print" || pattern.starts_with("/workshops/{id}/paper") ||
           pattern == "/workshops/{id}/evaluation/link";
  };
  const auto is_for_trials = [](const RouteInfo& route) {
    return route.pattern.starts_with("/trials") && (route.method == "POST" || route.pattern.ends_with("/edit"));
  };
  std::set<std::string> open;
  for (const auto& route : Site::routes()) {
    if (route.pattern.starts_with("/admin/")) {
      CHECK(route.needs == Permission::administer);
    } else if (route.pattern.starts_with("/account")) {
      CHECK(route.needs == Permission::use_account);
    } else if (is_for_writers(route.pattern) && !(route.method == "POST" && is_for_reviewers(route.pattern))) {
      CHECK(route.needs == Permission::contribute);  // also who reviews; a contributor sees the review of their own
    } else if (is_for_trials(route)) {
      // Two roles may work on trials: the module looks which.
      CHECK(route.needs == (route.pattern.ends_with("/write-up") ? Permission::contribute : Permission::use_account));
    } else if (is_for_reviewers(route.pattern)) {
      CHECK(route.needs == Permission::review);
    } else if (is_for_facilitators(route)) {
      CHECK(route.needs == Permission::facilitate);
    } else {
      CHECK(route.needs == Permission::read_public);
      open.insert(route.method + " " + route.pattern);
    }
  }
  // A new address that everybody may use is a decision: it is written down here.
  CHECK(open == std::set<std::string>{"GET /",
                                      "GET /about",
                                      "GET /about/api",
                                      "GET /about/problems",
                                      "GET /about/problems/{name}",
                                      "GET /api/v1/export",
                                      "GET /api/v1/map",
                                      "GET /api/v1/records/{id}",
                                      "GET /api/v1/records/{id}/related",
                                      "GET /api/v1/search",
                                      "GET /api/v1/suggest",
                                      "GET /api/v1/vocabularies",
                                      "GET /api/v1/vocabularies/{name}",
                                      "GET /archive.zip",
                                      "GET /assets/{name}",
                                      "GET /compare",
                                      "GET /compare.csv",
                                      "GET /contribute",
                                      "GET /contributors/{id}",
                                      "GET /contribute/rules",
                                      "GET /contribute/rules/{id}",
                                      "GET /datapackage.json",
                                      "GET /feed.atom",
                                      "GET /healthz",
                                      "GET /join",
                                      "GET /join/{id}",
                                      "GET /map",
                                      "GET /map.csv",
                                      "GET /map/stages",
                                      "GET /map/world",
                                      "GET /map/years",
                                      "GET /metrics",
                                      "GET /oai",
                                      "GET /openapi.json",
                                      "GET /opportunities",
                                      "GET /opensearch.xml",
                                      "GET /opensearch/suggest",
                                      "GET /outcomes",
                                      "GET /outcomes.csv",
                                      "GET /priorities/{code}",
                                      "GET /readyz",
                                      "GET /records/{id}",
                                      "GET /records/{id}.bib",
                                      "GET /records/{id}.csl.json",
                                      "GET /records/{id}.json",
                                      "GET /records/{id}.md",
                                      "GET /records/{id}.ris",
                                      "GET /records/{id}/history",
                                      "GET /robots.txt",
                                      "GET /search",
                                      "GET /set-password",
                                      "GET /shortlist",
                                      "GET /shortlist.bib",
                                      "GET /shortlist.csl.json",
                                      "GET /shortlist.csv",
                                      "GET /shortlist.json",
                                      "GET /shortlist.ris",
                                      "GET /shortlist/print",
                                      "GET /sign-in",
                                      "GET /sitemap.xml",
                                      "GET /trials",
                                      "GET /trials.csv",
                                      "GET /trials/sample-size",
                                      "GET /trials/{id}",
                                      "GET /trials/{id}/protocol.txt",
                                      "GET /vocab",
                                      "GET /vocab/{name}",
                                      "GET /vocab/{name}.jsonld",
                                      "GET /vocab/{name}.ttl",
                                      "GET /vocab/{name}/{code}",
                                      "GET /workshops",
                                      "GET /workshops/{id}",
                                      "GET /workshops/{id}/panel",
                                      "GET /workshops/{id}/panel/{item}",
                                      "GET /workshops/{id}/results",
                                      "GET /workshops/{id}/state.json",
                                      "GET /workshops/{id}/evaluation",
                                      "GET /workshops/{id}/evaluation/results",
                                      "GET /workshops/{id}/ratings.csv",
                                      "GET /workshops/{id}/ratings.json",
                                      "GET /workshops/{id}/report",
                                      "GET /workshops/{id}/report.docx",
                                      "GET /workshops/{id}/report.md",
                                      "GET /workshops/{name}/follow-up/{level}",
                                      "POST /api/v1/check",
                                      "POST /join",
                                      "POST /oai",
                                      "POST /set-password",
                                      "POST /shortlist",
                                      "POST /sign-in",
                                      "POST /sign-out",
                                      "POST /workshops/{id}/evaluation",
                                      "POST /workshops/{id}/panel",
                                      "POST /workshops/{id}/panel/{item}",
                                      "POST /workshops/{name}/follow-up/{level}"});
}
