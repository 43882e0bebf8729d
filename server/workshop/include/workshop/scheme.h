// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/category.h"
#include "core/files.h"
#include "core/result.h"

namespace whatworks {

enum class CriterionKind {
  score,   // any whole number from 0 to 100, some of them with words
  choice,  // one of the points, which are in order
};

// A worded point of a scale.
struct ScalePoint {
  double value = 0;
  std::string label;
  bool operator==(const ScalePoint&) const = default;
};

// What is asked of a panel about each intervention.
struct Criterion {
  std::string name;  // a slug, "time-to-start"
  std::string label;
  std::string question;
  CriterionKind kind = CriterionKind::choice;
  std::vector<ScalePoint> points;  // in the order of their values
  bool operator==(const Criterion&) const = default;

  // Whether somebody may answer with it.
  [[nodiscard]] bool takes(double value) const noexcept;
  // The words of a value that has some; empty for others.
  [[nodiscard]] std::string_view words(double value) const noexcept;
  // Whether the category of an intervention is made from it, so that no workshop goes without it: effect, certainty, harms.
  [[nodiscard]] bool is_needed() const noexcept;
};

inline constexpr std::size_t kMostCriteria = 12;
inline constexpr std::size_t kMostPoints = 11;
inline constexpr std::size_t kLongestCriterionText = 300;  // characters of a label, a question or a point

// No scheme may show anything of fewer people than these.
inline constexpr std::size_t kFewestAnswers = 5;

// The criteria and scales of a workshop, and how answers become a category. schemas/assessment.json has those that a new workshop begins with; each workshop
// keeps its own, so that a change of that file changes no workshop that there is.
struct AssessmentScheme {
  std::vector<Criterion> criteria;
  std::size_t fewest_answers = kFewestAnswers;  // to an intervention, below which nothing of them is shown; kFewestAnswers or more
  CategoryThresholds thresholds;
  std::string threshold_source;  // a sentence: whose thresholds they are

  [[nodiscard]] const Criterion* find(std::string_view name) const noexcept;
};

// Fails with unreadable, and with bad_input, naming the place in the file, where it is no scheme.
Result<AssessmentScheme> load_scheme(const fs::path& file);
Result<AssessmentScheme> parse_scheme(std::string_view json);
std::string write_scheme(const AssessmentScheme& scheme);

// Fails with bad_input, saying which, where a criterion has no name, label, question or enough points, where two have one name, or where one is missing that
// the category is made from.
Status check_scheme(const AssessmentScheme& scheme);

// Points as people type them, one in a line: "25 = A little". Fails with bad_input, naming the line.
Result<std::vector<ScalePoint>> parse_points(std::string_view text);
std::string write_points(const std::vector<ScalePoint>& points);

}  // namespace whatworks
