// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/accounts.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "support/office.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

template <typename T>
ErrorCode code_of(const Result<T>& result) {
  REQUIRE_FALSE(result);
  CHECK_FALSE(result.error().hint.empty());
  return result.error().code;
}

}  // namespace

TEST_CASE("a name is kept in one form, and what is none is refused") {
  CHECK(account_name(" Ann.Example ") == "ann.example");
  CHECK(account_name("EXAMPLE\\ann") == "example\\ann");
  CHECK(account_name("ann@example.org") == "ann@example.org");
  for (const std::string text : {"", " ", "ann example", "änn", "an\nn", "ann/..", "ann<b>"}) {
    CHECK_FALSE(account_name(text));
  }
  CHECK_FALSE(account_name(std::string(101, 'a')));
}

TEST_CASE("an account is added once, with roles and groups, and is found by name and pseudonym") {
  const Office office;
  const auto& accounts = office.access->accounts();
  const auto added = accounts.add({"Ann", "Ann Example", {Role::reviewer, Role::reader, Role::reader}, {"north", "north"}}, office.terminal);
  REQUIRE(added);
  const auto* ann = &added->account;
  CHECK(ann->name == "ann");
  CHECK(ann->roles == std::vector<Role>{Role::reader, Role::reviewer});
  CHECK(ann->groups == std::vector<std::string>{"north"});
  CHECK_FALSE(ann->has_password);
  CHECK(accounts.find_by_name("ANN")->pseudonym == ann->pseudonym);
  CHECK(accounts.find(ann->pseudonym)->display_name == "Ann Example");
  CHECK(code_of(accounts.add({"ann", "", {Role::reader}, {}}, office.terminal)) == ErrorCode::conflict);
  CHECK(code_of(accounts.add({"b b", "", {Role::reader}, {}}, office.terminal)) == ErrorCode::bad_input);
  CHECK(code_of(accounts.add({"bob", "", {}, {}}, office.terminal)) == ErrorCode::bad_input);
  CHECK(code_of(accounts.add({"bob", "", {Role::reader}, {"Not A Group"}}, office.terminal)) == ErrorCode::bad_input);
  CHECK(code_of(accounts.add({"bob", std::string(101, 'b'), {Role::reader}, {}}, office.terminal)) == ErrorCode::bad_input);
  CHECK(code_of(accounts.find("p-000000000000")) == ErrorCode::not_found);
  CHECK(accounts.list()->size() == 1);
  CHECK(office.trail() == "account-added link-made ");
}

TEST_CASE("a link sets a password once, until it is too old or another is made") {
  Office office;
  const auto& accounts = office.access->accounts();
  const auto added = accounts.add({"ann", "", {Role::reader}, {}}, office.terminal).value();
  const auto& [ann, first] = added;
  const auto second = accounts.make_link(ann.pseudonym, office.terminal).value();
  CHECK(code_of(accounts.account_of_link(first)) == ErrorCode::not_found);
  CHECK(accounts.account_of_link(second)->name == "ann");
  CHECK(code_of(accounts.set_password(second, "short", "192.0.2.1")) == ErrorCode::bad_input);
  CHECK(accounts.set_password(second, kPassword, "192.0.2.1"));
  CHECK(code_of(accounts.set_password(second, kPassword, "192.0.2.1")) == ErrorCode::not_found);
  CHECK(code_of(accounts.set_password("", kPassword, "192.0.2.1")) == ErrorCode::not_found);

  const auto third = accounts.make_link(ann.pseudonym, office.terminal).value();
  office.now += std::chrono::hours(73);
  CHECK(code_of(accounts.account_of_link(third)) == ErrorCode::not_found);
}

TEST_CASE("setting a password ends the sessions that another may have begun") {
  const Office office;
  const auto ann = office.person("ann");
  const auto token = office.signed_in("ann");
  const auto link = office.access->accounts().make_link(ann.pseudonym, office.terminal).value();
  REQUIRE(office.access->accounts().set_password(link, "another-long-sentence", "192.0.2.1"));
  CHECK_FALSE(office.visitor(token).person);
}

TEST_CASE("the owner changes a password with the present one, and stays signed in where they are") {
  const Office office;
  const auto ann = office.person("ann");
  const auto here = office.signed_in("ann");
  const auto elsewhere = office.signed_in("ann");
  const auto visitor = office.visitor(here);
  const auto& accounts = office.access->accounts();
  CHECK(code_of(accounts.change_password(ann.pseudonym, "wrong", "another-long-sentence", visitor.session, visitor.actor())) == ErrorCode::forbidden);
  CHECK(code_of(accounts.change_password(ann.pseudonym, kPassword, "ann-ann-ann", visitor.session, visitor.actor())) == ErrorCode::bad_input);
  CHECK(accounts.change_password(ann.pseudonym, kPassword, "another-long-sentence", visitor.session, visitor.actor()));
  CHECK(office.visitor(here).person);
  CHECK_FALSE(office.visitor(elsewhere).person);
  CHECK(std::holds_alternative<NotSignedIn>(office.try_to_sign_in("ann")));
  CHECK(std::holds_alternative<SignedIn>(office.try_to_sign_in("ann", "another-long-sentence")));
}

TEST_CASE("what is changed is told to the trail, and what stays is not") {
  const Office office;
  const auto ann = office.person("ann", {Role::reader}, {"north"});
  const auto& accounts = office.access->accounts();
  AccountChange change;
  change.roles = {Role::reviewer};
  change.groups = std::vector<std::string>{};
  REQUIRE(accounts.change(ann.pseudonym, change, office.terminal));
  CHECK(accounts.find(ann.pseudonym)->roles == std::vector<Role>{Role::reviewer});
  const auto newest = office.access->audit().entries({}).value().front();
  CHECK(newest.action == "account-changed");
  CHECK(newest.detail == "roles: reader -> reviewer; groups: north -> none");
  const auto before = office.trail();
  REQUIRE(accounts.change(ann.pseudonym, change, office.terminal));
  CHECK(office.trail() == before);
}

TEST_CASE("the last administrator stays, whatever is tried") {
  const Office office;
  const auto ada = office.person("ada", {Role::administrator});
  const auto& accounts = office.access->accounts();
  AccountChange demote;
  demote.roles = {Role::reader};
  CHECK(code_of(accounts.change(ada.pseudonym, demote, office.terminal)) == ErrorCode::conflict);
  CHECK(code_of(accounts.disable(ada.pseudonym, office.terminal)) == ErrorCode::conflict);
  CHECK(code_of(accounts.erase(ada.pseudonym, office.terminal)) == ErrorCode::conflict);
  CHECK(accounts.find(ada.pseudonym)->roles == std::vector<Role>{Role::administrator});
  CHECK(office.visitor(office.signed_in("ada")).person);
  const auto eve = office.person("eve", {Role::administrator});
  CHECK(accounts.disable(ada.pseudonym, office.terminal));
  CHECK(code_of(accounts.disable(eve.pseudonym, office.terminal)) == ErrorCode::conflict);
}

TEST_CASE("a disabled account is out at once, and in again when it is enabled") {
  const Office office;
  const auto ann = office.person("ann");
  const auto token = office.signed_in("ann");
  REQUIRE(office.access->accounts().disable(ann.pseudonym, office.terminal));
  CHECK_FALSE(office.visitor(token).person);
  CHECK(std::holds_alternative<NotSignedIn>(office.try_to_sign_in("ann")));
  CHECK(code_of(office.access->accounts().make_link(ann.pseudonym, office.terminal)) == ErrorCode::conflict);
  REQUIRE(office.access->accounts().enable(ann.pseudonym, office.terminal));
  CHECK(std::holds_alternative<SignedIn>(office.try_to_sign_in("ann")));
}

TEST_CASE("an ORCID is kept as its digits, refused where it is mistyped, told to its owner, and goes with the account") {
  const Office office;
  const auto ann = office.person("ann", {Role::contributor});
  const auto& accounts = office.access->accounts();
  const auto change = [&](const std::string& orcid) {
    AccountChange wanted;
    wanted.orcid = orcid;
    return accounts.change(ann.pseudonym, wanted, office.terminal);
  };
  CHECK(accounts.find(ann.pseudonym)->orcid.empty());
  for (const auto* typed : {"0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097", " http://orcid.org/0000-0002-1825-0097 "}) {
    REQUIRE(change(""));
    REQUIRE(change(typed));
    CHECK(accounts.find(ann.pseudonym)->orcid == "0000-0002-1825-0097");
  }
  for (const auto* typed : {"0000-0002-1825-0098", "0000-0002-1825", "https://example.org/0000-0002-1825-0097", "x"}) {
    CHECK(code_of(change(typed)) == ErrorCode::bad_input);
  }
  CHECK(accounts.find(ann.pseudonym)->orcid == "0000-0002-1825-0097");  // none of those changed it
  CHECK(accounts.data_on(ann.pseudonym, office.terminal)->at("account").at("orcid") == "0000-0002-1825-0097");
  const auto entries = office.access->audit().entries({{}, {}, {}}).value();  // outlives the loop
  for (const auto& entry : entries) {
    CHECK(entry.detail.find("1825") == std::string::npos);  // the trail cannot forget
  }
  REQUIRE(accounts.erase(ann.pseudonym, office.terminal));
  REQUIRE(office.store->copy_to(office.folder / "copy.sqlite"));
  CHECK(read(office.folder / "copy.sqlite").find("0000-0002-1825-0097") == std::string::npos);
}

TEST_CASE("a person can have all that is kept on them, and be forgotten; what was done stays under the pseudonym") {
  const Office office;
  const auto ann = office.person("ann", {Role::contributor}, {"north"});
  const auto token = office.signed_in("ann");
  const auto data = office.access->accounts().data_on(ann.pseudonym, office.visitor(token).actor());
  REQUIRE(data);
  CHECK(data->at("account").at("display_name") == "Somebody called ann");
  CHECK(data->at("sessions").at(0).at("browser") == "Example Browser");
  CHECK(data->at("audit_trail").size() == 5);  // added, link, password, signed in, taken out
  CHECK(data->at("audit_trail").at(3).at("address") == "192.0.2.1");

  REQUIRE(office.access->accounts().erase(ann.pseudonym, office.terminal));
  CHECK_FALSE(office.visitor(token).person);
  CHECK(std::holds_alternative<NotSignedIn>(office.try_to_sign_in("ann")));
  CHECK(office.access->accounts().list()->back().state == AccountState::erased);
  CHECK(code_of(office.access->accounts().find(ann.pseudonym)) == ErrorCode::not_found);
  const auto entries = office.access->audit().entries({ann.pseudonym, {}, {}}).value();
  CHECK(entries.size() == 3);
  for (const auto& entry : entries) {
    CHECK(entry.address.empty());
  }
  CHECK_FALSE(office.access->audit().check()->broken);
  // Not a word of them in the file.
  REQUIRE(office.store->copy_to(office.folder / "copy.sqlite"));
  const auto file = read(office.folder / "copy.sqlite");
  CHECK(file.find("Somebody called") == std::string::npos);
  CHECK(file.find("Example Browser") == std::string::npos);
  // The name is free again, for somebody else.
  CHECK(office.person("ann").pseudonym != ann.pseudonym);
}
