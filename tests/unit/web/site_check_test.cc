// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <catch2/catch.hpp>

#include "index/build.h"
#include "record/rules.h"
#include "site_folder.h"
#include "support/sample_record.h"

using namespace whatworks;
using namespace whatworks::test;
using Json = nlohmann::ordered_json;

namespace {

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

Response check(const SiteWithoutIndex& site, const std::string& text, const std::string& type = "text/markdown", Headers more = {}) {
  if (!type.empty()) {
    more.emplace_back("content-type", type);
  }
  return site.ask("POST", "/api/v1/check", std::move(more), text);
}

Json checked(const SiteWithoutIndex& site, const std::string& text) {
  const auto answer = check(site, text);
  REQUIRE(answer.status == 200);
  CHECK(answer.content_type == "application/json");
  CHECK(answer.header("cache-control") == "no-store");
  return Json::parse(answer.body);
}

}  // namespace

TEST_CASE("S6: the API checks a text as the terminal does, with a page for each rule") {
  SiteWithoutIndex site;
  write(site.folder() / "corpus" / "studies" / "doe-2015-lines.md", SampleRecord("doe-2015-lines").text());
  BuildOptions how;
  how.index = site.index();
  REQUIRE(build_index(real_schemas(), site.folder() / "corpus", how));
  const auto wrong = checked(site, SampleRecord("roe-2020-lines").with("strength", "9").text());
  CHECK(wrong.at("valid") == false);
  CHECK(wrong.at("searched") == true);
  const auto& problems = wrong.at("problems");
  const auto range = std::find_if(problems.begin(), problems.end(), [](const Json& problem) { return problem.at("rule") == "out-of-range"; });
  REQUIRE(range != problems.end());
  CHECK(range->at("severity") == "error");
  CHECK(range->at("path") == "/strength");
  CHECK(range->at("line").get<int>() > 1);
  CHECK(site.get(range->at("help").get<std::string>()).status == 200);
  CHECK(wrong.at("similar").at(0).at("id") == "doe-2015-lines");
  const auto good = checked(
      site, SampleRecord("roe-2020-lines").with("priorities", "[what-works]").body("Officers <script>alert(1)</script> *asked* [x](javascript:y).").text());
  CHECK(good.at("valid") == true);
  const auto html = good.at("html").get<std::string>();
  CHECK(holds(html, "<h2 id=\"what-was-done\">What was done</h2>"));
  CHECK(holds(html, "<em>asked</em>"));
  CHECK_FALSE(holds(html, "<script"));
  CHECK_FALSE(holds(html, "javascript:"));
  const auto& suggestions = good.at("suggestions");
  CHECK(std::any_of(suggestions.begin(), suggestions.end(),
                    [](const Json& entry) { return entry.at("code") == "ocg-business-models" && entry.at("field") == "priorities"; }));
}

TEST_CASE("whatever is sent to be checked gets an answer") {
  const SiteWithoutIndex site;
  for (const auto& text : {std::string("\xFF\xFE\0-", 4),
                           std::string("Qu\xE9"
                                       "bec"),
                           std::string(), std::string("---\n---\n"), std::string(270'000, 'x')}) {
    const auto answer = checked(site, text);
    CHECK(answer.at("valid") == false);
    CHECK(answer.at("problems").size() >= 1);
  }
  CHECK(checked(site, "---\ntitle: \"\xE2\x80\xAE\"\n---\n").at("searched") == false);
  CHECK(check(site, "x", "").status == 200);
  CHECK(check(site, std::string(400'000, 'x')).status == 413);
  CHECK(check(site, "x", "application/json").status == 415);
  CHECK(check(site, "x", "text/plain", {{"content-encoding", "gzip"}}).status == 415);
  CHECK(site.ask("POST", "/api/v1/check?x=1", {{"content-type", "text/plain"}}, "x").status == 400);
  CHECK(site.get("/api/v1/check").status == 405);
  CHECK(check(site, "x", "text/plain", {{"sec-fetch-site", "cross-site"}}).status == 200);  // it changes nothing
}

TEST_CASE("how much is read of a body is what its route takes") {
  const auto most = [](const std::string& method, const std::string& target, const std::string& type) {
    return Site::largest_body(Request{method, target, {{"content-type", type}}, {}});
  };
  CHECK(most("POST", "/api/v1/check", "text/markdown") > 256 * 1024);
  CHECK(most("POST", "/shortlist", "application/x-www-form-urlencoded") == 64 * 1024);
  CHECK(most("PUT", "/api/v1/check", "text/markdown") == 64 * 1024);
  CHECK(most("POST", "/nothing", "text/markdown") == 64 * 1024);
  CHECK(most("POST", "/%zz", "text/markdown") == 64 * 1024);
  CHECK(Site::largest_body() >= most("POST", "/api/v1/check", "text/markdown"));
}

TEST_CASE("S6: every rule has a page that says why, and all are listed") {
  const SiteWithoutIndex site;
  const auto list = site.get("/contribute/rules");
  CHECK(list.status == 200);
  for (const auto& rule : rules()) {
    const std::string path = "/contribute/rules/" + std::string(rule.name);
    INFO(path);
    CHECK(holds(list.body, "href=\"" + path + "\""));
    const auto page = site.get(path);
    CHECK(page.status == 200);
    CHECK(holds(page.body, "--explain " + std::string(rule.name)));
    CHECK(holds(page.body, "id=\"right\""));
  }
  CHECK(site.get("/contribute/rules/no-such-rule").status == 404);
}
