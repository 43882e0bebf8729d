// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/templates.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <thread>

#include "support/temp_folder.h"

using namespace whatworks;
using namespace whatworks::test;
using Json = nlohmann::ordered_json;

namespace {

std::string render(const std::string& text, const Json& data) {
  const TempFolder folder;
  write(folder / "page.mustache", text);
  write(folder / "part.mustache", "[{{name}}]\n");
  auto templates = Templates::load(folder.path());
  REQUIRE(templates);
  auto out = templates->render("page", data);
  REQUIRE(out);
  return *out;
}

}  // namespace

TEST_CASE("values are escaped for content and quoted attributes") {
  CHECK(render("<a title=\"{{x}}\">{{x}}</a>", {{"x", "<script>\"'&"}}).find("<script>") == std::string::npos);
  CHECK(render("<a title=\"{{x}}\">", {{"x", "\" onclick=\""}}).find("\" onclick") == std::string::npos);
  CHECK(render("{{{x}}}", {{"x", "<mark>"}}).find("<mark>") != std::string::npos);
}

TEST_CASE("nothing, false, an empty text and an empty list hide a section; zero does not") {
  const std::string text = "{{#x}}yes{{/x}}{{^x}}no{{/x}}";
  CHECK(render(text, {{"x", nullptr}}) == "no\n");
  CHECK(render(text, {{"x", false}}) == "no\n");
  CHECK(render(text, {{"x", ""}}) == "no\n");
  CHECK(render(text, {{"x", Json::array()}}) == "no\n");
  CHECK(render(text, Json::object()) == "no\n");
  CHECK(render(text, {{"x", 0}}) == "yes\n");
  CHECK(render(text, {{"x", "a"}}) == "yes\n");
}

TEST_CASE("lists, parts and numbers come out") {
  CHECK(render("{{#people}}{{>part}}{{/people}} {{n}}", {{"people", {{{"name", "A"}}, {{"name", "B"}}}}, {"n", 12}}) == "[A][B] 12\n");
}

TEST_CASE("a template that cannot be used is refused by name") {
  const TempFolder folder;
  CHECK_FALSE(Templates::load(folder.path()));
  write(folder / "page.mustache", "{{>missing}}");
  const auto missing = Templates::load(folder.path());
  REQUIRE_FALSE(missing);
  CHECK(missing.error().message.find("missing.mustache") != std::string::npos);
  write(folder / "page.mustache", "{{>page}}");
  CHECK_FALSE(Templates::load(folder.path()));
  write(folder / "page.mustache", "{{#open}}");
  const auto open = Templates::load(folder.path());
  REQUIRE_FALSE(open);
  CHECK(open.error().message.find("page.mustache") != std::string::npos);
  write(folder / "page.mustache", "ok");
  const auto templates = Templates::load(folder.path());
  REQUIRE(templates);
  CHECK_FALSE(templates->render("other", Json::object()));
}

TEST_CASE("threads may render the same template at once") {
  const TempFolder folder;
  write(folder / "page.mustache", "{{#list}}{{x}},{{/list}}");
  const auto templates = Templates::load(folder.path());
  REQUIRE(templates);
  Json data;
  std::string expected;
  for (int i = 0; i < 200; ++i) {
    data["list"].push_back({{"x", i}});
    expected += std::to_string(i) + ",";
  }
  expected += "\n";
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        const auto out = templates->render("page", data);
        wrong += out && *out == expected ? 0 : 1;
      }
    });
  }
  for (auto& thread : threads) {
    thread.join();
  }
  CHECK(wrong == 0);
}
