// SPDX-License-Identifier: GPL-3.0-or-later
#include <httplib.h>

#include <catch2/catch.hpp>
#include <string>

#include "programs.h"
#include "support/temp_folder.h"

using namespace whatworks::test;

namespace {

constexpr const char* kMultipart = "multipart/form-data; boundary=xyz";

std::string with_file(std::size_t size) {
  return "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.md\"\r\n\r\n" + std::string(size, 'x') + "\r\n--xyz--\r\n";
}

}  // namespace

TEST_CASE("a file of 20 MB is refused in plain words, and the server goes on") {
  const TempFolder folder;
  const Server server(folder / "index");
  httplib::Client client("127.0.0.1", server.port());
  client.set_read_timeout(30);
  const auto page = client.Post("/shortlist", with_file(20'000'000), kMultipart);
  REQUIRE(page);
  CHECK(page->status == 413);
  CHECK(page->body.find("That is too much to send") != std::string::npos);
  const auto problem = client.Post("/api/v1/check", std::string(20'000'000, 'x'), "text/markdown");
  REQUIRE(problem);
  CHECK(problem->status == 413);
  CHECK(problem->get_header_value("Content-Type") == "application/problem+json");
  CHECK(problem->body.find("larger than this address takes") != std::string::npos);
  CHECK(client.Get("/healthz")->status == 200);
}

TEST_CASE("a form of several parts is taken apart by nobody but us") {
  const TempFolder folder;
  const Server server(folder / "index");
  httplib::Client client("127.0.0.1", server.port());
  for (const auto& body : {with_file(10), std::string("--abc--"), std::string()}) {
    const auto answer = client.Post("/shortlist", body, kMultipart);
    REQUIRE(answer);
    CHECK(answer->status == 415);  // this form has no files
  }
  CHECK(client.Get("/healthz")->status == 200);
}
