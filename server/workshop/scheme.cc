// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop/scheme.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "core/text.h"

namespace whatworks {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kSizeLimit = 256 * 1024;
constexpr auto kNeeded = std::to_array<std::string_view>({"effect", "certainty", "harms"});
constexpr std::string_view kScore = "score";
constexpr std::string_view kChoice = "choice";
constexpr double kHighestScore = 100;

Criterion criterion_of(const Json& json) {
  Criterion out;
  out.name = json.at("name").get<std::string>();
  out.label = json.at("label").get<std::string>();
  out.question = json.at("question").get<std::string>();
  out.kind = json.at("kind").get<std::string>() == kScore ? CriterionKind::score : CriterionKind::choice;
  for (const auto& point : json.at("points")) {
    out.points.push_back({point.at("value").get<double>(), point.at("label").get<std::string>()});
  }
  return out;
}

CategoryThresholds thresholds_of(const Json& json) {
  CategoryThresholds out;
  out.effect_high = json.at("effect_high").get<double>();
  out.effect_low = json.at("effect_low").get<double>();
  out.certainty_high = json.at("certainty_high").get<double>();
  out.certainty_low = json.at("certainty_low").get<double>();
  out.harms = json.at("harms").get<double>();
  return out;
}

bool is_text(const std::string& text) { return !trim(text).empty() && count_code_points(text) <= kLongestCriterionText; }

Status wrong(const Criterion& criterion, std::string_view what, std::string hint) {
  return failure(ErrorCode::bad_input, "The criterion \"" + (criterion.label.empty() ? criterion.name : criterion.label) + "\" " + std::string(what),
                 std::move(hint));
}

Status check_points(const Criterion& criterion) {
  if (criterion.points.size() < 2 || criterion.points.size() > kMostPoints) {
    return wrong(criterion, "needs from 2 to " + std::to_string(kMostPoints) + " points with words", "write one in a line, such as 0 = None");
  }
  for (std::size_t i = 0; i < criterion.points.size(); ++i) {
    const auto& point = criterion.points[i];
    if (!is_text(point.label)) {
      return wrong(criterion, "has a point without words, or with too many", "write up to " + std::to_string(kLongestCriterionText) + " characters");
    }
    if (point.value < 0 || point.value > kHighestScore || point.value != std::floor(point.value)) {
      return wrong(criterion, "has a point that is no whole number from 0 to 100", "change the number");
    }
    if (i > 0 && criterion.points[i - 1].value >= point.value) {
      return wrong(criterion, "has points that are not in order", "put the lowest number first, and each once");
    }
  }
  return {};
}

}  // namespace

bool Criterion::takes(double value) const noexcept {
  if (kind == CriterionKind::score) {
    return value >= 0 && value <= kHighestScore && value == std::floor(value);
  }
  return !words(value).empty();
}

std::string_view Criterion::words(double value) const noexcept {
  const auto found = std::find_if(points.begin(), points.end(), [&](const ScalePoint& point) { return point.value == value; });
  return found == points.end() ? std::string_view{} : std::string_view(found->label);
}

bool Criterion::is_needed() const noexcept { return std::find(kNeeded.begin(), kNeeded.end(), name) != kNeeded.end(); }

const Criterion* AssessmentScheme::find(std::string_view name) const noexcept {
  const auto found = std::find_if(criteria.begin(), criteria.end(), [&](const Criterion& criterion) { return criterion.name == name; });
  return found == criteria.end() ? nullptr : &*found;
}

Result<AssessmentScheme> parse_scheme(std::string_view json) {
  AssessmentScheme out;
  try {
    const auto read = Json::parse(json);
    for (const auto& criterion : read.at("criteria")) {
      out.criteria.push_back(criterion_of(criterion));
    }
    out.fewest_answers = read.at("fewest_answers").get<std::size_t>();
    out.thresholds = thresholds_of(read.at("categories").at("thresholds"));
    out.threshold_source = read.at("categories").at("source").get<std::string>();
  } catch (const Json::exception& trouble) {
    return failure(ErrorCode::bad_input, std::string("This is no scheme of an assessment: ") + trouble.what());
  }
  if (auto checked = check_scheme(out); !checked) {
    return failure(std::move(checked.error()));
  }
  return out;
}

Result<AssessmentScheme> load_scheme(const fs::path& file) {
  const auto text = read_file(file, kSizeLimit);
  if (!text) {
    return failure(text.error());
  }
  auto scheme = parse_scheme(*text);
  if (!scheme) {
    scheme.error().message.insert(0, file.string() + ": ");
  }
  return scheme;
}

std::string write_scheme(const AssessmentScheme& scheme) {
  auto criteria = Json::array();
  for (const auto& criterion : scheme.criteria) {
    auto points = Json::array();
    for (const auto& point : criterion.points) {
      points.push_back({{"value", point.value}, {"label", point.label}});
    }
    criteria.push_back({{"name", criterion.name},
                        {"label", criterion.label},
                        {"question", criterion.question},
                        {"kind", criterion.kind == CriterionKind::score ? kScore : kChoice},
                        {"points", std::move(points)}});
  }
  const auto& thresholds = scheme.thresholds;
  return Json{{"fewest_answers", scheme.fewest_answers},
              {"criteria", std::move(criteria)},
              {"categories",
               {{"source", scheme.threshold_source},
                {"thresholds",
                 {{"effect_high", thresholds.effect_high},
                  {"effect_low", thresholds.effect_low},
                  {"certainty_high", thresholds.certainty_high},
                  {"certainty_low", thresholds.certainty_low},
                  {"harms", thresholds.harms}}}}}}
      .dump();
}

Status check_scheme(const AssessmentScheme& scheme) {
  if (scheme.fewest_answers < kFewestAnswers) {
    return failure(ErrorCode::bad_input, "\"fewest_answers\" is below " + std::to_string(kFewestAnswers) + ", so that single answers could be told",
                   "make it " + std::to_string(kFewestAnswers) + " or more");
  }
  if (scheme.criteria.size() > kMostCriteria) {
    return failure(ErrorCode::bad_input, "There are more than " + std::to_string(kMostCriteria) + " criteria", "leave some out: each takes time in the room");
  }
  std::set<std::string_view> names;
  for (const auto& criterion : scheme.criteria) {
    if (!is_slug(criterion.name) || !names.insert(criterion.name).second) {
      return wrong(criterion, "has the name of another, or none", "change its label");
    }
    if (!is_text(criterion.label) || !is_text(criterion.question)) {
      return wrong(criterion, "needs a label and a question, of up to " + std::to_string(kLongestCriterionText) + " characters", "fill in both");
    }
    if (criterion.is_needed() && criterion.kind != CriterionKind::score) {
      return wrong(criterion, "has to be a score from 0 to 100", "the category is made from it");
    }
    if (auto points = check_points(criterion); !points) {
      return points;
    }
  }
  for (const auto name : kNeeded) {
    if (names.count(name) == 0) {
      return failure(ErrorCode::bad_input, "The criterion \"" + std::string(name) + "\" is missing", "the category of an intervention is made from it");
    }
  }
  return {};
}

Result<std::vector<ScalePoint>> parse_points(std::string_view text) {
  std::vector<ScalePoint> out;
  for (const auto& line : split(normalise_line_ends(text), '\n')) {
    if (trim(line).empty()) {
      continue;
    }
    const auto equals = line.find('=');
    const auto value = equals == std::string::npos ? std::nullopt : parse_integer(trim(std::string_view(line).substr(0, equals)));
    if (!value) {
      return failure(ErrorCode::bad_input, "\"" + shorten(trim(line), 60) + "\" is no point of a scale",
                     "write a number, an equals sign and words: 25 = A little");
    }
    out.push_back({static_cast<double>(*value), std::string(trim(std::string_view(line).substr(equals + 1)))});
  }
  return out;
}

std::string write_points(const std::vector<ScalePoint>& points) {
  std::string out;
  for (const auto& point : points) {
    out += std::to_string(std::lround(point.value)) + " = " + point.label + '\n';
  }
  return out;
}

}  // namespace whatworks
