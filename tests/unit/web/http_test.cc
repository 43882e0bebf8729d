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
  CHECK(parse_target("/search?q=lines#\xff")->address == "/search?q=lines");
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
      {"/caf\xC3%A9", "UTF-8"},  // half of a character encoded
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
  CHECK_FALSE(parsed.error().hint.empty());
}

TEST_CASE("line breaks in a pasted query are no mistake") { CHECK(parse_target("/search?q=two%0D%0Alines")); }

TEST_CASE("a form is read as strictly as an address, but text that was pasted is taken") {
  const auto form = [](std::string body, Headers headers = {{"content-type", "application/x-www-form-urlencoded"}}) {
    return parse_form(Request{"POST", "/shortlist", std::move(headers), std::move(body)});
  };
  CHECK(*form("note=a%0D%0Ab+c&note=d%3De&&flag") == Parameters{{"note", "a\r\nb c"}, {"note", "d=e"}, {"flag", ""}});
  CHECK(form("note=a%00b%0C")->front().second == std::string("a\0b\x0c", 4));
  CHECK(form("")->empty());
  for (const auto* bad : {"note=%zz", "note=%", "note=%ff", "%c0%af=1"}) {
    INFO(bad);
    REQUIRE_FALSE(form(bad));
    CHECK(form(bad).error().code == ErrorCode::bad_parameter);
    CHECK(form(bad).error().message.find("form") != std::string::npos);
  }
  CHECK(form("a=1", {{"content-type", "Application/X-WWW-Form-URLencoded ; charset=utf-8"}}));
  for (const auto& headers :
       {Headers{}, Headers{{"content-type", "text/plain"}}, Headers{{"content-type", "multipart/form-data; boundary=x"}},
        Headers{{"content-type", "application/json"}}, Headers{{"content-type", "application/x-www-form-urlencoded"}, {"content-encoding", "gzip"}}}) {
    const auto refused = form("a=1", headers);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::unsupported_type);
  }
}

TEST_CASE("a cookie is found by its whole name, in whatever form the header comes") {
  const auto cookie = [](Headers headers) { return std::string(Request{"GET", "/", std::move(headers), {}}.cookie("shortlist")); };
  CHECK(cookie({{"cookie", "shortlist=abc"}}) == "abc");
  CHECK(cookie({{"cookie", "a=b; shortlist=abc; c=d"}}) == "abc");
  CHECK(cookie({{"cookie", "a=b;shortlist=abc"}}) == "abc");
  CHECK(cookie({{"cookie", "a=b"}, {"cookie", "shortlist=abc"}}) == "abc");
  CHECK(cookie({{"cookie", "shortlist=a=b"}}) == "a=b");
  for (const auto* none : {"", "shortlist", "shortlist2=abc", "xshortlist=abc", "a=shortlist=abc", ";;;", "=", "shortlist="}) {
    INFO(none);
    CHECK(cookie({{"cookie", none}}).empty());
  }
  CHECK(cookie({}).empty());
}

TEST_CASE("a form that another site's page sends is told from ours") {
  const auto elsewhere = [](Headers headers) {
    headers.emplace_back("host", "evidence.example:8080");
    return is_from_elsewhere(Request{"POST", "/shortlist", std::move(headers), {}});
  };
  CHECK_FALSE(elsewhere({{"sec-fetch-site", "same-origin"}}));
  CHECK_FALSE(elsewhere({{"sec-fetch-site", "none"}}));
  CHECK_FALSE(elsewhere({{"origin", "https://evidence.example:8080"}}));
  CHECK_FALSE(elsewhere({{"origin", "http://Evidence.Example:8080"}}));
  CHECK_FALSE(elsewhere({}));  // no browser
  CHECK_FALSE(elsewhere({{"sec-fetch-site", "same-origin"}, {"origin", "https://in-front-of-a-proxy.example"}}));
  CHECK(elsewhere({{"sec-fetch-site", "cross-site"}}));
  CHECK(elsewhere({{"sec-fetch-site", "same-site"}}));
  CHECK(elsewhere({{"sec-fetch-site", "nonsense"}}));
  CHECK(elsewhere({{"sec-fetch-site", "cross-site"}, {"origin", "https://evidence.example:8080"}}));
  CHECK(elsewhere({{"origin", "https://evil.example"}}));
  CHECK(elsewhere({{"origin", "https://evidence.example"}}));
  CHECK(elsewhere({{"origin", "https://evidence.example:8080.evil.example"}}));
  CHECK(elsewhere({{"origin", "null"}}));
}

TEST_CASE("our own address is told as the client knows it, or not at all") {
  const auto base = [](Headers headers) { return base_address(Request{"GET", "/", std::move(headers), {}}); };
  CHECK(base({{"host", "127.0.0.1:8080"}}) == "http://127.0.0.1:8080");
  CHECK(base({{"host", "[::1]:8080"}}) == "http://[::1]:8080");
  CHECK(base({{"host", "evidence.example"}, {"x-forwarded-proto", "https"}}) == "http://evidence.example");  // anybody can send that
  Request secure{"GET", "/", {{"host", "evidence.example"}}, {}};
  secure.client.secure = true;
  CHECK(base_address(secure) == "https://evidence.example");
  CHECK(base({{"host", "evil.example/\"><script>"}}).empty());
  CHECK(base({{"host", ":8080"}}).empty());
  CHECK(base({{"host", "[::1"}}).empty());
  CHECK(base({}).empty());
}

TEST_CASE("an answer whose header holds a line break is known for what it is") {
  const auto sound = [](std::string name, std::string value) {
    Response response;
    response.headers.emplace_back(std::move(name), std::move(value));
    return has_sound_headers(response);
  };
  CHECK(sound("location", "/search?q=caf\xc3\xa9\tb"));
  CHECK_FALSE(sound("location", "/search\r\nset-cookie: a=b"));
  CHECK_FALSE(sound("location", "/search\n"));
  CHECK_FALSE(sound("location", std::string("/a\0b", 4)));
  CHECK_FALSE(sound("x\r\ny", "z"));
  CHECK_FALSE(sound("", "z"));
  Response response;
  response.content_type = "text/html\r\nx: y";
  CHECK_FALSE(has_sound_headers(response));
}

TEST_CASE("the host of an address is told without its port") {
  CHECK(host_of("https://example.org:8080/path") == "example.org");
  CHECK(host_of("https://example.org/a:b") == "example.org");
  CHECK(host_of("http://[::1]:8080") == "[::1]");
  CHECK(host_of("http://:8080") == "localhost");
  CHECK(host_of("") == "localhost");
}

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
