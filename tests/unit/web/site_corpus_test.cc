// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "site_with_corpus.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// A corpus of two records, one of which has been broken since.
struct Desk : SiteWithCorpus {
  Desk() : SiteWithCorpus({{"doe-2019-a", SampleRecord("doe-2019-a").text()}, {"doe-2019-b", SampleRecord("doe-2019-b").text()}}) {
    office.person("ada", {Role::administrator});
    write(file("doe-2019-a"), SampleRecord("doe-2019-a").with("effect", "<b>wonderful</b>").text());
  }

  [[nodiscard]] Response look() const { return post("ada", "/admin/corpus"); }
  [[nodiscard]] std::string page() const { return get("ada", "/admin/corpus").body; }
};

}  // namespace

TEST_CASE("an administrator has the corpus looked at, and reads which file is broken, where and since when") {
  const Desk desk;
  CHECK(holds(desk.page(), "Not yet"));
  CHECK(holds(desk.page(), "Not followed"));
  CHECK(desk.ask("ada", "POST", "/admin/corpus", {}).status == 403);  // not from our own form
  const auto looked = desk.look();
  CHECK(looked.status == 303);
  CHECK(looked.header("location") == "/admin/corpus?looked=1");
  CHECK(holds(desk.get("ada", "/admin/corpus?looked=1").body, "The whole folder has been looked at"));
  const auto page = desk.page();
  CHECK(holds(page, "studies/doe-2019-a.md</h3>"));
  CHECK(holds(page, "Readers still see the last good version."));
  CHECK(holds(page, "effect: &lt;b&gt;wonderful&lt;/b&gt;"));
  CHECK(holds(page, "unknown-code"));
  CHECK_FALSE(holds(page, "<b>wonderful"));
  CHECK_FALSE(holds(page, "doe-2019-b"));
  write(desk.file("doe-2019-a"), SampleRecord("doe-2019-a").text());
  CHECK(desk.look().status == 303);
  CHECK_FALSE(holds(desk.page(), "doe-2019-a"));
}

TEST_CASE("of a broken file of a restricted record an administrator reads where, and not what") {
  const Desk desk;
  write(desk.file("coe-2018-north"),
        SampleRecord("coe-2018-north").with("title", "Zyxquar").with("circulation", "restricted").with("groups", "[north]").with("effect", "zorblax").text());
  REQUIRE(desk.look().status == 303);
  const auto page = desk.page();
  CHECK(holds(page, "coe-2018-north.md"));
  CHECK(holds(page, "whatworks-indexer check"));
  CHECK_FALSE(holds(page, "zorblax"));
  CHECK_FALSE(holds(page, "Zyxquar"));
}

TEST_CASE("a corpus that is gone is told of on the page, with what to do") {
  const Desk desk;
  fs::rename(desk.folder / "corpus", desk.folder / "away");
  const auto answer = desk.look();
  CHECK(answer.status == 500);
  CHECK(holds(answer.body, "There is a problem"));
  CHECK(holds(answer.body, "<title>Error: The corpus"));
  CHECK(holds(desk.page(), "ww-notice--alarm"));
}

TEST_CASE("a server without a corpus says so") {
  SiteWithoutIndex site;
  site.office().person("ada", {Role::administrator});
  const auto token = site.office().signed_in("ada");
  const auto page = site.get("/admin/corpus", {{"host", "evidence.example"}, {"cookie", "session=" + token}});
  CHECK(page.status == 200);
  CHECK(holds(page.body, "started without <code>--corpus</code>"));
  CHECK_FALSE(holds(page.body, "<form action=\"/admin/corpus\""));
}
