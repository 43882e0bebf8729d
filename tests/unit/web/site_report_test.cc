// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>

#include "site_with_corpus.h"
#include "site_with_workshop.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// Six people have judged both interventions, and the workshop is closed.
struct Judged : SiteWithWorkshop {
  explicit Judged(const std::string& circulation = "internal") : SiteWithWorkshop(circulation) {
    advance(Stage::round_one);
    join_all(6);
    judge_all(1);
    for (const auto stage : {Stage::discussion, Stage::deciding, Stage::closed}) {
      advance(stage);
    }
  }
  [[nodiscard]] std::string at(const std::string& file) const { return address() + "/" + file; }
};

}  // namespace

TEST_CASE("before a round is closed the report says so, in every form") {
  SiteWithWorkshop site;
  site.advance(Stage::round_one);
  site.join_all(6);
  site.judge_all(1);
  const auto page = site.get_as("rae", site.address() + "/report");
  CHECK(page.status == 200);
  CHECK(holds(page.body, "No round has been closed yet"));
  CHECK_FALSE(holds(page.body, "Reason"));
  CHECK(holds(site.get_as("rae", site.address() + "/report.md").body, "No round has been closed yet"));
  const auto csv = site.get_as("rae", site.address() + "/ratings.csv").body;
  CHECK(csv.find('\n') == csv.size() - 1);  // headings alone
  CHECK(holds(site.get_as("rae", site.address() + "/ratings.json").body, "\"ratings\":[]"));
}

TEST_CASE("the report is read by whom the circulation of the workshop lets, and by its panel") {
  const Judged site;
  for (const auto* file : {"report", "report.md", "ratings.csv", "ratings.json"}) {
    INFO(file);
    CHECK(site.get(site.at(file)).status == 404);
    CHECK(site.get_with(new_personal_code(), site.at(file)).status == 404);
    CHECK(site.get_as("rae", site.at(file)).status == 200);
    CHECK(site.get_with(site.codes[0], site.at(file)).status == 200);
    CHECK(site.get_as("rae", site.at(file)).header("cache-control") == "no-store");
  }
  const Judged open("public");
  CHECK(open.get(open.at("report")).status == 200);
}

TEST_CASE("the report as a page holds its parts in order, with what people typed as text") {
  const Judged site;
  const auto body = site.get_as("rae", site.at("report")).body;
  std::size_t last = 0;
  for (const auto* part : {"Report of a workshop", "Routes &amp; ports", "18 March 2027", "Reference", "not the policy of any police force", "id=\"purpose\"",
                           "id=\"method\"", "id=\"findings-1\"", "id=\"decisions\"", "id=\"trials\"", "id=\"evaluation\"", "id=\"panel\"", "id=\"annex\""}) {
    INFO(part);
    const auto found = body.find(part, last);
    REQUIRE(found != std::string::npos);
    last = found;
  }
  CHECK(holds(body, "Reason &lt;b&gt;3&lt;/b&gt;"));
  CHECK_FALSE(holds(body, "<b>3"));
  CHECK(holds(body, "Beneficial"));
  CHECK(holds(body, "70, 71, 72, 73, 74, 75"));
  CHECK(holds(body, "Person 1 (police)"));
  CHECK_FALSE(holds(body, "style="));
}

TEST_CASE("ratings go out with numbers for raters, safe for spreadsheets, and without reasons") {
  const Judged site;
  const auto csv = site.get_as("rae", site.at("ratings.csv"));
  CHECK(csv.header("content-disposition") == "attachment; filename=\"" + site.name + "-ratings.csv\"");
  CHECK(csv.body.starts_with("round,group,item,title,record,rater,organisation,effect,certainty,harms,relevance,feasibility,time_to_start,cost\r\n"));
  CHECK(holds(csv.body, ",Scan every box,,rater 1,,"));
  CHECK_FALSE(holds(csv.body, "Reason"));
  CHECK_FALSE(holds(csv.body, "Person"));
  const auto json = nlohmann::json::parse(site.get_as("rae", site.at("ratings.json")).body);
  CHECK(json.at("ratings").size() == 12);
  CHECK(json.at("ratings")[0].at("scores").at("certainty") == 70);
  CHECK(json.at("ratings")[0].at("scores").at("cost").is_null());  // hardly anybody could judge it
  CHECK(json.at("criteria").size() == 7);
}

TEST_CASE("a file for word processors is there where pandoc is, and else said not to be") {
  const Judged site;
  CHECK_FALSE(holds(site.get_as("rae", site.at("report")).body, "report.docx"));
  const auto without = site.get_as("rae", site.at("report.docx"));
  CHECK(without.status == 404);
  CHECK(holds(without.body, "This server does not make them"));
  CHECK(site.get(site.at("report.docx")).status == 404);

  const auto pandoc = site.folder() / "bin/pandoc";
  write(pandoc,
        "#!/bin/sh\nfor a in \"$@\"; do case \"$a\" in --output=*) out=\"${a#--output=}\";; *.md) in=\"$a\";; esac; done\nhead -1 \"$in\" > \"$out\"\n");
  fs::permissions(pandoc, fs::perms::owner_all);
  const auto with = Site::load({site.folder().path(), WHATWORKS_SOURCE_DIR "/schemas", {}, pandoc}, site.modules()).value();
  const auto ask = [&](const std::string& file) { return with.handle(Request{"GET", site.at(file), {{"cookie", "panel=" + site.codes[0]}}, {}}); };
  CHECK(holds(ask("report").body, site.at("report.docx")));
  const auto document = ask("report.docx");
  CHECK(document.status == 200);
  CHECK(document.content_type == "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  CHECK(document.body == "# Routes \\& ports\n");
}

TEST_CASE("what a workshop said stands on the page of its record, apart from the evidence, for those who may read it, and changes the ETag") {
  const auto circulation = GENERATE(as<std::string>(), "public", "internal");
  const SiteWithCorpus site({{"doe-2015-open", SampleRecord("doe-2015-open").text()}});
  site.office.person("fay", {Role::facilitator});
  const auto as = [&] { return site.office.visitor(site.office.signed_in("fay")); };
  const auto fay = as();
  const auto& planning = site.workshops.planning();
  const auto name = planning.create({"Routes & ports", "2027-03-18", {}, {}, circulation}, fay)->name;
  const auto group = planning.add_group(name, 1, {"Table one", {"international-links"}}, fay).value();
  REQUIRE(planning.add_items(name, 2, group, {{{}, "doe-2015-open", "Close lines", {}}}, fay));
  REQUIRE(planning.advance(name, Stage::preparing, Stage::round_one, fay));
  const auto workshop = planning.find(name, fay).value();
  for (int i = 0; i < 5; ++i) {
    const auto member = site.workshops.panel().join(workshop.info.join_code, {new_personal_code(), "Person", Organisation::police, group}).value();
    REQUIRE(site.workshops.assessments().save(member.key, workshop.groups[0].agenda[0].name, 1,
                                              {{{"effect", 70 + i}, {"certainty", 65}, {"harms", 10}}, {}, {}, {}}, 0));
  }
  REQUIRE(planning.advance(name, Stage::round_one, Stage::discussion, fay));
  const auto before = site.get("", "/records/doe-2015-open");
  CHECK(holds(before.body, "No workshop has judged this yet"));
  REQUIRE(planning.advance(name, Stage::discussion, Stage::deciding, fay));
  REQUIRE(planning.advance(name, Stage::deciding, Stage::closed, fay));

  const auto anybody = site.get("", "/records/doe-2015-open");
  const auto reader = site.get("fay", "/records/doe-2015-open");
  CHECK(holds(reader.body, "What workshops said"));
  CHECK(holds(reader.body, "effect 72, certainty 65, harms 10. 5 people judged it."));
  CHECK(holds(reader.body, "href=\"/workshops/" + name + "/report\""));
  CHECK(holds(reader.body, "They are no part of the evidence"));
  CHECK(holds(anybody.body, "Routes &amp; ports") == (circulation == "public"));
  CHECK((anybody.header("etag") != before.header("etag")) == (circulation == "public"));
  CHECK_FALSE(holds(site.get("", "/records/doe-2015-open.json").body, "Routes"));
}

TEST_CASE("what a panel says could be done at once stands in the register once the workshop is closed, for whoever may read it") {
  SiteWithWorkshop site;
  site.join_all(6);
  site.advance(Stage::round_one);
  site.judge_all(1);
  const auto seat = site.workshops().panel().find(site.codes[0]).value();
  auto said = site.workshops().assessments().of(seat.member.key, 1)->now.at(site.item(0));
  said.assessment.opportunity = "Begin at the <north> gate.";
  REQUIRE(site.workshops().assessments().save(seat.member.key, site.item(0), 1, said.assessment, said.version));
  site.advance(Stage::discussion);
  site.advance(Stage::deciding);
  CHECK_FALSE(holds(site.get_as("rae", "/opportunities").body, "north"));
  site.advance(Stage::closed);
  CHECK(holds(site.get_as("rae", "/opportunities").body, "Begin at the &lt;north&gt; gate."));
  CHECK_FALSE(holds(site.get("/opportunities").body, "north"));
}

TEST_CASE("the names on the panel of a public workshop are for the panel and facilitators until it is closed") {
  SiteWithWorkshop site("public");
  const auto code = site.join("Alex Example");
  CHECK_FALSE(holds(site.get(site.address()).body, "Alex Example"));
  CHECK(holds(site.get(site.address()).body, "Panel: 1 person"));
  CHECK(holds(site.get_with(code, site.address()).body, "Alex Example"));
  CHECK(holds(site.get_as("fay", site.address()).body, "Alex Example"));
  for (const auto stage : {Stage::round_one, Stage::discussion, Stage::deciding, Stage::closed}) {
    site.advance(stage);
  }
  CHECK(holds(site.get(site.address()).body, "Alex Example"));
}

TEST_CASE("facilitators see whether somebody has begun and finished, and no count that would tell which answers are theirs") {
  SiteWithWorkshop site;
  site.join_all(2);
  site.advance(Stage::round_one);
  CHECK(holds(site.get_as("fay", site.address()).body, "Not begun"));
  site.judge_all(1);
  const auto page = site.get_as("fay", site.address()).body;
  CHECK(holds(page, "Finished: 2 of 2"));
  CHECK_FALSE(holds(page, "2 of 2</td>"));
}

TEST_CASE("what is sent to a round that is over is refused in words, however often it is sent, on paper too") {
  SiteWithWorkshop site;
  const auto code = site.join("Alex Example");
  site.advance(Stage::round_one);
  const auto paper = site.address() + "/paper/" + site.item(0);
  const Parameters form{{"form", "7"}, {"group", "1"}, {"organisation", "police"}};
  auto keyed = form;
  keyed.insert(keyed.end(), {{"round", "1"}, {"version", "0"}, {"s-effect", "50"}});
  CHECK(site.get_as("fay", site.address() + "/paper?form=7&group=1&organisation=academia").status == 303);
  CHECK(site.post_as("fay", paper, keyed).status == 303);  // to look at it as another kind of form has kept nothing
  site.advance(Stage::discussion);
  CHECK(site.post_as("fay", paper, keyed).status == 409);
  auto without_round = form;
  without_round.insert(without_round.end(), {{"version", "0"}, {"s-effect", "75"}});
  CHECK(site.post_as("fay", paper, without_round).status == 409);
  const auto own = site.address() + "/panel/" + site.item(0);
  for (const auto* round : {"1", "0"}) {
    const auto late = site.post_with(code, own, {{"do", "save"}, {"round", round}, {"version", "0"}, {"s-effect", "75"}});
    CHECK(late.status == 409);
    CHECK(holds(late.body, "The round is closed"));
  }
}

TEST_CASE("a form on paper can declare a conflict of interest") {
  SiteWithWorkshop site;
  site.advance(Stage::round_one);
  const auto paper = site.address() + "/paper/" + site.item(0);
  const Parameters form{{"form", "7"}, {"group", "1"}, {"organisation", "police"}};
  auto declared = form;
  declared.emplace_back("do", "conflict");
  CHECK(site.post_as("fay", paper, declared).status == 303);
  CHECK(holds(site.get_as("fay", paper + to_query_string(form)).body, "The form declares a conflict of interest"));
}
