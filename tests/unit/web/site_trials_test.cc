// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <catch2/catch.hpp>

#include "core/files.h"
#include "core/time.h"
#include "site_with_corpus.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

const Parameters kProtocol{{"title", "Letters to <b>couriers</b>"},
                           {"hypothesis", "Fewer are arrested again."},
                           {"unit", "A courier."},
                           {"starts_on", "2027-03-01"},
                           {"ends_on", "2028-03-01"},
                           {"comparison", "At random."},
                           {"treatment", "A letter."},
                           {"primary_outcome", "Arrests within a year."},
                           {"secondary_outcomes", "Addresses visited\r\nComplaints"},  // as browsers send it
                           {"analysis", "Two shares."},
                           {"report_due", "2028-06-01"}};

Parameters with(Parameters fields, const std::string& name, const std::string& value) {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == name; });
  if (found == fields.end()) {
    fields.emplace_back(name, value);
  } else {
    found->second = value;
  }
  return fields;
}

// The site with a workshop that decided to try what a record tells of. The clock says 15 January 2027; everything is invented.
struct TrialSite : SiteWithCorpus {
  explicit TrialSite(const std::string& circulation = "internal")
      : SiteWithCorpus({{"doe-2015-lines", SampleRecord("doe-2015-lines")
                                               .with("outcomes",
                                                     "[{outcome: Arrests in a year, measure: relative-risk, value: 0.75, measures: activity, harm: lower}, "
                                                     "{outcome: Seizures, measure: other, measures: activity, harm: higher}, "
                                                     "{outcome: Calls, measure: hedges-g, value: -0.5, measures: harm, harm: lower}]")
                                               .text()}}) {
    office.person("fay", {Role::facilitator});
    office.person("cora", {Role::contributor});
    office.person("rae", {Role::reader});
    const auto fay = office.visitor(office.signed_in("fay"));
    const auto& planning = workshops.planning();
    workshop = planning.create({"Routes", "2027-01-10", "Room 4", "To choose.", circulation}, fay).value().name;
    const auto group = planning.add_group(workshop, 1, {"Table one", {"international-links"}}, fay).value();
    planning.add_items(workshop, 2, group, {{{}, "doe-2015-lines", "Closing lines", {}}, {{}, {}, "Another idea", "What it is."}}, fay).value();
    item = planning.find(workshop, fay)->groups.front().agenda.front().name;
    for (const auto& [from, to] :
         {std::pair{Stage::preparing, Stage::round_one}, {Stage::round_one, Stage::discussion}, {Stage::discussion, Stage::deciding}}) {
      REQUIRE(planning.advance(workshop, from, to, fay));
    }
    REQUIRE(workshops.decisions().decide(planning.find(workshop, fay).value(), item, {Outcome::trial, "Inspector Doe", "2027-02-01"}, 0, fay));
  }

  [[nodiscard]] std::string begin() const {
    const auto answer = post("cora", "/trials", {{"workshop", workshop}, {"item", item}});
    REQUIRE(answer.status == 303);
    const std::string address(answer.header("location"));
    return address.substr(0, address.find('?'));
  }
  // The hidden field of the page's forms.
  [[nodiscard]] std::string version(const std::string& address) const {
    const auto body = get("fay", address + "/edit").body;
    const auto at = body.find("name=\"version\" value=\"") + 22;
    return body.substr(at, body.find('"', at) - at);
  }
  [[nodiscard]] Response save(const std::string& address, const Parameters& fields) const {
    return post("cora", address + "/edit", with(fields, "version", version(address)));
  }
  [[nodiscard]] std::string registered() const {
    auto address = begin();
    REQUIRE(save(address, kProtocol).status == 303);
    REQUIRE(post("fay", address, {{"do", "register"}, {"version", "2"}}).header("location") == address + "?done=registered");
    return address;
  }
  void set_day(const std::string& day) {
    office.now = Instant(std::chrono::sys_days(*parse_date(day)) + std::chrono::hours(9));
    forget_sessions();
  }

  std::string workshop;
  std::string item;
};

}  // namespace

TEST_CASE("the list says how a trial begins, and offers to those who may begin one what was agreed") {
  const TrialSite site;
  const auto nobody = site.get("", "/trials");
  CHECK(nobody.status == 200);
  CHECK(holds(nobody.body, "There is no trial that you may read yet."));
  CHECK(holds(nobody.body, "How a trial begins"));
  CHECK_FALSE(holds(nobody.body, "Closing lines"));
  CHECK_FALSE(holds(site.get("rae", "/trials").body, "Begin the protocol"));
  const auto offered = site.get("cora", "/trials").body;
  CHECK(holds(offered, "Begin the protocol<span class=\"govuk-visually-hidden\"> of Closing lines"));
  CHECK_FALSE(holds(offered, "Another idea"));
  CHECK(site.post("rae", "/trials", {{"workshop", site.workshop}, {"item", site.item}}).status == 403);
  const auto address = site.begin();
  CHECK(site.begin() == address);
  CHECK_FALSE(holds(site.get("cora", "/trials").body, "Begin the protocol<"));
  CHECK(holds(site.get("rae", "/trials?state=drafting&priority=international-links").body, "1 trial"));
  CHECK(holds(site.get("rae", "/trials?state=running").body, "No trial that you may read fits these filters."));
  CHECK(site.get("rae", "/trials?state=&priority=").header("location") == "/trials");
  CHECK(holds(site.get("rae", "/trials.csv").body, "Closing lines"));
  CHECK_FALSE(holds(site.get("", "/trials.csv").body, "Closing lines"));
}

TEST_CASE("who may not read the workshop finds nothing of its trials, at any address") {
  TrialSite site;
  const auto address = site.registered();
  for (const auto* path : {"", "/edit", "/protocol.txt"}) {
    CHECK(site.get("", address + path).status != 200);
  }
  CHECK(site.get("", address).status == 404);
  CHECK(site.get("", "/trials/sample-size?trial=" + address.substr(8)).status == 404);
  CHECK(site.get("rae", address).status == 200);
  CHECK(site.get("rae", address + "/edit").status == 403);
  CHECK(site.post("rae", address, {{"do", "start"}, {"day", "2027-01-15"}, {"version", "3"}}).status == 403);
  CHECK(site.post("rae", address + "/edit", kProtocol).status == 403);
  site.set_day("2027-03-02");  // overdue
  CHECK_FALSE(holds(site.get("", "/priorities/international-links").body, "couriers"));

  const TrialSite open("public");
  CHECK(open.get("", open.registered()).status == 200);
}

TEST_CASE("a draft is kept as typed where it is refused, and says what is missing before it is registered") {
  const TrialSite site;
  const auto address = site.begin();
  CHECK(holds(site.get("cora", address).body, "Before the protocol can be registered"));
  const auto refused = site.save(address, with(with(kProtocol, "starts_on", "next week"), "unit", "A <i>street</i>."));
  CHECK(refused.status == 422);
  CHECK(holds(refused.body, "<title>Error: Write the protocol"));
  CHECK(holds(refused.body, "href=\"#starts_on\">Start is no day of the calendar"));
  CHECK(holds(refused.body, "value=\"next week\""));
  CHECK(holds(refused.body, "A &lt;i&gt;street&lt;/i&gt;."));
  CHECK(site.save(address, with(kProtocol, "unit", "")).header("location") == address + "?done=saved");
  CHECK(holds(site.get("cora", address).body, "Unit of analysis is missing"));
  CHECK_FALSE(holds(site.get("cora", address).body, "value=\"register\""));
  CHECK(holds(site.get("cora", address + "/edit?check=yes").body, "href=\"#unit\">Unit of analysis is missing"));
  CHECK(site.post("fay", address, {{"do", "register"}, {"version", site.version(address)}}).status == 422);
  CHECK(site.get("cora", address + "/protocol.txt").status == 404);
}

TEST_CASE("of two who edit at once the second sees both texts, and can still save") {
  const TrialSite site;
  const auto address = site.begin();
  REQUIRE(site.post("fay", address + "/edit", with(with(kProtocol, "unit", "A street."), "version", "1")).status == 303);
  const auto late = site.post("cora", address + "/edit", with(with(kProtocol, "unit", "A shift."), "version", "1"));
  CHECK(late.status == 409);
  CHECK(holds(late.body, "What somebody else wrote meanwhile"));
  CHECK(holds(late.body, "A street."));
  CHECK(holds(late.body, ">A shift.</textarea>"));
  CHECK(holds(late.body, "name=\"version\" value=\"2\""));
  CHECK(site.post("cora", address + "/edit", with(with(kProtocol, "unit", "A shift."), "version", "2")).status == 303);
}

TEST_CASE("the text of what was registered has the hash that the page shows, and an amendment of the outcomes is told in plain words") {
  const TrialSite site;
  const auto address = site.registered();
  const auto text = site.get("rae", address + "/protocol.txt");
  CHECK(text.content_type == "text/plain; charset=utf-8");
  CHECK(holds(text.body, "Arrests within a year."));
  const auto page = site.get("rae", address).body;
  CHECK(holds(page, sha256(text.body)));
  CHECK(holds(page, "Letters to &lt;b&gt;couriers"));
  CHECK_FALSE(holds(page, "The outcomes changed after registration"));

  CHECK(holds(site.save(address, with(kProtocol, "reason", "None.")).body, "Nothing has changed in the protocol"));
  const auto no_reason = site.save(address, with(kProtocol, "primary_outcome", "Parcels seized."));
  CHECK(no_reason.status == 422);
  CHECK(holds(no_reason.body, "href=\"#reason\">The reason for the change is empty"));
  CHECK(site.save(address, with(with(kProtocol, "unit", ""), "reason", "Because.")).status == 422);
  CHECK(site.save(address, with(with(kProtocol, "primary_outcome", "Parcels seized."), "reason", "Too few.")).header("location") == address + "?done=amended");
  const auto amended = site.get("rae", address).body;
  CHECK(holds(amended, "The outcomes changed after registration"));
  CHECK(holds(amended, "Arrests within a year."));
  CHECK(holds(amended, "Parcels seized."));
  CHECK(holds(amended, "Too few."));
  CHECK(site.get("rae", address + "/protocol.txt?version=1").body == text.body);
  CHECK(holds(amended, sha256(site.get("rae", address + "/protocol.txt").body)));
  CHECK(site.get("rae", address + "/protocol.txt?version=3").status == 404);
}

TEST_CASE("a trial is followed to its record: started, late on the page of its priority, finished, written up, reviewed, found") {
  TrialSite site("public");
  site.office.person("rex", {Role::reviewer});
  const auto address = site.registered();
  CHECK_FALSE(holds(site.get("", "/priorities/international-links").body, "Trials agreed in workshops"));
  site.set_day("2027-03-02");
  const auto late = site.get("", "/priorities/international-links");
  CHECK(holds(late.body, "Overdue: it was to start by now"));
  CHECK(late.header("cache-control") == "no-store");
  CHECK_FALSE(holds(site.get("", "/priorities/digital-technologies").body, "Trials agreed in workshops"));

  const auto wrong = site.post("fay", address, {{"do", "start"}, {"day", "2027-04-01"}, {"version", "3"}});
  CHECK(wrong.status == 422);
  CHECK(holds(wrong.body, "href=\"#start-day\">That day is still to come"));
  CHECK(holds(wrong.body, "value=\"2027-04-01\""));
  REQUIRE(site.post("fay", address, {{"do", "start"}, {"day", "2027-03-01"}, {"version", "3"}}).status == 303);
  CHECK(holds(site.get("", "/priorities/international-links").body, "Running"));
  const auto no_reason = site.post("fay", address, {{"do", "stop"}, {"day", "2027-03-02"}, {"version", "4"}});
  CHECK(holds(no_reason.body, "href=\"#stop-reason\">The reason for stopping is empty"));
  CHECK(site.post("fay", address, {{"do", "stop"}, {"day", "2027-03-02"}, {"reason", "x"}, {"version", "3"}}).status == 409);
  CHECK(site.post("fay", address, {{"do", "dance"}, {"version", "4"}}).status == 400);
  CHECK(site.post("cora", address + "/write-up").status == 409);

  site.set_day("2028-03-02");
  REQUIRE(site.post("fay", address, {{"do", "finish"}, {"day", "2028-03-01"}, {"version", "4"}}).status == 303);
  CHECK(site.get("fay", address + "/edit").status == 409);
  CHECK(site.post("fay", address + "/write-up").status == 403);
  CHECK(holds(site.get("cora", address).body, "Write it up"));
  const std::string draft(site.post("cora", address + "/write-up").header("location"));
  CHECK(draft.starts_with("/contribute/drafts/d-"));
  CHECK(site.post("cora", address + "/write-up").header("location") == draft);
  CHECK(holds(site.get("cora", draft).body, "Arrests within a year"));
  CHECK(holds(site.get("fay", address).body, "Somebody called cora is writing it up."));

  const auto text = SampleRecord("trial-2028-letters").with("title", "Letters that couriers read").text();
  REQUIRE(site.post("cora", draft, {{"do", "save"}, {"version", "1"}, {"text", text}}).status == 303);
  REQUIRE(site.post("cora", draft, {{"do", "submit"}, {"version", "2"}, {"note", "Done."}}).status == 303);
  const auto review = "/review/" + draft.substr(draft.rfind('/') + 1);
  REQUIRE(site.post("rex", review, {{"do", "decide"}, {"submission", "1"}, {"decision", "accept"}}).status == 303);
  CHECK(holds(site.get("", address).body, "href=\"/records/trial-2028-letters\">Read the record"));
  CHECK(holds(site.get("", "/search?q=couriers+read").body, "/records/trial-2028-letters"));
}

TEST_CASE("how many a trial needs is answered in words, with the formula, and with what the record states") {
  const TrialSite site;
  const auto blank = site.get("", "/trials/sample-size");
  CHECK(blank.status == 200);
  CHECK(holds(blank.body, "value=\"0.05\""));
  const auto shares = site.get("", "/trials/sample-size?compare=shares&without=40%25&effect=30&measure=share&alpha=0.05&power=0.8").body;
  CHECK(holds(shares, "356 in each group, 712 in all"));
  CHECK(holds(shares, "from 40% to 30%"));
  CHECK(holds(shares, "equation 4.14"));
  const auto clusters = site.get("", "/trials/sample-size?compare=means&difference=0.5&standard_deviation=1&alpha=0.05&power=0.8&cluster_size=10&icc=0.1").body;
  CHECK(holds(clusters, "12 clusters in each group, 24 in all"));
  CHECK(holds(clusters, "Donner"));
  const auto wrong = site.get("", "/trials/sample-size?compare=shares&without=many&effect=30&measure=share&alpha=0.05&power=0.8").body;
  CHECK(holds(wrong, "href=\"#without\">Give the share without the intervention as a number"));
  CHECK(holds(wrong, "value=\"many\""));
  CHECK(
      holds(site.get("", "/trials/sample-size?without=40&effect=40&measure=share&alpha=0.05&power=0.8").body, "href=\"#effect\">The two shares are the same"));

  const auto name = site.begin().substr(8);
  const auto predicted = site.get("rae", "/trials/sample-size?trial=" + name).body;
  CHECK(holds(predicted, "What the published evidence would predict"));
  CHECK(holds(predicted, "compare=shares&amp;measure=relative-risk&amp;effect=0.75#plan"));
  CHECK(holds(predicted, "compare=means&amp;difference=-0.5&amp;standard_deviation=1#plan"));
  CHECK(holds(predicted, "Not a number that the form takes"));
  CHECK(holds(site.get("rae", "/trials/sample-size?trial=" + name + "&compare=shares&measure=relative-risk&effect=0.75").body,
              "<option value=\"relative-risk\" selected>"));
}
