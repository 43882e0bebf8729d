// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Which role may do what: one table, which routes, pages and documents follow.
namespace whatworks {

enum class Permission {
  read_public,    // everybody has it, signed in or not
  read_internal,  // records for internal circulation
  use_account,    // one's own account, its sessions and its data
  contribute,     // write drafts and hand them in
  review,         // comment, accept and decline drafts of others
  facilitate,     // set up and run workshops
  administer,     // accounts, groups and the audit trail
};
inline constexpr std::size_t kPermissions = 7;

enum class Role { reader, contributor, reviewer, facilitator, administrator };

struct RoleInfo {
  Role role;
  std::string_view name;   // as in commands and in the database, "reader"
  std::string_view label;  // as on pages, "Reader"
  std::string_view what;   // what somebody with it may do, for administrators
  std::span<const Permission> permissions;
};

// All roles, from the least to the most.
std::span<const RoleInfo> roles() noexcept;

const RoleInfo& info(Role role) noexcept;
std::optional<Role> find_role(std::string_view name) noexcept;

std::string_view permission_name(Permission permission) noexcept;  // "read_public"

// Whether somebody with these roles may do that; with none at all, one may read what is public.
bool may(std::span<const Role> roles, Permission permission) noexcept;

}  // namespace whatworks
