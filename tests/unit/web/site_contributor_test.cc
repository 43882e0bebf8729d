// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "site_with_corpus.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

using Studies = std::map<std::string, std::string>;

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

SampleRecord by(const std::string& id, const std::string& contributors) { return SampleRecord(id).with("contributors", contributors); }

// What stands between the first `begin` and the next `end` after it.
std::string between(const std::string& text, std::string_view begin, std::string_view end) {
  const auto from = text.find(begin);
  if (from == std::string::npos) {
    return {};
  }
  const auto start = from + begin.size();
  return text.substr(start, text.find(end, start) - start);
}

}  // namespace

TEST_CASE("the link from a record to each of its contributors leads to their page, however their names are written") {
  const std::vector<std::string> names{"Ann Example", "J.R. Example", "Siân O'Example", "Jean-Luc Example", "Иван Пример"};
  Studies studies;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto id = fmt::format("doe-2015-by-{}", i);
    studies[id] = by(id, "[{name: \"" + names[i] + "\"}]").text();
  }
  studies["doe-2015-other"] = by("doe-2015-other", "[{name: Пётр Пример}]").text();
  const SiteWithCorpus site(studies);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto record = site.get("", fmt::format("/records/doe-2015-by-{}", i)).body;
    const auto address = "/contributors/" + between(record, "href=\"/contributors/", "\"");
    const auto page = site.get("", address);
    INFO(names[i] << ": " << address);
    CHECK(page.status == 200);
    CHECK(holds(page.body, "Wrote 1 record<"));
    CHECK(holds(page.body, fmt::format("/records/doe-2015-by-{}", i)));
  }
}

TEST_CASE("a contributor is found behind more records of somebody with a longer name than a search shows at once") {
  Studies studies;
  for (int i = 0; i < kMaximumPerPage + 1; ++i) {
    const auto id = fmt::format("doe-2019-long-{}", i);
    studies[id] = by(id, "[{name: Bo Example Sample}]").with("published", "2019").text();
  }
  studies["doe-2001-short"] = by("doe-2001-short", "[{name: Bo Example}]").with("published", "2001").text();
  const SiteWithCorpus site(studies);
  const auto page = site.get("", "/contributors/bo-example");
  REQUIRE(page.status == 200);
  CHECK(holds(page.body, "Wrote 1 record<"));
  CHECK(holds(page.body, "/records/doe-2001-short"));
  CHECK_FALSE(holds(page.body, "/records/doe-2019-long"));
  CHECK(holds(site.get("", "/contributors/bo-example-sample").body, "Wrote 100 records or more"));
}

TEST_CASE("the page of a contributor has the records that its reader may see, and the name as the newest has it") {
  const auto orcid = std::string("orcid: 0000-0002-1825-0097");
  const SiteWithCorpus site({{"doe-2010-old", by("doe-2010-old", "[{name: Ann Oldname, " + orcid + "}]").with("published", "2010").text()},
                             {"doe-2018-new", by("doe-2018-new", "[{name: Ann Example, " + orcid + "}]").with("published", "2018").text()},
                             {"doe-2016-north", by("doe-2016-north", "[{name: Ann Example, " + orcid + "}, {name: Nell Example}]")
                                                    .with("circulation", "restricted")
                                                    .with("groups", "[north]")
                                                    .text()}});
  site.office.person("nell", {Role::reader}, {"north"});
  const auto open = site.get("", "/contributors/0000-0002-1825-0097").body;
  CHECK(holds(open, "<h1 class=\"ww-page-title\">Ann Example</h1>"));
  CHECK(holds(open, "Wrote 2 records"));
  CHECK_FALSE(holds(open, "doe-2016-north"));
  CHECK(holds(open, "href=\"https://orcid.org/0000-0002-1825-0097\""));
  CHECK(holds(site.get("nell", "/contributors/0000-0002-1825-0097").body, "Wrote 3 records"));
  CHECK(site.get("", "/contributors/nell-example").status == 404);
  CHECK(site.get("nell", "/contributors/nell-example").status == 200);
  CHECK(site.get("", "/contributors/0000-0002-1825-0098").status == 404);  // no ORCID
  CHECK(site.get("", "/contributors/Ann%20Example").status == 404);
}

TEST_CASE("a record says to machines who wrote it apart from who wrote its source, and nothing where nobody is named") {
  const auto source = "[{type: article, title: Sellers, authors: [\"Roe, R.\"], year: 2019}]";
  const SiteWithCorpus site({{"doe-2018-named", by("doe-2018-named", "[{name: Ann Example, orcid: 0000-0002-1825-0097}]").with("sources", source).text()},
                             {"doe-2018-plain", SampleRecord("doe-2018-plain").with("sources", source).text()}});
  const auto graph = [&](const std::string& id) {
    const auto page = site.get("", "/records/" + id).body;
    return nlohmann::json::parse(between(page, "<script type=\"application/ld+json\">", "</script>")).at("@graph").at(0);
  };
  const auto named = graph("doe-2018-named");
  REQUIRE(named.at("author").size() == 1);
  CHECK(named.at("author").at(0).at("@id") == "https://orcid.org/0000-0002-1825-0097");
  CHECK(named.at("author").at(0).at("name") == "Ann Example");
  CHECK_FALSE(holds(named.at("mainEntity").dump(), "Ann Example"));
  CHECK(holds(named.at("mainEntity").dump(), "Roe"));
  CHECK_FALSE(graph("doe-2018-plain").contains("author"));
  const auto plain = site.get("", "/records/doe-2018-plain").body;
  CHECK_FALSE(holds(plain, "Summary by"));
  CHECK(holds(plain, "<p class=\"ww-cite\">Whatworks. "));
}
