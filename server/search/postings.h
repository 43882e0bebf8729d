// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "doc_set.h"

namespace whatworks {

// The posting list of a term, read out of the database: which documents hold it, and how often.
struct Postings {
  SharedDocs documents;
  std::vector<std::uint16_t> counts;  // within-document frequencies, beside `documents`; what is higher is held at 65,535
};

// Reads a term's postings; empty where nothing holds it. Throws Xapian::Error.
std::shared_ptr<const Postings> read_postings(const Xapian::Database& shard, const std::string& term);

}  // namespace whatworks
