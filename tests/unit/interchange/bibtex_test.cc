// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>

#include "interchange_fixtures.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

std::string key_of(const std::string& id) {
  const auto text = item(ExportFormat::bibtex, with_source({}, id));
  const auto begin = text.find('{') + 1;
  return text.substr(begin, text.find(',') - begin);
}

// A field's value, without the braces about it.
std::string field(const std::string& bibtex, const std::string& name) {
  const auto begin = bibtex.find("\n  " + name + " = {");
  if (begin == std::string::npos) {
    return {};
  }
  const auto value = begin + name.size() + 7;
  return bibtex.substr(value, bibtex.find('\n', value) - value - (bibtex[bibtex.find('\n', value) - 1] == ',' ? 2 : 1));
}

std::string title(const std::string& text) { return field(item(ExportFormat::bibtex, with_source({{"title", text}})), "title"); }

// BibTeX counts every brace, also one behind a backslash.
bool is_balanced(const std::string& text) {
  int depth = 0;
  for (const char c : text) {
    depth += c == '{' ? 1 : c == '}' ? -1 : 0;
    if (depth < 0) {
      return false;
    }
  }
  return depth == 0;
}

}  // namespace

TEST_CASE("BibTeX has each field of a reference, with bodies in braces of their own") {
  const auto text = item(ExportFormat::bibtex, with_source({{"authors", {"van der Doe, Jane", "Roe, R., Jr.", "Home Office and Sons"}},
                                                            {"venue", "Journal of Examples & Tests 12(3), 45-67"},
                                                            {"doi", "10.1000/ex_ample.1"},
                                                            {"url", "https://example.org/a_b?c=d&e=%20f#{g}"}}));
  INFO(text);
  CHECK(text.starts_with("@article{doe2019phone-lines,\n"));
  CHECK(text.ends_with("\n}\n"));
  CHECK(field(text, "author") == "van der Doe, Jane and Roe, Jr., R. and {Home Office and Sons}");
  CHECK(field(text, "journal") == "Journal of Examples \\& Tests");
  CHECK(field(text, "volume") == "12");
  CHECK(field(text, "number") == "3");
  CHECK(field(text, "pages") == "45--67");
  CHECK(field(text, "year") == "2019");
  CHECK(field(text, "doi") == "10.1000/ex_ample.1");
  CHECK(field(text, "url") == "https://example.org/a_b?c=d&e=%20f#%7Bg%7D");
  CHECK(says(field(text, "keywords"), "County lines"));
  CHECK(field(text, "abstract") == "Closing advertised phone lines cut the calls to them.");
  CHECK(says(field(text, "annote"), "Summary by Whatworks"));
  const auto single = item(ExportFormat::bibtex, with_source({{"authors", {"Home Office"}}}));
  CHECK(says(single, "author = {{Home Office}}"));
}

TEST_CASE("a key is made of the id alone: the same in every selection, and never that of another record") {
  CHECK(key_of("doe-2019-phone-lines") == "doe2019phone-lines");
  CHECK(key_of("van-doe-2019-lines") == "van-doe2019lines");
  CHECK(key_of("hong-kong-icac") == "hong-kong-icac");
  CHECK(key_of("doe-2019") == "doe-2019");
  CHECK(key_of("n8-2019-lines") == "n8-2019-lines");
  std::set<std::string> keys;
  const std::vector<std::string> ids{"doe-2019-lines",  "doe2019-lines",     "doe2019lines",    "doe-2019lines",  "doe-2019-li-nes",
                                     "doe-20191-lines", "doe-2019-1-lines",  "doe2019-1-lines", "2019-doe-lines", "2019doe-lines",
                                     "d-oe-2019-lines", "id-doe-2019-lines", "id-doe2019lines"};
  for (const auto& id : ids) {
    INFO(id);
    CHECK(keys.insert(key_of(id)).second);
  }
}

TEST_CASE("the keys of the corpus are ASCII, all different, and most of them author, year and words") {
  std::set<std::string> keys;
  std::size_t with_year = 0;
  for (const auto& record : corpus_records()) {
    const auto text = item(ExportFormat::bibtex, record);
    const auto begin = text.find('{') + 1;
    const auto key = text.substr(begin, text.find(',') - begin);
    INFO(key);
    CHECK(key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos);
    CHECK(keys.insert(key).second);
    const auto digit = key.find_first_of("0123456789");
    with_year += digit != std::string::npos && digit != 0 && key[digit - 1] != '-' ? 1U : 0U;
  }
  CHECK(with_year * 10 > keys.size() * 8);
}

TEST_CASE("what means something to LaTeX is written as a command") {
  CHECK(title("50% of $5 & #1_a") == "50\\% of \\$5 \\& \\#1\\_a");
  CHECK(title("a~b^c\\d") == "a{\\textasciitilde}b{\\textasciicircum}c{\\textbackslash}d");
  CHECK(title("a {brace") == "a {\\textbraceleft}brace");
  CHECK(title("a--b") == "a-{}-b");
  CHECK(title("a \xE2\x80\x93 b") == "a -- b");
  CHECK(title("\xE2\x80\x98q\xE2\x80\x99") == "{\\textquoteleft}q{\\textquoteright}");
  CHECK(title("two\nlines") == "two lines");
}

TEST_CASE("accented Latin letters are commands, composed or not, and other scripts stay as they are") {
  CHECK(title("caf\xC3\xA9") == "caf{\\'e}");
  CHECK(title("cafe\xCC\x81") == "caf{\\'e}");
  CHECK(title("stra\xC3\x9F"
              "e") == "stra{\\ss}e");
  CHECK(title("bl\xC3\xA5 \xC3\xB8l") == "bl{\\r a} {\\o}l");
  CHECK(title("\xC3\xA7 \xC5\xA1 \xC4\x9F") == "{\\c c} {\\v s} {\\u g}");
  for (const auto* text : {"\xE4\xB8\xAD\xE6\x96\x87", "\xD8\xA7\xD9\x84\xD8\xB9\xD8\xB1", "an \xF0\x9F\x98\x80", "\xE1\xBA\xBF", "\xED\x95\x9C\xEA\xB8\x80"}) {
    CHECK(title(text) == text);
  }
}

TEST_CASE("a style that writes titles in lower case leaves names and acronyms alone") {
  CHECK(title("CCTV and the McDoe case") == "{CCTV} and the {McDoe} case");
  CHECK(title("What happened in Utopia when lines were closed: Lessons from Doetown") ==
        "What happened in {Utopia} when lines were closed: Lessons from {Doetown}");
  CHECK(title("Closing Phone Lines in the United Kingdom: Theory and Evidence") == "Closing Phone Lines in the {United Kingdom}: Theory and Evidence");
  CHECK(title("U.S. and UK-wide closures") == "{U.S}. and {UK-wide} closures");
  CHECK(title("Anti-Mafia Laws in Practice") == "Anti-Mafia Laws in Practice");
}

TEST_CASE("no text takes a BibTeX entry apart") {
  for (const auto& text : hard_texts()) {
    const auto entry = item(ExportFormat::bibtex, with_source({{"title", text}, {"venue", text}, {"authors", {text}}}));
    INFO(entry);
    CHECK(is_balanced(entry));
    CHECK(entry.find('@', 1) == (says(text, "@") ? entry.find("@risk") : std::string::npos));
  }
}

TEST_CASE("every record of the corpus is balanced BibTeX in ASCII or with scripts that have no commands") {
  for (const auto& record : corpus_records()) {
    const auto text = item(ExportFormat::bibtex, record, {.base_url = "https://host.example"});
    INFO(text);
    CHECK(is_balanced(text));
    CHECK(says(text, "annote = {Summary by Whatworks"));
  }
}
