// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.h"
#include "core/result.h"
#include "record/record.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// Hands every record to `use`, in the order of ids, until it returns false. May be called several times. Fails where the records cannot be had.
using EachRecord = std::function<Status(const std::function<bool(const Record&)>& use)>;

struct ArchiveSource {
  const Schemas& schemas;
  fs::path schemas_folder;  // whose files go into the archive as they are
  std::string base_url;     // where the records' pages are, or empty
  std::string read_me;      // Markdown, README.md of the archive
  EachRecord each_record;
};

// The whole base as one ZIP archive: README.md, datapackage.json, every record in Markdown, all of them as JSON Lines and as tables, the schemas and
// vocabularies, and last manifest-sha256.txt with a digest of each file, as `sha256sum --check` reads it. The same records, schemas and address give the same
// bytes at any time and place. Goes through the records several times and holds one of them in memory. `sink` takes the bytes; where it returns false, that
// is the end. Fails as `each_record` does, and with unreadable where a schema cannot be read.
Status write_archive(const ArchiveSource& source, const std::function<bool(std::string_view)>& sink);

// A description of the two tables by the Frictionless Data Package standard. `records` and `outcomes` are where they lie: file names or addresses.
nlohmann::ordered_json data_package(const Schemas& schemas, std::string_view base_url, std::string_view records, std::string_view outcomes);

}  // namespace whatworks
