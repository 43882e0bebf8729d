// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/audit.h"
#include "access/role.h"
#include "search/search.h"

namespace whatworks {

// Somebody with an account, as it is now.
struct Person {
  std::string pseudonym;  // "p-3f9a0c77b1d2": stays when the account is erased, and tells nobody who it was
  std::string name;       // as typed to sign in
  std::string display_name;
  std::vector<Role> roles;
  std::vector<std::string> groups;
  std::string orcid = {};  // empty where they gave none
};

// Whoever sent a request.
struct Visitor {
  std::optional<Person> person;  // nothing where nobody is signed in
  std::string address;           // where the request came from
  std::string form_token;        // what forms must bring back, so that no other site can send them; empty where nobody is signed in
  std::string session;           // digest of the session's token; empty where a proxy vouches for the person

  [[nodiscard]] bool may(Permission permission) const noexcept;
  [[nodiscard]] Actor actor() const;
};

// What a visitor may read: the one place where a person becomes the shards of the index that are opened for them.
Audience audience_of(const Visitor& visitor);

}  // namespace whatworks
