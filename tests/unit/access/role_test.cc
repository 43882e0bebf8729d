// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/role.h"

#include <catch2/catch.hpp>

using namespace whatworks;

TEST_CASE("the table of roles is the one that was agreed on") {
  const auto all = [](std::vector<Role> of) {
    std::string out;
    for (std::size_t i = 0; i < kPermissions; ++i) {
      if (may(of, static_cast<Permission>(i))) {
        out += std::string(permission_name(static_cast<Permission>(i))) + ' ';
      }
    }
    return out;
  };
  CHECK(all({}) == "read_public ");
  CHECK(all({Role::reader}) == "read_public read_internal use_account ");
  CHECK(all({Role::contributor}) == "read_public read_internal use_account contribute ");
  CHECK(all({Role::reviewer}) == "read_public read_internal use_account contribute review ");
  CHECK(all({Role::facilitator}) == "read_public read_internal use_account facilitate ");
  CHECK(all({Role::administrator}) == "read_public read_internal use_account administer ");
  CHECK(all({Role::facilitator, Role::contributor}) == "read_public read_internal use_account contribute facilitate ");
}

TEST_CASE("roles are found by their names, and by nothing else") {
  for (const auto& role : roles()) {
    CHECK(find_role(role.name) == role.role);
    CHECK(&info(role.role) == &role);
  }
  CHECK_FALSE(find_role("Reader"));
  CHECK_FALSE(find_role(""));
}
