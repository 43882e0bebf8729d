// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/http.h"

#include <catch2/catch.hpp>

using namespace whatworks;

TEST_CASE("an address is taken apart and decoded") {
  const auto target = parse_target("/records/a%20b?q=phone+lines&country=GB&country=NO&empty=&flag");
  REQUIRE(target);
  CHECK(target->path == "/records/a%20b");
  CHECK(target->segments == std::vector<std::string>{"records", "a b"});
  CHECK(target->parameters == Parameters{{"q", "phone lines"}, {"country", "GB"}, {"country", "NO"}, {"empty", ""}, {"flag", ""}});
  CHECK(parse_target("/")->segments.empty());
  CHECK(parse_target("/a+b")->segments == std::vector<std::string>{"a+b"});
}

TEST_CASE("separators inside values survive") {  // ux 10.10
  const auto target = parse_target("/search?author=Police%2C%20Fire%20%26%20Crime&q=a%3Db%3Bc");
  REQUIRE(target);
  CHECK(target->parameters == Parameters{{"author", "Police, Fire & Crime"}, {"q", "a=b;c"}});
}

TEST_CASE("an encoded slash stays within its segment") {
  CHECK(parse_target("/records%2Fx")->segments == std::vector<std::string>{"records/x"});
  CHECK(parse_target("/assets/..%2f..%2fetc%2fpasswd")->segments.size() == 2);
}

TEST_CASE("bad encodings are refused with a reason") {
  const auto [target, reason] = GENERATE(table<std::string, std::string>({
      {"/search?q=%zz", "percent"},
      {"/search?q=%2", "percent"},
      {"/search?q=%", "percent"},
      {"/search?%zz=1", "percent"},
      {"/%e0%a4%a", "percent"},
      {"/search?q=%ff", "UTF-8"},
      {"/search?q=%c0%af", "UTF-8"},
      {"/%ff", "UTF-8"},
      {"/search?q=a%00b", "control"},
      {"/records/a%00", "control"},
      {"/records/a%0d%0ab", "control"},
      {"http://elsewhere/", "slash"},
      {"", "slash"},
  }));
  INFO(target);
  const auto parsed = parse_target(target);
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().code == ErrorCode::bad_parameter);
  CHECK(parsed.error().message.find(reason) != std::string::npos);
}

TEST_CASE("line breaks in a pasted query are no mistake") { CHECK(parse_target("/search?q=two%0D%0Alines")); }

TEST_CASE("entity tags are compared weakly, one by one") {
  CHECK(etag_matches("W/\"a\"", "W/\"a\""));
  CHECK(etag_matches("\"a\"", "W/\"a\""));
  CHECK(etag_matches("\"x\", W/\"a\" ", "W/\"a\""));
  CHECK(etag_matches("*", "W/\"a\""));
  CHECK_FALSE(etag_matches("", "W/\"a\""));
  CHECK_FALSE(etag_matches("\"ab\"", "W/\"a\""));
  CHECK_FALSE(etag_matches("W/", "W/\"a\""));
}

TEST_CASE("the most specific entry of an Accept header decides") {
  CHECK(accept_quality("", "application/json") == 1);
  CHECK(accept_quality("application/ld+json", "application/json") == 0);
  CHECK(accept_quality("application/ld+json", "application/ld+json") == 1);
  CHECK(accept_quality("text/html, */*;q=0.1", "application/json") == Approx(0.1));
  CHECK(accept_quality("application/*;q=0.5, application/json;q=0", "application/json") == 0);
  CHECK(accept_quality("application/json ; charset=utf-8 ; q=0.7", "application/json") == Approx(0.7));
  CHECK(accept_quality("application/json;q=nonsense", "application/json") == 0);
}
