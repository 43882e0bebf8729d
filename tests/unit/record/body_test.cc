// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>

#include "unit/record/record_fixtures.h"

namespace whatworks::test {
namespace {

// The record with `markdown` under "What was done", and nothing else that could be wrong.
Reading read_with(const std::string& markdown) {
  auto text = good_text();
  const auto from = text.find("Officers asked");
  return small_reader().read(kGoodName, text.replace(from, text.find("\n## Effect") - from, markdown + "\n"));
}

Section section_with(const std::string& markdown) {
  auto reading = read_with(markdown);
  INFO(to_text(reading.problems));
  REQUIRE(reading.record.has_value());
  return reading.record->sections.at(0);
}

double seconds_for(const std::string& markdown) {
  const auto start = std::chrono::steady_clock::now();
  read_with(markdown);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string repeated(const std::string& unit, std::size_t size) {
  std::string out;
  while (out.size() < size) {
    out += unit;
  }
  return out;
}

}  // namespace

TEST_CASE("a body is cut into sections with HTML and plain text") {
  const auto reading = small_reader().read(kGoodName, good_text());
  const auto& sections = reading.record->sections;
  REQUIRE(sections.size() == 8);
  CHECK(sections[0].heading == "What was done");
  CHECK(sections[0].slug == "what-was-done");
  CHECK(sections[0].html ==
        "<p>Officers asked the company to close 1,200 lines between 2016 and 2018, under the Serious Crime Act 2015 and\n"
        "<a href=\"https://example.org/guidance\">its guidance</a>. Lines that were left open were matched to them.</p>\n"
        "<h3>Who took part</h3>\n<p>One force and <em>one</em> company.</p>\n");
  CHECK(sections[0].text ==
        "Officers asked the company to close 1,200 lines between 2016 and 2018, under the Serious Crime Act 2015 and its guidance. Lines that were left open "
        "were matched to them.\n"
        "Who took part\nOne force and one company.");
  CHECK(sections[1].text ==
        "Sales fell by 61%.\nFor six weeks,\nthen less. What the sellers with a second line lost was too little to be told from chance, and nobody counted "
        "violence.");
  CHECK(sections[7].slug == "using-it-here");
}

TEST_CASE("a record holds its body in Markdown, from which its sections can be read again") {
  const auto reading = small_reader().read(kGoodName, good_text());
  const auto& record = *reading.record;
  CHECK(record.body.starts_with("## What was done\n"));
  CHECK(good_text().ends_with(record.body));
  const auto again = read_sections(record.body);
  REQUIRE(again.size() == record.sections.size());
  for (std::size_t i = 0; i < again.size(); ++i) {
    CHECK(again[i].slug == record.sections[i].slug);
    CHECK(again[i].html == record.sections[i].html);
    CHECK(again[i].text == record.sections[i].text);
  }
  std::string windows = "\xEF\xBB\xBF";
  for (const char c : good_text()) {
    windows += c == '\n' ? "\r\n" : std::string(1, c);
  }
  CHECK(small_reader().read(kGoodName, windows).record->body == record.body);
  CHECK(read_sections("").empty());
}

TEST_CASE("headings inside a section start at level three, without gaps") {
  CHECK(section_with("#### A\n\nx\n\n##### B\n\ny").html == "<h3>A</h3>\n<p>x</p>\n<h4>B</h4>\n<p>y</p>\n");
  CHECK(section_with("# A\n\nx\n\n### B\n\ny").html == "<h3>A</h3>\n<p>x</p>\n<h4>B</h4>\n<p>y</p>\n");
  CHECK(section_with("> ## A").html == "<blockquote>\n<h3>A</h3>\n</blockquote>\n");
  CHECK(section_with("A\n===\n\nx").html == "<h3>A</h3>\n<p>x</p>\n");
}

TEST_CASE("no HTML of the author reaches the page") {
  for (const std::string html : {"<script>alert(1)</script>", "x <img src=x onerror=alert(1)> y", "<iframe src=\"//x\"></iframe>\n\nmore", "x <!-- y --> z",
                                 "<style>p{}</style>\n\nx", "x <a href=\"javascript:alert(1)\">y</a>", "<svg onload=alert(1)>\n\nx", "x <b onclick=\"y\">z</b>",
                                 "<?php x ?>\n\nx", "<![CDATA[ x ]]>\n\nx", "<!DOCTYPE html>\n\nx"}) {
    const auto out = section_with("Before.\n\n" + html + "\n\nAfter.").html;
    INFO(html << " -> " << out);
    for (const std::string never : {"<script", "<img", "<iframe", "<style", "<svg", "<b ", "<a ", "onclick", "onerror", "onload", "<!--", "<?", "<!"}) {
      CHECK(out.find(never) == std::string::npos);
    }
    CHECK(out.find("Before.") != std::string::npos);
    CHECK(out.find("After.") != std::string::npos);
  }
  CHECK(section_with("1 &lt; 2 <br>\n").html.find("<br") == std::string::npos);
  CHECK(section_with("`<script>`").html == "<p><code>&lt;script&gt;</code></p>\n");
}

TEST_CASE("comments are dropped without a word, other HTML with a warning at its line") {
  CHECK(of_rule(read_with("x <!-- y --> z"), "raw-html").empty());
  CHECK(of_rule(read_with("<!-- a\nb -->\n\nx"), "raw-html").empty());
  const auto reading = read_with("one\n\ntwo\nthree <b>four</b>\n\n<div>\n</div>\n");
  const auto found = of_rule(reading, "raw-html");
  REQUIRE(found.size() == 2);
  CHECK(found[0].line == 56);
  CHECK(found[0].column == 7);
  CHECK(found[1].line == 58);
  CHECK(of_rule(read_with("<!-- a --> <script>x</script>"), "raw-html").size() == 1);
}

TEST_CASE("links lead to web and mail addresses and within the site, all others keep only their words") {
  for (const std::string url :
       {"https://example.org/a?b=c#d", "http://example.org", "mailto:a@example.org", "HTTPS://EXAMPLE.ORG", "/records/doe-2019", "#effect", "roe-2021"}) {
    INFO(url);
    CHECK(section_with("[x](" + url + ")").html.find("<a href=") != std::string::npos);
    CHECK(of_rule(read_with("[x](" + url + ")"), "unsafe-link").empty());
  }
  for (const std::string url : {"javascript:alert(1)",
                                "JaVaScRiPt:alert(1)",
                                "javascript&#58;alert(1)",
                                "java&#10;script:alert(1)",
                                "&#1;javascript:alert(1)",
                                "vbscript:x",
                                "data:text/html,x",
                                "data:image/png;base64,x",
                                "file:///etc/passwd",
                                "//example.org",
                                "/\\example.org",
                                "\\\\\\\\example.org",
                                "../x",
                                "a/../../x",
                                "%2e%2e/x",
                                "..%2fx",
                                "/records/%2E%2E/x",
                                "ftp://example.org",
                                "blob:x",
                                ""}) {
    const auto out = section_with("[words](" + url + ")").html;
    INFO(url << " -> " << out);
    CHECK(out == "<p>words</p>\n");
    CHECK(of_rule(read_with("[words](" + url + ")"), "unsafe-link").size() == 1);
  }
  CHECK(section_with("<javascript:alert(1)>").html.find("href") == std::string::npos);
  CHECK(section_with("[x][y]\n\n[y]: javascript:alert(1)").html == "<p>x</p>\n");
  CHECK(section_with("[x][y]\n\n[y]: https://example.org").html.find("href=\"https://example.org\"") != std::string::npos);
}

TEST_CASE("images leave their words, whatever they point to") {
  for (const std::string url : {"https://example.org/x.png", "data:image/png;base64,AAAA", "x.png", "javascript:alert(1)"}) {
    const auto section = section_with("a ![chart *of* sales](" + url + ") b");
    CHECK(section.html == "<p>a chart <em>of</em> sales b</p>\n");
    CHECK(section.text == "a chart of sales b");
  }
  CHECK(section_with("[![x](https://a.example/i.png)](javascript:alert(1))").html == "<p>x</p>\n");
}

TEST_CASE("slugs are unique and headings that nobody knows keep their section") {
  const auto reading = small_reader().read(kGoodName, changed("## Mechanism", "## Effect!"));
  REQUIRE(reading.record.has_value());
  CHECK(reading.record->sections[1].slug == "effect");
  CHECK(reading.record->sections[2].slug == "effect-2");
  CHECK(reading.record->sections[2].heading == "Effect!");
}

TEST_CASE("places in the body are those of the file, also below definitions of links") {
  const auto reading = read_with("[a]: https://example.org\n[b]: https://example.org\nThere were 55 of them [a].\n");
  const auto found = of_rule(reading, "figures");
  REQUIRE(found.size() == 1);
  CHECK(found[0].line == 55);
  CHECK(found[0].column == 12);
}

// cmark: `![[]()` repeated takes time by the square of its length (CVE-2023-22486); 256 KiB of it take ten seconds.
TEST_CASE("bodies built to be slow are refused or read in well under a second") {
  constexpr std::size_t kLarge = 250'000;
  const std::vector<std::string> bodies{repeated("![[]()", kLarge),      repeated("![[a]()", kLarge),  repeated("[[]()", kLarge),
                                        repeated("[", kLarge),           repeated("*a _", kLarge),     repeated("` ", kLarge),
                                        repeated("<a ", kLarge),         repeated("<b>", kLarge),      std::string(10'000, '>') + " a",
                                        repeated("> ", kLarge) + "a",    repeated("- ", kLarge) + "a", repeated("[a](x:y) ", kLarge),
                                        repeated("7 8 9 ", kLarge),      repeated("a\n- -\n", kLarge), repeated("\n## Effect\nx\n", kLarge),
                                        repeated("a|b\n-|-\n\n", kLarge)};
  for (const auto& body : bodies) {
    INFO(body.substr(0, 30));
    CHECK(seconds_for(body) < 5);  // unoptimised, under a sanitizer, on a busy machine; optimised it is a tenth of a second
  }
  CHECK(of_rule(read_with(repeated("![[]()", kLarge)), "too-many-brackets").size() == 1);
  CHECK(of_rule(read_with(std::string(10'000, '>') + " a"), "nested-too-deeply").size() == 1);
}

TEST_CASE("front matter built to be slow is read in no time") {
  std::string keys;
  for (int i = 0; keys.size() < 30'000; ++i) {
    keys += "k" + std::to_string(i) + ": a\n";
  }
  for (const auto& bad :
       {keys, "x: [" + repeated("a,", 30'000) + "]\n", "x: " + std::string(30'000, '['), "x: " + std::string(30'000, '{'),
        "x: &a [" + repeated("*a,", 30'000) + "]\n", "url: http://" + std::string(30'000, 'x') + "\n", "sources: [" + repeated("{},", 30'000) + "]\n"}) {
    const auto start = std::chrono::steady_clock::now();
    const auto reading = small_reader().read(kGoodName, changed("---\nid:", "---\n" + bad.substr(0, 30'000) + "\nid:"));
    INFO(bad.substr(0, 40));
    CHECK_FALSE(reading.problems.empty());
    CHECK(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() < 5);
  }
}

}  // namespace whatworks::test
