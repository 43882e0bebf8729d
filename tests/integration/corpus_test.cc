// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "programs.h"
#include "support/temp_folder.h"

using namespace whatworks::test;
namespace fs = std::filesystem;

namespace {

const std::string kCorpus = WHATWORKS_SOURCE_DIR "/corpus";

}  // namespace

TEST_CASE("every record of the corpus passes the check without a warning") {
  const auto checked = indexer({"check", "--format", "json", "--schemas", schemas_folder(), kCorpus});
  const auto report = nlohmann::json::parse(checked.out);
  INFO(report.at("problems").dump(2));
  CHECK(checked.status == 0);
  CHECK(report.at("errors") == 0);
  CHECK(report.at("warnings") == 0);
  CHECK(report.at("checked").get<int>() >= 180);
}

TEST_CASE("the coding report in docs is the one that the corpus gives") {
  const auto coding = indexer({"coding", "--corpus", kCorpus, "--schemas", schemas_folder()});
  INFO("to bring it up to date: whatworks-indexer coding > docs/coding.md");
  CHECK(coding.status == 0);
  CHECK(coding.out == read(fs::path(WHATWORKS_SOURCE_DIR) / "docs" / "coding.md"));
}
