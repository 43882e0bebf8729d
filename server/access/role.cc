// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/role.h"

#include <algorithm>
#include <array>

namespace whatworks {
namespace {

using enum Permission;

// Administering is apart from the work on evidence, so that whoever hands out the rights does not have them all by that.
constexpr std::array kReader{read_public, read_internal, use_account};
constexpr std::array kContributor{read_public, read_internal, use_account, contribute};
constexpr std::array kReviewer{read_public, read_internal, use_account, contribute, review};
constexpr std::array kFacilitator{read_public, read_internal, use_account, facilitate};
constexpr std::array kAdministrator{read_public, read_internal, use_account, administer};

constexpr std::array<RoleInfo, 5> kRoles{{
    {Role::reader, "reader", "Reader", "reads internal records, and restricted ones of their groups", kReader},
    {Role::contributor, "contributor", "Contributor", "also writes records and hands them in for review", kContributor},
    {Role::reviewer, "reviewer", "Reviewer", "also reviews and publishes what others handed in", kReviewer},
    {Role::facilitator, "facilitator", "Facilitator", "reads as a reader does, and sets up and runs workshops", kFacilitator},
    {Role::administrator, "administrator", "Administrator", "reads as a reader does, and looks after accounts, groups and the audit trail", kAdministrator},
}};

constexpr std::array<std::string_view, kPermissions> kPermissionNames{"read_public", "read_internal", "use_account", "contribute",
                                                                      "review",      "facilitate",    "administer"};

}  // namespace

std::span<const RoleInfo> roles() noexcept { return kRoles; }

const RoleInfo& info(Role role) noexcept { return kRoles[static_cast<std::size_t>(role)]; }

std::optional<Role> find_role(std::string_view name) noexcept {
  const auto* const found = std::find_if(kRoles.begin(), kRoles.end(), [&](const RoleInfo& row) { return row.name == name; });
  return found == kRoles.end() ? std::nullopt : std::optional(found->role);
}

std::string_view permission_name(Permission permission) noexcept { return kPermissionNames[static_cast<std::size_t>(permission)]; }

bool may(std::span<const Role> roles, Permission permission) noexcept {
  if (permission == Permission::read_public) {
    return true;
  }
  return std::any_of(roles.begin(), roles.end(), [&](Role role) {
    const auto granted = info(role).permissions;
    return std::find(granted.begin(), granted.end(), permission) != granted.end();
  });
}

}  // namespace whatworks
