// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"

#include <sys/stat.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "support/temp_folder.h"

using namespace whatworks;
using test::TempFolder;

namespace {

Store opened(const TempFolder& folder) {
  auto store = Store::open(folder / "data.sqlite");
  REQUIRE(store);
  return *std::move(store);
}

constexpr std::string_view kInsert = "INSERT INTO sign_in_failures VALUES (?, ?, ?)";

Status insert(const Store& store, const std::string& who, std::int64_t failures) {
  return store.write([&](Transaction& transaction) -> Status {
    transaction.run(kInsert, {who, failures, std::int64_t{0}});
    return {};
  });
}

std::int64_t count(const Store& store) {
  const auto found =
      store.read([](Transaction& transaction) -> Result<std::int64_t> { return transaction.first("SELECT count(*) FROM sign_in_failures")->integer(0); });
  REQUIRE(found);
  return *found;
}

}  // namespace

TEST_CASE("what was written is there after the file is opened again") {
  const TempFolder folder;
  {
    const auto store = opened(folder);
    REQUIRE(insert(store, std::string("a\0b", 3), 7));
  }
  const auto store = opened(folder);
  const auto row = store.read([](Transaction& transaction) -> Result<Row> { return *transaction.first("SELECT * FROM sign_in_failures"); });
  REQUIRE(row);
  CHECK(row->text(0) == std::string("a\0b", 3));
  CHECK(row->integer(1) == 7);
}

TEST_CASE("work that fails leaves nothing, whatever it did before") {
  const TempFolder folder;
  const auto store = opened(folder);
  const auto refused = store.write([](Transaction& transaction) -> Status {
    transaction.run(kInsert, {std::string("a"), std::int64_t{1}, std::int64_t{0}});
    return failure(ErrorCode::conflict, "thought better of it");
  });
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::conflict);
  const auto broken = store.write([](Transaction& transaction) -> Status {
    transaction.run(kInsert, {std::string("b"), std::int64_t{1}, std::int64_t{0}});
    transaction.run(kInsert, {std::string("b"), std::int64_t{1}, std::int64_t{0}});  // the key is taken
    return {};
  });
  CHECK_FALSE(broken);
  CHECK_THROWS_AS(store.write([](Transaction& transaction) -> Status {
    transaction.run(kInsert, {std::string("c"), std::int64_t{1}, std::int64_t{0}});
    throw std::runtime_error("a defect");
  }),
                  std::runtime_error);
  CHECK(count(store) == 0);
  CHECK(insert(store, "d", 1));
}

TEST_CASE("a value of the wrong type and a word that is no column are refused") {
  const TempFolder folder;
  const auto store = opened(folder);
  CHECK_FALSE(store.write([](Transaction& transaction) -> Status {
    transaction.run(kInsert, {std::string("a"), std::string("seven"), std::int64_t{0}});
    return {};
  }));
  CHECK_FALSE(store.read([](Transaction& transaction) -> Status {
    transaction.query("SELECT \"no_such_column\" FROM accounts");
    return {};
  }));
  CHECK_FALSE(store.write([](Transaction& transaction) -> Status {
    transaction.run("INSERT INTO account_roles VALUES (99, 'reader')");  // of no account
    return {};
  }));
}

TEST_CASE("threads write at once and nothing is lost") {
  const TempFolder folder;
  const auto store = opened(folder);
  std::atomic<int> failures = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 25; ++i) {
        failures += insert(store, std::to_string(t) + "/" + std::to_string(i), i) ? 0 : 1;
      }
    });
  }
  for (auto& thread : threads) {
    thread.join();
  }
  CHECK(failures == 0);
  CHECK(count(store) == 100);
}

TEST_CASE("two programs may use one file") {
  const TempFolder folder;
  const auto one = opened(folder);
  const auto other = opened(folder);
  REQUIRE(insert(one, "a", 1));
  REQUIRE(insert(other, "b", 1));
  CHECK(count(one) == 2);
}

TEST_CASE("the file is for its owner alone") {
  const TempFolder folder;
  const auto store = opened(folder);
  REQUIRE(insert(store, "a", 1));
  for (const auto* name : {"data.sqlite", "data.sqlite-wal"}) {
    struct stat status {};
    REQUIRE(::stat((folder / name).c_str(), &status) == 0);
    CHECK((status.st_mode & 0077) == 0);
  }
}

TEST_CASE("every earlier file is brought up to date with what it holds") {
  for (int schema = 0; schema < newest_schema(); ++schema) {
    const TempFolder folder;
    { REQUIRE(Store::open_at(folder / "data.sqlite", schema)); }
    const auto store = opened(folder);
    CHECK(insert(store, "a", 1));
  }
}

TEST_CASE("counts of what members judged become how far they are, and conflicts of interest count from the first round on") {
  constexpr int kBefore = 5;  // schema steps
  const TempFolder folder;
  {
    const auto store = Store::open_at(folder / "data.sqlite", kBefore).value();
    const auto filled = store.write([](Transaction& transaction) -> Status {
      for (const auto* statement : {"INSERT INTO accounts(id, pseudonym, display_name, state, source, form_key, created_at) VALUES (1, 'p-1', 'Fay', 'active', "
                                    "'administrator', 'k', 0)",
                                    "INSERT INTO workshops VALUES (1, 'w-1', 'Routes', '', '', '', 'internal', '', 1, 'ABC234', '{}', 'round-one', 0, 1, 0)",
                                    "INSERT INTO workshop_groups VALUES (1, 1, 1, 'Table one', 'what-works')",
                                    "INSERT INTO workshop_items VALUES (1, 'i-1', 1, 1, '', 'One', '', '', 0), (2, 'i-2', 1, 2, '', 'Two', '', '', 0)",
                                    "INSERT INTO panel_members VALUES ('a', 1, 1, 'Ann', 'police'), ('b', 1, 1, 'Bo', 'police'), ('c', 1, 1, 'Cy', 'other')",
                                    "INSERT INTO panel_progress VALUES ('a', 1, 0, 0), ('b', 1, 1, 0), ('c', 1, 2, 1)",
                                    "INSERT INTO raters VALUES ('r', 1, 1, 'police', NULL)", "INSERT INTO conflicts_of_interest VALUES (1, 'r')"}) {
        transaction.run(statement);
      }
      return {};
    });
    INFO((filled ? std::string() : filled.error().message));
    REQUIRE(filled);
  }
  const auto store = opened(folder);
  const auto kept = store.read([](Transaction& transaction) -> Result<std::string> {
    std::string out;
    for (const auto& row : transaction.query("SELECT answered FROM panel_progress ORDER BY member")) {
      out += std::to_string(row.integer(0));
    }
    return out + '/' + std::to_string(transaction.first("SELECT round FROM conflicts_of_interest")->integer(0));
  });
  CHECK(kept.value() == "012/1");
}

TEST_CASE("a file that is damaged, of another program or of a later version is refused and left as it is") {
  const TempFolder folder;
  const auto path = folder / "data.sqlite";
  const auto refused = [&](ErrorCode code) {
    const auto before = test::read(path);
    const auto store = Store::open(path);
    REQUIRE_FALSE(store);
    CHECK(store.error().code == code);
    CHECK(store.error().message.find(path.string()) != std::string::npos);
    CHECK_FALSE(store.error().hint.empty());
    CHECK(test::read(path) == before);
  };
  SECTION("no database") {
    test::write(path, std::string(5000, 'x'));
    refused(ErrorCode::database_corrupt);
  }
  SECTION("a later version") {
    {
      const auto store = opened(folder);
      REQUIRE(store.write([](Transaction& transaction) -> Status {
        transaction.run("PRAGMA user_version = 999");
        return {};
      }));
    }
    refused(ErrorCode::database_newer);
  }
  SECTION("of another program") {
    {
      const auto store = opened(folder);
      REQUIRE(store.write([](Transaction& transaction) -> Status {
        transaction.run("PRAGMA application_id = 1");
        return {};
      }));
    }
    refused(ErrorCode::database_corrupt);
  }
  SECTION("overwritten in the middle") {
    {
      const auto store = opened(folder);
      for (int i = 0; i < 200; ++i) {
        REQUIRE(insert(store, "somebody " + std::to_string(i), 1));
      }
    }
    auto content = test::read(path);
    for (std::size_t at = 4096; at + 64 < content.size(); at += 512) {
      content.replace(at, 64, std::string(64, '\xff'));
    }
    test::write(path, content);
    refused(ErrorCode::database_corrupt);
  }
}

TEST_CASE("a folder that cannot be written is told") {
  const TempFolder folder;
  test::write(folder / "file", "no folder");
  const auto store = Store::open(folder / "file" / "data.sqlite");
  REQUIRE_FALSE(store);
  CHECK(store.error().code == ErrorCode::unreadable);
}

TEST_CASE("a copy is whole while the database is in use, and takes no file's place") {
  const TempFolder folder;
  const auto store = opened(folder);
  REQUIRE(insert(store, "a", 1));
  REQUIRE(store.copy_to(folder / "copy.sqlite"));
  REQUIRE(insert(store, "b", 1));
  const auto copy = Store::open(folder / "copy.sqlite");
  REQUIRE(copy);
  CHECK(count(*copy) == 1);
  CHECK_FALSE(store.copy_to(folder / "copy.sqlite"));

  // And back again, while it is in use.
  REQUIRE(store.restore_from(folder / "copy.sqlite"));
  CHECK(count(store) == 1);
  CHECK(insert(store, "c", 1));
  CHECK(count(opened(folder)) == 2);
}

TEST_CASE("what is no copy of ours changes nothing") {
  const TempFolder folder;
  const auto store = opened(folder);
  REQUIRE(insert(store, "a", 1));
  test::write(folder / "rubbish", std::string(5000, 'x'));
  CHECK(store.restore_from(folder / "rubbish").error().code == ErrorCode::database_corrupt);
  CHECK(store.restore_from(folder / "nothing").error().code == ErrorCode::not_found);
  test::write(folder / "empty", "");
  CHECK_FALSE(store.restore_from(folder / "empty"));
  CHECK(count(store) == 1);
}
