// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/visitor.h"
#include "core/result.h"
#include "store/store.h"
#include "workshop/results.h"

namespace whatworks {

// What a panel made of an intervention whose briefing a record was. Beside the evidence, never part of it.
struct Judgement {
  WorkshopInfo workshop;
  std::string group;
  std::size_t people = 0;            // who judged it
  std::optional<Category> category;  // from the medians
  bool agreed = false;               // whether that is the panel's; else it is in two camps
  MedianScores medians;              // of effect, certainty and harms
};

// Free to share between threads.
class Judgements {
 public:
  // Both must outlive it.
  Judgements(const Store& store, const Results& results) : store_(store), results_(results) {}

  // On a record, by the workshops that a visitor may read, that are closed and had enough answers; the newest first.
  [[nodiscard]] Result<std::vector<Judgement>> on(std::string_view record_id, const Visitor& visitor) const;

 private:
  const Store& store_;
  const Results& results_;
};

}  // namespace whatworks
