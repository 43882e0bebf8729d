// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../../server/web/multipart.h"

#include <catch2/catch.hpp>
#include <string>

using namespace whatworks;

namespace {

constexpr const char* kType = "multipart/form-data; boundary=xyz";

std::string part(const std::string& headers, const std::string& value) { return "--xyz\r\n" + headers + "\r\n\r\n" + value + "\r\n"; }
std::string field(const std::string& name, const std::string& value) { return part("Content-Disposition: form-data; name=\"" + name + "\"", value); }
const std::string kEnd = "--xyz--\r\n";

}  // namespace

TEST_CASE("the fields and files of a form come in their order, each byte as it was sent") {
  const std::string bytes("\xFF\x00\r\n--xy\r\n", 10);
  const auto parts =
      parse_multipart(kType, field("a", "1\r\n\xC3\xA9") + field("a", "") +
                                 part("Content-Disposition: form-data; name=\"file\"; filename=\"..\\\\C:\\fakepath\\r\\\"1.md\"\r\n"
                                      "Content-Type: text/markdown",
                                      bytes) +
                                 part("content-disposition:form-data;name=none ; filename=\"\"\r\nContent-Type: application/octet-stream", "") + kEnd);
  REQUIRE(parts);
  REQUIRE(parts->size() == 4);
  CHECK((*parts)[0].name == "a");
  CHECK((*parts)[0].value == "1\r\n\xC3\xA9");
  CHECK_FALSE((*parts)[0].file_name);
  CHECK((*parts)[1].value.empty());
  CHECK((*parts)[2].file_name == "..\\C:\\fakepath\\r\"1.md");
  CHECK((*parts)[2].value == bytes);
  CHECK((*parts)[3].name == "none");
  CHECK((*parts)[3].file_name == "");
  CHECK(parse_multipart("Multipart/Form-Data; charset=utf-8; Boundary=\"xyz\"", field("a", "b") + "--xyz--")->front().value == "b");
}

TEST_CASE("a form that could be read in more than one way is refused with the reason") {
  const auto good = field("a", "b");
  const auto [type, body, reason] = GENERATE_COPY(table<std::string, std::string, std::string>({
      {"multipart/form-data", good + kEnd, "boundary"},
      {"multipart/form-data; boundary=", good + kEnd, "boundary"},
      {"multipart/form-data; boundary=xyz; boundary=abc", good + kEnd, "boundary"},
      {"multipart/form-data; boundary=\"xyz", good + kEnd, "boundary"},
      {"multipart/form-data; boundary=" + std::string(71, 'x'), good + kEnd, "boundary"},
      {"multipart/form-data; boundary=x<z", good + kEnd, "boundary"},
      {"multipart/form-data; boundary=abc", good + kEnd, "does not begin"},
      {kType, "", "does not begin"},
      {kType, "before\r\n" + good + kEnd, "does not begin"},
      {kType, "--xyz", "does not end"},
      {kType, good, "middle"},
      {kType, good + "--xyz", "does not end"},
      {kType, good + "--xyz-", "does not end"},
      {kType, good + kEnd + "after", "does not end"},
      {kType, good + "--xyzw\r\n" + kEnd, "does not end"},
      {kType, good + "--xyz\r\nContent-Disposition: form-data; name=\"c\"\r\n\r\nd", "middle"},
      {kType, "--xyz\r\nContent-Disposition: form-data; name=\"c\"\r\n--xyz--", "no headers"},
      {kType, part("Content-Type: text/plain", "b") + kEnd, "no name"},
      {kType, part("Content-Disposition: form-data", "b") + kEnd, "no name"},
      {kType, part("Content-Disposition: form-data; name=\"\"", "b") + kEnd, "no name"},
      {kType, part("Content-Disposition: form-data; name=\"a\"; name=\"b\"", "b") + kEnd, "Content-Disposition"},
      {kType, part("Content-Disposition: form-data; name=\"a\" b", "b") + kEnd, "Content-Disposition"},
      {kType, part("Content-Disposition: form-data; name=\"a\";", "b") + kEnd, "Content-Disposition"},
      {kType, part("Content-Disposition: attachment; name=\"a\"", "b") + kEnd, "Content-Disposition"},
      {kType, part("Content-Disposition: form-data; name=\"a\"; filename*=UTF-8''b", "b") + kEnd, "Content-Disposition"},
      {kType, part("Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"", "b") + kEnd, "two names"},
      {kType, part("Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64", "b") + kEnd, "encoded"},
      {kType, part("Content-Disposition: form-data; name=\"a\"\r\n folded", "b") + kEnd, "header"},
      {kType, part("Content-Disposition : form-data; name=\"a\"", "b") + kEnd, "header"},
      {kType, part("Content-Disposition: form-data; name=\"a\nb\"", "b") + kEnd, "header"},
      {kType, part(std::string("Content-Disposition: form-data; name=\"a\0\"", 41), "b") + kEnd, "header"},
      {kType, part("Content-Disposition: form-data; name=\"" + std::string(5'000, 'a') + "\"", "b") + kEnd, "header"},
      {kType, part("Content-Disposition: form-data; name=\"\xFF\"", "b") + kEnd, "not UTF-8"},
      {kType, field("a", std::string("b\0c", 3)) + kEnd, "null byte"},
      {kType, field("a", "\xFF") + kEnd, "not UTF-8"},
  }));
  INFO(type << "\n" << body);
  const auto parts = parse_multipart(type, body);
  REQUIRE_FALSE(parts);
  CHECK(parts.error().code == ErrorCode::bad_parameter);
  CHECK(parts.error().message.find(reason) != std::string::npos);
}

TEST_CASE("a form has as many fields as is stated and no more") {
  std::string body;
  for (std::size_t i = 0; i < kMostFormParts; ++i) {
    body += field("a", "b");
  }
  CHECK(parse_multipart(kType, body + kEnd)->size() == kMostFormParts);
  const auto refused = parse_multipart(kType, body + field("a", "b") + kEnd);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("more than 100") != std::string::npos);
}
