// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.h"
#include "core/result.h"
#include "record/record.h"

namespace whatworks {

// The records' files of a corpus, by the ids that their names say. More than one of an id is a fault that is not ours to settle.
using FilesById = std::map<std::string, std::vector<fs::path>, std::less<>>;

// Fails with unreadable where the folder, or one below it, cannot be listed or is not there.
Result<FilesById> list_by_id(const fs::path& corpus);

// The files of one id; none where there is none.
std::vector<fs::path> files_of(const FilesById& files, std::string_view id);

// "studies/doe-2019-lines.md"
std::string path_below(const fs::path& corpus, const fs::path& file);

// Where the file of a record is to be: where it is, unless its kind has become another.
fs::path place_for(const fs::path& corpus, const std::string& id, const std::string& kind, const RecordReader& reader, const std::vector<fs::path>& present);

// Fails with conflict where the file, or a folder between it and the corpus, is a link: nobody could say where it leads.
Status refuse_links(const fs::path& corpus, const fs::path& file);

// Whether a file may be about a record that not everybody may read who is signed in; also where its text does not say.
bool may_be_restricted(std::string_view text);

}  // namespace whatworks
