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

TEST_CASE("the worked example for authors passes the check, and its mistake is reported as the page says") {
  const auto page = read(fs::path(kCorpus) / "CONTRIBUTING.md");
  const std::string fence = "```markdown\n";
  const auto begin = page.find(fence) + fence.size();
  auto example = page.substr(begin, page.find("```", begin) - begin);
  const TempFolder folder;
  const auto path = folder.path() / "studies" / "doe-2019-phone-line-closure.md";
  write(path, example);
  const auto good = indexer({"check", "--schemas", schemas_folder(), path.string()});
  INFO(good.out);
  CHECK(good.status == 0);
  CHECK(good.out.find("0 errors, 0 warnings") != std::string::npos);

  const std::string effect = "effect: not-measured";
  example.replace(example.find(effect), effect.size(), "effect: reduced");
  write(path, example);
  const auto bad = indexer({"check", "--schemas", schemas_folder(), path.string()});
  CHECK(bad.status == 1);
  const auto said = page.substr(page.find("doe-2019-phone-line-closure.md:"));
  const auto place = said.substr(said.find(".md:"), said.find(" error:") - said.find(".md:"));
  INFO("the page says " << place << ", the check says " << bad.out);
  CHECK(bad.out.find(place) != std::string::npos);
}
