// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <vector>

#include "core/files.h"
#include "core/result.h"

namespace whatworks {

// The records' files that paths of files and folders name, each once however often they name it. A file that is not there is among them: reading it
// says so. A folder without records is spoken of to `err`.
Result<std::vector<fs::path>> list_record_paths(const std::vector<fs::path>& paths, std::ostream& err);

}  // namespace whatworks
