// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
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

// The postings that were asked for lately, of one revision of one shard, within a bound of memory. Walking a list out of the B-tree takes some 18 ns
// a posting, out of memory 1. Locks itself; shared by all readers of that revision.
class PostingCache {
 public:
  explicit PostingCache(std::size_t limit_bytes) : limit_(limit_bytes) {}

  // From memory, or else what `read` gives. Two who ask for the same at once both read it.
  std::shared_ptr<const Postings> get(const std::string& term, const std::function<std::shared_ptr<const Postings>()>& read);

 private:
  struct Entry {
    std::string term;
    std::shared_ptr<const Postings> postings;
    std::size_t bytes;
  };

  std::shared_ptr<const Postings> find(const std::string& term);
  void keep(const std::string& term, const std::shared_ptr<const Postings>& postings);

  std::size_t limit_;
  std::mutex mutex_;
  std::size_t bytes_ = 0;
  std::list<Entry> entries_;                                                // the latest first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> known_;  // by Entry::term
};

}  // namespace whatworks
