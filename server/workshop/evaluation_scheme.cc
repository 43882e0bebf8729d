// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop/evaluation_scheme.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "core/text.h"
#include "workshop/scheme.h"

namespace whatworks {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kSizeLimit = 256 * 1024;

std::vector<ScalePoint> points_of(const Json& json) {
  std::vector<ScalePoint> out;
  for (const auto& point : json) {
    out.push_back({point.at("value").get<double>(), point.at("label").get<std::string>()});
  }
  return out;
}

EvaluationForm form_of(const Json& json) {
  EvaluationForm out;
  out.level = json.at("level").get<int>();
  out.title = json.at("title").get<std::string>();
  out.when = json.at("when").get<std::string>();
  for (const auto& item : json.at("items")) {
    out.items.push_back({item.at("name").get<std::string>(), item.at("statement").get<std::string>()});
  }
  for (const auto& question : json.at("questions")) {
    out.questions.push_back({question.at("name").get<std::string>(), question.at("question").get<std::string>()});
  }
  return out;
}

bool is_text(const std::string& text) { return !trim(text).empty() && count_code_points(text) <= kLongestCriterionText; }

Status check_points(const std::vector<ScalePoint>& points, const std::string& what) {
  if (points.size() < 2 || points.size() > kMostPoints) {
    return failure(ErrorCode::bad_input, what + " needs from 2 to " + std::to_string(kMostPoints) + " points");
  }
  for (std::size_t i = 0; i < points.size(); ++i) {
    const bool in_order = i == 0 || points[i - 1].value < points[i].value;
    if (!is_text(points[i].label) || !in_order || points[i].value != std::floor(points[i].value)) {
      return failure(ErrorCode::bad_input, what + " needs words at every point, and whole numbers in order", "look at point " + std::to_string(i + 1));
    }
  }
  return {};
}

Status check_form(const EvaluationForm& form, int level) {
  const auto what = "Level " + std::to_string(level);
  if (form.level != level || !is_text(form.title) || !is_text(form.when)) {
    return failure(ErrorCode::bad_input, what + " is missing, or has no title or no time", "give the levels in order");
  }
  if (form.items.empty() || form.items.size() > kMostItems || form.questions.size() > kMostQuestions) {
    return failure(ErrorCode::bad_input,
                   what + " needs from 1 to " + std::to_string(kMostItems) + " items and up to " + std::to_string(kMostQuestions) + " questions",
                   "more than that takes too long to answer");
  }
  std::set<std::string> names;
  const auto sound = [&](const std::string& name, const std::string& text) { return is_slug(name) && names.insert(name).second && is_text(text); };
  for (const auto& item : form.items) {
    if (!sound(item.name, item.statement)) {
      return failure(ErrorCode::bad_input, what + ": the item \"" + item.name + "\" has no statement, or a name that is none or there twice");
    }
  }
  for (const auto& question : form.questions) {
    if (!sound(question.name, question.question)) {
      return failure(ErrorCode::bad_input, what + ": the question \"" + question.name + "\" has no words, or a name that is none or there twice");
    }
  }
  return {};
}

Status check(const EvaluationScheme& scheme) {
  if (scheme.fewest_answers < kFewestAnswers) {
    return failure(ErrorCode::bad_input, "\"fewest_answers\" is below " + std::to_string(kFewestAnswers) + ", so that single answers could be told",
                   "make it " + std::to_string(kFewestAnswers) + " or more");
  }
  if (!is_text(scheme.not_applicable) || !is_text(scheme.likelihood_question)) {
    return failure(ErrorCode::bad_input, "\"not_applicable\" or the question of \"likelihood\" has no words");
  }
  if (auto points = check_points(scheme.scale, "\"scale\""); !points) {
    return points;
  }
  if (auto points = check_points(scheme.likelihood, "\"likelihood\""); !points) {
    return points;
  }
  if (scheme.forms.size() != kEvaluationLevels) {
    return failure(ErrorCode::bad_input, "\"levels\" needs " + std::to_string(kEvaluationLevels) + " of them");
  }
  for (int level = 1; level <= kEvaluationLevels; ++level) {
    if (auto form = check_form(scheme.form(level), level); !form) {
      return form;
    }
  }
  return {};
}

}  // namespace

Result<EvaluationScheme> parse_evaluation_scheme(std::string_view json) {
  EvaluationScheme out;
  try {
    const auto read = Json::parse(json);
    out.fewest_answers = read.at("fewest_answers").get<std::size_t>();
    out.not_applicable = read.at("not_applicable").get<std::string>();
    out.scale = points_of(read.at("scale"));
    out.likelihood_question = read.at("likelihood").at("question").get<std::string>();
    out.likelihood = points_of(read.at("likelihood").at("points"));
    for (const auto& form : read.at("levels")) {
      out.forms.push_back(form_of(form));
    }
  } catch (const Json::exception& trouble) {
    return failure(ErrorCode::bad_input, std::string("This is no scheme of an evaluation: ") + trouble.what());
  }
  if (auto checked = check(out); !checked) {
    return failure(std::move(checked.error()));
  }
  return out;
}

Result<EvaluationScheme> load_evaluation_scheme(const fs::path& file) {
  const auto text = read_file(file, kSizeLimit);
  if (!text) {
    return failure(text.error());
  }
  auto scheme = parse_evaluation_scheme(*text);
  if (!scheme) {
    scheme.error().message.insert(0, file.string() + ": ");
  }
  return scheme;
}

}  // namespace whatworks
