// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>

#include "report_parts.h"

// Ratings as open data.
namespace whatworks {

using report_parts::number;

namespace {

// How many scores there are of what a criterion of an item got in a round, and of whom.
struct ScoreCounts {
  std::size_t police = 0;
  std::size_t others = 0;
  [[nodiscard]] std::size_t all() const noexcept { return police + others; }
};

bool is_of_police(const RatingRow& row) { return row.organisation == organisation_name(Organisation::police); }

// Raters who answered the same items in the same rounds. Who is known to have left something out would be known by their number, were there few such.
std::map<std::string, std::size_t> raters_alike(const std::vector<RatingRow>& rows) {
  std::map<std::string, std::string> patterns;  // by rater, in the order of rows, which is that of rounds and agendas
  for (const auto& row : rows) {
    patterns[row.rater] += std::to_string(row.round) + row.item + ' ';
  }
  std::map<std::string, std::size_t> counts;
  for (const auto& [rater, pattern] : patterns) {
    ++counts[pattern];
  }
  std::map<std::string, std::size_t> out;
  for (const auto& [rater, pattern] : patterns) {
    out.emplace(rater, counts.at(pattern));
  }
  return out;
}

}  // namespace

std::vector<OpenRating> open_ratings(const Workshop& workshop, const std::vector<RatingRow>& rows) {
  const auto& criteria = workshop.scheme.criteria;
  const auto fewest = workshop.scheme.fewest_answers;
  using Key = std::pair<int, std::string>;         // a round and an item
  std::map<Key, std::vector<ScoreCounts>> counts;  // by criterion
  for (const auto& row : rows) {
    auto& entry = counts[{row.round, row.item}];
    entry.resize(criteria.size());
    for (std::size_t i = 0; i < criteria.size(); ++i) {
      const auto found = row.assessment.scores.find(criteria[i].name);
      if (found != row.assessment.scores.end() && found->second) {
        ++(is_of_police(row) ? entry[i].police : entry[i].others);
      }
    }
  }
  std::map<std::int64_t, bool> told_apart;  // by group
  for (const auto& row : rows) {
    auto& told = told_apart.try_emplace(row.group, true).first->second;
    for (const auto& count : counts.at({row.round, row.item})) {
      told = told && (count.all() < fewest || (count.police >= fewest && count.others >= fewest));
    }
  }
  const auto alike = raters_alike(rows);
  std::vector<OpenRating> out;
  out.reserve(rows.size());
  for (const auto& row : rows) {
    const auto* group = workshop.find_group(row.group);
    OpenRating open{row.round, group == nullptr ? std::string() : group->label, row.item, row.title, row.record_id, {}, {}, {}};
    open.rater = alike.at(row.rater) < fewest ? "" : row.rater;
    open.organisation = !told_apart.at(row.group) ? "" : is_of_police(row) ? "police" : "other";
    for (std::size_t i = 0; i < criteria.size(); ++i) {
      const auto found = row.assessment.scores.find(criteria[i].name);
      const bool hidden = counts.at({row.round, row.item})[i].all() < fewest;
      open.scores.push_back(hidden || found == row.assessment.scores.end() ? std::string() : found->second ? number(*found->second) : "cannot judge");
    }
    out.push_back(std::move(open));
  }
  return out;
}

}  // namespace whatworks
