// SPDX-License-Identifier: GPL-3.0-or-later
#include "interchange_fixtures.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

std::string person(const std::string& text) {
  const auto author = parse_author(text);
  return author.body.empty() ? author.family + "|" + author.given + "|" + author.suffix : "body|" + author.body;
}

std::string venue(const std::string& text, const std::string& type = "article", std::optional<int> year = 2019) {
  const auto parsed = parse_venue(text, type, year);
  return join(std::vector{parsed.name, parsed.volume, parsed.issue, parsed.first_page, parsed.last_page}, "|");
}

}  // namespace

TEST_CASE("people have a family name and given names, with particles and suffixes") {
  CHECK(person("Doe, J.") == "Doe|J.|");
  CHECK(person("van der Laan, Peter") == "van der Laan|Peter|");
  CHECK(person("Doe Roe, Maria Micaela") == "Doe Roe|Maria Micaela|");
  CHECK(person("De Doe, Jan") == "De Doe|Jan|");
  CHECK(person("d'Doe, Ren\xC3\xA9"
               "e") ==
        "d'Doe|Ren\xC3\xA9"
        "e|");
  CHECK(person("Doe, John, Jr.") == "Doe|John|Jr.");
  CHECK(person("Doe, III, John") == "Doe|John|III");
  CHECK(person("  Doe ,  J. ") == "Doe|J.|");
}

TEST_CASE("bodies are called as they are, with a comma or without") {
  for (const auto* body : {"Home Office", "Doe", "HM Revenue & Customs", "Ministry of Examples, Utopia", "Research Unit, University of Somewhere",
                           "Example Net, Consumer Protection Western Utopia", "Statistics (Utopia), Office", "Doe, Roe, Poe", "Society, conference 2024",
                           "Joint Teams Network Secretariat, Examplejust", "Doe,", ",", ", J."}) {
    CHECK(person(body) == "body|" + std::string(body));
  }
}

TEST_CASE("a journal's volume, issue and pages are read where they cannot be anything else") {
  CHECK(venue("Journal of Examples 12(3), 45-67") == "Journal of Examples|12|3|45|67");
  CHECK(venue("Crime, Law and Examples 48(3-5), 87-103") == "Crime, Law and Examples|48|3-5|87|103");
  CHECK(venue("Journal 15(3), e1051") == "Journal|15|3|e1051|");
  CHECK(venue("Journal 374(6571), eabd3446") == "Journal|374|6571|eabd3446|");
  CHECK(venue("Journal 4, article 4238") == "Journal|4||4238|");
  CHECK(venue("Journal 12(4), from p. 225") == "Journal|12|4|225|");
  CHECK(venue("Journal 113, 63-76") == "Journal|113||63|76");
  CHECK(venue("Journal 53(1)") == "Journal|53|1||");
  CHECK(venue("Journal 2:6") == "Journal|2||6|");
  CHECK(venue("Systematic Examples 2013:1") == "Systematic Examples|2013|1||");
  CHECK(venue("Journal, 2019, no. 2, 219-240") == "Journal||2|219|240");
  CHECK(venue("Journal 2019, issue 5, 801-830") == "Journal||5|801|830");
  CHECK(venue("Journal, issue 1 of 2019, 106-124") == "Journal||1|106|124");
  CHECK(venue("Journal, 2/2019") == "Journal||2||");
  CHECK(venue("Journal, issue 64") == "Journal||64||");
  CHECK(venue("Policing: A Journal, 76-90") == "Policing: A Journal|||76|90");
}

TEST_CASE("what cannot be read for sure stays in the venue's name") {
  for (const auto* text : {"Journal", "Crime, Law and Examples, March 2018 (online December 2017)", "The Review (final version accepted November 2019)",
                           "Journal, 2018", "Journal 2018", "Journal, issue 1 of 2018", "Journal 12(3", "Journal 12()", "Journal 12a", ""}) {
    CHECK(parse_venue(text, "article", 2019).name == text);
  }
  CHECK(venue("Journal, 5 June 2019, 1075-1081") == "Journal, 5 June 2019|||1075|1081");
  CHECK(venue("Journal, 5 June 2025, 1075-1081") == "Journal, 5 June 2025|||1075|1081");
  CHECK(venue("Office Research Report 52", "report") == "Office Research Report 52||||");
  CHECK(venue("46th Symposium on Examples, Utopia, 37-54", "conference-paper") == "46th Symposium on Examples, Utopia|||37|54");
  CHECK(venue("Examples Symposium (EX) 2019", "conference-paper") == "Examples Symposium (EX) 2019||||");
}

TEST_CASE("a thesis names its degree and its university") {
  CHECK(parse_venue("PhD thesis, University of Somewhere", "thesis", 2019).name == "University of Somewhere");
  CHECK(parse_venue("PhD thesis, University of Somewhere", "thesis", 2019).genre == "PhD thesis");
  CHECK(parse_venue("University of Somewhere", "thesis", 2019).name == "University of Somewhere");
  CHECK(parse_venue("Master's dissertation", "thesis", 2019).genre == "Master's dissertation");
}

TEST_CASE("a reference is the record's main source, with our summary, codes and ratings beside it") {
  const auto record =
      read_record(SampleRecord("doe-2019-phone-lines")
                      .with("partners", "[prosecution]")
                      .with("harms", "none-found")
                      .with("reviewed", "2026-02-03")
                      .with("sources",
                            "[{type: article, title: Closing lines, authors: [\"Doe, J.\"], year: 2019, doi: 10.1000/example.1}, "
                            "{type: web-page, title: \"Lines; a page\", authors: [Home Office, \"Roe, R.\"], year: 2020, url: \"https://example.org/a\"}, "
                            "{type: report, title: More lines, venue: Example Office, doi: 10.1000/example.2}]")
                      .text());
  const auto reference = reference_of(record, real_schemas(), "https://host.example/");
  CHECK(reference.title == "Closing lines");
  CHECK(reference.abstract == record.summary);
  CHECK(reference.accessed == "2026-02-03");
  CHECK(reference.keywords.front() == "Phone line closure");
  for (const auto* keyword : {"United Kingdom", "County lines", "Prosecution and courts"}) {
    INFO(keyword << " in " << join(reference.keywords, " / "));
    CHECK(std::find(reference.keywords.begin(), reference.keywords.end(), keyword) != reference.keywords.end());
  }
  INFO(reference.note);
  CHECK(reference.note.starts_with("Summary by Whatworks"));
  CHECK(says(reference.note, "Closing drug phone lines (https://host.example/records/doe-2019-phone-lines)"));
  CHECK(says(reference.note, "Effect on the harm: Reduces harm."));
  CHECK(says(reference.note, "Strength of evidence: 2 Moderate."));
  CHECK(says(reference.note, "Unwanted effects: None found."));
  CHECK(says(reference.note, "Circulation: Public."));
  CHECK(says(reference.note, "[2] web-page: Home Office; Roe, R. (2020) Lines; a page, https://example.org/a"));
  CHECK(says(reference.note, "[3] report: More lines, Example Office, doi:10.1000/example.2"));
}

TEST_CASE("without the address of a site a record is named by its id, not by a link that leads nowhere") {
  const auto note = reference_of(with_source({}), real_schemas(), "").note;
  CHECK(says(note, "(doe-2019-phone-lines)"));
  CHECK_FALSE(says(note, "/records/"));
  CHECK(record_address("", "a").empty());
  CHECK(record_address("https://host.example/base/", "a") == "https://host.example/base/records/a");
}

TEST_CASE("a restricted record says so wherever its reference goes") {
  const auto record = read_record(SampleRecord("doe-2019-phone-lines").with("circulation", "restricted").with("groups", "[team-a]").text());
  CHECK(says(reference_of(record, real_schemas(), "").note, "Circulation: Restricted."));
}

TEST_CASE("who wrote the summary stands in the note, and never among the authors of the source") {
  const auto record = read_record(SampleRecord("doe-2019-phone-lines")
                                      .with("contributors", "[{name: Ann Example, orcid: 0000-0002-1825-0097}, {name: Bo Sample}]")
                                      .with("sources", "[{type: article, title: Closing lines, authors: [\"Doe, J.\"], year: 2019}]")
                                      .text());
  const auto reference = reference_of(record, real_schemas(), "");
  INFO(reference.note);
  CHECK(says(reference.note, "not by the authors. Written by Ann Example (https://orcid.org/0000-0002-1825-0097); Bo Sample. Record: "));
  CHECK(reference.authors.size() == 1);
  CHECK_FALSE(says(reference_of(with_source({}), real_schemas(), "").note, "Written by"));
  for (const auto format : {ExportFormat::ris, ExportFormat::bibtex, ExportFormat::csl_json}) {
    const auto exporter = make_exporter(format, real_schemas(), {});
    const auto text = exporter->item(record);
    INFO(text);
    const auto first = text.find("Ann Example");
    CHECK(first != std::string::npos);
    CHECK(text.find("Ann Example", first + 1) == std::string::npos);  // in the note alone
  }
}
