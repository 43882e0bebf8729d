// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/evidence.h"

#include <catch2/catch.hpp>

#include "index/build.h"
#include "support/office.h"
#include "support/sample_record.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

// An index of three records, one of each circulation.
struct Shelf {
  Shelf() {
    put("doe-2015-open", "public", "");
    put("doe-2016-inside", "internal", "");
    put("doe-2017-north", "restricted", "[north]");
    BuildOptions options;
    options.index = office.folder / "index";
    REQUIRE(build_index(schemas, office.folder / "corpus", options)->rejected == 0);
  }
  void put(const std::string& id, const std::string& circulation, const std::string& groups) const {
    write(office.folder / "corpus" / "studies" / (id + ".md"), SampleRecord(id).with("circulation", circulation).with("groups", groups).text());
  }
  [[nodiscard]] Evidence as(const std::string& name) const {
    return {service, office.access->audit(), name.empty() ? Visitor{} : office.visitor(office.signed_in(name))};
  }
  [[nodiscard]] std::size_t readings() const { return office.access->audit().entries({{}, "record-read", {}})->size(); }

  Office office;
  Schemas schemas = load_schemas(fs::path(WHATWORKS_SOURCE_DIR) / "schemas").value();
  SearchService service{office.folder / "index", schemas};
};

}  // namespace

TEST_CASE("each sees what their roles and groups let them see") {
  const Shelf shelf;
  shelf.office.person("ann");
  shelf.office.person("bob", {Role::reviewer}, {"north"});
  shelf.office.person("ada", {Role::administrator}, {"south"});
  CHECK(shelf.as("").search({})->total == 1);
  CHECK(shelf.as("ann").search({})->total == 2);
  CHECK(shelf.as("bob").search({})->total == 3);
  CHECK(shelf.as("ada").search({})->total == 2);  // no role opens what a group keeps to itself
  CHECK(Evidence::open_to_all(shelf.service, shelf.office.access->audit()).search({})->total == 1);
  CHECK_FALSE(shelf.as("ann").record("doe-2017-north"));
  CHECK(shelf.as("ann").records({"doe-2015-open", "doe-2016-inside", "doe-2017-north"})->size() == 2);
  CHECK(shelf.readings() == 0);
}

TEST_CASE("who reads a restricted record leaves an entry, by whatever way it goes out") {
  const Shelf shelf;
  shelf.office.person("bob", {Role::reader}, {"north"});
  const auto bob = shelf.as("bob");
  REQUIRE(bob.search({}));
  REQUIRE(bob.listed({"doe-2017-north"}));
  REQUIRE(bob.record("doe-2015-open"));
  CHECK(shelf.readings() == 0);
  REQUIRE(bob.record("doe-2017-north"));
  CHECK(shelf.readings() == 1);
  REQUIRE(bob.records({"doe-2016-inside", "doe-2017-north"}));
  CHECK(shelf.readings() == 2);
  REQUIRE(bob.batch({}));
  CHECK(shelf.readings() == 3);
  const auto entry = shelf.office.access->audit().entries({}).value().front();
  CHECK(entry.subject == "record doe-2017-north");
  CHECK(entry.actor == shelf.office.access->accounts().find_by_name("bob")->pseudonym);
  CHECK(entry.address == "192.0.2.1");
}

TEST_CASE("a restricted record is not given where its reading cannot be told") {
  const Shelf shelf;
  shelf.office.person("bob", {Role::reader}, {"north"});
  const auto bob = shelf.as("bob");
  REQUIRE(shelf.office.store->write([](Transaction& transaction) -> Status {
    transaction.run("DROP TABLE audit_origins");
    return {};
  }));
  CHECK_FALSE(bob.record("doe-2017-north"));
  CHECK_FALSE(bob.records({"doe-2017-north"}));
  CHECK_FALSE(bob.batch({}));
  CHECK(bob.record("doe-2016-inside"));
}
