// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.h"
#include "core/result.h"
#include "workshop/scheme.h"

namespace whatworks {

// A sentence that people agree or disagree with.
struct EvaluationItem {
  std::string name;  // a slug, "spoke-freely"
  std::string statement;
};

// A question that people answer in their own words.
struct OpenQuestion {
  std::string name;
  std::string question;
};

// What is asked at one of Kirkpatrick's levels: 1 how the day was, 2 what stayed, 3 what came of it at work.
struct EvaluationForm {
  int level = 1;
  std::string title;
  std::string when;  // "at the end of the workshop"
  std::vector<EvaluationItem> items;
  std::vector<OpenQuestion> questions;
};

inline constexpr int kEvaluationLevels = 3;
inline constexpr std::size_t kMostItems = 15;  // of a form: more than that takes longer than people give
inline constexpr std::size_t kMostQuestions = 6;

// How workshops are evaluated: schemas/evaluation.json. The same for all of them.
struct EvaluationScheme {
  std::size_t fewest_answers = 5;  // below which nothing of a result is shown
  std::string not_applicable;      // in words
  std::vector<ScalePoint> scale;   // of all items, in order
  std::string likelihood_question;
  std::vector<ScalePoint> likelihood;  // of that question, in order
  std::vector<EvaluationForm> forms;   // one for each level, in order

  [[nodiscard]] const EvaluationForm& form(int level) const { return forms.at(static_cast<std::size_t>(level) - 1); }
};

// Fails with unreadable, and with bad_input, naming the place in the file, where a level, a name, a text or a point is missing or there twice.
Result<EvaluationScheme> load_evaluation_scheme(const fs::path& file);
Result<EvaluationScheme> parse_evaluation_scheme(std::string_view json);

}  // namespace whatworks
