// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace whatworks {

// Whether a text is an ORCID, "0000-0002-1825-0097", whose last sign is the check digit of the others by ISO 7064 MOD 11-2, as ORCID's own documentation on the
// structure of its identifiers has it.
bool is_orcid(std::string_view text) noexcept;

}  // namespace whatworks
