// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace whatworks {

// The steps by which a database comes to be, in their order; a file's PRAGMA user_version counts those that it has had. Each is one or more statements. A step
// that was released is never changed: what is wrong with it, a later one mends.
std::span<const std::string_view> schema_steps() noexcept;

}  // namespace whatworks
