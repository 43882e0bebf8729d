// SPDX-License-Identifier: GPL-3.0-or-later
#include "search/request.h"

#include <catch2/catch.hpp>

#include "core/text.h"

using namespace whatworks;

namespace {

const Schemas& schemas() {
  static const Schemas loaded = load_schemas(fs::path(WHATWORKS_SOURCE_DIR) / "schemas").value();
  return loaded;
}

ParsedRequest parse(const Parameters& parameters) { return parse_search_request(schemas(), parameters); }

}  // namespace

TEST_CASE("a request is read from its parameters") {
  const auto parsed = parse(
      {{"q", "  phone lines "}, {"country", "GB"}, {"country", "NO"}, {"not.effect", "increases"}, {"year_from", "2010"}, {"sort", "newest"}, {"page", "3"}});
  CHECK(parsed.problems.empty());
  CHECK(parsed.request.q == "phone lines");
  REQUIRE(parsed.request.choice("country") != nullptr);
  CHECK(parsed.request.choice("country")->include == std::vector<std::string>{"GB", "NO"});
  CHECK(parsed.request.choice("effect")->exclude == std::vector<std::string>{"increases"});
  CHECK(parsed.request.year_from == 2010);
  CHECK(parsed.request.sort == Sort::newest);
  CHECK(parsed.request.page == 3);
}

TEST_CASE("parameters written back give an equal request, in a fixed order") {
  const auto one = parse({{"country", "GB"}, {"q", "a&b=c d%"}, {"priority", "what-works"}, {"not.crime", "drugs"}, {"per_page", "50"}}).request;
  const auto again = parse(to_parameters(one)).request;
  CHECK(one == again);
  CHECK(to_query_string(one) == "?q=a%26b%3Dc+d%25&priority=what-works&not.crime=drugs&country=GB&per_page=50");
  CHECK(to_query_string(parse({}).request).empty());
}

TEST_CASE("every bad parameter is named with what is allowed", "[F18]") {
  const auto [parameter, value, said] = GENERATE(table<std::string, std::string, std::string>({
      {"country", "XX", "country has no value \"XX\""},
      {"contry", "GB", "did you mean \"country\"?"},
      {"page", "0", "whole number from 1"},
      {"page", "-1", "whole number from 1"},
      {"page", "1e9", "whole number from 1"},
      {"page", "99999999999999999999", "whole number from 1"},
      {"per_page", "100000", "from 1 to 100"},
      {"year_from", "soon", "a year such as"},
      {"sort", "best", "relevance, strength, newest, oldest, title"},
      {"facets", "colour", "names with commas"},
      {"not.colour", "red", "no parameter"},
      {"year", "2015", "no parameter"},
  }));
  const auto parsed = parse({{parameter, value}});
  REQUIRE(parsed.problems.size() == 1);
  CHECK(parsed.problems[0].parameter == parameter);
  CHECK(parsed.problems[0].message.find(said) != std::string::npos);
}

TEST_CASE("an unknown value of a known facet is kept, so that a page can show it") {
  const auto parsed = parse({{"country", "Atlantis"}});
  REQUIRE(parsed.request.choice("country") != nullptr);
  CHECK(parsed.request.choice("country")->include == std::vector<std::string>{"Atlantis"});
}

TEST_CASE("years in the wrong order are a problem") { CHECK(parse({{"year_from", "2019"}, {"year_to", "2010"}}).problems.size() == 1); }

TEST_CASE("an endless query is cut, thousands of filters are refused past a limit") {
  CHECK(parse({{"q", std::string(10'000, 'x')}}).request.q.size() <= kMaximumQueryBytes);
  std::string words;
  for (int i = 0; i < 3'000; ++i) {
    words += "w" + std::to_string(i) + " ";
  }
  CHECK(parse({{"q", words}}).request.q.size() <= kMaximumQueryBytes);
  std::string accents;
  for (int i = 0; i < 5'000; ++i) {
    accents += "\xC3\xA9";
  }
  CHECK_FALSE(find_invalid_utf8(parse({{"q", accents}}).request.q));
  Parameters many;
  for (int i = 0; i < 5'000; ++i) {
    many.emplace_back("country", "C" + std::to_string(i));
  }
  CHECK(parse(many).request.choice("country")->include.size() <= static_cast<std::size_t>(kMaximumChoices));
}

TEST_CASE("control characters and broken UTF-8 in a query are taken out") {
  CHECK(parse({{"q", std::string("phone\0lines", 11)}}).request.q == "phone lines");
  CHECK_FALSE(find_invalid_utf8(parse({{"q", "caf\xE9"}}).request.q));
}

TEST_CASE("links change one thing and go back to the first page", "[F19]") {
  const auto request = parse({{"q", "guns"}, {"country", "GB"}, {"page", "4"}}).request;
  const auto more = request.with(*schemas().find_facet("crime"), "drugs");
  CHECK(more.page == 1);
  CHECK(to_query_string(more) == "?q=guns&crime=drugs&country=GB");
  CHECK(to_query_string(more.without("country", "GB")) == "?q=guns&crime=drugs");
  CHECK(to_query_string(more.without_filters()) == "?q=guns");
  const auto less = request.with_exclusion(*schemas().find_facet("crime"), "drugs");
  CHECK(less.page == 1);
  CHECK(to_query_string(less) == "?q=guns&not.crime=drugs&country=GB");
  CHECK(to_query_string(less.without_exclusion("crime", "drugs")) == "?q=guns&country=GB");
  CHECK(request.at_page(2).page == 2);
}

TEST_CASE("the order is by relevance with words and by strength without, unless asked", "[F15]") {
  CHECK(parse({{"q", "guns"}}).request.effective_sort() == Sort::relevance);
  CHECK(parse({}).request.effective_sort() == Sort::strength);
  CHECK(parse({{"q", "guns"}, {"sort", "title"}}).request.effective_sort() == Sort::title);
}
