// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "index/build.h"
#include "site_folder.h"
#include "support/sample_record.h"
#include "web/shortlist.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

constexpr const char* kPlanted = "zyxquar-2018-vexlop";

// A record whose every word, code and year is its own.
SampleRecord planted(const std::string& circulation, const std::string& groups) {
  return SampleRecord(kPlanted)
      .with("circulation", circulation)
      .with("groups", groups)
      .with("kind", "exemplar")
      .with("title", "Zyxquar vexlop glimdrax")
      .with("summary", "Frobnitz wumbled the snorquax.")
      .with("intervention", "Quibbling plonkers")
      .with("priorities", "[digital-technologies]")
      .with("crime_types", "[environmental-crime]")
      .with("strategy", "[prevent]")
      .with("countries", "[IS]")
      .with("published", "2018")
      .with("design", "descriptive")
      .with("sms_level", "")
      .with("effect", "not-measured")
      .with("strength", "0")
      .with("added", "2026-11-11")
      .with("related", "[{id: doe-2015-lines, how: extends}]")
      .with("contributors", "[{name: Quentin Zorgle}]")
      .with("sources", "[{type: report, title: Blivet thrumwick, authors: [\"Zorgle, Q.\"], year: 2018}]")
      .body("Grembles were fnorded by the xylopt.");
}

// The site over an index that changes under it, as it does when somebody edits the corpus.
class Base {
 public:
  Base() {
    site.office().person("ann");
    site.office().person("bob", {Role::reviewer}, {"south"});
    site.office().person("ada", {Role::administrator});
    site.office().person("nora", {Role::reader}, {"north"});
    put(SampleRecord("doe-2015-lines").with("published", "2015"), "doe-2015-lines");
    put(SampleRecord("roe-2016-ports")
            .with("published", "2016")
            .with("countries", "[NL]")
            .with("crime_types", "[drugs]")
            .with("related", "[{id: zyxquar-2018-vexlop, how: extends}]"),
        "roe-2016-ports");
    put(SampleRecord("poe-2017-inside").with("published", "2017").with("circulation", "internal").with("title", "Asking those who left"), "poe-2017-inside");
    put(SampleRecord("moe-2017-south").with("published", "2017").with("circulation", "restricted").with("groups", "[south]"), "moe-2017-south");
    build(false);
  }

  void put(const SampleRecord& record, const std::string& id) const { write(corpus() / "studies" / (id + ".md"), record.text()); }
  void plant(const SampleRecord& record) const { write(corpus() / "exemplars" / (std::string(kPlanted) + ".md"), record.text()); }
  void uproot() const { std::filesystem::remove(corpus() / "exemplars" / (std::string(kPlanted) + ".md")); }

  void build(bool full) const {
    BuildOptions options;
    options.index = site.index();
    options.full = full;
    options.report = [](const std::vector<Problem>& problems, const std::string& source) { UNSCOPED_INFO(format_problem(problems.front(), source)); };
    const auto report = build_index(real_schemas(), corpus(), options);
    REQUIRE(report);
    REQUIRE(report->rejected == 0);
  }

  SiteWithoutIndex site;

 private:
  [[nodiscard]] std::filesystem::path corpus() const { return site.folder() / "corpus"; }
};

// At least one address for each route; with words, codes, years and slips that only the planted record has.
const std::vector<std::string>& probes() {
  static const std::vector<std::string> all{
      "/",
      "/search",
      "/search?q=zyxquar",
      "/search?q=zyxquarr",
      "/search?q=zyx*",
      "/search?q=title:glimdrax",
      "/search?q=author:zorgle",
      "/search?q=lines",
      "/search?q=closing+phonne+lines+vexlop",
      "/search?q=%22frobnitz+wumbled%22",
      "/search?country=IS",
      "/search?crime=environmental-crime&kind=exemplar",
      "/search?year_from=2018&year_to=2018",
      "/search?circulation=restricted",
      "/search?not.circulation=public",
      "/search?sort=newest",
      "/search?sort=updated&per_page=1&page=2",
      "/search?design=_missing",
      "/records/zyxquar-2018-vexlop",
      "/records/doe-2015-lines",
      "/records/roe-2016-ports",
      "/records/zyxquar-2018-vexlop.json",
      "/records/roe-2016-ports.json",
      "/records/zyxquar-2018-vexlop.md",
      "/records/roe-2016-ports.md",
      "/records/zyxquar-2018-vexlop/history",
      "/records/roe-2016-ports/history?version=1",
      "/records/zyxquar-2018-vexlop/withdraw",
      "/review",
      "/review/x",
      "/review/x/preview",
      "/review/x/coding",
      "/records/zyxquar-2018-vexlop.ris",
      "/records/zyxquar-2018-vexlop.bib",
      "/records/zyxquar-2018-vexlop.csl.json",
      "/outcomes",
      "/outcomes?q=zyxquar",
      "/outcomes.csv?country=IS",
      "/priorities/digital-technologies",
      "/workshops/w-0123456789ab/evaluation",
      "/workshops/w-0123456789ab/evaluation/results",
      "/workshops/w-0123456789ab/report",
      "/workshops/w-0123456789ab/report.md",
      "/workshops/w-0123456789ab/report.docx",
      "/workshops/w-0123456789ab/ratings.csv",
      "/workshops/w-0123456789ab/ratings.json",
      "/workshops/w-0123456789ab/follow-up/2?key=x",
      "/map",
      "/map?rows=crime&columns=kind",
      "/map/stages",
      "/map/world",
      "/map/years",
      "/map.csv?rows=country&columns=design",
      "/vocab",
      "/vocab/country",
      "/vocab/country.ttl",
      "/vocab/country.jsonld",
      "/vocab/country/IS",
      "/vocab/crime/environmental-crime",
      "/about",
      "/about/api",
      "/about/problems",
      "/about/problems/not-found",
      "/workshops",
      "/new-workshop",
      "/workshops/x",
      "/workshops/x/state.json",
      "/workshops/x/details",
      "/workshops/x/groups",
      "/workshops/x/criteria",
      "/workshops/x/print",
      "/workshops/x/paper",
      "/workshops/x/paper/y",
      "/workshops/x/results",
      "/workshops/x/panel",
      "/workshops/x/panel/y",
      "/opportunities",
      "/join",
      "/join/ABC234",
      "/contribute",
      "/contributors/quentin-zorgle",
      "/contribute/drafts/x",
      "/contribute/drafts/x/record.md",
      "/contribute/drafts/x/preview",
      "/contribute/rules",
      "/trials",
      "/trials?priority=digital-technologies",
      "/trials.csv",
      "/trials/sample-size",
      "/trials/sample-size?trial=t-3f9a0c77b1d2",
      "/trials/t-3f9a0c77b1d2",
      "/trials/t-3f9a0c77b1d2/edit",
      "/trials/t-3f9a0c77b1d2/protocol.txt",
      "/contribute/rules/related-reach",
      "/openapi.json",
      "/compare?id=zyxquar-2018-vexlop&id=doe-2015-lines&id=roe-2016-ports",
      "/compare?id=doe-2015-lines",
      "/compare.csv?id=zyxquar-2018-vexlop&id=doe-2015-lines",
      "/shortlist?id=zyxquar-2018-vexlop&id=doe-2015-lines",
      "/shortlist/print?id=zyxquar-2018-vexlop",
      "/shortlist.csv?id=zyxquar-2018-vexlop",
      "/shortlist.json?id=zyxquar-2018-vexlop",
      "/shortlist.ris?id=zyxquar-2018-vexlop",
      "/shortlist.bib?id=zyxquar-2018-vexlop",
      "/shortlist.csl.json?id=zyxquar-2018-vexlop",
      "/api/v1/search",
      "/api/v1/search?q=zyxquar",
      "/api/v1/search?q=zyxquarr+lines",
      "/api/v1/search?country=IS&facets=all",
      "/api/v1/search?q=grembles+OR+lines",
      "/archive.zip",
      "/datapackage.json",
      "/api/v1/export?format=json",
      "/api/v1/export?format=csv&country=IS",
      "/api/v1/export?format=ris&id=zyxquar-2018-vexlop",
      "/api/v1/export?format=csv-outcomes",
      "/api/v1/map?rows=crime&columns=strategy",
      "/api/v1/map?rows=year",
      "/api/v1/check",
      "/api/v1/suggest?q=zyx",
      "/api/v1/suggest?q=quibb",
      "/api/v1/suggest?q=ice",
      "/api/v1/records/zyxquar-2018-vexlop",
      "/api/v1/records/zyxquar-2018-vexlop?x=1",
      "/api/v1/records/roe-2016-ports",
      "/api/v1/records/zyxquar-2018-vexlop/related",
      "/api/v1/records/doe-2015-lines/related",
      "/api/v1/vocabularies",
      "/api/v1/vocabularies/country",
      "/healthz",
      "/readyz",
      "/oai?verb=Identify",
      "/oai?verb=ListRecords&metadataPrefix=oai_dc",
      "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-11-11",
      "/oai?verb=ListSets",
      "/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:localhost:zyxquar-2018-vexlop",
      "/feed.atom",
      "/feed.atom?q=zyxquar",
      "/opensearch.xml",
      "/opensearch/suggest?q=zyx",
      "/sitemap.xml",
      "/sitemap.xml?year=2018",
      "/robots.txt",
      "/assets/app-0123456789.css",
      "/metrics",
      "/sign-in",
      "/set-password?token=zyxquar-2018-vexlop",
      "/account",
      "/account/data.json",
      "/admin/accounts",
      "/admin/accounts/x",
      "/admin/accounts/x/data.json",
      "/admin/audit?subject=zyxquar-2018-vexlop",
      "/admin/audit.csv",
      "/admin/audit.jsonl",
      "/admin/corpus",
      "/nothing/zyxquar-2018-vexlop",
  };
  return all;
}

// Takes out whatever begins and ends so.
void cut(std::string& text, std::string_view first, std::string_view last) {
  for (auto at = text.find(first); at != std::string::npos; at = text.find(first, at)) {
    text.erase(at, text.find(last, at + first.size()) + last.size() - at);
  }
}

// All of an answer but the time that it took, or at which it was made, and what was done to find out.
std::string whole(const Response& answer) {
  auto text = std::to_string(answer.status) + '\n';
  for (const auto& [name, value] : answer.headers) {
    text += name + ": " + value + '\n';
  }
  text += answer.content_type + "\n\n" + answer.body;
  if (answer.rest) {
    REQUIRE(answer.rest([&](std::string_view part) {
      text += part;
      return true;
    }));
  }
  cut(text, "\"took_ms\":", "}");
  cut(text, "<responseDate>", "<");
  cut(text, "whatworks_answer", "\n");
  return text;
}

using Answers = std::vector<std::string>;

// As the visitor with this session; nobody where it is empty. The trail tells of the probing itself, so administrators' pages of it are not compared.
Answers answers(const Base& base, const std::string& token) {
  Answers out;
  const auto ask = [&](const std::string& method, const std::string& target, const std::string& body,
                       const std::string& type = "application/x-www-form-urlencoded") {
    Headers headers{{"host", "localhost"}, {"content-type", type}};
    if (!token.empty()) {
      headers.emplace_back("cookie", "session=" + token);
    }
    Request request{method, target, std::move(headers), body, {}, {}};
    request.client.address = "127.0.0.1";
    out.push_back(whole(base.site.site().handle(request)));
  };
  for (const auto& target : probes()) {
    if (!target.starts_with("/admin/audit") && target != "/account/data.json") {
      ask("GET", target, {});
    }
  }
  const auto form_token = token.empty() ? std::string() : "&form_token=" + base.site.office().visitor(token).form_token;
  ask("POST", "/shortlist", "add=zyxquar-2018-vexlop" + form_token);
  ask("POST", "/oai", "verb=ListRecords&metadataPrefix=oai_dc");
  // Of the same publication, naming it, with its words.
  const auto draft = planted("public", "").with("id", "loe-2020-draft").with("related", "[{id: zyxquar-2018-vexlop, how: extends}]").text();
  ask("POST", "/api/v1/check", draft, "text/markdown");
  return out;
}

std::size_t differences(const Answers& before, const Answers& after) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    count += before[i] == after[i] ? 0U : 1U;
  }
  return count;
}

}  // namespace

TEST_CASE("every route is probed") {
  // "{id}" stands for anything within its segment.
  const auto fits = [](std::string_view pattern, std::string_view probe) {
    probe = probe.substr(0, probe.find('?'));
    while (!pattern.empty() && !probe.empty()) {
      if (pattern.front() != '{') {
        if (pattern.front() != probe.front()) {
          return false;
        }
        pattern.remove_prefix(1);
        probe.remove_prefix(1);
        continue;
      }
      pattern.remove_prefix(pattern.find('}') + 1);
      const auto segment = probe.substr(0, probe.find('/'));
      const auto after = pattern.substr(0, pattern.find('/'));
      if (segment.size() <= after.size() || !segment.ends_with(after)) {
        return false;
      }
      probe.remove_prefix(segment.size() - after.size());
    }
    return pattern.empty() && probe.empty();
  };
  for (const auto& route : Site::routes()) {
    INFO(route.pattern);
    CHECK((route.changes || std::any_of(probes().begin(), probes().end(), [&](const std::string& probe) { return fits(route.pattern, probe); })));
  }
}

TEST_CASE("what a visitor may not see leaves no trace in any answer: not a byte") {
  const auto [circulation, groups, may_see] = GENERATE(table<std::string, std::string, std::set<std::string>>({
      {"restricted", "[north]", {"nora"}},
      {"restricted", "[north, south]", {"nora", "bob"}},
      {"internal", "", {"nora", "bob", "ann", "ada"}},
  }));
  INFO(circulation << " " << groups);
  const Base base;
  std::map<std::string, std::string> tokens{{"nobody", ""}};
  for (const auto* name : {"ann", "bob", "ada", "nora"}) {
    tokens[name] = base.site.office().signed_in(name);
  }
  std::map<std::string, Answers> before;
  for (const auto& [name, token] : tokens) {
    before[name] = answers(base, token);
  }
  base.plant(planted(circulation, groups));
  base.build(false);
  for (const auto& [name, token] : tokens) {
    INFO(name);
    const auto after = answers(base, token);
    if (may_see.contains(name)) {
      CHECK(differences(before[name], after) > 40);  // so the probes do ask where it shows
    } else {
      CHECK(after == before[name]);
    }
  }
  base.uproot();
  base.build(false);
  for (const auto& [name, token] : tokens) {
    INFO(name << ", once it is gone again");
    if (!may_see.contains(name)) {
      CHECK(answers(base, token) == before[name]);
    }
  }
}

TEST_CASE("nor does it where the whole index is built anew") {
  const auto without_tags = [](Answers all) {
    for (auto& answer : all) {
      cut(answer, "etag: ", "\n");
    }
    return all;
  };
  const Base base;
  base.build(true);
  const auto token = base.site.office().signed_in("ada");
  const auto nobody = without_tags(answers(base, {}));
  const auto reader = without_tags(answers(base, token));
  base.plant(planted("restricted", "[north]"));
  base.build(true);
  CHECK(without_tags(answers(base, {})) == nobody);
  CHECK(without_tags(answers(base, token)) == reader);
}

TEST_CASE("a record shows no relation to one that its reader may not see") {
  const Base base;
  base.plant(planted("restricted", "[north]"));
  base.build(false);
  const auto shows = [&](const std::string& target, const std::string& token) {
    const auto answer = base.site.get(target, token.empty() ? Headers{} : Headers{{"cookie", "session=" + token}});
    CHECK(answer.status == 200);
    return answer.body.find(kPlanted) != std::string::npos;
  };
  const auto nora = base.site.office().signed_in("nora");
  for (const std::string target : {"/records/roe-2016-ports", "/records/roe-2016-ports.json", "/records/roe-2016-ports.md", "/api/v1/records/roe-2016-ports",
                                   "/api/v1/export?format=json", "/shortlist.json?id=roe-2016-ports"}) {
    INFO(target);
    CHECK_FALSE(shows(target, {}));
    CHECK((target == "/shortlist.json?id=roe-2016-ports" || shows(target, nora)));
  }
}

TEST_CASE("what is published as a whole is public whoever takes it, and says so nowhere else") {
  const Base base;
  base.plant(planted("restricted", "[north]"));
  base.build(false);
  const auto nora = base.site.office().signed_in("nora");
  const auto ask = [&](const std::string& target) { return whole(base.site.get(target, {{"cookie", "session=" + nora}})); };
  for (const std::string target : {"/oai?verb=ListRecords&metadataPrefix=oai_dc", "/sitemap.xml", "/archive.zip", "/readyz", "/openapi.json"}) {
    INFO(target);
    CHECK(ask(target).find(kPlanted) == std::string::npos);
  }
  CHECK(ask("/api/v1/export?format=json").find(kPlanted) != std::string::npos);
  CHECK(ask("/records/zyxquar-2018-vexlop").find("creativecommons") == std::string::npos);
  CHECK(ask("/records/doe-2015-lines").find("creativecommons") != std::string::npos);
}

TEST_CASE("whoever signs out leaves nothing in the shortlist that others may not see") {
  const Base base;
  base.plant(planted("restricted", "[north]"));
  base.build(false);
  const Shortlist list{{{"doe-2015-lines", "keep"}, {kPlanted, "a secret note"}}};
  for (const std::string target : {"/sign-out", "/account/sign-out-everywhere"}) {
    const auto token = base.site.office().signed_in("nora");
    const auto answer = base.site.ask(
        "POST", target,
        {{"host", "localhost"}, {"content-type", "application/x-www-form-urlencoded"}, {"cookie", "session=" + token + "; shortlist=" + to_token(list)}},
        "form_token=" + base.site.office().visitor(token).form_token);
    CHECK(answer.status == 303);
    std::string kept;
    for (const auto& [name, value] : answer.headers) {
      if (name == "set-cookie" && value.starts_with("shortlist=")) {
        kept = value.substr(10, value.find(';') - 10);
      }
    }
    const auto left = parse_token(kept);
    REQUIRE(left);
    CHECK(left->items.size() == 1);
    CHECK(left->holds("doe-2015-lines"));
  }
}

TEST_CASE("reading a restricted record is in the trail, by whichever address") {
  const Base base;
  base.plant(planted("restricted", "[north]"));
  base.build(false);
  const auto nora = base.site.office().signed_in("nora");
  const auto readings = [&] { return base.site.office().access->audit().entries({{}, "record-read", "record zyxquar-2018-vexlop"})->size(); };
  std::size_t expected = 0;
  for (const std::string target :
       {"/records/zyxquar-2018-vexlop", "/records/zyxquar-2018-vexlop.json", "/records/zyxquar-2018-vexlop.ris", "/api/v1/records/zyxquar-2018-vexlop",
        "/compare.csv?id=zyxquar-2018-vexlop&id=doe-2015-lines", "/shortlist/print?id=zyxquar-2018-vexlop", "/shortlist.bib?id=zyxquar-2018-vexlop",
        "/api/v1/export?format=csv", "/outcomes"}) {
    INFO(target);
    CHECK(base.site.get(target, {{"cookie", "session=" + nora}}).status == 200);
    CHECK(readings() == ++expected);
  }
  (void)base.site.get("/search?q=zyxquar", {{"cookie", "session=" + nora}});
  (void)base.site.get("/records/zyxquar-2018-vexlop");
  CHECK(readings() == expected);
}
