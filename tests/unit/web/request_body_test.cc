// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../../server/web/request_body.h"

#include <catch2/catch.hpp>
#include <string>

#include "record/record.h"

using namespace whatworks;

namespace {

constexpr const char* kUrlencoded = "application/x-www-form-urlencoded";
constexpr const char* kMultipart = "multipart/form-data; boundary=xyz";

Request sent(const std::string& type, std::string body, Headers more = {}) {
  if (!type.empty()) {
    more.emplace_back("content-type", type);
  }
  return Request{"POST", "/x", std::move(more), std::move(body), {}, {}};
}

const std::string kWithFile =
    "--xyz\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\ntoken\r\n"
    "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../a.md\"\r\n\r\n---\n\r\n"
    "--xyz\r\nContent-Disposition: form-data; name=\"other\"; filename=\"\"\r\n\r\n\r\n--xyz--\r\n";

ErrorCode refused(const Request& request, BodyKind kind) {
  const auto read = read_sent(request, kind);
  REQUIRE_FALSE(read);
  return read.error().code;
}

}  // namespace

TEST_CASE("each kind of body takes its own types and says so of others") {
  using enum BodyKind;
  CHECK(read_sent(sent(kUrlencoded, "a=b"), form)->fields == Parameters{{"a", "b"}});
  CHECK(read_sent(sent(kUrlencoded, "a=b"), long_form)->fields == Parameters{{"a", "b"}});
  CHECK(refused(sent(kMultipart, kWithFile), form) == ErrorCode::unsupported_type);
  CHECK(refused(sent("text/markdown", "a=b"), long_form) == ErrorCode::unsupported_type);
  for (const auto* type : {"", "text/markdown", "text/plain; charset=utf-8", "Text/Markdown"}) {
    CHECK(read_sent(sent(type, "\xFF any bytes"), text)->fields.empty());
  }
  for (const auto* type : {kUrlencoded, kMultipart, "text/html", "application/json", "text"}) {
    CHECK(refused(sent(type, "a"), text) == ErrorCode::unsupported_type);
  }
  for (const auto kind : {form, long_form, text}) {
    const auto* type = kind == text ? "text/markdown" : kind == form ? kUrlencoded : kMultipart;
    CHECK(refused(sent(type, "a", {{"content-encoding", "gzip"}}), kind) == ErrorCode::unsupported_type);
  }
}

TEST_CASE("a form with files gives its fields and the files that were chosen") {
  const auto read = read_sent(sent(kMultipart, kWithFile), BodyKind::long_form);
  REQUIRE(read);
  CHECK(read->fields == Parameters{{"form_token", "token"}});
  REQUIRE(read->files.size() == 1);
  CHECK(read->files[0].field == "file");
  CHECK(read->files[0].file_name == "../a.md");
  CHECK(read->files[0].bytes == "---\n");
  CHECK(refused(sent(kMultipart, kWithFile.substr(0, 90)), BodyKind::long_form) == ErrorCode::bad_parameter);
}

TEST_CASE("a body has the limit of its kind, and a record fits where it may be sent") {
  using enum BodyKind;
  CHECK(largest_body(sent(kUrlencoded, ""), form) == 64 * 1024);
  CHECK(largest_body(sent(kUrlencoded, ""), long_form) >= 3 * kRecordSizeLimit);
  CHECK(largest_body(sent("text/markdown", ""), text) > kRecordSizeLimit);
  for (const auto& [type, kind] :
       std::vector<std::pair<std::string, BodyKind>>{{kUrlencoded, form}, {kUrlencoded, long_form}, {kMultipart, long_form}, {"", text}}) {
    const auto most = largest_body(sent(type, ""), kind);
    CHECK(most <= kLargestBody);
    CHECK(refused(sent(type, std::string(most + 1, 'a')), kind) == ErrorCode::too_large);
  }
  CHECK(read_sent(sent(kUrlencoded, "a=" + std::string(largest_body(sent(kUrlencoded, ""), long_form) - 2, 'a')), long_form));
}
