// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/pandoc.h"

#include <stdlib.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "support/temp_folder.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

// A program in the place of pandoc that runs these lines, with what it is to write to in $out and what it is to read in $in.
fs::path program(const TempFolder& folder, const std::string& lines) {
  const auto path = folder / "pandoc";
  write(path, "#!/bin/sh\nfor a in \"$@\"; do case \"$a\" in --output=*) out=\"${a#--output=}\";; *.md) in=\"$a\";; esac; done\n" + lines + "\n");
  fs::permissions(path, fs::perms::owner_all);
  return path;
}

std::size_t folders_left() {
  std::size_t out = 0;
  for (const auto& entry : fs::directory_iterator(fs::temp_directory_path())) {
    out += entry.path().filename().string().starts_with("whatworks-report-") ? 1U : 0U;
  }
  return out;
}

}  // namespace

TEST_CASE("a document is what the program made of the Markdown, and nothing is left behind") {
  const TempFolder folder;
  const auto before = folders_left();
  CHECK(docx_of("# Report", program(folder, "{ echo made of; cat \"$in\"; } > \"$out\"")).value() == "made of\n# Report");
  CHECK(folders_left() == before);
}

TEST_CASE("no word of Markdown reaches a shell, and the program is given none of our environment") {
  const TempFolder folder;
  ::setenv("WHATWORKS_TEST_SECRET", "secret", 1);
  const auto made = docx_of("$(touch /tmp/x) `id`", program(folder, "{ cat \"$in\"; env; } > \"$out\"")).value();
  ::unsetenv("WHATWORKS_TEST_SECRET");
  CHECK(made.find("$(touch /tmp/x) `id`") == 0);
  CHECK(made.find("secret") == std::string::npos);
}

TEST_CASE("a program that fails, makes nothing, takes too long or is not there makes no document") {
  const TempFolder folder;
  CHECK(docx_of("x", program(folder, "exit 1")).error().code == ErrorCode::internal);
  CHECK_FALSE(docx_of("x", program(folder, "exit 0")));
  const auto start = std::chrono::steady_clock::now();
  CHECK(docx_of("x", program(folder, "sleep 30"), std::chrono::milliseconds(100)).error().code == ErrorCode::internal);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
  CHECK(docx_of("x", folder / "nothing").error().code == ErrorCode::internal);
}

TEST_CASE("the program is looked for in the folders of the PATH") {
  const TempFolder folder;
  CHECK(find_pandoc(folder.path().string()).empty());
  const auto there = program(folder, "exit 0");
  CHECK(find_pandoc("/nowhere:" + folder.path().string()) == there);
  CHECK(find_pandoc("").empty());
  fs::permissions(there, fs::perms::owner_read);
  CHECK((find_pandoc(folder.path().string()).empty() || ::geteuid() == 0));
}
