// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace whatworks {

// The dense vectors of a shard's documents, packed as in their value slot. Kept in blocks that later revisions share, since they take most of the memory.
class VectorColumn {
 public:
  // Of a document; empty where it has none.
  [[nodiscard]] std::string_view of(Xapian::docid document) const noexcept;

  // While it is filled, by rising document numbers. The first vector decides how long all are; others count as none.
  void put(Xapian::docid document, std::string_view vector);

 private:
  static constexpr std::size_t kBlock = 4096;  // documents

  struct Block {
    std::vector<char> bytes;  // kBlock vectors
    std::array<bool, kBlock> has{};
  };

  std::size_t length_ = 0;
  std::vector<std::shared_ptr<const Block>> blocks_;  // null where none of its documents has one
  std::shared_ptr<Block> open_;                       // the last of them, while it is filled
};

}  // namespace whatworks
