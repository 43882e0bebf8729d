// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "access/access.h"
#include "support/temp_folder.h"

namespace whatworks::test {

inline constexpr const char* kPassword = "plum-tractor-seventeen";

// A database with a clock that tests set, and hashes that cost next to nothing.
struct Office {
  explicit Office(AccessOptions options = {}) {
    write(folder / "common.txt", "password\ndragon\nqwertyuiopasdf\n");
    options.common_passwords = folder / "common.txt";
    options.hash_cost = {1, 8 * 1024};
    store = std::make_unique<Store>(Store::open(folder / "data.sqlite").value());
    access = std::make_unique<Access>(Access::make(*store, options, [this] { return now; }).value());
  }

  // An account that can sign in.
  Account person(const std::string& name, std::vector<Role> roles = {Role::reader}, std::vector<std::string> groups = {}) const {
    auto added = access->accounts().add({name, "Somebody called " + name, std::move(roles), std::move(groups)}, terminal).value();
    if (!access->accounts().set_password(added.token, kPassword, "192.0.2.1")) {
      throw std::runtime_error("cannot set a password");
    }
    return added.account;
  }

  [[nodiscard]] SignInOutcome try_to_sign_in(const std::string& name, const std::string& password = kPassword, const std::string& address = "192.0.2.1") const {
    return access->sessions().sign_in({name, password, address, "Example Browser", {}}).value();
  }

  // The token of a new session.
  [[nodiscard]] std::string signed_in(const std::string& name) const { return std::get<SignedIn>(try_to_sign_in(name)).token; }
  [[nodiscard]] Visitor visitor(const std::string& token) const { return access->identify({}, token, "192.0.2.1").value(); }

  [[nodiscard]] std::string trail() const {
    std::string out;
    const auto entries = access->audit().entries({}).value();  // outlives the loop
    for (const auto& entry : entries) {
      out.insert(0, entry.action + ' ');
    }
    return out;
  }

  TempFolder folder;
  Instant now{std::chrono::seconds(1'800'000'000)};
  Actor terminal{std::string(kTerminalActor), {}};
  std::unique_ptr<Store> store;
  std::unique_ptr<Access> access;
};

}  // namespace whatworks::test
