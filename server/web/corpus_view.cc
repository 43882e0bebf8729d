// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/corpus_view.h"

#include <algorithm>

#include "core/text.h"
#include "core/time.h"
#include "view_parts.h"

namespace whatworks {
namespace {

Json since(std::chrono::sys_seconds instant) { return {{"at", instant_in_words(instant)}, {"at_machine", format_instant(instant)}}; }

Json error_view(const Error& error) { return {{"text", error.message}, {"hint", error.hint.empty() ? Json(nullptr) : Json(error.hint)}}; }

// A problem with the line that it is about. Of a file that may be of a restricted record its words are not shown: they quote the file.
Json problem_row(const Problem& problem, const BrokenFile& file, const std::vector<std::string>& lines, bool has_rule_pages) {
  const auto number = static_cast<std::size_t>(std::max(problem.line, 1));
  const bool has_line = !file.restricted && number <= lines.size() && !trim(lines[number - 1]).empty();
  return {{"line", problem.line},
          {"is_error", problem.severity == Severity::error},
          {"message", file.restricted ? Json(nullptr) : Json(problem.message)},
          {"hint", file.restricted || problem.hint.empty() ? Json(nullptr) : Json(problem.hint)},
          {"rule", problem.rule},
          {"rule_href", has_rule_pages ? Json("/contribute/rules/" + problem.rule) : Json(nullptr)},
          {"code", has_line ? Json(shorten(clean_utf8(lines[number - 1]), 200)) : Json(nullptr)}};
}

Json broken_view(const BrokenFile& file, bool has_rule_pages) {
  const auto lines = split(normalise_line_ends(file.source), '\n');
  auto problems = Json::array();
  for (const auto& problem : file.problems) {
    problems.push_back(problem_row(problem, file, lines, has_rule_pages));
  }
  return {
      {"path", file.path}, {"since", since(file.since)}, {"kept", file.last_good_version}, {"withheld", file.restricted}, {"problems", std::move(problems)}};
}

// As mustache shows a list or what stands in its place.
Json list_or_null(Json list) { return list.empty() ? Json(nullptr) : Json{{"list", std::move(list)}}; }

}  // namespace

Json corpus_view(const ViewContext& context, const CorpusPage& page) {
  Json out{{"title", (page.problem ? "Error: " : "") + std::string("The corpus")},
           {"section", "admin"},
           {"notice", page.looked && !page.problem ? context.words.at("corpus").at("looked") : Json(nullptr)},
           {"problem", nullptr},
           {"kept", nullptr}};
  if (page.problem) {
    out["problem"] = error_view(*page.problem);
    out["problem"]["href"] = "#look";
  }
  if (!page.state) {
    return out;
  }
  const auto& state = *page.state;
  auto troubles = Json::array();
  for (const auto& trouble : state.troubles) {
    auto row = error_view(trouble.error);
    row["since"] = since(trouble.since);
    troubles.push_back(std::move(row));
  }
  auto broken = Json::array();
  for (const auto& file : state.broken) {
    broken.push_back(broken_view(file, page.has_rule_pages));
  }
  auto uncommitted = Json::array();
  for (const auto& change : state.uncommitted) {
    uncommitted.push_back(
        {{"id", change.id}, {"subject", change.subject}, {"author", change.author_name}, {"since", since(change.since)}, {"why", error_view(change.error)}});
  }
  out["kept"] = {{"folder", state.corpus.string()},
                 {"following", state.following},
                 {"is_git", state.is_git},
                 {"looked", state.looked ? since(*state.looked) : Json(nullptr)},
                 {"troubles", std::move(troubles)},
                 {"broken", list_or_null(std::move(broken))},
                 {"uncommitted", list_or_null(std::move(uncommitted))}};
  return out;
}

}  // namespace whatworks
