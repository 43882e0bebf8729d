// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute_parts.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace whatworks {
namespace {

constexpr std::size_t kLinesAround = 3;  // a change, as in most tools that show differences

Json comment_view(const ReviewComment& comment) {
  return {{"author", comment.author_name}, {"text", comment.text}, {"at", instant_in_words(comment.at)}, {"line", comment.line}};
}

Json comments_on_line(const std::vector<ReviewComment>& comments, std::int64_t line) {
  auto out = Json::array();
  for (const auto& comment : comments) {
    if (comment.line == line) {
      out.push_back(comment_view(comment));
    }
  }
  return out;
}

// Which lines are shown.
std::vector<bool> shown_lines(const Difference& difference, const std::vector<ReviewComment>& comments, bool all) {
  const auto& lines = difference.lines;
  std::vector<bool> shown(lines.size(), all);
  for (std::size_t i = 0; !all && i < lines.size(); ++i) {
    const bool commented = std::any_of(comments.begin(), comments.end(), [&](const ReviewComment& comment) { return comment.line == lines[i].new_line; });
    if (lines[i].change != LineChange::same || commented) {
      const auto first = i < kLinesAround ? 0 : i - kLinesAround;
      std::fill(shown.begin() + static_cast<std::ptrdiff_t>(first), shown.begin() + static_cast<std::ptrdiff_t>(std::min(i + kLinesAround + 1, lines.size())),
                true);
    }
  }
  return shown;
}

Json line_view(const DifferenceLine& line, const std::vector<ReviewComment>& comments, const DifferenceOptions& options) {
  static constexpr std::array<std::string_view, 3> kNames{"same", "added", "removed"};
  static constexpr std::array<std::string_view, 3> kMarks{"", "+", "−"};
  static constexpr std::array<std::string_view, 3> kWords{"", "Added: ", "Removed: "};
  const auto place = options.plain ? std::size_t{0} : static_cast<std::size_t>(line.change);
  const auto number = line.new_line > 0 ? Json(line.new_line) : Json(nullptr);
  return {{"skipped", nullptr},
          {"change", kNames.at(place)},
          {"mark", kMarks.at(place)},
          {"words", kWords.at(place)},
          {"number", number},
          {"old_number", line.old_line > 0 ? Json(line.old_line) : Json(nullptr)},
          {"anchor", options.anchors ? number : Json(nullptr)},
          {"comment_href",
           number.is_null() || options.comment_address.empty() ? Json(nullptr) : Json(options.comment_address + std::to_string(line.new_line) + "#comment")},
          {"text", line.text},
          {"comments", list_or_null(number.is_null() ? Json::array() : comments_on_line(comments, line.new_line))}};
}

}  // namespace

Json problems_view(const ViewContext& context, const Examination& examination) {
  const auto& levels = context.words.at("contribute").at("levels");
  auto list = Json::array();
  std::array<std::uint64_t, 3> counts{};
  for (const auto& problem : examination.problems) {
    const auto level = std::string(severity_name(problem.severity));
    ++counts.at(static_cast<std::size_t>(problem.severity));
    list.push_back({{"level", level},
                    {"word", levels.at(level).at("one")},
                    {"line", problem.line},
                    {"column", problem.column},
                    {"message", problem.message},
                    {"hint", problem.hint.empty() ? Json(nullptr) : Json(problem.hint)},
                    {"rule_href", "/contribute/rules/" + problem.rule}});
  }
  std::vector<std::string> parts;
  for (const auto severity : {Severity::error, Severity::warning, Severity::info}) {
    const auto& words = levels.at(std::string(severity_name(severity)));
    parts.push_back(
        count_of(counts.at(static_cast<std::size_t>(severity)), words.at("count_one").get<std::string>(), words.at("count_many").get<std::string>()));
  }
  return {{"counts", join(parts, ", ")},
          {"valid", examination.valid},
          {"list", list_or_null(std::move(list))},
          {"left_out", examination.left_out > 0 ? Json(with_commas(examination.left_out)) : Json(nullptr)}};
}

Json difference_view(const Difference& difference, const std::vector<ReviewComment>& comments, const DifferenceOptions& options) {
  auto rows = Json::array();
  const auto shown = shown_lines(difference, comments, options.all);
  std::uint64_t skipped = 0;
  const auto tell_skipped = [&] {
    if (skipped > 0) {
      rows.push_back({{"skipped", count_of(skipped, "line that did not change", "lines that did not change")}});
      skipped = 0;
    }
  };
  for (std::size_t i = 0; i < difference.lines.size(); ++i) {
    if (!shown[i]) {
      ++skipped;
      continue;
    }
    tell_skipped();
    rows.push_back(line_view(difference.lines[i], comments, options));
  }
  tell_skipped();
  return {{"label", "The lines, and what changed in them"},
          {"rows", std::move(rows)},
          {"added", with_commas(difference.added)},
          {"removed", with_commas(difference.removed)}};
}

Json general_comments(const std::vector<ReviewComment>& comments) { return list_or_null(comments_on_line(comments, 0)); }

Json decision_view(const ViewContext& context, const std::optional<DecisionMade>& decision) {
  if (!decision) {
    return nullptr;
  }
  return {{"words", context.words.at("contribute").at("decisions").at(std::string(decision_name(decision->decision))).at("done")},
          {"reviewer", decision->reviewer_name},
          {"reason", decision->reason.empty() ? Json(nullptr) : Json(decision->reason)},
          {"at", instant_in_words(decision->at)}};
}

}  // namespace whatworks
