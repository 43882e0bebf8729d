// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop/planning.h"

#include <catch2/catch.hpp>

#include "support/workshop_room.h"

using namespace whatworks;
using namespace whatworks::test;

TEST_CASE("a workshop is set up by facilitators alone, and read by whom its circulation lets") {
  const WorkshopRoom room;
  const auto& planning = room.workshops.planning();
  CHECK(planning.create({"Ports", "", "", ""}, room.as("rae")).error().code == ErrorCode::forbidden);
  const auto internal = planning.create({"Ports", "2027-03-18", "", ""}, room.as("fay")).value();
  const auto open = planning.create({"Routes", "2027-04-18", "", "", "public"}, room.as("fay")).value();

  CHECK(planning.list(room.as("")).value().size() == 1);
  CHECK(planning.list(room.as("rae")).value().size() == 2);
  CHECK(planning.list(room.as("rae")).value().front().name == open.name);  // the newest day first
  CHECK(planning.find(internal.name, room.as("")).error().code == ErrorCode::not_found);
  CHECK(planning.find(internal.name, room.as("rae")));
  CHECK(internal.join_code.size() == 6);
}

TEST_CASE("what is wrong with the details is told, and nothing is made") {
  const WorkshopRoom room;
  const auto& planning = room.workshops.planning();
  CHECK(planning.create({"  ", "", "", ""}, room.as("fay")).error().message == "The title is empty");
  CHECK(planning.create({"Ports", "18.3.2027", "", ""}, room.as("fay")).error().message == "The date is no day of the calendar");
  CHECK(planning.create({"Ports", "2027-02-30", "", ""}, room.as("fay")).error().code == ErrorCode::bad_input);
  CHECK(planning.create({"Ports", "", "", "", "restricted", {"north"}}, room.as("fay")).error().code == ErrorCode::bad_input);
  CHECK(planning.create({std::string(201, 'x'), "", "", ""}, room.as("fay")).error().message == "The title is longer than 200 characters");
  CHECK(planning.list(room.as("fay")).value().empty());
}

TEST_CASE("of two who change a workshop at once the second is told, and nothing of theirs is kept") {
  const WorkshopRoom room;
  const auto& planning = room.workshops.planning();
  const auto workshop = room.prepared();
  const auto version = workshop.info.version;
  REQUIRE(planning.change_details(workshop.info.name, version, {"By Fay", "", "", ""}, room.as("fay")));
  const auto late = planning.change_details(workshop.info.name, version, {"By Fred", "", "", ""}, room.as("fred"));
  CHECK(late.error().code == ErrorCode::conflict);
  CHECK(room.find(workshop.info.name).info.details.title == "By Fay");
}

TEST_CASE("an agenda is ordered, holds no record twice, and stays as it is once the first round has begun") {
  const WorkshopRoom room;
  const auto& planning = room.workshops.planning();
  const auto fay = room.as("fay");
  auto workshop = room.prepared(2);
  const auto& name = workshop.info.name;
  CHECK(planning.add_items(name, workshop.info.version, 1, {{{}, "doe-2019-lines", "Lines", {}}, {{}, "doe-2019-lines", "Lines", {}}}, fay).value() == 1);
  workshop = room.find(name);
  REQUIRE(workshop.groups[0].agenda.size() == 3);
  REQUIRE(planning.move_item(name, workshop.info.version, workshop.groups[0].agenda[2].name, -2, fay));
  workshop = room.find(name);
  CHECK(workshop.groups[0].agenda[0].title == "Lines");
  REQUIRE(planning.remove_item(name, workshop.info.version, workshop.groups[0].agenda[0].name, fay));
  REQUIRE(room.advance(workshop, Stage::round_one));
  workshop = room.find(name);
  CHECK(planning.remove_item(name, workshop.info.version, workshop.groups[0].agenda[0].name, fay).error().code == ErrorCode::conflict);
  CHECK(planning.change_scheme(name, workshop.info.version, workshop.scheme, fay).error().code == ErrorCode::conflict);
  CHECK(planning.add_items(name, workshop.info.version, 1, {{{}, {}, "Thought of late", "What it is."}}, fay).value() == 1);
  CHECK(planning.add_items(name, workshop.info.version + 1, 1, {{{}, {}, "Nothing said of it", {}}}, fay).error().message == "The description is empty");
}

TEST_CASE("a workshop goes forward alone, and not before every group has something to judge") {
  const WorkshopRoom room;
  const auto& planning = room.workshops.planning();
  const auto fay = room.as("fay");
  const auto empty = planning.create({"Ports", "", "", ""}, fay).value();
  CHECK(planning.advance(empty.name, Stage::preparing, Stage::round_one, fay).error().message == "There is no group yet");
  REQUIRE(planning.add_group(empty.name, 1, {"Table one", {"international-links"}}, fay));
  CHECK(planning.advance(empty.name, Stage::preparing, Stage::round_one, fay).error().message == "The group \"Table one\" has nothing to judge");

  const auto workshop = room.prepared();
  CHECK(room.advance(workshop, Stage::discussion).error().code == ErrorCode::conflict);
  CHECK(room.advance(workshop, Stage::round_one));
  CHECK(room.advance(workshop, Stage::round_one));  // pressed twice
  CHECK(room.advance(workshop, Stage::discussion));
  CHECK(room.advance(workshop, Stage::round_one).error().code == ErrorCode::conflict);
  CHECK(room.advance(workshop, Stage::deciding));
  CHECK_FALSE(room.find(workshop.info.name).info.second_was_held);
}

TEST_CASE("a copy of a workshop has its groups, agendas and criteria, but no date and a code of its own") {
  const WorkshopRoom room;
  const auto workshop = room.prepared(3);
  const auto copy = room.find(room.workshops.planning().duplicate(workshop.info.name, room.as("fred")).value().name);
  CHECK(copy.info.details.title == workshop.info.details.title);
  CHECK(copy.info.details.held_on.empty());
  CHECK(copy.info.join_code != workshop.info.join_code);
  REQUIRE(copy.groups.size() == 1);
  CHECK(copy.groups[0].agenda.size() == 3);
  CHECK(copy.groups[0].agenda[0].name != workshop.groups[0].agenda[0].name);
  CHECK(copy.scheme.criteria == workshop.scheme.criteria);
}

TEST_CASE("a group has a priority of the vocabulary, and goes only while nobody has joined it") {
  const WorkshopRoom room;
  const auto& planning = room.workshops.planning();
  const auto workshop = room.prepared();
  const auto& name = workshop.info.name;
  CHECK(planning.add_group(name, workshop.info.version, {"Two", {"parking"}}, room.as("fay")).error().message == "\"parking\" is no priority");
  CHECK(planning.add_group(name, workshop.info.version, {"Two", {}}, room.as("fay")).error().message == "The group has no priority");
  static_cast<void>(room.join(workshop, "Alex Example"));
  CHECK(planning.remove_group(name, workshop.info.version, 1, room.as("fay")).error().code == ErrorCode::conflict);
}
