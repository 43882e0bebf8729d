// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "core/files.h"
#include "core/result.h"

namespace whatworks::bench {

// collection: system: nDCG@10, as measured elsewhere with engines that this program does not run
using Reference = std::map<std::string, std::map<std::string, double>>;

// Reads lines of collection, tab, system, tab, nDCG@10; a line that begins with # says where the figures are from. Fails with not_found, unreadable, or
// bad_input naming file and line.
Result<Reference> load_reference(const fs::path& file);

}  // namespace whatworks::bench
