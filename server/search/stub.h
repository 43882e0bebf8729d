// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <string>
#include <vector>

#include "core/files.h"
#include "core/result.h"

namespace whatworks {

// A shard of an index that is spread over machines, as a line of a stub file names it. The file is in the form of Xapian's own:
//
//     # comment
//     remote search-1.example.org:33333
//     auto ../var/index/000007/public
//
// Everyone may see what these shards hold: who lists them answers for that.
struct StubShard {
  std::string host;  // empty: on this machine
  unsigned port = 0;
  fs::path path;  // of a shard on this machine, relative to the stub's folder where it is not absolute
};

// Whether an index is given as a stub file and not as a folder.
bool is_stub(const fs::path& index);

// Fails with unreadable, or with bad_input where a line is of another form, which it names.
Result<std::vector<StubShard>> load_stub(const fs::path& stub);

// Throws Xapian::Error; a machine that does not answer within seconds is as one that is down.
Xapian::Database open_stub_shard(const StubShard& shard);

}  // namespace whatworks
