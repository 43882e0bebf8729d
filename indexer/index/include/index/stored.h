// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "core/files.h"
#include "core/result.h"
#include "record/record.h"

// What an index holds, for those who keep it in step with a folder of files. Each call opens the index afresh and gives what it held at one moment.
namespace whatworks {

// The digest of the file that each record was made from, by id. Fails with index_missing, index_outdated or index_corrupt.
Result<std::unordered_map<std::string, std::string>> indexed_digests(const fs::path& index);

// A record as it was last taken in; nothing where the index has none of that id. Fails as above.
Result<std::optional<Record>> find_stored(const fs::path& index, const std::string& id);

}  // namespace whatworks
