// SPDX-License-Identifier: GPL-3.0-or-later
#include "interpretation.h"

#include <utility>

namespace whatworks {
namespace {

// A question of this many things or more is rarely answered by records that hold them all: where fewer than kEnough do, those that hold any count too.
constexpr std::size_t kQuestion = 3;
constexpr std::size_t kEnough = 10;

using Match = std::function<Matches(const PlanNode&)>;

Interpretation read(const TextQuery& text, bool any, const Match& match) {
  Interpretation reading;
  reading.query = any ? text.any() : text.all();
  reading.plan = make_plan(reading.query, {text.exact, kExactWordWeight});
  reading.matched = match(reading.plan.match);
  reading.relaxed = any;
  return reading;
}

}  // namespace

Interpretation interpret(const QueryBuilder& queries, const Xapian::Database& database, const std::string& typed, const Match& match) {
  const auto text = queries.parse(typed, database);
  auto all = read(text, /*any=*/false, match);
  if (all.query.empty()) {
    return all;
  }
  const auto found = all.matched.size;
  all.did_you_mean = queries.correct(typed, database);
  if (found >= kEnough || (found != 0 && text.groups.size() < kQuestion)) {
    return all;
  }
  if (found == 0 && all.did_you_mean) {
    auto corrected = read(queries.parse(*all.did_you_mean, database), /*any=*/false, match);
    if (corrected.matched.size != 0) {
      corrected.did_you_mean = std::move(all.did_you_mean);
      corrected.corrected = true;
      return corrected;
    }
  }
  auto any = read(text, /*any=*/true, match);
  if (any.matched.size == found) {
    return all;
  }
  any.did_you_mean = std::move(all.did_you_mean);
  return any;
}

}  // namespace whatworks
