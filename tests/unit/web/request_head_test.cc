// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../../server/web/request_head.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace whatworks;

namespace {

std::string head_of(const std::string& headers, const std::string& line = "GET / HTTP/1.1\r\n") { return line + headers + "\r\n"; }

}  // namespace

TEST_CASE("headers come in their order, as they were sent") {
  const auto headers =
      read_head(head_of("Host: evidence.example\r\nX-Forwarded-User:%61nn\t \r\nCookie: a=%0d%0ab; c=\xC3\xA9\r\nX-Empty:\r\nContent-Length:\t007\r\n"));
  REQUIRE(headers);
  CHECK(*headers ==
        Headers{{"host", "evidence.example"}, {"x-forwarded-user", "%61nn"}, {"cookie", "a=%0d%0ab; c=\xC3\xA9"}, {"x-empty", ""}, {"content-length", "007"}});
  CHECK(read_head(head_of("")));
  CHECK(read_head(head_of("Transfer-Encoding: CHUNKED\r\n")));
}

TEST_CASE("a head that two programs could read in two ways is not read") {
  const std::vector<std::string> unclear{
      "Content-Length : 5\r\n",  // is that a name?
      "Content-Length\t: 5\r\n",
      " Content-Length: 5\r\n",  // does it belong to the line before?
      "X: a\r\n Content-Length: 5\r\n",
      "X: a\r\n\tb\r\n",
      "X: a\nContent-Length: 5\r\n",  // is that one line or two?
      "X: a\rContent-Length: 5\r\n",
      std::string("X: a\0b\r\n", 9),
      std::string("X\0: a\r\n", 7),
      "X: \x1b[31m\r\n",
      "X\xC3\xA9: a\r\n",
      ": a\r\n",
      "no colon\r\n",
      "Content-Length: 5\r\nContent-Length: 5\r\n",  // how long is the body?
      "Content-Length: 5, 5\r\n",
      "Content-Length: +5\r\n",
      "Content-Length: -1\r\n",
      "Content-Length: 0x5\r\n",
      "Content-Length: %35\r\n",
      "Content-Length:\r\n",
      "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
      "Transfer-Encoding: %63hunked\r\n",
      "Transfer-Encoding: identity\r\n",
      "Transfer-Encoding: gzip, chunked\r\n",
      "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
      "Transfer-Encoding: \x0b"
      "chunked\r\n",
      "Host: a.example\r\nHost: b.example\r\n",  // and for whom is it?
  };
  for (const auto& headers : unclear) {
    INFO(headers);
    CHECK_FALSE(read_head(head_of(headers)));
  }
  CHECK_FALSE(read_head(""));
  CHECK_FALSE(read_head("\r\n"));
  CHECK_FALSE(read_head("GET / HTTP/1.1\r\nHost: x\r\n"));
  CHECK_FALSE(read_head("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET"));
  CHECK_FALSE(read_head(head_of("", "GET /\x7f HTTP/1.1\r\n")));
}
