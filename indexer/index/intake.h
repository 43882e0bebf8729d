// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "build_workers.h"
#include "core/files.h"
#include "core/result.h"
#include "record/problem.h"
#include "record/record.h"

namespace whatworks {

// One file of the corpus as a build meets it.
struct Source {
  fs::path path;
  std::string id;                 // by the file's name
  std::vector<Problem> problems;  // found across files: two files with one id
  std::string indexed_digest;     // of the file that the index was made from, where it is; empty: read the file in any case
};

// What came of a file or a line.
struct Intake {
  bool unchanged = false;  // the index has this very file, which was not read further then
  Reading reading;
  std::string text;  // of a file that has problems, for showing the line
};

Intake read_source(const RecordReader& reader, const Source& source);

// The functions below read and check on the workers and hand on in order, on the caller's thread, until `take` returns a failure, which is theirs
// then. They read little more than has been taken, so that the corpus need not fit into memory.

Status read_sources(BuildWorkers& workers, const RecordReader& reader, const std::vector<Source>& sources,
                    const std::function<Status(const Source& source, Intake intake)>& take);

// `name` stands in the problems. Empty lines are passed over. Fails with unreadable where the lines cannot be read to their end.
Status read_lines(BuildWorkers& workers, const RecordReader& reader, std::istream& lines, const std::string& name,
                  const std::function<Status(int line, Intake intake)>& take);

}  // namespace whatworks
