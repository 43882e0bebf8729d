// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.h"
#include "core/result.h"
#include "record/problem.h"
#include "record/record.h"

namespace whatworks {

// Whether a file of this name is meant as a record: "x.md", but neither a hidden one nor README.md or CONTRIBUTING.md.
bool is_record_file_name(std::string_view name) noexcept;

// The files below `corpus` that are meant as records, sorted; those in hidden folders are left out.
// Fails with unreadable where a folder cannot be listed.
Result<std::vector<fs::path>> list_record_files(const fs::path& corpus);

// A record that another one names, and where its file names it.
struct Mention {
  std::string id;
  int line = 1;
  int column = 1;
};

// The related records that a record names, with their places in the text that it was read from.
std::vector<Mention> mentions_in(const Record& record, std::string_view source);

// The folder of the corpus in which records of a kind lie: "studies".
std::string folder_of_kind(std::string_view kind);

// What has to be known of a file to check it against the others, so that a million records need not lie in memory.
struct CorpusFile {
  std::string path;
  std::string id;
  std::vector<Mention> related = {};
  std::string circulation = {};  // as in Record; empty where it is not known
  std::vector<std::string> groups = {};
};

// What is wrong between files: two with one id (error, on both); a related record that is not among them (warning), or that not all who may read the
// one may read (error). Sorted.
std::vector<Problem> check_across(std::span<const CorpusFile> files);

}  // namespace whatworks
