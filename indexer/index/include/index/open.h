// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <vector>

#include "core/files.h"
#include "core/result.h"
#include "index/manifest.h"

namespace whatworks {

// Opens one shard for reading, by path: every thread calls this for itself, and no handle goes from one thread to another.
Result<Xapian::Database> open_shard(const fs::path& index, const Manifest& manifest, const Shard& shard);

}  // namespace whatworks
