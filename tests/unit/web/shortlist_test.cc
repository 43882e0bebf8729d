// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/shortlist.h"

#include <catch2/catch.hpp>

#include "core/text.h"
#include "web/http.h"

using namespace whatworks;

namespace {

Shortlist listed(std::vector<ShortlistItem> items) { return Shortlist{std::move(items)}; }

std::vector<std::string> ids(const Shortlist& list) {
  std::vector<std::string> out;
  for (const auto& item : list.items) {
    out.push_back(item.id);
  }
  return out;
}

std::string id_number(std::size_t number) { return "doe-2019-a-record-of-some-length-" + std::to_string(number); }

// What browsers take as the value of a cookie without quoting it (RFC 6265).
bool is_cookie_value(const std::string& text) {
  return text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos;
}

const std::vector<std::string>& hostile_notes() {
  static const std::vector<std::string> all{
      "plain words",
      "a; b, c=d & e \"quoted\" 'too' \\ back % 25 + plus",
      "two\nlines\n\nand a third",
      "\xf0\x9f\x94\xab\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",  // emoji, one of them joined from several
      "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xe2\x80\xae evil",                                        // right to left, with an override
      "</textarea><script>alert(1)</script>",
      "=HYPERLINK(\"x\")",
      "Set-Cookie: a=b",
      "id=roe-2020&note=forged",
  };
  return all;
}

}  // namespace

TEST_CASE("a list survives the way through a cookie and through an address, whatever its notes hold") {
  Shortlist list;
  for (std::size_t i = 0; i < hostile_notes().size(); ++i) {
    list.add(id_number(i));
    list.set_note(id_number(i), hostile_notes()[i]);
    CHECK(list.items.back().note == hostile_notes()[i]);
  }
  list.add("without-a-note");
  REQUIRE(problems_of(list).empty());

  const auto token = to_token(list);
  CHECK(is_cookie_value(token));
  CHECK(parse_token(token) == list);

  const auto target = parse_target("/shortlist" + to_query_string(to_parameters(list)));
  REQUIRE(target);
  const auto parsed = parse_shortlist(target->parameters);
  CHECK(parsed.whole);
  CHECK(parsed.list == list);
}

TEST_CASE("what cannot be shown is taken out of a note, the rest is kept") {
  Shortlist list = listed({{"doe-2019", ""}});
  list.set_note("doe-2019", std::string("  one\r\ntwo\rthree\0four\x1f\x1e\xff ", 25));
  CHECK(list.items[0].note.find("one\ntwo\nthree") == 0);
  CHECK_FALSE(find_invalid_utf8(list.items[0].note));
  CHECK(list.items[0].note.find_first_of(std::string("\0\r\x1e\x1f", 4)) == std::string::npos);
  CHECK(parse_token(to_token(list)) == list);
  list.set_note("doe-2019", "  \r\n ");
  CHECK(list.items[0].note.empty());
}

TEST_CASE("nothing comes of a token that we did not write") {
  const auto good = to_token(listed({{"doe-2019", "a note"}, {"roe-2020", ""}}));
  CHECK_FALSE(parse_token(""));
  CHECK_FALSE(parse_token("null"));
  CHECK_FALSE(parse_token("\"quoted\""));
  CHECK_FALSE(parse_token("a=b"));
  CHECK_FALSE(parse_token(std::string(100'000, 'A')));
  CHECK_FALSE(parse_token(good.substr(0, good.size() / 2)));
  CHECK_FALSE(parse_token(good + "%"));
  for (std::size_t i = 0; i < good.size(); ++i) {
    auto damaged = good;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    const auto parsed = parse_token(damaged);
    CHECK((!parsed || *parsed == *parse_token(good)));  // the last letter has bits that mean nothing
  }
  CHECK_FALSE(parse_token(to_token(listed({{"", ""}}))));
  CHECK_FALSE(parse_token(to_token(listed({{"Not An Id", ""}}))));
  CHECK_FALSE(parse_token(to_token(listed({{"doe-2019", ""}, {"doe-2019", ""}}))));
  CHECK_FALSE(parse_token(to_token(listed({{"doe-2019", "\x01"}}))));
  // A small token that unpacks to very much.
  CHECK_FALSE(parse_token(to_token(listed({{"doe-2019", std::string(1'000'000, 'a')}}))));
}

TEST_CASE("each change does its one thing and keeps the order of the rest") {
  Shortlist list;
  for (const auto* id : {"a", "b", "c", "d"}) {
    list.add(id);
  }
  list.add("b");
  CHECK(ids(list) == std::vector<std::string>{"a", "b", "c", "d"});
  list.move_to("c", 0);
  CHECK(ids(list) == std::vector<std::string>{"c", "a", "b", "d"});
  list.move_to("c", 1);
  CHECK(ids(list) == std::vector<std::string>{"a", "c", "b", "d"});
  list.move_to("a", 99);
  CHECK(ids(list) == std::vector<std::string>{"c", "b", "d", "a"});
  list.move_to("nobody", 0);
  list.remove("nobody");
  list.set_note("nobody", "x");
  list.remove("b");
  CHECK(ids(list) == std::vector<std::string>{"c", "d", "a"});
}

TEST_CASE("taking in another list keeps one's own order and notes") {
  auto mine = listed({{"a", "my note"}, {"b", ""}});
  mine.take_in(listed({{"c", "theirs"}, {"b", "on b"}, {"a", "on a"}}));
  CHECK(mine == listed({{"a", "my note"}, {"b", "on b"}, {"c", "theirs"}}));
}

TEST_CASE("the limits are told, each with what is too much") {
  using Kind = ShortlistProblem::Kind;
  Shortlist list;
  for (std::size_t i = 0; i < kMostShortlisted; ++i) {
    list.add(id_number(i));
  }
  CHECK(problems_of(list).empty());
  CHECK(to_token(list).size() < kLongestToken / 2);  // room for notes
  list.add("one-more");
  REQUIRE(problems_of(list).size() == 1);
  CHECK(problems_of(list)[0].kind == Kind::too_many);
  CHECK(problems_of(list)[0].excess == 1);

  auto noted = listed({{"a", ""}, {"b", ""}});
  std::string long_note;
  for (std::size_t i = 0; i < kLongestNote; ++i) {
    long_note += "\xc3\xa9";  // characters count, not bytes
  }
  noted.set_note("b", long_note);
  CHECK(problems_of(noted).empty());
  noted.set_note("b", long_note + "xyz");
  REQUIRE(problems_of(noted).size() == 1);
  CHECK(problems_of(noted)[0].kind == Kind::long_note);
  CHECK(problems_of(noted)[0].id == "b");
  CHECK(problems_of(noted)[0].excess == 3);

  // Notes of ordinary English may fill a list of twelve; letters without any order, which nothing makes shorter, may not.
  Shortlist ordinary;
  Shortlist random;
  std::uint64_t state = 1;
  for (std::size_t i = 0; i < 12; ++i) {
    ordinary.add(id_number(i));
    ordinary.set_note(id_number(i), "Ask the force lead whether the regional unit has tried this since " + std::to_string(2000 + i) +
                                        ", and what it cost them; the numbers of the second study are the ones to trust. Would it work in our two towns "
                                        "where the lines come from? Talk to " +
                                        id_number(i));
    random.add(id_number(i));
    std::string note;
    for (std::size_t n = 0; n < kLongestNote; ++n) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      note += static_cast<char>('!' + (state >> 33) % 90);
    }
    random.set_note(id_number(i), note);
  }
  CHECK(problems_of(ordinary).empty());
  REQUIRE(problems_of(random).size() == 1);
  CHECK(problems_of(random)[0].kind == Kind::long_together);
  CHECK(problems_of(random)[0].excess > 0);
}

TEST_CASE("an address that says too much or nonsense is used as far as it goes, and says so") {
  CHECK(parse_shortlist({}).list.empty());
  const auto mixed = parse_shortlist({{"note", "of nothing"},
                                      {"id", "a"},
                                      {"note", "first"},
                                      {"note", "second"},
                                      {"id", "Not An Id"},
                                      {"note", "lost"},
                                      {"id", "b"},
                                      {"id", "a"},
                                      {"note", "of the second a"},
                                      {"title", "x"}});
  CHECK(mixed.list == listed({{"a", "second"}, {"b", ""}}));
  CHECK_FALSE(mixed.whole);
  CHECK(parse_shortlist({{"id", "a"}, {"id", "a"}}).whole);

  Parameters many;
  for (std::size_t i = 0; i < 2 * kMostShortlisted; ++i) {
    many.emplace_back("id", id_number(i));
    many.emplace_back("note", std::string(2 * kLongestNote, 'x'));
  }
  const auto cut = parse_shortlist(many);
  CHECK_FALSE(cut.whole);
  CHECK(cut.list.items.size() == kMostShortlisted);
  for (const auto& item : cut.list.items) {
    CHECK(count_code_points(item.note) <= kLongestNote);
  }
}
