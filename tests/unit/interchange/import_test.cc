// SPDX-License-Identifier: GPL-3.0-or-later
#include "interchange/importer.h"

#include "interchange_fixtures.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

Import import_text(const std::string& text, KnownWorks known = {}, bool all = false) {
  ImportOptions options;
  options.file_name = "library";
  options.also_duplicates = all;
  auto import = import_references(text, known, options);
  INFO(text.substr(0, 2000));
  if (!import) {
    throw std::runtime_error(to_text(import.error()));
  }
  return *std::move(import);
}

Json source(const Import& import, std::size_t at = 0) { return import.drafts.at(at).known.at("sources").at(0); }
Json only_source(const std::string& text) { return source(import_text(text)); }

std::string unmapped(const ImportDraft& draft) {
  std::string out;
  for (const auto& [field, value] : draft.unmapped) {
    out += field + '=' + value + '\n';
  }
  return out;
}

std::string refused(const std::string& text) {
  KnownWorks known;
  ImportOptions options;
  options.file_name = "library";
  const auto import = import_references(text, known, options);
  REQUIRE_FALSE(import);
  return to_text(import.error());
}

std::string problems(const Import& import) {
  std::string out;
  for (const auto& problem : import.problems) {
    out += format_problem(problem, {});
  }
  return out;
}

const RecordTemplate& files() {
  static const auto made = RecordTemplate::make(real_schemas()).value();
  return made;
}

// A draft is read by the checker, and all that is wrong with it is that it is to be filled in.
void check_draft(const ImportDraft& draft) {
  static const auto reader = RecordReader::make(real_schemas()).value();
  const auto text = write_draft(files(), draft).value();
  INFO(text.substr(0, 6000));
  const auto reading = reader.read(draft.id + ".md", text);
  CHECK(has_errors(reading.problems));
  for (const auto& problem : reading.problems) {
    INFO(format_problem(problem, text));
    CHECK((problem.severity == Severity::warning || problem.rule == "placeholder"));
  }
  const auto front_matter = reader.read_front_matter(text);
  REQUIRE(front_matter);
  CHECK(front_matter->at("sources") == draft.known.at("sources"));
}

std::string bibtex(const std::string& fields, const std::string& type = "article") { return "@" + type + "{key,\n" + fields + "\n}\n"; }

}  // namespace

TEST_CASE("a reference becomes a draft whose only errors are what is still to be written") {
  const auto import = import_text(
      "TY  - JOUR\nID  - x\nAU  - Doe, Jane\nAU  - van der Laan, Peter, Jr.\nAU  - Home Office\nTI  - Closing the drug phone lines: <i>what</i> sellers did "
      "&amp; next\nT2  - Journal of "
      "Examples\nPY  - 2019\nVL  - 12\nIS  - 3\nSP  - 45\nEP  - 67\nDO  - https://doi.org/10.1000/ex.1\nUR  - https://example.org/lines\nAB  - First "
      "*part*.\n\nSecond [part] <script>.\nKW  - "
      "phones\nKW  - drugs\nSN  - 1234-5678\nER  - \n");
  REQUIRE(import.drafts.size() == 1);
  const auto& draft = import.drafts[0];
  CHECK(draft.id == "doe-2019-closing-drug-phone");
  CHECK(draft.kind == "study");
  CHECK(source(import) == Json({{"type", "article"},
                                {"title", "Closing the drug phone lines: what sellers did & next"},
                                {"authors", {"Doe, Jane", "van der Laan, Peter, Jr.", "Home Office"}},
                                {"year", 2019},
                                {"venue", "Journal of Examples 12(3), 45-67"},
                                {"doi", "10.1000/ex.1"},
                                {"url", "https://example.org/lines"}}));
  CHECK(unmapped(draft) == "SN=1234-5678\nKW=phones; drugs\n");
  CHECK(draft.abstract == std::vector<std::string>{"First *part*.", "Second [part] <script>."});
  check_draft(draft);
  const auto text = write_draft(files(), draft).value();
  CHECK(says(text, "\npublished: 2019\n"));
  CHECK(says(text, "> FILL IN in your own words, and take this out (abstract of the source): First \\*part\\*\\."));
  CHECK(says(text, "FILL IN: Closing the drug phone lines"));
}

TEST_CASE("what is not known is left to be filled in and never invented") {
  const auto import = import_text(
      "TY  - GEN\nTI  - A title alone\nER  - \nTY  - JOUR\nDO  - 10.1000/only\nER  - \nTY  - JOUR\nAU  - Doe, J.\nPY  - in press\nTI  - Soon\nER  -\n");
  REQUIRE(import.drafts.size() == 3);
  CHECK(source(import, 0).at("type").get<std::string>().starts_with("FILL IN"));
  CHECK(import.drafts[0].id == "title-alone");
  CHECK(source(import, 1).at("title") == "FILL IN");
  CHECK(import.drafts[2].id == "doe-soon");
  CHECK_FALSE(import.drafts[2].known.contains("published"));
  CHECK(says(unmapped(import.drafts[2]), "PY=in press"));
  for (const auto& draft : import.drafts) {
    check_draft(draft);
  }
}

TEST_CASE("RIS is read as programs write it: lower case, spaces, line ends, byte order mark, unknown tags, no ER") {
  const auto import = import_text(
      "\xEF\xBB\xBFProvider: Somebody\r\n\r\nTY  -JOUR\r\nA1  - Doe, Jane\r\nT1  - First\r\nY1  - 2019/03/04/spring\r\nJF  - Journal of Examples\r\nSP  - "
      "12\xE2\x80\x93"
      "34\r\nZZ  - who knows\r\n\r\nty  - rprt\r\nau  - Roe, R.\r\nau  - Ministry of Examples,\r\nti  - A title that\r\n goes on\r\npy  - 2020\r\npb  - "
      "Ministry of Examples\r\ned  - Poe, E.\r\n");
  REQUIRE(import.drafts.size() == 2);
  CHECK(source(import, 0) ==
        Json({{"type", "article"}, {"title", "First"}, {"authors", {"Doe, Jane"}}, {"year", 2019}, {"venue", "Journal of Examples, 12-34"}}));
  CHECK(unmapped(import.drafts[0]) == "ZZ=who knows\n");
  CHECK(source(import, 1) == Json({{"type", "report"},
                                   {"title", "A title that goes on"},
                                   {"authors", {"Roe, R.", "Ministry of Examples"}},
                                   {"year", 2020},
                                   {"venue", "Ministry of Examples"}}));
  CHECK(unmapped(import.drafts[1]) == "ED=Poe, E.\n");
  CHECK(import.drafts[1].line == 11);
  CHECK(says(problems(import), "library:11:1: warning: the last reference has no ER"));
  CHECK_FALSE(has_errors(import.problems));
}

TEST_CASE("a DOI is also found in an address, and what only matters to the program that wrote the file is not listed") {
  const auto import = import_text(
      "TY  - JOUR\nTI  - Lines: and more\nAU  - Doe, J.\nT2  - Journal of Examples\nJ2  - J. Ex.\nDA  - 2019/03/04/\nPY  - 2019\nDP  - Somewhere\nST  - "
      "Lines\nL1  - "
      "C:\\x.pdf\nY2  - 2024/01/01\nUR  - https://doi.org/10.1000/z\nER  - \n");
  CHECK(source(import).at("doi") == "10.1000/z");
  CHECK(source(import).at("url") == "https://doi.org/10.1000/z");
  CHECK(unmapped(import.drafts.at(0)).empty());
}

TEST_CASE("editors are the authors of a book that has no other") {
  CHECK(only_source("TY  - BOOK\nA2  - Doe, J.\nED  - Roe, R.\nTI  - B\nPB  - House\nER  - \n").at("authors") == Json({"Doe, J.", "Roe, R."}));
}

TEST_CASE("accents come in every form and leave in one") {
  const std::string wanted =
      "Caf\xC3\xA9 Stra\xC3\x9F"
      "e \xC5\x81\xC3\xB3"
      "d\xC5\xBA \xC5\xA0"
      "ari\xC4\x87 na\xC3\xAFve \xCE\xB1";
  for (const std::string latex : {"Caf{\\'e} Stra{\\ss}e {\\L}{\\'o}d{\\'z} {\\v S}ari{\\'c} na{\\\"{\\i}}ve $\\alpha$",
                                  "Caf\\'e Stra\\ss{}e \\L\\'od\\'{z} \\v{S}ari\\'c na\\\"\\i ve \\alpha",
                                  "{Caf{{\\'{e}}}} Stra{\\ss}e {\\L\\'od\\'z} \\v Sari\\'{c} na\\\"{\\i}ve {$\\alpha$}"}) {
    CHECK(only_source(bibtex("title = {" + latex + "}")).at("title") == wanted);
  }
  CHECK(only_source("TY  - JOUR\nTI  - Cafe\xCC\x81 Stra&szlig;e\nER  - \n").at("title") ==
        "Caf\xC3\xA9 Stra\xC3\x9F"
        "e");
  CHECK(only_source("TY  - JOUR\nTI  - caf&eacute; &#233; &#xE9;\nER  - \n").at("title") == "caf\xC3\xA9 \xC3\xA9 \xC3\xA9");
  const auto latin = import_text("TY  - JOUR\nTI  - Caf\xE9\nER  - \n");
  CHECK(source(latin).at("title") == "Caf\xC3\xA9");
  CHECK(says(problems(latin), "library:2:1: warning: the file is not UTF-8 and was read as Windows-1252"));
  std::string utf16("\xFF\xFE", 2);
  for (const char c : std::string("TY  - JOUR\r\nTI  - A")) {
    utf16 += c;
    utf16 += '\0';
  }
  utf16 += std::string("\xE9\0\r\0\n\0", 6);
  CHECK(source(import_text(utf16)).at("title") == "A\xC3\xA9");
}

TEST_CASE("BibTeX is read with abbreviations, parts of books, comments, months, quotation marks and braces") {
  const auto import = import_text(
      "Comment with an address doe@example.org\n@comment{jabref: @article{no, title={Not this}}}\n@preamble{\"x\"}\n@STRING(joe = \"Journal of \")\n"
      "@Article(a1, Author = \"Jane Doe and {Home Office} and Ludwig van der Laan and Roe, Jr., Richard and others\", title = \"A {\"}quoted{\"} {NASA} "
      "title\", journal = joe # {Examples}, "
      "year = 2019, month = mar # \"~1\", pages = {1--2}, volume=3, number = 4, doi = {10.1000/a\\_b}, url = {\\url{https://example.org/a_b}}, foo = {bar},)\n"
      "@inproceedings{p1, title={Part}, author={Doe, J}, crossref={Whole}}\n@proceedings{whole, title={Proceedings of Examples}, year={2011}, editor={Roe, "
      "R.}}\n");
  REQUIRE(import.drafts.size() == 3);
  CHECK(source(import, 0) == Json({{"type", "article"},
                                   {"title", "A \"quoted\" NASA title"},
                                   {"authors", {"Doe, Jane", "Home Office", "van der Laan, Ludwig", "Roe, Richard, Jr."}},
                                   {"year", 2019},
                                   {"venue", "Journal of Examples 3(4), 1-2"},
                                   {"doi", "10.1000/a_b"},
                                   {"url", "https://example.org/a_b"}}));
  CHECK(unmapped(import.drafts[0]) == "author=others\nfoo=bar\n");
  CHECK(source(import, 1) ==
        Json({{"type", "conference-paper"}, {"title", "Part"}, {"authors", {"Doe, J"}}, {"year", 2011}, {"venue", "Proceedings of Examples"}}));
  CHECK(import.drafts[2].known.at("sources")[0].at("type") == "book");
  CHECK(import.problems.empty());
}

TEST_CASE("a BibTeX entry that is broken is told with its line and spoils no other") {
  const auto import =
      import_text("@article{a, title={Open\n@article{b, title={Good}, year=2001}\n@article{c, title}\n@article{d, title={Also good}}\n@book{e, title={cut o");
  CHECK(import.drafts.size() == 2);
  CHECK(says(problems(import), "library:1:1: error: @article{a is not closed before the next entry begins"));
  CHECK(says(problems(import), "library:3:1: error: @article{c has no = behind title"));
  CHECK(says(problems(import), "library:5:1: error: @book{e is not closed: the file ends inside of it"));
}

TEST_CASE("EndNote XML is read with its style elements") {
  const auto import = import_text(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><xml><records><record><rec-number>7</rec-number><ref-type name=\"Journal "
      "Article\">17</ref-type><contributors><authors><author><style face=\"normal\" font=\"default\">Doe, J.</style></author><author>Home "
      "Office,</author></authors></contributors><titles><title><style face=\"normal\">Closing </style><style face=\"italic\">phone</style><style "
      "face=\"normal\"> lines</style></title><secondary-title>Journal of Examples</secondary-title></titles><periodical><full-title>Journal of "
      "Examples</full-title></periodical><pages>1-2</pages><volume>3</volume><number>4</number><dates><year><style>2019</style></year></dates><isbn>1</isbn>"
      "<urls><related-urls><url><style>https://example.org/a?b&amp;c</style></url></related-urls></urls><electronic-resource-num>10.1000/a</"
      "electronic-resource-num>"
      "<abstract>Text.</abstract></record></records></xml>");
  CHECK(source(import) == Json({{"type", "article"},
                                {"title", "Closing phone lines"},
                                {"authors", {"Doe, J.", "Home Office"}},
                                {"year", 2019},
                                {"venue", "Journal of Examples 3(4), 1-2"},
                                {"doi", "10.1000/a"},
                                {"url", "https://example.org/a?b&c"}}));
  CHECK(unmapped(import.drafts[0]) == "isbn=1\n");
  check_draft(import.drafts[0]);
}

TEST_CASE("PubMed XML is read with collective authors and abstracts in parts") {
  const auto import = import_text(
      "<?xml version=\"1.0\" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC \"-//NLM//DTD PubMedArticle\" "
      "\"https://example.org/x.dtd\">\n<PubmedArticleSet>\n<PubmedArticle><MedlineCitation><PMID>123</PMID><Article>"
      "<Journal><ISSN>1</ISSN><JournalIssue><Volume>3</Volume><Issue>4</Issue><PubDate><MedlineDate>2019 "
      "Jan-Feb</MedlineDate></PubDate></JournalIssue><Title>Journal of Examples</Title></Journal>"
      "<ArticleTitle>A <i>systematic</i> review of lines.</ArticleTitle><Pagination><MedlinePgn>123-30</MedlinePgn></Pagination><Abstract><AbstractText "
      "Label=\"AIMS\">One.</AbstractText>"
      "<AbstractText Label=\"RESULTS\">Two.</AbstractText></Abstract><AuthorList CompleteYN=\"Y\"><Author><LastName>Doe</LastName><ForeName>Jane "
      "A</ForeName><Suffix>Jr</Suffix></Author>"
      "<Author><CollectiveName>Lines Study "
      "Group</CollectiveName></Author></AuthorList></Article><MeshHeadingList><MeshHeading>Drugs</MeshHeading></MeshHeadingList></MedlineCitation>"
      "<PubmedData><ArticleIdList><ArticleId "
      "IdType=\"doi\">10.1000/p</ArticleId></ArticleIdList></PubmedData></PubmedArticle>\n<PubmedArticle><MedlineCitation><PMID>124");
  REQUIRE(import.drafts.size() == 1);
  CHECK(import.drafts[0].kind == "review");
  CHECK(source(import) == Json({{"type", "article"},
                                {"title", "A systematic review of lines"},
                                {"authors", {"Doe, Jane A, Jr", "Lines Study Group"}},
                                {"year", 2019},
                                {"venue", "Journal of Examples 3(4), 123-30"},
                                {"doi", "10.1000/p"},
                                {"url", "https://pubmed.ncbi.nlm.nih.gov/123/"}}));
  CHECK(import.drafts[0].abstract == std::vector<std::string>{"AIMS: One.", "RESULTS: Two."});
  CHECK(says(unmapped(import.drafts[0]), "MeshHeadingList=Drugs"));
  CHECK(says(problems(import), "library:5:1: error: this reference is not closed"));
}

TEST_CASE("CSL JSON is read with names of every kind and dates in parts") {
  const auto import = import_text(
      R"([{"id":"a","type":"article-journal","title":"Lines","author":[{"family":"Laan","non-dropping-particle":"van der","given":"Peter","suffix":"Jr."},
    {"literal":"Home Office"},{"family":"Plato"}],"issued":{"date-parts":[["2019",3,4]]},"container-title":"Journal of Examples","volume":12,"issue":"3","page":"45-67","DOI":"10.1000/c","ISSN":"1"},
    {"id": broken},
    {"id":"b","type":"book","title":"Book","issued":{"raw":"March 2001"},"publisher":"House"},
    {"id":"c","type":"bo)");
  REQUIRE(import.drafts.size() == 2);
  CHECK(source(import) == Json({{"type", "article"},
                                {"title", "Lines"},
                                {"authors", {"van der Laan, Peter, Jr.", "Home Office", "Plato"}},
                                {"year", 2019},
                                {"venue", "Journal of Examples 12(3), 45-67"},
                                {"doi", "10.1000/c"}}));
  CHECK(unmapped(import.drafts[0]) == "ISSN=1\n");
  CHECK(source(import, 1).at("year") == 2001);
  CHECK(says(problems(import), "library:3:1: error: this reference is no JSON here"));
  CHECK(says(problems(import), "library:5:1: error: the file ends inside of this reference"));
}

TEST_CASE("duplicates in the file and among known works are told by DOI or by title and year, and made into drafts only where that is asked for") {
  KnownWorks known;
  known.add(
      Json{{"id", "doe-2019-lines"}, {"sources", {{{"title", "Known"}, {"doi", "10.1000/known"}}, {{"title", "\xC3\x89tude: of lines!"}, {"year", 2001}}}}},
      "corpus/x.md");
  const std::string text =
      "TY  - JOUR\nTI  - Other title\nDO  - 10.1000/KNOWN\nER  - \nTY  - JOUR\nTI  - Etude of Lines\nPY  - 2001\nER  - \nTY  - JOUR\nAU  - Doe, J.\nTI  - "
      "Lines\nPY  - 2019\nER  - \n"
      "TY  - JOUR\nAU  - Doe, J.\nTI  - LINES\nPY  - 2019\nER  - \nTY  - JOUR\nTI  - Lines\nPY  - 2020\nER  - \n";
  const auto import = import_text(text, known);
  REQUIRE(import.duplicates.size() == 3);
  CHECK((import.duplicates[0].by_doi && import.duplicates[0].of == "corpus/x.md"));
  CHECK((!import.duplicates[1].by_doi && import.duplicates[1].line == 5));
  CHECK(import.duplicates[2].of == "doe-2019-lines-2");  // the id was taken
  CHECK(import.drafts.size() == 2);
  const auto all = import_text(text, known, true);
  CHECK(all.duplicates.size() == 3);
  CHECK(all.drafts.size() == 5);
  CHECK(all.drafts[3].id == "doe-2019-lines-3");
}

TEST_CASE("hundreds of authors fit into a draft, and those that do not are listed") {
  std::string text = "TY  - JOUR\nTI  - Many\n";
  for (int i = 0; i < 3000; ++i) {
    text += "AU  - Doe, Jane " + std::to_string(i) + "\n";
  }
  const auto import = import_text(text + "ER  - \n");
  CHECK(source(import).at("authors").size() > 600);
  CHECK(says(unmapped(import.drafts[0]), "of 3000, from Doe, Jane "));
  check_draft(import.drafts[0]);
}

TEST_CASE("values that are too long are shortened and listed, and hard texts stay what they are") {
  const auto import = import_text("TY  - JOUR\nTI  - " + std::string(900, 'x') +
                                  "\nUR  - javascript:alert(1)\nUR  - https://example.org/1;https://example.org/2\nDO  - 11.1/none\nER  - \n");
  CHECK(says(unmapped(import.drafts[0]), "title=shortened: xxx"));
  CHECK(says(unmapped(import.drafts[0]), "UR=javascript:alert(1)"));
  CHECK(says(unmapped(import.drafts[0]), "UR=https://example.org/2"));
  CHECK(says(unmapped(import.drafts[0]), "DO=11.1/none"));
  check_draft(import.drafts[0]);
  for (const auto& hard : hard_texts()) {
    const Json item{{"type", "book"}, {"title", hard}, {"abstract", hard}, {"author", {{{"literal", hard}}}}};
    const auto hard_import = import_text(Json::array({item}).dump());
    REQUIRE(hard_import.drafts.size() == 1);
    check_draft(hard_import.drafts[0]);
  }
}

TEST_CASE("what is no file of references is named for what it is") {
  CHECK(says(refused("PK\x03\x04zip"), "library is a ZIP archive"));
  CHECK(says(refused("%PDF-1.7"), "library is a PDF"));
  CHECK(says(refused("<!DOCTYPE html>\n<html><body>TY  - JOUR"), "library is a web page"));
  CHECK(says(refused("  \n"), "library is empty"));
  CHECK(says(refused(std::string("a\0b", 3)), "NUL"));
  CHECK(says(refused("PMID- 1\nTI  - x"), "PubMed's text format"));
  CHECK(says(refused("title,year\nx,2019\n"), "text without a reference"));
  CHECK(says(refused("[]"), "holds no references"));
  KnownWorks known;
  ImportOptions options;
  options.most_bytes = 10;
  CHECK(import_references("TY  - JOUR\nER  - ", known, options).error().code == ErrorCode::too_large);
  options = {};
  options.most_references = 1;
  const auto import = import_references("TY  - JOUR\nTI  - a\nER  - \nTY  - JOUR\nTI  - b\nER  - \n", known, options);
  REQUIRE(import);
  CHECK(import->drafts.size() == 1);
  CHECK(says(problems(*import), "more than 1 references"));
}

TEST_CASE("a reference that holds nothing is rejected with its line") {
  const auto import = import_text("TY  - JOUR\nTI  - a\nER  - \nTY  - JOUR\nID  - empty1\nPY  - 2019\nER  - \n");
  CHECK(import.drafts.size() == 1);
  CHECK(says(problems(import), "library:4:1: error: the reference empty1 has no title, author, DOI or address"));
}

TEST_CASE("abbreviations that name each other, and thousands of equal references, stay within bounds") {
  std::string bomb = "@string{a0 = {0123456789}}\n";
  for (int i = 1; i < 40; ++i) {
    bomb += "@string{a" + std::to_string(i) + " = a" + std::to_string(i - 1) + " # a" + std::to_string(i - 1) + "}\n";
  }
  CHECK(has_errors(import_text(bomb + "@article{x, title = a39, year = 2001}\n@article{y, title={y}}").problems));
  // Lists in lists in lists, and more fields and addresses than anybody has.
  CHECK(has_errors(import_text(R"([{"title":"x","a":)" + std::string(500'000, '[') + std::string(500'000, ']') + R"(},{"title":"y"}])").problems));
  std::string fields = "TY  - JOUR\nTI  - x\nUR  - ";
  for (int i = 0; i < 1'000'000; ++i) {
    fields += "http://a;";
  }
  for (int i = 0; i < 50'000; ++i) {
    fields += "\nAU  - Doe, J.";
  }
  CHECK(says(problems(import_text(fields + "\nER  - \n")), "more than 20000 fields"));
  std::string same;
  for (int i = 0; i < 20000; ++i) {
    same += "TY  - JOUR\nAU  - Doe, J.\nPY  - 2019\nER  - \n";
  }
  CHECK(import_text(same, {}, true).drafts.size() == 20000);
}

TEST_CASE("every record of the corpus comes back from RIS, BibTeX and CSL JSON with the same source") {
  const auto& records = corpus_records();
  const auto compared = [](Json source, ExportFormat format) {
    // The form in which volume, issue and pages are written is ours to choose; what they say is compared.
    const auto type = source.at("type").get<std::string>();
    const auto year = source.contains("year") ? std::optional(source.at("year").get<int>()) : std::nullopt;
    const auto venue = parse_venue(source.value("venue", std::string()), type, year);
    source["venue"] = Json::array({fold(venue.genre), venue.name, venue.volume, venue.issue, venue.first_page, venue.last_page});
    if (format == ExportFormat::bibtex && (type == "preprint" || type == "web-page" || type == "dataset" || type == "legislation")) {
      source["type"] = "FILL IN";  // all of them are @misc
    }
    return source;
  };
  for (const auto format : {ExportFormat::ris, ExportFormat::bibtex, ExportFormat::csl_json}) {
    const auto exporter = make_exporter(format, real_schemas(), {.base_url = "https://host.example"});
    const auto import = import_text(whole_file(*exporter, records), {}, true);
    CHECK(problems(import).empty());
    REQUIRE(import.drafts.size() == records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
      INFO(records[i].id << " in format " << static_cast<int>(format));
      auto got = source(import, i);
      if (got.at("type").get<std::string>().starts_with("FILL IN")) {
        got["type"] = "web-page";
        got = compared(got, format);
        got["type"] = "FILL IN";
      } else {
        got = compared(got, format);
      }
      CHECK(got == compared(records[i].front_matter->at("sources").at(0), format));
      CHECK(import.drafts[i].known.at("summary") == std::string(trim(records[i].summary)));
      CHECK(import.drafts[i].known.at("intervention") == records[i].intervention);
      check_draft(import.drafts[i]);
    }
  }
}
