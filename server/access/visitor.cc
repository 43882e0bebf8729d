// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/visitor.h"

namespace whatworks {

bool Visitor::may(Permission permission) const noexcept {
  return whatworks::may(person ? std::span<const Role>(person->roles) : std::span<const Role>{}, permission);
}

Actor Visitor::actor() const { return {person ? person->pseudonym : std::string(kVisitorActor), address}; }

Audience audience_of(const Visitor& visitor) {
  if (!visitor.may(Permission::read_internal)) {
    return Audience::everyone();
  }
  return {true, visitor.person->groups};
}

}  // namespace whatworks
