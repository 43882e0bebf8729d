// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <cstdlib>

#include "keeper_fixtures.h"
#include "search/search.h"

using namespace whatworks;
using namespace whatworks::test;

TEST_CASE("what is published into the real corpus is found and committed within two seconds") {
  const TempFolder folder;
  fs::copy(WHATWORKS_SOURCE_DIR "/corpus", folder / "corpus", fs::copy_options::recursive);
  const auto in_folder = [&](const std::string& command) { return std::system(("cd '" + folder.path().string() + "' && " + command).c_str()); };
  REQUIRE(in_folder("git init -q -b main && git add corpus && git -c user.name=Owner -c user.email=owner@example.org commit -q -m First") == 0);
  BuildOptions build;
  build.index = folder / "index";
  REQUIRE(build_index(schemas(), folder / "corpus", build));
  CorpusKeeperOptions options;
  options.corpus = folder / "corpus";
  options.index = build.index;
  const auto keeper = CorpusKeeper::open(schemas(), options).value();
  const SearchService service(build.index, schemas());
  const auto found = [&](const std::string& words) {
    SearchRequest request;
    request.q = words;
    return service.search(request, Audience::everyone())->total;
  };
  REQUIRE(found("zorblax") == 0);
  const auto begun = std::chrono::steady_clock::now();
  REQUIRE(keeper->apply(Press::change("roe-2020-zorblax", "Zorblax at the ports")));
  CHECK(found("zorblax") == 1);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun).count();
  CHECK(took < 2000);
  CHECK(keeper->uncommitted().empty());
}
