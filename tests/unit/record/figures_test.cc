// SPDX-License-Identifier: GPL-3.0-or-later
#include "unit/record/record_fixtures.h"

namespace whatworks::test {
namespace {

// The numbers of a sentence in the body that the checker misses in the front matter, with `figures` added to it.
std::vector<std::string> missing(const std::string& sentence, const std::string& figure = "nothing") {
  auto text = changed("\"NO\", what: \"not a number, and not false\"", "\"" + figure + "\", what: \"a figure\"");
  text.replace(text.find("The source reports none."), 24, sentence);
  const auto reading = small_reader().read(kGoodName, text);
  std::vector<std::string> numbers;
  for (const auto& problem : of_rule(reading, "figures")) {
    const std::string before = "the number ";
    numbers.push_back(problem.message.substr(before.size(), problem.message.find(" stands") - before.size()));
  }
  return numbers;
}

using Numbers = std::vector<std::string>;

}  // namespace

TEST_CASE("numbers that the front matter does not carry are named, each once") {
  CHECK(missing("There were 44 places and 55.5 kilos; 44 again.") == Numbers{"44", "55.5"});
  CHECK(missing("About £3,400 and 77%.") == Numbers{"3,400", "77"});
  CHECK(missing("By two or three.") == Numbers{});
}

TEST_CASE("a number is carried whatever its sign, separators and unit") {
  CHECK(missing("It was 1200, 1,200 or 1\xE2\x80\xAF"
                "200.") == Numbers{});                                   // outcome n: 1200
  CHECK(missing("Between 49 and 70 per cent, at 61.5%.") == Numbers{});  // value and ci are negative
  CHECK(missing("In 2016, in 2019, on 22 November.") == Numbers{});      // fieldwork, published, added
  CHECK(missing("Volume 12(3), pages 45-67.") == Numbers{});             // venue
  CHECK(missing("Worth 2.5 million.", "2,500,000") == Numbers{});
  CHECK(missing("Worth £2.5m.", "2.5 million") == Numbers{});
  CHECK(missing("Worth 2,500,000.", "2.5 million") == Numbers{});
  CHECK(missing("In the 1990s.", "1990s") == Numbers{});
  CHECK(missing("In 2016-18 and 2016/18 and 2016\xE2\x80\x93"
                "18.") == Numbers{});  // 2018 ends the fieldwork
  CHECK(missing("In 2016-17.") == Numbers{"17"});
  CHECK(missing("About 0.50 of them.", "0.5") == Numbers{});
  CHECK(missing("Mid-2014 it began.") == Numbers{"2014"});
  CHECK(missing("Some 40kg, 300 km and 12pm.") == Numbers{"40", "300"});  // 12 is in the venue
}

TEST_CASE("codes of strength and EMMIE carry no number") { CHECK(missing("There were 4 of them.") == Numbers{"4"}); }

TEST_CASE("years of laws and numbers of articles, classes and names are no figures") {
  for (const std::string sentence :
       {"Under the Modern Slavery Act 2015.", "The Misuse of Drugs Act 1971 holds.", "Under sections 28 and 29, and section 1(2)(b).",
        "Article 8 and Articles 5 to 7 apply.", "Class 3 drugs, phase 4, tier 5.", "Regulation (EU) 2014/679 and Directive 2014/42/EU.",
        "Act (Northern Ireland) 2013 applies.", "The Law 109 of 1996.", "Law 109/96.", "The 1996 Act.", "The law of 1991.",
        "On 5G, in the M25, by MS-13 and COVID-23, on 4chan.", "The 19th century.", "Open 24/7.", "Schedule 7 to the Act.", "Resolution 1373.",
        "s. 45 and s.46"}) {
    INFO(sentence);
    CHECK(missing(sentence) == Numbers{});
  }
  CHECK(missing("Of 29 articles, 28 apply.") == Numbers{"29", "28"});
  CHECK(missing("In 1996 acts of violence rose.") == Numbers{"1996"});
  CHECK(missing("In one early phase 176 people came, in all rounds 90%.") == Numbers{"176", "90"});
  CHECK(missing("A court order of 2020.") == Numbers{"2020"});
  CHECK(missing("Section 28 was used, 44 times.") == Numbers{"44"});
}

TEST_CASE("numbers in code, links and HTML are not prose") {
  CHECK(missing("See `44` and [this](https://example.org/55) <!-- 66 -->.") == Numbers{});
  CHECK(missing("See [these 44](https://example.org/55).") == Numbers{"44"});
}

}  // namespace whatworks::test
