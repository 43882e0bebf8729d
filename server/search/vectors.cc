// SPDX-License-Identifier: GPL-3.0-or-later
#include "vectors.h"

#include <algorithm>

namespace whatworks {

std::string_view VectorColumn::of(Xapian::docid document) const noexcept {
  const auto number = document / kBlock;
  const auto place = document % kBlock;
  if (number >= blocks_.size() || !blocks_[number] || !blocks_[number]->has[place]) {
    return {};
  }
  return {blocks_[number]->bytes.data() + place * length_, length_};
}

void VectorColumn::put(Xapian::docid document, std::string_view vector) {
  if (length_ == 0) {
    length_ = vector.size();
  }
  if (vector.empty() || vector.size() != length_) {
    return;
  }
  const auto number = document / kBlock;
  if (blocks_.size() <= number) {
    blocks_.resize(number + 1);
  }
  if (!open_ || blocks_[number] != open_) {
    // An earlier revision may be using the block: it is copied, not written to.
    open_ = blocks_[number] ? std::make_shared<Block>(*blocks_[number]) : std::make_shared<Block>();
    open_->bytes.resize(kBlock * length_);
    blocks_[number] = open_;
  }
  const auto place = document % kBlock;
  std::copy(vector.begin(), vector.end(), open_->bytes.begin() + static_cast<std::ptrdiff_t>(place * length_));
  open_->has[place] = true;
}

}  // namespace whatworks
