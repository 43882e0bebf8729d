// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/audit.h"

#include <catch2/catch.hpp>

#include "support/office.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

void add(const Office& office, int entries) {
  for (int i = 0; i < entries; ++i) {
    const AuditEvent event{{"p-000000000001", "192.0.2.7"}, AuditAction::record_read, "record doe-2015-lines", "reading " + std::to_string(i)};
    REQUIRE(office.access->audit().add(std::array{event}));
  }
}

// As somebody who can write the file would.
void tamper(const Office& office, const std::string& sql) {
  REQUIRE(office.store->write([&](Transaction& transaction) -> Status {
    transaction.run("DROP TRIGGER audit_is_not_changed");
    transaction.run("DROP TRIGGER audit_is_not_deleted");
    transaction.run(sql);
    return {};
  }));
}

}  // namespace

TEST_CASE("every action has a name of its own and words") {
  for (const auto& action : audit_actions()) {
    CHECK(find_audit_action(action.name) == action.action);
    CHECK_FALSE(action.words.empty());
  }
  CHECK_FALSE(find_audit_action("nothing"));
}

TEST_CASE("entries are numbered, dated, and found by who, what and to what") {
  Office office;
  add(office, 3);
  office.now += std::chrono::hours(1);
  REQUIRE(office.access->audit().add(std::array{AuditEvent{office.terminal, AuditAction::account_added, "account p-000000000002", {}}}));
  const auto all = office.access->audit().entries({}).value();
  REQUIRE(all.size() == 4);
  CHECK(all.front().number == 4);
  CHECK(all.front().address.empty());
  CHECK(all.back().address == "192.0.2.7");
  CHECK(all.front().at - all.back().at == std::chrono::hours(1));
  CHECK(office.access->audit().entries({"p-000000000001", {}, {}})->size() == 3);
  CHECK(office.access->audit().entries({{}, "account-added", {}})->size() == 1);
  CHECK(office.access->audit().entries({"terminal", "record-read", {}})->empty());
  CHECK(office.access->audit().entries({{}, {}, "record doe-2015-lines", 3, 0, 1})->front().number == 2);
}

TEST_CASE("entries can be neither changed nor removed") {
  const Office office;
  add(office, 3);
  for (const auto* sql : {"UPDATE audit SET detail = 'nothing' WHERE number = 2", "DELETE FROM audit WHERE number = 2", "DELETE FROM audit"}) {
    CHECK_FALSE(office.store->write([&](Transaction& transaction) -> Status {
      transaction.run(sql);
      return {};
    }));
  }
  const auto check = office.access->audit().check().value();
  CHECK(check.entries == 3);
  CHECK_FALSE(check.broken);
  CHECK(check.head == office.access->audit().entries({}).value().front().hash);
}

TEST_CASE("whoever tampers with the file is found out, at the first entry that is wrong") {
  const Office office;
  add(office, 5);
  const auto head = office.access->audit().check()->head;
  const auto broken_at = [&](const std::string& sql) {
    tamper(office, sql);
    return office.access->audit().check()->broken;
  };
  SECTION("a changed word") { CHECK(broken_at("UPDATE audit SET detail = 'nothing' WHERE number = 2") == 2); }
  SECTION("words moved to the next field") { CHECK(broken_at("UPDATE audit SET subject = subject || 'r', detail = substr(detail, 2) WHERE number = 3") == 3); }
  SECTION("another time") { CHECK(broken_at("UPDATE audit SET at = at - 60 WHERE number = 4") == 4); }
  SECTION("another address") { CHECK(broken_at("UPDATE audit_origins SET address = '192.0.2.8' WHERE number = 1") == 1); }
  SECTION("a missing entry") { CHECK(broken_at("DELETE FROM audit WHERE number = 3") == 3); }
  SECTION("an entry that was slipped in") {
    CHECK(broken_at("INSERT INTO audit SELECT 6, at, actor, action, subject, detail, origin, previous, hash FROM audit WHERE number = 5") == 6);
  }
  SECTION("the end cut off shows by the hash that was written down") {
    CHECK_FALSE(broken_at("DELETE FROM audit WHERE number = 5"));
    CHECK(office.access->audit().check()->head != head);
  }
}

TEST_CASE("addresses and old entries are forgotten when their time is over, and the rest still fits together") {
  AccessOptions options;
  options.keep_addresses = std::chrono::days(90);
  options.keep_audit = std::chrono::days(365);
  Office office(options);
  add(office, 3);
  office.now += std::chrono::days(91);
  add(office, 1);
  REQUIRE(office.access->tidy());
  auto entries = office.access->audit().entries({}).value();
  REQUIRE(entries.size() == 4);
  CHECK(entries.front().address == "192.0.2.7");
  CHECK(entries.back().address.empty());
  CHECK_FALSE(office.access->audit().check()->broken);

  office.now += std::chrono::days(300);
  REQUIRE(office.access->tidy());
  entries = office.access->audit().entries({}).value();
  REQUIRE(entries.size() == 2);
  CHECK(entries.back().number == 4);
  CHECK(entries.front().action == "trail-cut");
  CHECK_FALSE(office.access->audit().check()->broken);
  office.now += std::chrono::days(3000);
  REQUIRE(office.access->tidy());
  REQUIRE(office.access->tidy());
  CHECK(office.access->audit().entries({})->size() == 1);
  CHECK_FALSE(office.access->audit().check()->broken);
}

TEST_CASE("what something was done to is taken apart as it was put together") {
  const auto account = parse_audit_subject(account_subject("p-3f9a0c77b1d2"));
  CHECK(account.kind == "account");
  CHECK(account.name == "p-3f9a0c77b1d2");
  CHECK(parse_audit_subject(record_subject("doe-2019-lines")).kind == "record");
  CHECK(parse_audit_subject("").name.empty());
  CHECK(is_pseudonym("p-3f9a0c77b1d2"));
  for (const auto* text : {"", "p-", "p-3f9a0c77b1d", "p-3f9a0c77b1d2a", "p-3F9A0C77B1D2", "p-example-2019"}) {
    CHECK_FALSE(is_pseudonym(text));
  }
}
