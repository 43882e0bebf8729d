// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace whatworks {

// The key by which a text cites a record: of the id alone, so that it is the same in every selection and stays when a source is corrected.
//   "doe-2019-phone-lines" gives "doe2019phone-lines"; "hong-kong-icac", which has no year, stays as it is
// Two ids never give one key. ASCII.
std::string bibtex_key(std::string_view id);

}  // namespace whatworks
