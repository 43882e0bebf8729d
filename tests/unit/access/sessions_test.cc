// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/sessions.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "support/office.h"

using namespace whatworks;
using namespace whatworks::test;
using namespace std::chrono_literals;

namespace {

bool in(const SignInOutcome& outcome) { return std::holds_alternative<SignedIn>(outcome); }
bool refused(const SignInOutcome& outcome) { return std::holds_alternative<NotSignedIn>(outcome); }
long long wait(const SignInOutcome& outcome) {
  return std::holds_alternative<MustWait>(outcome) ? static_cast<long long>(std::get<MustWait>(outcome).time.count()) : 0;
}

}  // namespace

TEST_CASE("whoever has the password is signed in, under the name in any case") {
  const Office office;
  office.person("ann", {Role::reviewer}, {"north"});
  CHECK(refused(office.try_to_sign_in("ann", "plum-tractor-eighteen")));
  CHECK(refused(office.try_to_sign_in("nobody")));
  CHECK(refused(office.try_to_sign_in("")));
  const auto visitor = office.visitor(std::get<SignedIn>(office.try_to_sign_in(" ANN ")).token);
  REQUIRE(visitor.person);
  CHECK(visitor.person->display_name == "Somebody called ann");
  CHECK(visitor.may(Permission::review));
  CHECK_FALSE(visitor.may(Permission::administer));
  CHECK(audience_of(visitor) == Audience{true, {"north"}});
}

TEST_CASE("an account without a password cannot be signed in to") {
  const Office office;
  REQUIRE(office.access->accounts().add({"ann", "", {Role::reader}, {}}, office.terminal));
  CHECK(refused(office.try_to_sign_in("ann", "")));
  CHECK(refused(office.try_to_sign_in("ann", kPassword)));
}

TEST_CASE("a token that is forged, ended, cut or a digest out of the database is nobody's") {
  const Office office;
  office.person("ann");
  const auto token = office.signed_in("ann");
  CHECK(token.size() == 43);
  for (const std::string& forged :
       {std::string("x"), token.substr(1), token + "x", sha256(token), std::string(43, 'A'), std::string(100'000, 'x'), std::string("' OR 1=1 --")}) {
    CHECK_FALSE(office.visitor(forged).person);
  }
  const auto visitor = office.visitor(token);
  REQUIRE(office.access->sessions().sign_out(visitor));
  CHECK_FALSE(office.visitor(token).person);
  CHECK(office.access->sessions().sign_out(visitor));  // twice does no harm
  CHECK(office.trail() == "account-added link-made password-set signed-in signed-out ");
  REQUIRE(office.store->copy_to(office.folder / "copy.sqlite"));
  CHECK(read(office.folder / "copy.sqlite").find(token) == std::string::npos);
}

TEST_CASE("signing in begins a new session and ends the one that the browser had") {
  const Office office;
  office.person("ann");
  const auto before = office.signed_in("ann");
  const auto planted = office.signed_in("ann");
  const auto outcome = office.access->sessions().sign_in({"ann", kPassword, "192.0.2.1", {}, before}).value();
  const auto after = std::get<SignedIn>(outcome).token;
  CHECK(after != before);
  CHECK_FALSE(office.visitor(before).person);
  CHECK(office.visitor(after).person);
  CHECK(office.visitor(planted).person);
  CHECK(office.access->sessions().sessions_of(office.visitor(after))->size() == 2);
  REQUIRE(office.access->sessions().sign_out_everywhere(office.visitor(after)));
  CHECK_FALSE(office.visitor(after).person);
  CHECK_FALSE(office.visitor(planted).person);
}

TEST_CASE("a session ends when it is not used, and in any case after its life") {
  Office office;
  office.person("ann");
  const auto idle = office.signed_in("ann");
  office.now += 61min;
  CHECK_FALSE(office.visitor(idle).person);
  const auto used = office.signed_in("ann");
  for (int i = 0; i < 23; ++i) {
    office.now += 30min;
    CHECK(office.visitor(used).person);
  }
  office.now += 31min;
  CHECK_FALSE(office.visitor(used).person);
}

TEST_CASE("a clock that jumps ends sessions rather than lengthen them, and nobody waits for ever") {
  Office office;
  office.person("ann");
  const auto token = office.signed_in("ann");
  office.now += 20h;
  CHECK_FALSE(office.visitor(token).person);
  const auto late = office.signed_in("ann");
  office.now -= 2min;
  CHECK(office.visitor(late).person);
  office.now -= 10h;
  CHECK_FALSE(office.visitor(late).person);
  for (int i = 0; i < Sessions::kFreeFailuresOfName + 1; ++i) {
    (void)office.try_to_sign_in("ann", "wrong");
  }
  office.now -= 1000h;
  CHECK(wait(office.try_to_sign_in("ann")) <= 900);
  REQUIRE(office.access->tidy());
  office.now += 15min;
  CHECK(in(office.try_to_sign_in("ann")));
  CHECK_FALSE(office.access->audit().check()->broken);
}

TEST_CASE("failures slow down a name, whether or not there is such an account") {
  Office office;
  office.person("ann");
  for (const std::string name : {"ann", "nobody"}) {
    for (int i = 0; i < Sessions::kFreeFailuresOfName; ++i) {
      CHECK(refused(office.try_to_sign_in(name, "wrong", "192.0.2." + std::to_string(i))));
    }
    CHECK(wait(office.try_to_sign_in(name, "wrong", "198.51.100.1")) == 1);
    CHECK(wait(office.try_to_sign_in(name, kPassword, "198.51.100.1")) == 1);  // nor does the right one get through
    office.now += 1s;
    CHECK(refused(office.try_to_sign_in(name, "wrong", "198.51.100.1")));
    CHECK(wait(office.try_to_sign_in(name, "wrong", "198.51.100.1")) == 2);
    for (int i = 0; i < 20; ++i) {
      office.now += 15min;
      (void)office.try_to_sign_in(name, "wrong", "203.0.113." + std::to_string(i));
    }
    CHECK(wait(office.try_to_sign_in(name, "wrong", "198.51.100.2")) == 900);
  }
  office.now += 15min;
  CHECK(in(office.try_to_sign_in("ann")));
  CHECK(refused(office.try_to_sign_in("ann", "wrong")));  // and counts from the start again
}

TEST_CASE("failures slow down an address, whichever names it tries") {
  Office office;
  office.person("ann");
  for (int i = 0; i < Sessions::kFreeFailuresOfAddress; ++i) {
    CHECK(refused(office.try_to_sign_in("name" + std::to_string(i), "wrong")));
  }
  CHECK(wait(office.try_to_sign_in("ann")) == 1);
  CHECK(in(office.try_to_sign_in("ann", kPassword, "192.0.2.99")));
}

TEST_CASE("the failures of an address that many share are forgiven one by one") {
  Office office;
  office.person("ann");
  for (int i = 0; i < Sessions::kFreeFailuresOfAddress; ++i) {
    CHECK(refused(office.try_to_sign_in("name" + std::to_string(i), "wrong")));
  }
  CHECK(wait(office.try_to_sign_in("ann")) == 1);
  office.now += Sessions::kForgivenIn * 3;
  for (int i = 0; i < 3; ++i) {
    CHECK(refused(office.try_to_sign_in("another" + std::to_string(i), "wrong")));
  }
  CHECK(wait(office.try_to_sign_in("ann")) == 1);
  office.now -= 1000h;  // a clock that is set back forgives nothing, and takes nothing back
  CHECK(wait(office.try_to_sign_in("ann")) == 1);
}

TEST_CASE("whoever fails on purpose keeps nobody out who has signed in before") {
  Office office;
  office.person("ann");
  office.person("bob");
  const auto try_from = [&](const std::string& name, const std::string& password, const std::string& address, const std::string& known) {
    return office.access->sessions().sign_in({name, password, address, {}, {}, {}, known}).value();
  };
  const auto known = std::get<SignedIn>(office.try_to_sign_in("ann")).known;
  CHECK(known.size() == 64);
  for (int i = 0; i < Sessions::kFreeFailuresOfAddress; ++i) {
    office.now += 15min;
    (void)office.try_to_sign_in("ann", "wrong");
  }
  CHECK(wait(office.try_to_sign_in("ann")) > 0);
  CHECK(in(try_from("ann", kPassword, "192.0.2.1", known)));
  // For this account alone, and only for what was given out.
  for (int i = 0; i < Sessions::kFreeFailuresOfName; ++i) {
    CHECK(refused(office.try_to_sign_in("bob", "wrong", "192.0.2.50")));
  }
  CHECK(wait(try_from("bob", kPassword, "192.0.2.50", known)) > 0);
  CHECK(wait(try_from("ann", kPassword, "192.0.2.1", sha256(known))) > 0);
  // Who has stolen it tries no more often than others.
  for (int i = 0; i < Sessions::kFreeFailuresOfName; ++i) {
    CHECK(refused(try_from("ann", "wrong", "192.0.2." + std::to_string(100 + i), known)));
  }
  CHECK(wait(try_from("ann", kPassword, "192.0.2.200", known)) > 0);
  // A new password makes it worthless.
  office.now += 24h;
  const auto ann = office.access->accounts().find_by_name("ann")->pseudonym;
  REQUIRE(office.access->accounts().set_password(office.access->accounts().make_link(ann, office.terminal).value(), "another-plum-tractor", "192.0.2.1"));
  for (int i = 0; i <= Sessions::kFreeFailuresOfName; ++i) {
    (void)office.try_to_sign_in("ann", "wrong", "192.0.2.60");
  }
  CHECK(wait(try_from("ann", "another-plum-tractor", "192.0.2.60", known)) > 0);
}

TEST_CASE("a flood of sign-ins is answered, with some told to wait, and the right one still gets in afterwards") {
  Office office;
  office.person("ann");
  std::atomic<int> answered = 0;
  std::atomic<int> wrongly_in = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 25; ++i) {
        const auto outcome = office.access->sessions().sign_in({"ann", "wrong", "198.51.100." + std::to_string(t), {}, {}});
        answered += outcome ? 1 : 0;
        wrongly_in += outcome && in(*outcome) ? 1 : 0;
      }
    });
  }
  for (auto& thread : threads) {
    thread.join();
  }
  CHECK(answered == 200);
  CHECK(wrongly_in == 0);
  office.now += 24h;
  CHECK(in(office.try_to_sign_in("ann")));
}

TEST_CASE("what changes on an account counts from the next request on") {
  const Office office;
  const auto ann = office.person("ann", {Role::reviewer}, {"north"});
  const auto token = office.signed_in("ann");
  AccountChange change;
  change.roles = {Role::reader};
  change.groups = std::vector<std::string>{"south"};
  REQUIRE(office.access->accounts().change(ann.pseudonym, change, office.terminal));
  const auto visitor = office.visitor(token);
  CHECK_FALSE(visitor.may(Permission::review));
  CHECK(audience_of(visitor) == Audience{true, {"south"}});
}

TEST_CASE("whoever a proxy vouches for becomes a reader, once, and not against a disabled account") {
  AccessOptions options;
  const Office office(options);
  const auto first = office.access->identify("EXAMPLE\\Ann", {}, "192.0.2.1").value();
  REQUIRE(first.person);
  CHECK(first.person->roles == std::vector<Role>{Role::reader});
  CHECK_FALSE(first.form_token.empty());
  const auto second = office.access->identify("example\\ann", {}, "192.0.2.1").value();
  CHECK(second.person->pseudonym == first.person->pseudonym);
  CHECK(second.form_token == first.form_token);
  CHECK(office.access->accounts().list()->size() == 1);
  CHECK_FALSE(office.access->identify("not a name", {}, "192.0.2.1")->person);
  REQUIRE(office.access->accounts().disable(first.person->pseudonym, office.terminal));
  CHECK_FALSE(office.access->identify("example\\ann", {}, "192.0.2.1")->person);
  AccessOptions known;
  known.proxy_makes_accounts = false;
  const Office strict(known);
  CHECK_FALSE(strict.access->identify("ann", {}, "192.0.2.1")->person);
  CHECK(strict.access->accounts().list()->empty());
}

TEST_CASE("a database that cannot be read is an error, and lets nobody in") {
  const Office office;
  office.person("ann");
  const auto token = office.signed_in("ann");
  REQUIRE(office.store->write([](Transaction& transaction) -> Status {
    transaction.run("DROP TABLE sessions");
    return {};
  }));
  CHECK_FALSE(office.access->identify({}, token, "192.0.2.1"));
  CHECK_FALSE(office.access->sessions().sign_in({"ann", kPassword, "192.0.2.1", {}, {}}));
}

TEST_CASE("what has ended is removed") {
  Office office;
  office.person("ann");
  (void)office.signed_in("ann");
  (void)office.try_to_sign_in("ann", "wrong");
  office.now += 25h;
  REQUIRE(office.access->tidy());
  const auto left = office.store->read([](Transaction& transaction) -> Result<std::int64_t> {
    return transaction.first("SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM sign_in_failures) + (SELECT count(*) FROM password_links)")
        ->integer(0);
  });
  CHECK(left == 0);
}
